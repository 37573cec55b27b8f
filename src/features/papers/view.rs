//! How a paper is told in the JSON of its thing.

use crate::domain::paper::PaperAct;
use crate::http::fields::Stamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The printed sheet: what it says is fixed, and its file once it is printed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Paper)]
pub struct PaperView {
    pub act: PaperAct,
    /// When it was fixed.
    pub at: Stamp,
    /// SHA-256 of the PDF: printed again, it is the same file. null until it is first printed.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    pub digest: Option<String>,
    /// What happened since: no part of the paper, printed behind it with `notes=true`.
    #[schema(max_items = 200)]
    pub notes: Vec<NoteView>,
}

/// Something that happened after a paper was fixed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperNote)]
pub struct NoteView {
    /// When it was done.
    pub at: Stamp,
    /// The journal's name for it.
    #[schema(max_length = 100, example = "disposition.recalled")]
    pub r#type: String,
    /// In the words of the sheet.
    #[schema(max_length = 20000, example = "Ditarik dari Siti Aminah. Alasan: acara ditunda")]
    pub text: String,
}
