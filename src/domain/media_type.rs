//! The closed list of media types, and which of them each kind of artifact accepts.

use std::fmt;

use crate::domain::artifact::ArtifactKind;

use MediaType::*;

/// SVG, HTML, XML and scripts are not here, so nothing that a browser would run can ever be stored as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    Jpeg,
    Png,
    Webp,
    Heic,
    Tiff,
    Mp4,
    QuickTime,
    Webm,
    Matroska,
    Mp3,
    AudioMp4,
    Ogg,
    Wav,
    Flac,
    Csv,
    Json,
    Xlsx,
    Ods,
    Zip,
    Pdf,
    Docx,
    Odt,
    Pptx,
    Rtf,
    PlainText,
}

/// No file may be larger, whatever the office's own limits: 4 GiB.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024 * 1024;

/// A media type's registered name, what else senders call it, and its file name extensions, the usual one first.
type Names = (&'static str, &'static [&'static str], &'static [&'static str]);

const ALL: &[MediaType] = &[
    Jpeg, Png, Webp, Heic, Tiff, Mp4, QuickTime, Webm, Matroska, Mp3, AudioMp4, Ogg, Wav, Flac, Csv, Json, Xlsx, Ods, Zip, Pdf,
    Docx, Odt, Pptx, Rtf, PlainText,
];

/// What this kind accepts; the text drafts are JSON and take no file.
pub const fn accepted(kind: ArtifactKind) -> &'static [MediaType] {
    match kind {
        ArtifactKind::Photo => &[Jpeg, Png, Webp, Heic, Tiff],
        ArtifactKind::Video => &[Mp4, QuickTime, Webm, Matroska],
        ArtifactKind::Audio => &[Mp3, AudioMp4, Ogg, Wav, Flac],
        ArtifactKind::Dataset => &[Csv, Xlsx, Ods, Json, Zip],
        ArtifactKind::Document => &[Pdf, Docx, Odt, Xlsx, Pptx, PlainText, Rtf],
        ArtifactKind::SourceMaterial => ALL,
        ArtifactKind::WebsiteDraft | ArtifactKind::PressRelease => &[],
    }
}

/// Whether a browser may show it in place; everything else is sent as an attachment.
pub fn inline_allowed(media_type: MediaType) -> bool {
    matches!(media_type, Jpeg | Png | Webp | Pdf | Mp4)
}

impl MediaType {
    pub const fn all() -> &'static [Self] {
        ALL
    }

    /// Reads a `Content-Type`; parameters such as `charset` are left aside.
    pub fn parse(text: &str) -> Option<Self> {
        let essence = text.split(';').next().unwrap_or_default().trim();
        let called = |name: &&str| name.eq_ignore_ascii_case(essence);
        ALL.iter().copied().find(|media_type| {
            let (name, aliases, _) = media_type.names();
            called(&name) || aliases.iter().any(called)
        })
    }

    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// In lower case and without the dot, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        self.names().2
    }

    const fn names(self) -> Names {
        match self {
            Jpeg => ("image/jpeg", &["image/jpg", "image/pjpeg"], &["jpg", "jpeg", "jpe", "jfif"]),
            Png => ("image/png", &["image/x-png"], &["png"]),
            Webp => ("image/webp", &[], &["webp"]),
            Heic => ("image/heic", &["image/heif"], &["heic", "heif"]),
            Tiff => ("image/tiff", &["image/x-tiff"], &["tif", "tiff"]),
            Mp4 => ("video/mp4", &["video/x-m4v"], &["mp4", "m4v"]),
            QuickTime => ("video/quicktime", &[], &["mov", "qt"]),
            Webm => ("video/webm", &[], &["webm"]),
            Matroska => ("video/matroska", &["video/x-matroska"], &["mkv"]),
            Mp3 => ("audio/mpeg", &["audio/mp3", "audio/x-mp3"], &["mp3"]),
            AudioMp4 => ("audio/mp4", &["audio/m4a", "audio/x-m4a"], &["m4a", "mp4", "m4b"]),
            Ogg => ("audio/ogg", &["application/ogg", "audio/opus"], &["ogg", "oga", "opus"]),
            Wav => ("audio/wav", &["audio/x-wav", "audio/wave", "audio/vnd.wave"], &["wav"]),
            Flac => ("audio/flac", &["audio/x-flac"], &["flac"]),
            // Browsers on a Windows machine with Excel call every CSV file by Excel's name.
            Csv => ("text/csv", &["application/csv", "application/vnd.ms-excel"], &["csv"]),
            Json => ("application/json", &["text/json"], &["json"]),
            Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &[], &["xlsx"]),
            Ods => ("application/vnd.oasis.opendocument.spreadsheet", &[], &["ods"]),
            Zip => ("application/zip", &["application/x-zip-compressed", "application/x-zip"], &["zip"]),
            Pdf => ("application/pdf", &["application/x-pdf"], &["pdf"]),
            Docx => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &[], &["docx"]),
            Odt => ("application/vnd.oasis.opendocument.text", &[], &["odt"]),
            Pptx => ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &[], &["pptx"]),
            Rtf => ("application/rtf", &["text/rtf", "application/x-rtf"], &["rtf"]),
            PlainText => ("text/plain", &[], &["txt", "text"]),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_type() {
        for media_type in MediaType::all() {
            let (name, aliases, extensions) = media_type.names();
            for name in aliases.iter().chain([&name]) {
                assert_eq!(MediaType::parse(name), Some(*media_type), "{name}");
            }
            assert!(!extensions.is_empty());
        }
        assert_eq!(MediaType::parse(" Text/CSV ; charset=utf-8"), Some(MediaType::Csv));
    }

    #[test]
    fn what_a_browser_would_run_is_no_media_type_here() {
        for name in [
            "text/html",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/xml",
            "application/xml",
            "text/javascript",
            "application/javascript",
            "application/x-shockwave-flash",
            "",
            "*/*",
        ] {
            assert_eq!(MediaType::parse(name), None, "{name}");
        }
    }

    #[test]
    fn only_five_types_are_shown_inline() {
        let shown: Vec<_> =
            MediaType::all().iter().copied().filter(|media_type| inline_allowed(*media_type)).map(MediaType::as_str).collect();
        assert_eq!(shown, ["image/jpeg", "image/png", "image/webp", "video/mp4", "application/pdf"]);
    }

    #[test]
    fn source_material_accepts_what_any_kind_accepts_and_drafts_nothing() {
        use ArtifactKind::*;
        for kind in [Photo, Video, Audio, Dataset, Document] {
            let accepts = accepted(kind);
            assert!(!accepts.is_empty() && accepts.iter().all(|one| ALL.contains(one)));
        }
        assert_eq!(accepted(SourceMaterial), ALL);
        for draft in [WebsiteDraft, PressRelease] {
            assert!(accepted(draft).is_empty());
        }
    }
}
