//! Room for what is sent: the files of an assignment, the bytes of an officer.

use crate::db::Connection;
use crate::db::schema::officers;
use crate::db::statement::statement;
use crate::features::settings::UploadLimits;
use crate::http::problem::{Kind, Problem};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// Refuses a file for which the office leaves no room. `case`: the assignment it would be one more file on; None for a new
/// content of a file that is there. Asked before the bytes come, so that nobody sends in vain, and again with the row.
pub async fn require(
    conn: &mut Connection,
    limits: &UploadLimits,
    case: Option<Uuid>,
    officer: Uuid,
    size: u64,
) -> Result<(), Problem> {
    if let Some(case) = case {
        let files = files_on(conn, case).await?;
        if files >= limits.files_per_assignment {
            return Err(too_many_files(files, limits.files_per_assignment));
        }
    }
    let used = used_by(conn, officer).await?;
    if used + size > limits.bytes_per_officer { Err(no_room(used, size, limits.bytes_per_officer)) } else { Ok(()) }
}

/// The same with the row, exactly: what one officer sends at the same time on several assignments is counted one after the other.
pub async fn claim(
    conn: &mut Connection,
    limits: &UploadLimits,
    case: Option<Uuid>,
    officer: Uuid,
    size: u64,
) -> Result<(), Problem> {
    officers::table.find(officer).select(officers::id).for_no_key_update().first::<Uuid>(conn).await?;
    require(conn, limits, case, officer, size).await
}

/// Bytes of all content versions that this officer has sent.
pub async fn used_by(conn: &mut Connection, officer: Uuid) -> QueryResult<u64> {
    const USED: &str = "SELECT coalesce(sum(size), 0)::bigint FROM content_versions WHERE uploaded_by_id = $";
    statement::<BigInt>(USED).bind::<SqlUuid, _>(officer).get_result::<i64>(conn).await.map(i64::unsigned_abs)
}

async fn files_on(conn: &mut Connection, case: Uuid) -> QueryResult<u64> {
    const FILES: &str = "SELECT count(*) FROM artifacts WHERE assignment_id = $ AND headline IS NULL";
    statement::<BigInt>(FILES).bind::<SqlUuid, _>(case).get_result::<i64>(conn).await.map(i64::unsigned_abs)
}

fn too_many_files(files: u64, limit: u64) -> Problem {
    Problem::new(Kind::QuotaExceeded).detail(
        format!("Penugasan ini sudah punya {files} berkas dan batasnya {limit} (filesPerAssignment): hapus yang tidak perlu, atau minta ADMIN menaikkannya di /v1/settings/upload-limits."),
        format!("This assignment has {files} files and the limit is {limit} (filesPerAssignment): delete what is not needed, or ask an ADMIN to raise it at /v1/settings/upload-limits."),
    )
}

fn no_room(used: u64, size: u64, limit: u64) -> Problem {
    Problem::new(Kind::QuotaExceeded).detail(
        format!("Kiriman Anda memakai {used} dari {limit} byte (bytesPerOfficer) dan berkas ini perlu {size}: hapus yang tidak perlu, atau minta ADMIN menaikkannya di /v1/settings/upload-limits."),
        format!("What you sent takes {used} of {limit} bytes (bytesPerOfficer) and this file needs {size}: delete what is not needed, or ask an ADMIN to raise it at /v1/settings/upload-limits."),
    )
}
