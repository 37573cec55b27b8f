//! SQL of the addresses.

use crate::db::Connection;
use crate::db::schema::calendar_feeds as feeds;
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::time::Instant;
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// When it was made, and when it was last read.
pub type Feed = (Instant, Option<Instant>);

pub async fn find(conn: &mut Connection, officer: Uuid) -> QueryResult<Option<Feed>> {
    feeds::table.find(officer).select((feeds::made_at, feeds::last_used_at)).first(conn).await.optional()
}

/// Takes the place of the one before.
pub async fn put(conn: &mut Connection, officer: Uuid, key: &Digest, now: Instant) -> QueryResult<usize> {
    let set = (feeds::key_digest.eq(key.as_bytes().to_vec()), feeds::made_at.eq(now), feeds::last_used_at.eq(None::<Instant>));
    diesel::insert_into(feeds::table)
        .values((feeds::officer_id.eq(officer), set.clone()))
        .on_conflict(feeds::officer_id)
        .do_update()
        .set(set)
        .execute(conn)
        .await
}

/// Whether there was one.
pub async fn remove(conn: &mut Connection, officer: Uuid) -> QueryResult<bool> {
    Ok(diesel::delete(feeds::table.find(officer)).execute(conn).await? > 0)
}

/// The subject of whose it is, if they are still of the office.
pub async fn whose(conn: &mut Connection, key: &Digest) -> QueryResult<Option<String>> {
    let found =
        "SELECT o.subject FROM calendar_feeds f JOIN officers o ON o.id = f.officer_id WHERE f.key_digest = $ AND o.active";
    statement::<Text>(found).bind::<Binary, _>(key.as_bytes().to_vec()).get_result(conn).await.optional()
}

/// Notes that it was read, once a minute at most.
pub async fn is_used(conn: &mut Connection, key: &Digest, now: Instant) -> QueryResult<usize> {
    let long_ago = feeds::last_used_at.is_null().or(feeds::last_used_at.lt(now - TimeDelta::minutes(1)).assume_not_null());
    diesel::update(feeds::table.filter(feeds::key_digest.eq(key.as_bytes().to_vec())).filter(long_ago))
        .set(feeds::last_used_at.eq(now))
        .execute(conn)
        .await
}
