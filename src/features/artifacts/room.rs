//! Room for what is sent: the files and drafts of an assignment, the bytes of an officer.

use super::receive::File;
use crate::db::Connection;
use crate::db::schema::officers;
use crate::db::statement::{Statement, statement};
use crate::domain::time::Instant;
use crate::http::problem::{Kind, Problem, ThingKind};
use crate::office::call::Doing;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// Refuses a file for which the office leaves no room. `case`: the assignment it would be one more file on; None for a new
/// content of a file that is there. Asked before the bytes come, so that nobody sends in vain, and again with the row.
pub async fn require(conn: &mut Connection, doing: &Doing, case: Option<Uuid>, officer: Uuid, size: u64) -> Result<(), Problem> {
    let limits = &doing.office.limits;
    if let Some(case) = case {
        let files = files_on(conn, case, doing.now).await?;
        if files >= limits.files_per_assignment {
            return Err(too_many_files(files, limits.files_per_assignment).about(ThingKind::Assignment, case));
        }
    }
    let used = used_by(conn, officer, doing.now).await?;
    if used + size > limits.bytes_per_officer {
        Err(no_room(used, size, limits.bytes_per_officer).about(ThingKind::Officer, officer))
    } else {
        Ok(())
    }
}

/// The same with the row, exactly; a file that came in pieces got its room when it was begun.
pub async fn claim(conn: &mut Connection, doing: &Doing, case: Option<Uuid>, officer: Uuid, file: &File) -> Result<(), Problem> {
    if file.has_room { Ok(()) } else { reserve(conn, doing, case, officer, file.size).await }
}

/// A text for each channel, and for each again in other words: whoever wants to change one has PATCH.
const MOST_DRAFTS: u64 = 50;

/// Refuses a draft too many, or one for whose text its sender has no room; under the case's lock, so that it is exact.
pub async fn claim_draft(conn: &mut Connection, doing: &Doing, case: Uuid, officer: Uuid, bytes: u64) -> Result<(), Problem> {
    const DRAFTS: &str = "SELECT count(*) FROM artifacts WHERE assignment_id = $ AND headline IS NOT NULL";
    let drafts = count(statement(DRAFTS).bind::<SqlUuid, _>(case), conn).await?;
    if drafts < MOST_DRAFTS {
        return reserve(conn, doing, None, officer, bytes).await;
    }
    Err(Problem::new(Kind::QuotaExceeded).about(ThingKind::Assignment, case).detail(
        format!("Penugasan ini sudah punya {drafts} draf, sebanyak yang boleh: ubah salah satunya dengan PATCH, atau hapus yang tidak perlu."),
        format!("This assignment has {drafts} drafts, as many as it may: change one of them by PATCH, or delete what is not needed."),
    ))
}

/// What one officer sends at the same time on several assignments is counted one after the other.
pub async fn reserve(conn: &mut Connection, doing: &Doing, case: Option<Uuid>, officer: Uuid, size: u64) -> Result<(), Problem> {
    officers::table.find(officer).select(officers::id).for_no_key_update().first::<Uuid>(conn).await?;
    require(conn, doing, case, officer, size).await
}

/// Bytes of all content versions that this officer has sent, of the texts of their drafts, and of the uploads they have begun.
pub async fn used_by(conn: &mut Connection, officer: Uuid, now: Instant) -> QueryResult<u64> {
    const USED: &str = "
SELECT ((SELECT coalesce(sum(size), 0) FROM content_versions WHERE uploaded_by_id = $)
    + (SELECT coalesce(sum(text_bytes), 0) FROM artifacts WHERE sender_id = $ AND headline IS NOT NULL)
    + (SELECT coalesce(sum(length), 0) FROM uploads WHERE sender_id = $ AND finished_at IS NULL AND expires_at > $))::bigint";
    let of = |query: Statement<BigInt>| query.bind::<SqlUuid, _>(officer);
    count(of(of(of(statement(USED)))).bind::<Timestamptz, _>(now), conn).await
}

async fn files_on(conn: &mut Connection, case: Uuid, now: Instant) -> QueryResult<u64> {
    const FILES: &str = "
SELECT (SELECT count(*) FROM artifacts WHERE assignment_id = $ AND headline IS NULL)
    + (SELECT count(*) FROM uploads WHERE assignment_id = $ AND replaces_id IS NULL AND finished_at IS NULL AND expires_at > $)";
    count(statement(FILES).bind::<SqlUuid, _>(case).bind::<SqlUuid, _>(case).bind::<Timestamptz, _>(now), conn).await
}

async fn count(statement: Statement<BigInt>, conn: &mut Connection) -> QueryResult<u64> {
    statement.get_result::<i64>(conn).await.map(i64::unsigned_abs)
}

fn too_many_files(files: u64, limit: u64) -> Problem {
    Problem::new(Kind::QuotaExceeded).detail(
        format!("Penugasan ini sudah punya {files} berkas dan batasnya {limit} (filesPerAssignment): hapus yang tidak perlu, atau minta ADMIN menaikkannya di /v1/settings/upload-limits."),
        format!("This assignment has {files} files and the limit is {limit} (filesPerAssignment): delete what is not needed, or ask an ADMIN to raise it at /v1/settings/upload-limits."),
    )
}

fn no_room(used: u64, size: u64, limit: u64) -> Problem {
    Problem::new(Kind::QuotaExceeded).detail(
        format!("Kiriman Anda memakai {used} dari {limit} byte (bytesPerOfficer) dan yang ini perlu {size}: hapus yang tidak perlu, atau minta ADMIN menaikkannya di /v1/settings/upload-limits."),
        format!("What you sent takes {used} of {limit} bytes (bytesPerOfficer) and this needs {size}: delete what is not needed, or ask an ADMIN to raise it at /v1/settings/upload-limits."),
    )
}
