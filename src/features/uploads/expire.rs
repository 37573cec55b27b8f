//! What becomes of uploads that nobody went on with.

use super::{KEPT, store};
use crate::db::Connection;
use crate::domain::time::Instant;
use diesel::QueryResult;

/// Collects what has expired: first the pieces, much later the row that tells of it. Answers how many pieces and rows.
pub async fn collect_expired(conn: &mut Connection, now: Instant) -> QueryResult<(usize, usize)> {
    store::collect(conn, now, now - KEPT).await
}
