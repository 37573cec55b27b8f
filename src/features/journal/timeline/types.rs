//! What of an entry's type the timeline knows besides.

/// Those that one person does again and again within minutes.
pub const FOLDED: &[&str] = &[
    "artifact.added",
    "artifact.edited",
    "artifact.content-replaced",
    "artifact.poster-attached",
    "artifact.poster-removed",
    "artifact.deleted",
    "artifact.selected",
    "report.edited",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::journal::types_of_case;

    #[test]
    fn what_is_folded_is_of_a_case() {
        assert!(FOLDED.iter().all(|folded| types_of_case().contains(folded)));
    }
}
