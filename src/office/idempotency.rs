//! Idempotency-Key: the same request sent again has one effect and one answer.

use super::actor::Actor;
use super::visibility;
use crate::db::Connection;
use crate::db::schema::idempotency_keys::{self, dsl};
use crate::domain::time::Instant;
use crate::http::answer::Answer;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Kind, Place, Problem};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, RETRY_AFTER};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long answers are kept (contract: at least 72 h).
pub const KEPT_HOURS: i64 = 96;

/// One keyed request.
#[derive(Debug, Clone)]
pub struct Key {
    pub subject: String,
    pub method: String,
    pub path: String,
    pub key: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_keys, check_for_backend(diesel::pg::Pg))]
struct Kept {
    fingerprint: Vec<u8>,
    status: i16,
    location: Option<String>,
    etag: Option<String>,
    body: Vec<u8>,
    assignment_ids: Vec<Uuid>,
}

#[derive(Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
struct Keep<'a> {
    subject: &'a str,
    method: &'a str,
    path: &'a str,
    key: &'a str,
    fingerprint: &'a [u8],
    status: i16,
    location: Option<&'a str>,
    etag: Option<&'a str>,
    body: &'a [u8],
    assignment_ids: &'a [Uuid],
    created_at: Instant,
}

/// The key a client sent: bare, or quoted as the IETF draft has it.
pub fn read(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    const NAME: &str = "Idempotency-Key";
    let mut sent = headers.get_all("idempotency-key");
    let Some(value) = sent.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let sane = (1..=255).contains(&key.len()) && key.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    if sane && sent.next().is_none() {
        return Ok(Some(key.to_owned()));
    }
    let words = Words::new(
        "Satu kunci, 1 sampai 255 karakter ASCII tanpa spasi.",
        "One key of 1 to 255 ASCII characters without spaces.",
    );
    Err(Problem::at(Place::Header(NAME), FaultKind::Rule { code: "MALFORMED", words }))
}

/// What makes two requests the same: SHA-256 over everything the effect depends on.
pub fn fingerprint(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

impl Key {
    /// Claims the key for this transaction; answers the kept answer of an earlier request, if there is one.
    pub async fn claim(&self, conn: &mut Connection, fingerprint: &[u8], actor: &Actor) -> Result<Option<Answer>, Problem> {
        // The lock is given back with the transaction; whoever finds it taken is told to wait.
        let claimed: bool = diesel::select(
            diesel::dsl::sql::<Bool>("pg_try_advisory_xact_lock(hashtextextended(")
                .bind::<Text, _>(format!("{}\n{}\n{}\n{}", self.subject, self.method, self.path, self.key))
                .sql(", 0))"),
        )
        .get_result(conn)
        .await?;
        if !claimed {
            return Err(Problem::new(Kind::InProgress).header(RETRY_AFTER, "1"));
        }
        // Locked, and so written: the transaction that tells a kept answer again waits for the standby as the act itself did.
        let kept = dsl::idempotency_keys
            .find((&self.subject, &self.method, &self.path, &self.key))
            .select(Kept::as_select())
            .for_update()
            .first(conn)
            .await
            .optional()?;
        let Some(kept) = kept else { return Ok(None) };
        if kept.fingerprint != fingerprint {
            return Err(Problem::new(Kind::KeyReused));
        }
        visibility::require_cases(conn, actor, &kept.assignment_ids).await?;
        let status = u16::try_from(kept.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        Ok(Some(Answer {
            status: status.unwrap_or(StatusCode::OK),
            media_type: "application/json",
            location: kept.location,
            etag: kept.etag,
            link: None,
            body: kept.body,
            cases: kept.assignment_ids,
            replayed: true,
            headers: Vec::new(),
            kept: None,
        }))
    }

    /// Whether an answer is kept under this key; of cases that are not in sight any more it will not be given.
    pub async fn is_kept(&self, conn: &mut Connection, actor: &Actor) -> Result<bool, Problem> {
        let kept = dsl::idempotency_keys.find((&self.subject, &self.method, &self.path, &self.key));
        let cases: Option<Vec<Uuid>> = kept.select(dsl::assignment_ids).first(conn).await.optional()?;
        let Some(cases) = cases else { return Ok(false) };
        visibility::require_cases(conn, actor, &cases).await?;
        Ok(true)
    }

    /// Keeps an answer in the transaction of its effect.
    pub async fn keep(&self, conn: &mut Connection, fingerprint: &[u8], answer: &Answer, now: Instant) -> Result<(), Problem> {
        let row = Keep {
            subject: &self.subject,
            method: &self.method,
            path: &self.path,
            key: &self.key,
            fingerprint,
            status: i16::try_from(answer.status.as_u16()).unwrap_or(200),
            location: answer.location.as_deref(),
            etag: answer.etag.as_deref(),
            body: answer.kept.as_ref().unwrap_or(&answer.body),
            assignment_ids: &answer.cases,
            created_at: now,
        };
        diesel::insert_into(dsl::idempotency_keys).values(&row).execute(conn).await?;
        Ok(())
    }
}

/// Forgets the answers that are older than promised.
pub async fn purge(conn: &mut Connection, now: Instant) -> Result<usize, Problem> {
    let limit = now - chrono::TimeDelta::hours(KEPT_HOURS);
    Ok(diesel::delete(dsl::idempotency_keys.filter(dsl::created_at.lt(limit))).execute(conn).await?)
}
