//! What codes of open lists mean, in the reader's language. Closed sets are the reader's own to translate: the document lists them.

use super::reference::Office;
use crate::domain::text::Line;
use crate::http::language::Language;
use serde::Serialize;
use utoipa::ToSchema;

/// A code, and what it means to people.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CodeLabel {
    /// E.g. `WRITE_ARTICLE`.
    pub code: Line<50>,
    /// In the language of the answer, where the office has it in that; else in Indonesian; else the code itself.
    #[schema(max_length = 200, example = "Susun artikel berita")]
    pub label: String,
}

/// Where offices publish, in both languages. Dispositions may name others: those are their own label.
const CHANNELS: [(&str, &str, &str); 12] = [
    ("WEBSITE", "Situs web", "Website"),
    ("PRESS_RELEASE", "Siaran pers", "Press release"),
    ("INSTAGRAM", "Instagram", "Instagram"),
    ("FACEBOOK", "Facebook", "Facebook"),
    ("YOUTUBE", "YouTube", "YouTube"),
    ("TIKTOK", "TikTok", "TikTok"),
    ("X", "X (Twitter)", "X (Twitter)"),
    ("WHATSAPP", "WhatsApp", "WhatsApp"),
    ("RADIO", "Radio", "Radio"),
    ("TELEVISION", "Televisi", "Television"),
    ("NEWSPAPER", "Surat kabar", "Newspaper"),
    ("BILLBOARD", "Baliho", "Billboard"),
];

fn labelled(code: &Line<50>, label: Option<&str>) -> CodeLabel {
    CodeLabel { code: code.clone(), label: label.unwrap_or(code).to_owned() }
}

impl Office {
    /// *Isi disposisi*, as the office's list has it now.
    pub fn instruction_labels(&self, codes: &[Line<50>], language: Language) -> Vec<CodeLabel> {
        let known = |code: &Line<50>| self.instructions.iter().find(|known| known.code == *code);
        let label = |code: &Line<50>| known(code).map(|known| &**known.label_in(language));
        codes.iter().map(|code| labelled(code, label(code))).collect()
    }
}

pub fn channel_labels(codes: &[Line<50>], language: Language) -> Vec<CodeLabel> {
    let label = |code: &str| {
        let known = CHANNELS.iter().find(|known| known.0 == code)?;
        Some(if language == Language::English { known.2 } else { known.1 })
    };
    codes.iter().map(|code| labelled(code, label(code))).collect()
}
