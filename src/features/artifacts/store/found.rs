//! SQL of artifacts of all cases in sight, or of what a search has found of them.

use super::super::requests::FoundFilter;
use super::paged::paged;
use super::{Texts, Whole, load, whole, whole_from};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{Count, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

const ID: Order = Order { place: OrderPlace::Id, columns: &["f.id"] };
const CREATED: Order = Order { place: OrderPlace::Moment, columns: &["f.created_at", "f.id"] };

/// What is asked of artifacts.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a FoundFilter,
    /// What a `q` has found.
    pub looked: Option<&'a Looked>,
    /// Only those of these cases, which are few.
    pub few: Option<&'a [Uuid]>,
}

impl Asked<'_> {
    /// The order of creation is that of ids; a stretch of it is found in the index of the moments.
    fn order(&self) -> Order {
        if self.filter.is_of_creation() { CREATED } else { ID }
    }

    /// Where a page ends.
    fn key(&self, whole: &Whole) -> Value {
        let row = &whole.row;
        if self.filter.is_of_creation() { json!((row.created_at, row.id)) } else { json!(row.id) }
    }

    /// Adds what is asked of artifacts (`f`) themselves.
    fn fits<R>(&self, mut query: Statement<R>, among: Option<Among<'_>>) -> Statement<R> {
        let filter = self.filter;
        if let Some(among) = among {
            query = among.narrow(query);
        }
        if !filter.kind.0.is_empty() {
            query = query.and(" AND f.kind = ANY($)").bind::<Array<Text>, _>(filter.kind.0.clone());
        }
        for sender in [filter.sender_id, filter.officer_id].into_iter().flatten() {
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

    /// Adds what is asked of their cases (`a`), which must be in sight.
    fn of_cases<R>(&self, query: Statement<R>, sight: &Sight) -> Statement<R> {
        let mut query = visibility::in_sight(query, sight);
        if !self.filter.agenda_item_id.0.is_empty() {
            let events = self.filter.agenda_item_id.0.clone();
            query = query.and(" AND a.agenda_item_id = ANY($)").bind::<Array<SqlUuid>, _>(events);
        }
        match &self.filter.unit {
            None => query,
            Some(unit) => query.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string()),
        }
    }

    fn narrowed<R>(&self, query: Statement<R>, sight: &Sight, among: Option<Among<'_>>) -> Statement<R> {
        let query = self.fits(self.of_cases(query.and(" WHERE true"), sight), among);
        match self.few {
            None => query,
            Some(few) => query.and(" AND f.assignment_id = ANY($)").bind::<Array<SqlUuid>, _>(few.to_vec()),
        }
    }
}

/// The cases that all of it is found by, where these are few: those of events, of a unit, or of whoever sees nothing but what they take part
/// in.
pub async fn few(conn: &mut Connection, sight: &Sight, filter: &FoundFilter) -> QueryResult<Option<Vec<Uuid>>> {
    let few = visibility::few(conn, sight, &filter.agenda_item_id.0, filter.unit.as_deref()).await?;
    Ok(few.map(|few| few.into_iter().map(|(case, _)| case).collect()))
}

const ALL: &str = "SELECT f.id FROM artifacts f JOIN assignments a ON a.id = f.assignment_id";

/// One page: the best of what was found, or in the order of their ids, which is that of creation; and the cursor of the next.
pub async fn list_found(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked<'_>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let (sight, texts) = (actor.sight(), Texts::of(&page.shape));
    if let Some(looked) = asked.looked.filter(|looked| looked.by_rank) {
        let newest = asked.narrowed(statement::<SqlUuid>(ALL), &sight, Some(looked.among())).and(" ORDER BY f.id DESC LIMIT $");
        let newest = newest.bind::<BigInt, _>(looked.most()).load(conn).await?;
        let best = looked.best(conn, newest, page.limit).await?;
        let all = asked.narrowed(whole(actor, texts.at_once()), &sight, Some(looked.these(&best)));
        let mut rows = load(conn, all).await?;
        search::put_in_order(&best, &mut rows, |row| row.row.id);
        // By rank there is one page alone: it has no places to go on from.
        let (rows, _) = paged(conn, actor, (page, texts), rows, |whole| whole.row.id).await?;
        return Ok((rows, None));
    }
    let (order, among, after) = (asked.order(), asked.looked.map(Looked::among), page.after::<Value>()?);
    let query = match asked.few {
        None => {
            let all = asked.narrowed(whole(actor, texts.at_once()), &sight, among);
            order.beyond(all, after.as_ref(), page.descending)?
        }
        // Of each case no more than the page has room for.
        Some(few) => {
            const OF_EACH: &str = " FROM unnest($::uuid[]) wanted (id) JOIN LATERAL
                (SELECT f.* FROM artifacts f WHERE f.assignment_id = wanted.id";
            let each = asked.fits(statement::<()>(OF_EACH).bind::<Array<SqlUuid>, _>(few.to_vec()), among);
            let each = order.sorted(order.beyond(each, after.as_ref(), page.descending)?, page.descending);
            let each = each.and(" LIMIT $) f ON true").bind::<BigInt, _>(page.fetch());
            asked.of_cases(whole_from(actor, texts.at_once(), |select| select.with(each)).and(" WHERE true"), &sight)
        }
    };
    let rows = load(conn, order.sorted(query, page.descending).and(" LIMIT $").bind::<BigInt, _>(page.fetch())).await?;
    paged(conn, actor, (page, texts), rows, |whole| asked.key(whole)).await
}

pub async fn count_found(conn: &mut Connection, actor: &Actor, asked: Asked<'_>) -> QueryResult<Count> {
    let (among, most) = search::to_count(asked.looked);
    let all = asked.narrowed(statement::<SqlUuid>(ALL), &actor.sight(), among);
    let found: Vec<Uuid> = all.and(" LIMIT $").bind::<BigInt, _>(most).load(conn).await?;
    search::counted(conn, asked.looked, found).await
}
