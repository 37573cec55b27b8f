//! The journal proves itself: one entry an act, chained, and whoever alters it is found out.

use crate::support::{Case, Office};
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::domain::assignment::State;
use pubdok::features::journal::verify::{Bad, Verdict, verify};
use serde_json::{Value, json};
use std::process::Command;

pub async fn verdict(office: &Office) -> Verdict {
    let mut conn = Connection::establish(office.database_url()).await.expect("a connection");
    verify(&mut conn).await.expect("a verdict")
}

/// As somebody would who owns the database.
pub async fn tampers(office: &Office, sql: &str) {
    let tampering = format!("ALTER TABLE journal DISABLE TRIGGER ALL; {sql}; ALTER TABLE journal ENABLE TRIGGER ALL");
    office.sql().await.batch_execute(&tampering).await.expect(sql);
}

async fn seqs(office: &Office, case: &Case) -> Vec<i64> {
    let sql = format!("SELECT seq FROM journal WHERE assignment_id = '{}' ORDER BY seq", case.assignment.id());
    office.sql().await.query(&sql, &[]).await.expect("seqs").iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn every_act_of_a_whole_case_is_one_valid_link() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let verdict = verdict(&office).await;
    assert_eq!(verdict.first_bad, None);
    // The event's own chain, and the case's.
    assert_eq!(verdict.chains, 2);
    let journal = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=seq", case.assignment.id())).await.good();
    let links: Vec<(&Value, &Value)> = journal.items().iter().map(|entry| (&entry["previousHash"], &entry["hash"])).collect();
    assert_eq!(links.len() as u64, verdict.entries - 1);
    assert_eq!(*links[0].0, json!("0".repeat(64)));
    assert!(links.windows(2).all(|pair| pair[0].1 == pair[1].0));
}

#[tokio::test]
async fn a_refused_act_leaves_no_entry() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let before = seqs(&office, &case).await.len();
    let address = format!("/v1/assignments/{}", case.assignment.id());
    case.subhead.post(&format!("{address}/dispositions"), json!({})).await.refused(400, "VALIDATION");
    case.subhead.post(&format!("{address}/cancellation"), json!({ "reason": "Batal." })).await.refused(403, "ROLE_MISSING");
    case.head.patch(&address, "\"0.x\"", json!({ "scope": "x" })).await.refused(412, "PRECONDITION_FAILED");
    let completion = format!("/v1/dispositions/{}/completion", case.order().id());
    case.writer.post(&completion, json!({})).await.refused(409, "STATE_FORBIDS");
    case.head.post(&format!("{address}/cancellation?dryRun=true"), json!({ "reason": "Batal." })).await.is(200);
    assert_eq!(seqs(&office, &case).await.len(), before);
}

#[tokio::test]
async fn the_first_bad_entry_is_named_whatever_was_altered() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let altered = seqs(&office, &case).await[2];
    tampers(&office, &format!("CREATE TABLE kept AS SELECT * FROM journal WHERE seq = {altered}")).await;
    for change in [
        "actor = 'staf-2'",
        "reason = 'lain'",
        "changes = '{}'",
        "occurred_at = occurred_at - interval '1 day'",
        "received_at = received_at + interval '1 second'",
        "type = 'report.accepted'",
        "role = 'ADMIN'",
        "on_behalf_of_id = gen_random_uuid()",
        "request_id = 'x'",
        "hash = sha256('x')",
        "previous_hash = sha256('x')",
    ] {
        tampers(&office, &format!("UPDATE journal SET {change} WHERE seq = {altered}")).await;
        match verdict(&office).await.first_bad {
            Some(Bad::Entry { seq, stream, .. }) => {
                assert_eq!((seq, stream.to_string()), (altered, case.assignment.id().to_owned()), "{change}");
            }
            other => panic!("{change}: {other:?}"),
        }
        let restored =
            format!("DELETE FROM journal WHERE seq = {altered}; INSERT INTO journal OVERRIDING SYSTEM VALUE SELECT * FROM kept");
        tampers(&office, &restored).await;
        assert_eq!(verdict(&office).await.first_bad, None);
    }
}

#[tokio::test]
async fn an_entry_that_was_taken_out_is_missed_in_the_middle_and_at_the_end() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let all = seqs(&office, &case).await;
    tampers(&office, &format!("DELETE FROM journal WHERE seq = {}", all[all.len() - 1])).await;
    let bad = verdict(&office).await.first_bad;
    assert!(matches!(&bad, Some(Bad::Tail { expected, found, .. }) if expected - found == 1), "{bad:?}");

    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let all = seqs(&office, &case).await;
    tampers(&office, &format!("DELETE FROM journal WHERE seq = {}", all[1])).await;
    let bad = verdict(&office).await.first_bad;
    assert!(matches!(bad, Some(Bad::Entry { seq, .. }) if seq == all[2]), "{bad:?}");
}

