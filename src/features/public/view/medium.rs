//! How a file is shown.

use super::super::store::{Medium, credit_mark};
use super::Addresses;
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::domain::picture::RenditionSize;
use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::pictures;
use serde::Serialize;
use utoipa::ToSchema;

/// A file that is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicMedium)]
pub struct PublishedMedium {
    /// Of the file as the office has it.
    pub sha256: Digest,
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: String,
    /// Where a copy for everybody is, without position and camera; null once it was taken down, and of what is not given itself.
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub address: Option<String>,
    /// Smaller copies of a picture; null where there are none.
    pub sizes: Option<MediumSizes>,
    /// E.g. `Bupati memotong padi pertama.`.
    pub caption: Option<Prose<2000>>,
    /// E.g. `Bupati memegang seikat padi`.
    pub alt_text: Option<Prose<250>>,
    /// E.g. `Humas Setda`.
    pub credit: Line<200>,
    /// That it was taken down, and must be shown no more; null: it is shown.
    pub withdrawn: Option<MediumGone>,
}

/// Copies of a picture: at most 320, 1600 and 2480 pixels long.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicMediumSizes)]
pub struct MediumSizes {
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?size=thumbnail"
    )]
    pub thumbnail: String,
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?size=web"
    )]
    pub web: String,
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/public/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?size=print"
    )]
    pub print: String,
}

/// When a file was taken down, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicMediumWithdrawn)]
pub struct MediumGone {
    pub at: Stamp,
    /// E.g. `Permintaan keluarga`.
    pub reason: Prose<2000>,
}

impl Medium {
    pub fn view(&self, addresses: &Addresses) -> PublishedMedium {
        let withdrawn = self.withdrawn_at.zip(self.withdrawal_reason.clone());
        let is_shown = withdrawn.is_none();
        let credit = (!self.is_as_at_first).then(|| credit_mark(&self.credit, self.copyright.as_deref()));
        let address = |size| addresses.medium(&self.sha256, size, credit.as_deref());
        let sizes = (is_shown && pictures::is_decodable(&self.media_type)).then(|| MediumSizes {
            thumbnail: address(Some(RenditionSize::Thumbnail)),
            web: address(Some(RenditionSize::Web)),
            print: address(Some(RenditionSize::Print)),
        });
        PublishedMedium {
            sha256: self.sha256,
            media_type: self.media_type.clone(),
            address: (is_shown && is_given(&self.media_type)).then(|| address(None)),
            sizes,
            caption: self.caption.clone(),
            alt_text: self.alt_text.clone(),
            credit: self.credit.clone(),
            withdrawn: withdrawn.map(|(at, reason)| MediumGone { at: at.into(), reason }),
        }
    }
}

/// Documents and data are given as they were published; pictures only where they can be cleaned of what a camera says, and films and
/// sounds not at all, for nothing here takes out of them where they were made.
pub fn is_given(media_type: &str) -> bool {
    const DOCUMENTS: [MediaType; 14] = [
        MediaType::Pdf,
        MediaType::Csv,
        MediaType::Json,
        MediaType::Xlsx,
        MediaType::Xls,
        MediaType::Ods,
        MediaType::Docx,
        MediaType::Doc,
        MediaType::Odt,
        MediaType::Pptx,
        MediaType::Ppt,
        MediaType::Odp,
        MediaType::Rtf,
        MediaType::PlainText,
    ];
    let is_document = MediaType::parse(media_type).is_some_and(|known| DOCUMENTS.contains(&known));
    is_document || pictures::public::can_be_cleaned(media_type)
}
