//! What ids of officers and codes of open lists are called, for one reader. Closed sets are the reader's own to translate: the
//! document lists them.

use super::people::{OfficerRef, People};
use super::reference::Office;
use crate::domain::text::Line;
use crate::http::language::Language;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

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

/// The directory and the office's list of instructions as they are in memory, and the language of the reader.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub people: Arc<People>,
    pub office: Option<Arc<Office>>,
    pub language: Language,
}

impl Names {
    pub fn officer(&self, id: Uuid) -> OfficerRef {
        self.people.named(id)
    }

    /// *Isi disposisi*, as the office's list has it now.
    pub fn instructions(&self, codes: &[Line<50>]) -> Vec<CodeLabel> {
        let listed = self.office.as_deref().map_or(&[][..], |office| &office.instructions);
        let known = |code: &Line<50>| listed.iter().find(|known| known.code == *code);
        codes.iter().map(|code| labelled(code, known(code).map(|known| &**known.label_in(self.language)))).collect()
    }

    pub fn channels(&self, codes: &[Line<50>]) -> Vec<CodeLabel> {
        let known = |code: &str| CHANNELS.iter().find(|known| known.0 == code);
        let label = |known: &(&str, &'static str, &'static str)| match self.language {
            Language::Indonesian => known.1,
            Language::English => known.2,
        };
        codes.iter().map(|code| labelled(code, known(code).map(label))).collect()
    }
}

fn labelled(code: &Line<50>, label: Option<&str>) -> CodeLabel {
    CodeLabel { code: code.clone(), label: label.unwrap_or(code).to_owned() }
}
