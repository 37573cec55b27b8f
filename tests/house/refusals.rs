//! What the database refuses whoever asks: the last word on the journal and on closing a case.

use crate::cluster;
use tokio_postgres::Client;

const PEOPLE_AND_CASE: &str = "
INSERT INTO officers (id, subject, name, position_title, unit, roles, active, created_at, updated_at, version)
    VALUES ('019ab0d0-0000-7000-8000-00000000000a', 'kabag', 'Ratna', 'Kabag', 'HUMAS', '{DIVISION_HEAD}', true, now(), now(), 1);
INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
    VALUES ('019ab0d0-0000-7000-8000-00000000000b', 'Panen Raya', now(), '{}', 'DEFINITIVE', 'kabag', now(), now(), 1);
INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id,
        assigned_by_id, assignee_id, urgency, classification, state, clock, created_at, updated_at, version)
    SELECT '019ab0d0-0000-7000-8000-00000000000c', 'HUMAS', 2026, 1, '1', 'Panen Raya', '019ab0d0-0000-7000-8000-00000000000b', procedures.id,
        officers.id, officers.id, 'NORMAL', 'ORDINARY', 'REPORTED', '{}', now(), now(), 1 FROM officers, procedures;";

const CLOSE: &str = "UPDATE assignments SET state = 'CLOSED'";

fn report(state: &str) -> String {
    let decided = if state == "ACCEPTED" { "'019ab0d0-0000-7000-8000-00000000000a', now()" } else { "NULL, NULL" };
    format!(
        "INSERT INTO reports (id, register_unit, register_year, register_serial, register_number, assignment_id, revision, author_id, summary,
            state, bundle, content_digest, submitted_at, decided_by_id, decided_at, created_at, updated_at, version)
         VALUES ('019ab0d0-0000-7000-8000-00000000000d', 'HUMAS', 2026, 1, '1/LAP', '019ab0d0-0000-7000-8000-00000000000c', 1,
            '019ab0d0-0000-7000-8000-00000000000a', 'Selesai', '{state}', '{{}}', sha256(''), now(), {decided}, now(), now(), 1);"
    )
}

async fn database() -> Client {
    cluster::connect(&cluster::migrated_database().await.url).await
}

async fn refusal(client: &Client, sql: &str) -> String {
    let error = client.batch_execute(sql).await.expect_err(sql);
    error.as_db_error().expect("an answer of the database").message().to_owned()
}

#[tokio::test]
async fn the_journal_is_written_once_and_for_all() {
    let client = database().await;
    let entry = "INSERT INTO journal (id, stream, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
            previous_hash, hash)
        SELECT gen_random_uuid(), gen_random_uuid(), 'agenda-item.created', 'AGENDA_ITEM', gen_random_uuid(), 'kabag', 'DIVISION_HEAD', '{}',
            now(), now(), 'r', sha256(''), sha256('')";
    client.batch_execute(entry).await.expect("an entry is written");
    for act in ["UPDATE journal SET actor = 'staf-1'", "DELETE FROM journal", "TRUNCATE journal", "TRUNCATE journal CASCADE"] {
        assert_eq!(refusal(&client, act).await, "the journal is append-only", "{act}");
    }
    let kept = client.query_one("SELECT count(*), min(actor) FROM journal", &[]).await.expect("a count");
    assert_eq!((kept.get::<_, i64>(0), kept.get::<_, &str>(1)), (1, "kabag"));
}

#[tokio::test]
async fn a_case_is_not_closed_without_an_accepted_report() {
    let client = database().await;
    client.batch_execute(PEOPLE_AND_CASE).await.expect("a case");
    assert!(refusal(&client, CLOSE).await.contains("CLOSED without an accepted report"));
    client.batch_execute(&report("SUBMITTED")).await.expect("a submitted report");
    assert!(refusal(&client, CLOSE).await.contains("CLOSED without an accepted report"));
    let state = client.query_one("SELECT state::text FROM assignments", &[]).await.expect("the case");
    assert_eq!(state.get::<_, &str>(0), "REPORTED");
}

#[tokio::test]
async fn a_case_with_an_accepted_report_is_closed_in_either_order() {
    for statements in [[report("ACCEPTED"), CLOSE.to_owned()], [CLOSE.to_owned(), report("ACCEPTED")]] {
        let client = database().await;
        client.batch_execute(PEOPLE_AND_CASE).await.expect("a case");
        client.batch_execute(&format!("BEGIN; {}; {}; COMMIT", statements[0], statements[1])).await.expect("the case is closed");
    }
}
