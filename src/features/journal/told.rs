//! What the journal tells of a change. It is kept for ever, so it holds nothing that people wrote of people: of each kind of thing
//! the members are listed whose values it tells; of every other it tells by name that it changed.

use crate::domain::journal::SubjectKind;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Every member.
const WHOLE: &[&str] = &[];

/// Numbers, times, states, digests and ids, and what names matters, places, posts and institutions. A member of a member stands behind
/// a dot; a member that stands here alone is told with all that is in it.
fn listed(kind: SubjectKind) -> &'static [&'static str] {
    match kind {
        SubjectKind::Assignment => &[
            "agendaItemId",
            "assigneeId",
            "certainty",
            "classification",
            "dispositionId",
            "dueAt",
            "endsAt",
            "exemptUntil",
            "exemptionId",
            "instructions",
            "procedureId",
            "registerNumber",
            "scope",
            "startsAt",
            "state",
            "statute",
            "step",
            "subject",
            "urgency",
            "venue",
        ],
        SubjectKind::Disposition => {
            &["instructions", "officerId", "recalled", "recipientState", "recipients", "registerNumber", "state"]
        }
        SubjectKind::Artifact => &[
            "assignmentId",
            "childrenShown",
            "content.encoding",
            "content.mediaType",
            "content.number",
            "content.sha256",
            "content.size",
            "content.uploadedAt",
            "content.uploadedById",
            "draft.content",
            "draft.language",
            "embargoUntil",
            "kind",
            "lawfulBasis",
            "locationShown",
            "poster",
            "selection.at",
            "selection.byId",
            "selection.decision",
            "selection.rank",
            "senderId",
            "takeDown.at",
            "takeDown.byId",
            "takeDown.legalBasis",
            "takenAt",
        ],
        SubjectKind::Report => &[
            "bodySha256",
            "contentDigest",
            "nextRevisionId",
            "registerNumber",
            "reportState",
            "revision",
            "selected",
            "state",
            "text.bodySha256",
        ],
        SubjectKind::AgendaItem => &[
            "attendance",
            "certainty",
            "dressCode",
            "endsAt",
            "invitation.date",
            "invitation.number",
            "organiser",
            "regionCode",
            "startsAt",
            "title",
            "venue",
            "venuePosition",
        ],
        SubjectKind::Officer => &["active", "positionTitle", "roles", "subject", "unit"],
        SubjectKind::Mandate => {
            &["confirmedAt", "decreeNumber", "endsAt", "holder.id", "kind", "principal.id", "role", "startsAt"]
        }
        SubjectKind::Procedure => &[
            "createdOn",
            "effectiveOn",
            "equipment",
            "legalBases",
            "name",
            "number",
            "qualifications",
            "revisedOn",
            "steps",
            "warning",
        ],
        // Rules of the office, and the decrees they stand on.
        SubjectKind::Setting => WHOLE,
        // A machine's name, and of its secrets the ids alone.
        SubjectKind::Client => &["active", "name", "roles", "secrets"],
        // What is published is told by its digest; its words are the publication's own.
        SubjectKind::Publication => &[
            "artifactId",
            "asAccepted",
            "contentDigest",
            "draftId",
            "dueFrom",
            "freshness",
            "informationClass",
            "language",
            "media",
            "number",
            "portalId",
            "publishedAt",
            "removedAt",
            "reportId",
            "reviewDueAt",
            "sha256",
            "shownAt",
            "slug",
            "state",
            "visibleUntil",
        ],
        // An institution's name.
        SubjectKind::Portal => &["active", "address", "clientId", "name"],
        SubjectKind::Revocation => &["expiresAt", "jti", "notBefore", "subject"],
    }
}

/// `{before, after}` of what changed, with the names of what is `withheld`.
pub fn changes(kind: SubjectKind, before: Value, after: Value) -> Value {
    let (mut before, mut after) = (before, after);
    leave_out_what_stayed(&mut before, &mut after);
    let listed = listed(kind);
    let mut withheld = [&mut before, &mut after].map(|side| {
        let mut withheld = BTreeMap::new();
        if let Some(members) = side.as_object_mut().filter(|_| listed != WHOLE) {
            withhold(members, "", listed, &mut withheld);
        }
        withheld
    });
    let [old, new] = &mut withheld;
    // What stayed in a member that changed otherwise needs no name.
    old.retain(|path, value| new.get(path) != Some(value) || new.remove(path).is_none());
    let withheld: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut told = json!({ "before": before, "after": after });
    if !withheld.is_empty() {
        told["withheld"] = json!(withheld);
    }
    told
}

fn leave_out_what_stayed(before: &mut Value, after: &mut Value) {
    if let (Some(old), Some(new)) = (before.as_object_mut(), after.as_object_mut()) {
        let same: Vec<String> =
            old.iter().filter(|(name, value)| new.get(*name) == Some(value)).map(|(name, _)| name.clone()).collect();
        for name in same {
            old.remove(&name);
            new.remove(&name);
        }
    }
}

/// Takes out what is not listed, by its name.
fn withhold(members: &mut Map<String, Value>, within: &str, listed: &[&str], withheld: &mut BTreeMap<String, Value>) {
    members.retain(|name, value| {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        let is_listed = listed.contains(&path.as_str());
        let has_listed = listed.iter().any(|other| other.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.')));
        match value {
            _ if is_listed => true,
            Value::Object(inner) if has_listed => {
                withhold(inner, &path, listed, withheld);
                true
            }
            // That something was not there is told by the other side of the change.
            _ if is_nothing(value) => false,
            _ => {
                withheld.insert(path, value.take());
                false
            }
        }
    });
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_told_and_of_the_rest_that_it_changed() {
        let before = json!({ "name": "Dewi Sartika", "unit": "HUMAS", "phone": null, "active": true });
        let after = json!({ "name": "Dewi S.", "unit": "PROTOKOL", "phone": "+62811111111", "active": true });
        let told = changes(SubjectKind::Officer, before, after);
        let expected = json!({
            "before": { "unit": "HUMAS" }, "after": { "unit": "PROTOKOL" }, "withheld": ["name", "phone"],
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_member_of_a_member_is_told_or_withheld_by_itself() {
        let after = json!({ "holder": { "id": "1", "name": "Siti" }, "kind": "PLH" });
        let told = changes(SubjectKind::Mandate, Value::Null, after);
        let expected = json!({
            "before": null, "after": { "holder": { "id": "1" }, "kind": "PLH" }, "withheld": ["holder.name"],
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn what_nobody_has_thought_of_is_withheld() {
        let told = changes(SubjectKind::Artifact, Value::Null, json!({ "kind": "PHOTO", "newMember": { "told": "no" } }));
        assert_eq!(told, json!({ "before": null, "after": { "kind": "PHOTO" }, "withheld": ["newMember"] }));
    }
}
