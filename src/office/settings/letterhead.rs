//! The letterheads of the office, each from its day on.

use super::Setting;
use crate::domain::digest::Digest;
use crate::domain::paper::LogoFormat;
use crate::domain::text::Line;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::print::{Letterhead, Logo};
use chrono::NaiveDate;
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MOST_VERSIONS: usize = 20;
const MOST_LINES: usize = 6;

/// What stands over the office's papers (*kop surat*). A paper keeps the one that was in force when it was made.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Letterhead)]
pub struct Letterheads {
    /// The one with the last `validFrom` that has come is in force; before the first, and while there is none, the service's own setting
    /// `PUBDOK_OFFICE_NAME`.
    #[schema(max_items = 20)]
    pub versions: Vec<LetterheadVersion>,
}

/// A letterhead from its day on.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct LetterheadVersion {
    /// The first day, in the office's zone.
    #[schema(example = "2027-01-01")]
    pub valid_from: NaiveDate,
    /// E.g. `Pemerintah Kabupaten Karanganyar`.
    pub regency: Line<200>,
    /// E.g. `Sekretariat Daerah`.
    pub unit: Line<200>,
    /// Line by line.
    #[deserr(default)]
    #[schema(max_items = 6, example = json!(["Jalan Lawu 385, Karanganyar 57712", "Telepon (0271) 495039"]))]
    pub address: Vec<Line<200>>,
    /// Stands before the date of signing. E.g. `Karanganyar`.
    #[deserr(default)]
    pub place_of_signing: Option<Line<100>>,
    #[deserr(default)]
    pub logo: Option<GivenLogo>,
}

/// The office's arms or logo: sent once as `data`, told and sent back as `sha256`.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = LetterheadLogo)]
pub struct GivenLogo {
    /// The picture in Base64: a PNG of at most 2,000 by 2,000 pixels, or an SVG of shapes alone (no script, style sheet, picture, text or
    /// address in it); 128 KiB at most. Never told again.
    #[deserr(default)]
    #[serde(default, skip_serializing)]
    #[schema(
        write_only,
        max_length = 180_000,
        example = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )]
    pub data: Option<String>,
    /// Of one that was sent before.
    #[deserr(default)]
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    pub sha256: Option<String>,
    /// `image/png` or `image/svg+xml`; found in what was sent.
    #[deserr(default)]
    #[schema(max_length = 20, example = "image/png")]
    pub media_type: Option<String>,
}

impl Letterheads {
    /// In the order of their days.
    pub fn dated(&self) -> Vec<(NaiveDate, Letterhead)> {
        let mut dated: Vec<_> = self.versions.iter().map(|version| (version.valid_from, version.letterhead())).collect();
        dated.sort_by_key(|(from, _)| *from);
        dated
    }
}

impl LetterheadVersion {
    fn letterhead(&self) -> Letterhead {
        let lines = [&self.regency, &self.unit].into_iter().chain(&self.address);
        Letterhead {
            lines: lines.map(|line| line.to_string()).collect(),
            place: self.place_of_signing.as_deref().map(str::to_owned),
            logo: self.logo.as_ref().and_then(GivenLogo::logo),
        }
    }
}

impl GivenLogo {
    pub const SVG: &str = "image/svg+xml";
    pub const PNG: &str = "image/png";

    /// As it is told once it is kept.
    pub fn kept(digest: &Digest, format: LogoFormat) -> Self {
        let media_type = if format == LogoFormat::Svg { Self::SVG } else { Self::PNG };
        Self { data: None, sha256: Some(digest.to_string()), media_type: Some(media_type.to_owned()) }
    }

    /// The one that is meant by its digest.
    pub fn digest(&self) -> Option<Digest> {
        self.sha256.as_deref()?.parse().ok()
    }

    fn logo(&self) -> Option<Logo> {
        let format = if self.media_type.as_deref() == Some(Self::SVG) { LogoFormat::Svg } else { LogoFormat::Png };
        Some(Logo { format, digest: self.digest()?, bytes: Vec::new() })
    }
}

impl Setting for Letterheads {
    const KEY: &'static str = "letterhead";

    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        let mut add = |pointer: String, kind: FaultKind| faults.add(Place::Body(pointer), kind);
        if self.versions.len() > MOST_VERSIONS {
            add("#/versions".to_owned(), FaultKind::TooMany { max: MOST_VERSIONS });
        }
        for (index, version) in self.versions.iter().enumerate() {
            if self.versions[..index].iter().any(|earlier| earlier.valid_from == version.valid_from) {
                add(format!("#/versions/{index}/validFrom"), FaultKind::NotUnique);
            }
            if version.address.len() > MOST_LINES {
                add(format!("#/versions/{index}/address"), FaultKind::TooMany { max: MOST_LINES });
            }
            if version.logo.as_ref().is_some_and(|logo| logo.data.is_some() == logo.sha256.is_some()) {
                let words = Words::new(
                    "Beri data (gambar baru) atau sha256 (yang sudah pernah dikirim), salah satu.",
                    "Give either data (a new picture) or sha256 (of one that was sent before).",
                );
                add(format!("#/versions/{index}/logo"), FaultKind::Rule { code: "ONE_OF_TWO", words });
            }
        }
        faults
    }
}
