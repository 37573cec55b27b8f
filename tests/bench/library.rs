//! Fills an empty database with an office's past: people, events, cases in every state, their papers and their journal.

use crate::cases::{FIRST, Thing, subhead};
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

/// Changes with the schema and with what is loaded: a database of another edition is not used again.
pub fn edition() -> String {
    let migrations = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap_or_default();
    let names = migrations.iter().map(|migration| migration.name().to_string()).collect::<String>();
    let sql = include_str!("../../migrations/2026-11-23-000001_sop/up.sql");
    let digest = Sha256::digest(format!("{names}{sql}{ROWS}{}", include_str!("library.rs")));
    digest[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything set-based and without triggers; what they would have derived is derived here.
pub async fn load(sql: &Client, size: u64) -> Result<(), Box<dyn Error>> {
    // A copy of the template must not wait for a checkpoint of all this.
    sql.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'").await?;
    // Open cases are as young as an office's are: the clocks of their steps run until now.
    let begun = r#"SELECT to_char(now() AT TIME ZONE 'UTC' - $1 * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:00"Z"')"#;
    let begun: Instant = sql.query_one(begun, &[&(size as f64)]).await?.get::<_, String>(0).parse()?;
    let values = [("{size}", size.to_string()), ("{first}", FIRST.to_string()), ("{begun}", begun.to_rfc3339())];
    sql.batch_execute(&values.iter().fold(ROWS.to_owned(), |rows, (name, value)| rows.replace(name, value))).await?;
    journal(sql, size, begun).await?;
    sql.batch_execute("SET session_replication_role = origin").await?;
    sql.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(())
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
    let assignee = Thing::Officer.id(subhead(number % crate::cases::SUBHEADS));
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
