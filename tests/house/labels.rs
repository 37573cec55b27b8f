//! A closed set is the same set in the code and in the database.

use crate::cluster;
use pubdok::domain::agenda::{Attendance, Certainty};
use pubdok::domain::artifact::{ArtifactKind, SelectionDecision};
use pubdok::domain::assignment::{Classification, State, Urgency};
use pubdok::domain::disposition::{Duty, RecipientKind, RecipientState};
use pubdok::domain::journal::SubjectKind;
use pubdok::domain::label::Label;
use pubdok::domain::officer::MandateKind;
use pubdok::domain::paper::PaperAct;
use pubdok::domain::picture::{NoCopies, RenditionSize};
use pubdok::domain::publication::{ContentLanguage, Freshness, InformationClass};
use pubdok::domain::register::RegisterKind;
use pubdok::domain::report::ReportState;
use pubdok::domain::role::{ClientRole, Role};
use pubdok::domain::security::SecurityEventKind;
use pubdok::domain::text_encoding::TextEncoding;
use std::collections::BTreeMap;

fn labels<T: Label>() -> Vec<String> {
    T::ALL.iter().map(|value| value.label().to_owned()).collect()
}

/// What stands in single quotes, in order.
fn quoted(definition: &str) -> Vec<String> {
    definition.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

async fn sets(sql: &str) -> BTreeMap<String, Vec<String>> {
    let database = cluster::migrated_database().await;
    let client = cluster::connect(&database.url).await;
    let rows = client.query(sql, &[]).await.expect("the sets");
    rows.iter().map(|row| (row.get(0), quoted(row.get(1)))).collect()
}

#[tokio::test]
async fn every_domain_of_the_database_is_an_enum_of_the_code() {
    let stored = sets(
        "SELECT typname::text, pg_get_constraintdef(pg_constraint.oid) FROM pg_type
        JOIN pg_constraint ON contypid = pg_type.oid WHERE typnamespace = 'public'::regnamespace AND typtype = 'd'",
    )
    .await;
    let coded = [
        ("artifact_kind", labels::<ArtifactKind>()),
        ("assignment_state", labels::<State>()),
        ("attendance", labels::<Attendance>()),
        ("certainty", labels::<Certainty>()),
        ("classification", labels::<Classification>()),
        ("content_language", labels::<ContentLanguage>()),
        ("duty", labels::<Duty>()),
        ("freshness", labels::<Freshness>()),
        ("information_class", labels::<InformationClass>()),
        ("mandate_kind", labels::<MandateKind>()),
        ("no_copies", labels::<NoCopies>()),
        ("office_role", labels::<Role>()),
        ("paper_act", labels::<PaperAct>()),
        ("recipient_kind", labels::<RecipientKind>()),
        ("recipient_state", labels::<RecipientState>()),
        ("register_kind", labels::<RegisterKind>()),
        ("rendition_size", labels::<RenditionSize>()),
        ("report_state", labels::<ReportState>()),
        ("security_event_kind", labels::<SecurityEventKind>()),
        ("selection_decision", labels::<SelectionDecision>()),
        ("subject_kind", labels::<SubjectKind>()),
        ("text_encoding", labels::<TextEncoding>()),
        ("urgency", labels::<Urgency>()),
    ];
    assert_eq!(stored, coded.map(|(name, labels)| (name.to_owned(), labels)).into());
}

/// A list of roles cannot be checked by a domain, and a rule that speaks of drafts names their kinds.
#[tokio::test]
async fn sets_inside_checks_are_those_of_the_code() {
    let stored = sets(
        "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conname IN ('officers_roles_check', 'oauth_clients_roles_check', 'artifacts_drafts_are_text')",
    )
    .await;
    let drafts: Vec<_> = ArtifactKind::DRAFTS.iter().map(|kind| kind.label().to_owned()).collect();
    assert_eq!(stored["officers_roles_check"], labels::<Role>());
    assert_eq!(stored["oauth_clients_roles_check"], labels::<ClientRole>());
    assert_eq!(stored["artifacts_drafts_are_text"], drafts);
}
