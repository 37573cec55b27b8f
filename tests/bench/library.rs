//! Fills an empty database with an office's past: people, events, cases in every state, their papers and their journal.

use crate::cases::{self, FIRST, Thing, subhead};
use futures_util::SinkExt;
use pubdok::db::migrate::MIGRATIONS;
use pubdok::domain::journal::{CHAIN_START, EntryContent, SubjectKind, link};
use pubdok::domain::role::Role;
use pubdok::domain::time::Instant;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write;
use std::pin::pin;
use tokio_postgres::Client;

const ROWS: &str = include_str!("library.sql");
const DESKS: &str = include_str!("desks.sql");

/// Things in the deep case, of each kind: page 2,000 of pages of 4.
const DEEP: u64 = 8_100;
/// People on top of those who work: page 2,000 of pages of 1. Not more, for every instance may keep them in memory.
const RETIRED: u64 = 2_100;

/// The clocks of cases at the desks; a reset puts them back.
pub fn clock(begun: &str, finished: bool) -> String {
    let ran = json!([{ "startedAt": begun, "finishedAt": begun }]);
    let (third, fourth) =
        if finished { (ran.clone(), json!([{ "startedAt": begun }])) } else { (json!([{ "startedAt": begun }]), json!([])) };
    let step = |minutes: u8, spans: serde_json::Value| json!({ "standardMinutes": minutes, "spans": spans });
    json!({ "steps": [step(5, ran.clone()), step(5, ran), step(60, third), step(60, fourth)] }).to_string()
}

/// Changes with the schema and with what is loaded: a database of another edition is not used again.
pub fn edition() -> String {
    let migrations = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap_or_default();
    let names = migrations.iter().map(|migration| migration.name().to_string()).collect::<String>();
    let sql = include_str!("../../migrations/2026-11-23-000001_sop/up.sql");
    let digest = Sha256::digest(format!("{names}{sql}{ROWS}{DESKS}{}{}", include_str!("library.rs"), include_str!("cases.rs")));
    digest[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything set-based and without triggers; what they would have derived is derived here.
pub async fn load(sql: &Client, size: u64) -> Result<(), Box<dyn Error>> {
    // A copy of the template must not wait for a checkpoint of all this.
    sql.batch_execute(
        "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'",
    )
    .await?;
    let indexes = drop_indexes(sql).await?;
    // Open cases are as young as an office's are: the clocks of their steps run until now.
    let begun = r#"SELECT to_char(now() AT TIME ZONE 'UTC' - $1 * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:00"Z"')"#;
    let begun: Instant = sql.query_one(begun, &[&(size as f64)]).await?.get::<_, String>(0).parse()?;
    let at = begun.to_rfc3339();
    let values = [("{size}", size.to_string()), ("{first}", FIRST.to_string()), ("{begun}", at.clone())];
    sql.batch_execute(&filled(ROWS, &values)).await?;
    journal(sql, size, begun).await?;
    let values = [
        ("{begun}", at.clone()),
        ("{dispatched}", clock(&at, false)),
        ("{documented}", clock(&at, true)),
        ("{desks}", cases::DESKS.to_string()),
        ("{toComplete}", cases::TO_COMPLETE.to_string()),
        ("{toSelect}", cases::TO_SELECT.to_string()),
        ("{artifacts}", cases::ARTIFACTS.to_string()),
        ("{firstToComplete}", cases::FIRST_TO_COMPLETE.to_string()),
        ("{firstToSelect}", cases::FIRST_TO_SELECT.to_string()),
        ("{firstToDecide}", cases::FIRST_TO_DECIDE.to_string()),
        ("{deepCase}", cases::DEEP_CASE.to_string()),
        ("{deep}", DEEP.to_string()),
        ("{officers}", RETIRED.to_string()),
    ];
    sql.batch_execute(&filled(DESKS, &values)).await?;
    for index in indexes {
        sql.batch_execute(&index).await?;
    }
    sql.batch_execute("SET session_replication_role = origin").await?;
    sql.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(())
}

/// Drops what is no constraint, and answers how each is made again: of a whole table in a fraction of the time that its rows would take.
async fn drop_indexes(sql: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let all = "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        JOIN pg_class ON pg_class.oid = indrelid AND relnamespace = 'public'::regnamespace
        WHERE NOT indisunique AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)";
    let rows = sql.query(all, &[]).await?;
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    sql.batch_execute(&format!("DROP INDEX {}", names.join(", "))).await?;
    Ok(rows.iter().map(|row| row.get(1)).collect())
}

fn filled(rows: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(rows.to_owned(), |rows, (name, value)| rows.replace(name, value))
}

/// One entry a case, that of step 1, hashed as the service hashes it. The later acts of the past cases are left out.
async fn journal(sql: &Client, size: u64, begun: Instant) -> Result<(), Box<dyn Error>> {
    let copy = "COPY journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes,
        occurred_at, received_at, request_id, previous_hash, hash) FROM STDIN";
    let mut rows = pin!(sql.copy_in::<_, bytes::Bytes>(copy).await?);
    let mut text = String::new();
    for number in 0..size {
        entry(&mut text, number, begun + chrono::TimeDelta::minutes(i64::try_from(number)?))?;
        if text.len() > 256 * 1024 || number + 1 == size {
            rows.send(std::mem::take(&mut text).into()).await?;
        }
    }
    rows.finish().await?;
    sql.batch_execute("INSERT INTO journal_heads SELECT stream, 1, previous_hash, hash FROM journal").await?;
    Ok(())
}

fn entry(text: &mut String, number: u64, at: Instant) -> Result<(), Box<dyn Error>> {
    let case = Thing::Assignment.uuid(number);
    let assignee = Thing::Officer.id(subhead(number % cases::SUBHEADS));
    let content = EntryContent {
        id: Thing::Other.uuid(number),
        kind: "assignment.assigned".to_owned(),
        subject_kind: SubjectKind::Assignment,
        subject_id: case,
        assignment_id: Some(case),
        actor: "officer-0".to_owned(),
        actor_id: Some(Thing::Officer.uuid(0)),
        role: Role::DivisionHead,
        on_behalf_of_id: None,
        mandate_id: None,
        reason: None,
        changes: json!({ "before": {}, "after": {
            "state": "ASSIGNED", "assigneeId": assignee, "agendaItemId": Thing::AgendaItem.id(number), "urgency": "NORMAL",
            "classification": "ORDINARY", "dispositionId": Thing::Disposition.id(2 * number), "instructions": ["PUBLISH", "DOCUMENT"],
        }}),
        occurred_at: at,
        received_at: at,
        request_id: Thing::Other.id(number),
    };
    let hash = link(&CHAIN_START, &content.digest());
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let at = at.to_rfc3339();
    writeln!(
        text,
        "{}\t{case}\t{}\tASSIGNMENT\t{case}\t{case}\t{}\t{}\tDIVISION_HEAD\t{}\t{at}\t{at}\t{}\t\\\\x{}\t\\\\x{}",
        content.id,
        content.kind,
        content.actor,
        Thing::Officer.id(0),
        content.changes,
        content.request_id,
        hex(&CHAIN_START),
        hex(&hash),
    )?;
    Ok(())
}
