//! What types of entries a case has.

/// Every type of entry that a case has.
pub const TYPES: &[&str] = &[
    "assignment.assigned",
    "assignment.dispatched",
    "assignment.edited",
    "assignment.reassigned",
    "assignment.cancelled",
    "assignment.lateness-explained",
    "assignment.event-changed",
    "assignment.event-acknowledged",
    "disposition.read",
    "disposition.completed",
    "disposition.returned",
    "disposition.recalled",
    "disposition.released",
    "artifact.added",
    "artifact.edited",
    "artifact.content-replaced",
    "artifact.poster-attached",
    "artifact.poster-removed",
    "artifact.deleted",
    "artifact.selected",
    "artifact.taken-down",
    "artifact.take-down-lifted",
    "report.opened",
    "report.edited",
    "report.submitted",
    "report.accepted",
    "report.returned",
];

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
    use crate::domain::label::Label;
    use crate::domain::workflow::{Act, entry};

    #[test]
    fn every_act_on_a_case_is_told() {
        for act in Act::ALL {
            assert!(TYPES.contains(&entry(*act)), "{act}");
        }
        assert!(FOLDED.iter().all(|folded| TYPES.contains(folded)));
    }
}