#[tokio::test]
async fn the_command_says_so_and_fails() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let url = office.database_url().to_owned();
    let run = || {
        let url = url.clone();
        let command = move || {
            Command::new(env!("CARGO_BIN_EXE_pubdok"))
                .args(["journal", "verify"])
                .env("DATABASE_URL", url)
                .env("PUBDOK_JWT_ISSUER", "https://sso.example.go.id")
                .env("PUBDOK_JWT_SECRET", "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o")
                .output()
                .expect("the command runs")
        };
        tokio::task::spawn_blocking(command)
    };
    let good = run().await.expect("it ends");
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    let altered = seqs(&office, &case).await[0];
    tampers(&office, &format!("UPDATE journal SET actor = 'x' WHERE seq = {altered}")).await;
    let bad = run().await.expect("it ends");
    let told = String::from_utf8_lossy(&bad.stderr);
    assert!(!bad.status.success() && told.contains(&format!("seq {altered}")), "{told}");
    assert_eq!(told.trim().lines().count(), 1, "{told}");
}

/// An entry about nothing, in a transaction that stays open.
const AN_ENTRY: &str = "INSERT INTO journal (id, stream, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at,
        request_id, previous_hash, hash)
    SELECT gen_random_uuid(), gen_random_uuid(), 'agenda-item.edited', subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
        previous_hash, hash FROM journal LIMIT 1";

#[tokio::test]
async fn a_reader_who_goes_on_skips_no_entry_however_late_it_is_written() {
    let office = Office::open().await;
    office.division_head().puts_on_agenda("Kegiatan").await;
    let (older, younger) = (office.sql().await, office.sql().await);
    // The older transaction draws the later number, and is done first.
    older.batch_execute("BEGIN; SELECT pg_current_xact_id()").await.expect("a transaction");
    younger.batch_execute(&format!("BEGIN; {AN_ENTRY}")).await.expect("an entry that is not committed");
    older.batch_execute(&format!("{AN_ENTRY}; COMMIT")).await.expect("a later entry");
    let auditor = office.auditor();
    let first = auditor.get("/v1/journal?sort=seq&limit=1").await.is(200);
    assert_eq!(first.items().len(), 1);
    // Backward one sees what is there.
    assert_eq!(auditor.get("/v1/journal").await.is(200).items().len(), 2);
    let settled = auditor.get("/v1/journal?sort=seq").await.is(200);
    assert_eq!(settled.items().len(), 1, "the later entry waits for the earlier");
    younger.batch_execute("COMMIT").await.expect("committed late");
    let all: Vec<i64> = office
        .sql()
        .await
        .query("SELECT seq FROM journal ORDER BY seq", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let read = auditor.get("/v1/journal?sort=seq").await.is(200);
    let seqs: Vec<i64> = read.items().iter().map(|entry| entry["seq"].as_i64().expect("a number")).collect();
    assert_eq!((seqs.len(), &seqs), (3, &all));
    // One that came to nothing is waited for by nobody.
    younger.batch_execute(&format!("BEGIN; {AN_ENTRY}; ROLLBACK; BEGIN; {AN_ENTRY}")).await.expect("an entry given up");
    assert_eq!(auditor.get("/v1/journal?sort=seq").await.is(200).items().len(), 3);
    younger.batch_execute("ROLLBACK").await.expect("an end");
}

#[tokio::test]
async fn the_journal_is_narrowed_to_types_that_there_are() {
    let office = Office::open().await;
    Case::in_state(&office, State::Closed).await;
    let auditor = office.auditor();
    let types = async |asked: &str| -> Vec<String> {
        let page = auditor.get(&format!("/v1/journal?limit=200&{asked}")).await.good();
        page.items().iter().map(|entry| entry["type"].as_str().expect("a type").to_owned()).collect()
    };
    let both = types("type=agenda-item.created,report.submitted").await;
    assert!(both.contains(&"agenda-item.created".to_owned()) && both.contains(&"report.submitted".to_owned()), "{both:?}");
    assert_eq!(types("type=agenda-item.created&type=report.submitted").await, both);
    assert!(types("type=agenda-item.created").await.len() < both.len());
    for wrong in ["nope", "agenda-item.created,nope"] {
        let refused = auditor.get(&format!("/v1/journal?type={wrong}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("type", "UNKNOWN_VALUE")]);
    }
}
