//! SQL of artifacts of all cases in sight, or of what a search has found of them.

use super::super::requests::FoundFilter;
use super::paged::paged;
use super::{Texts, Whole, load, whole};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{Count, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// Narrows a query over artifacts (`f`) and their cases (`a`) to all in sight, or to what of these was found.
fn narrowed<R>(query: Statement<R>, actor: &Actor, among: Option<Among<'_>>, filter: &FoundFilter) -> Statement<R> {
    let mut query = visibility::in_sight(query.and(" WHERE true"), &actor.sight());
    if let Some(among) = among {
        query = among.narrow(query);
    }
    if !filter.kind.0.is_empty() {
        query = query.and(" AND f.kind = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone());
    }
    if let Some(sender) = filter.sender_id {
        query = query.and(" AND f.sender_id = $").bind::<SqlUuid, _>(sender);
    }
    if let Some(from) = filter.created_at_from {
        query = query.and(" AND f.created_at >= $").bind::<Timestamptz, _>(from.0);
    }
    if let Some(to) = filter.created_at_to {
        query = query.and(" AND f.created_at < $").bind::<Timestamptz, _>(to.0);
    }
    query
}

const ALL: &str = "SELECT f.id FROM artifacts f JOIN assignments a ON a.id = f.assignment_id";

/// One page: the best of what was found, or in the order of their ids, which is that of creation; and the cursor of the next.
pub async fn list_found(
    conn: &mut Connection,
    actor: &Actor,
    filter: &FoundFilter,
    looked: Option<&Looked>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let texts = Texts::of(&page.shape);
    let all = whole(actor, texts.at_once());
    if let Some(looked) = looked.filter(|looked| looked.by_rank) {
        let newest = narrowed(statement::<SqlUuid>(ALL), actor, Some(looked.among()), filter).and(" ORDER BY f.id DESC LIMIT $");
        let newest = newest.bind::<BigInt, _>(looked.most()).load(conn).await?;
        let best = looked.best(conn, newest, page.limit).await?;
        let mut rows = load(conn, narrowed(all, actor, Some(looked.these(&best)), filter)).await?;
        search::put_in_order(&best, &mut rows, |row| row.row.id);
        // By rank there is one page alone: it has no places to go on from.
        let (rows, _) = paged(conn, actor, (page, texts), rows, |whole| whole.row.id).await?;
        return Ok((rows, None));
    }
    let mut query = narrowed(all, actor, looked.map(Looked::among), filter);
    if let Some(id) = page.after::<Uuid>()? {
        query = query.and(if page.descending { " AND f.id < $" } else { " AND f.id > $" }).bind::<SqlUuid, _>(id);
    }
    let query = query.and(if page.descending { " ORDER BY f.id DESC LIMIT $" } else { " ORDER BY f.id LIMIT $" });
    let rows = load(conn, query.bind::<BigInt, _>(page.fetch())).await?;
    paged(conn, actor, (page, texts), rows, |whole| whole.row.id).await
}

pub async fn count_found(
    conn: &mut Connection,
    actor: &Actor,
    filter: &FoundFilter,
    looked: Option<&Looked>,
) -> QueryResult<Count> {
    let (among, most) = search::to_count(looked);
    let all = narrowed(statement::<SqlUuid>(ALL), actor, among, filter);
    let found: Vec<Uuid> = all.and(" LIMIT $").bind::<BigInt, _>(most).load(conn).await?;
    search::counted(conn, looked, found).await
}
