//! The closed list of media types, and which of them each kind of artifact accepts.

mod row;
mod table;

use std::fmt;

use crate::domain::artifact::ArtifactKind;

use row::Row;
use table::TABLE;

/// What is told and done of each stands in the table; in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    Jpeg,
    Png,
    Webp,
    Gif,
    Heic,
    Avif,
    Jxl,
    Jpeg2000,
    Bmp,
    Ico,
    Pnm,
    Targa,
    Pcx,
    Psd,
    Wmf,
    Emf,
    Tiff,
    Dng,
    Nef,
    Cr2,
    Cr3,
    Arw,
    Rw2,
    Orf,
    Raf,
    Crw,
    Mrw,
    X3f,
    Mp4,
    QuickTime,
    Mj2,
    ThreeGp,
    ThreeG2,
    MpegTs,
    Mpeg,
    Avi,
    Webm,
    Matroska,
    OggVideo,
    Wmv,
    Flv,
    Mxf,
    Dv,
    RealMedia,
    H264,
    H265,
    Mpeg4Visual,
    Y4m,
    Mp3,
    AudioMp4,
    AudioQuickTime,
    AudioThreeGp,
    Aac,
    Amr,
    AmrWb,
    Ogg,
    Wav,
    Aiff,
    Flac,
    Caf,
    Wma,
    Ac3,
    Dts,
    Au,
    WavPack,
    Tta,
    Csv,
    Json,
    Xlsx,
    Xls,
    Ods,
    Zip,
    Sqlite,
    Access,
    Dbase,
    Shape,
    SevenZip,
    Rar,
    Gzip,
    Bzip2,
    Xz,
    Lzma,
    Zstandard,
    Tar,
    Lzh,
    DiskImage,
    Pdf,
    Docx,
    Doc,
    Odt,
    Pptx,
    Ppt,
    Odp,
    Visio,
    Msg,
    Ole,
    Rtf,
    WordPerfect,
    OneNote,
    CorelDraw,
    PlainText,
}

/// No file may be larger, whatever the office's own limits: 4 GiB.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024 * 1024;

/// What this kind accepts; the text drafts are JSON and take no file.
pub fn accepted(kind: ArtifactKind) -> Vec<MediaType> {
    MediaType::all().filter(|one| one.is_for(kind)).collect()
}

impl MediaType {
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.is)
    }

    /// Reads a `Content-Type` of ours; parameters such as `charset` are left aside. Where several may be meant, the one whose own name
    /// it is.
    pub fn parse(text: &str) -> Option<Self> {
        let essence = essence(text);
        let own = Self::all().find(|one| one.as_str().eq_ignore_ascii_case(essence));
        own.or_else(|| Self::all().find(|one| one.is_called(essence)))
    }

    /// Whether senders may mean it by this `Content-Type`.
    pub fn is_called(self, text: &str) -> bool {
        let (essence, row) = (essence(text), self.row());
        row.name.eq_ignore_ascii_case(essence) || row.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(essence))
    }

    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// In lower case and without the dot, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        self.row().endings
    }

    pub fn is_for(self, kind: ArtifactKind) -> bool {
        let is_file = !kind.is_draft();
        is_file && (kind == ArtifactKind::SourceMaterial || self.row().kinds.contains(&kind))
    }

    /// Whether a browser may show it in place; everything else is sent as an attachment.
    pub const fn is_inline(self) -> bool {
        self.row().inline
    }

    /// Whether smaller copies are made of it.
    pub const fn has_copies(self) -> bool {
        self.row().copies
    }

    /// Words that anybody can read, whatever they are about.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::PlainText)
    }

    /// What a camera's sensor saw, with a picture in it that is ready to be looked at.
    pub fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Dng
                | Self::Nef
                | Self::Cr2
                | Self::Cr3
                | Self::Arw
                | Self::Rw2
                | Self::Orf
                | Self::Raf
                | Self::Crw
                | Self::Mrw
                | Self::X3f
        )
    }

    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
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
        for (row, index) in TABLE.iter().zip(0..) {
            assert_eq!(row.is as usize, index, "{}", row.name);
            assert_eq!(MediaType::parse(row.name), Some(row.is));
            assert!(row.aliases.iter().all(|alias| MediaType::parse(alias).is_some() && row.is.is_called(alias)), "{}", row.name);
            assert!((1..=10).contains(&row.endings.len()), "{}", row.name);
            assert!(row.endings.iter().all(|ending| (1..=10).contains(&ending.len())), "{}", row.name);
        }
        assert_eq!(MediaType::parse(" Text/CSV ; charset=utf-8"), Some(MediaType::Csv));
        // Of what is called by another's name, that is the one.
        assert_eq!(MediaType::parse("application/vnd.ms-excel"), Some(MediaType::Xls));
        assert!(MediaType::Csv.is_called("Application/vnd.ms-excel"));
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
    fn only_what_browsers_show_and_never_run_is_shown_inline() {
        let shown: Vec<_> = MediaType::all().filter(|one| one.is_inline()).map(MediaType::as_str).collect();
        let expected = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "video/mp4", "application/pdf"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn source_material_accepts_what_any_kind_accepts_and_drafts_nothing() {
        use ArtifactKind::*;
        for kind in [Photo, Video, Audio, Dataset, Document] {
            assert!(!accepted(kind).is_empty());
        }
        assert_eq!(accepted(SourceMaterial).len(), TABLE.len());
        for draft in [WebsiteDraft, PressRelease] {
            assert!(accepted(draft).is_empty());
        }
    }
}
