//! Who did in person what was done with an artifact for another.

use super::{ContentVersion, Whole};
use crate::features::journal::Deeds;
use crate::features::mandates::Acting;

/// None of what one did for oneself.
#[derive(Debug, Clone, Default)]
pub struct InPerson {
    pub sent: Option<Acting>,
    /// Its latest content.
    pub uploaded: Option<Acting>,
    pub attached_poster: Option<Acting>,
    pub took_down: Option<Acting>,
}

impl InPerson {
    pub fn of(whole: &Whole, deeds: &Deeds) -> Self {
        let id = whole.row.id;
        let (poster, take_down) = (whole.poster.as_ref(), whole.take_down.as_ref());
        Self {
            sent: deeds.acting("artifact.added", id, |_| true),
            uploaded: whole.content.as_ref().and_then(|content| sender_of_content(deeds, content)),
            attached_poster: poster
                .and_then(|poster| deeds.acting("artifact.poster-attached", id, |deed| deed.received_at == poster.uploaded_at)),
            took_down: take_down
                .and_then(|it| deeds.acting("artifact.taken-down", id, |deed| deed.occurred_at == it.taken_down_at)),
        }
    }
}

/// The first content comes with the artifact, every other in the place of one before.
pub fn sender_of_content(deeds: &Deeds, content: &ContentVersion) -> Option<Acting> {
    let kind = if content.number == 1 { "artifact.added" } else { "artifact.content-replaced" };
    deeds.acting(kind, content.artifact_id, |deed| content.number == 1 || deed.received_at == content.uploaded_at)
}
