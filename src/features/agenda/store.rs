//! SQL of the work agenda.

use super::requests::AgendaFilter;
use super::requests::Invitation;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{agenda_items as items, assignments};
use crate::db::statement::{Condition, Statement, statement};
use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::domain::time::{Instant, OfficeZone};
use crate::features::search::{self, Among, Looked};
use crate::http::paging::{Count, Page};
use crate::http::position::PositionView;
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Interval, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = items, check_for_backend(Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AgendaItem {
    pub id: Uuid,
    pub title: Line<300>,
    pub description: Option<Prose<4000>>,
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Line<300>>,
    pub region_code: Option<Line<13>>,
    pub organiser: Option<Line<200>>,
    pub attendees: Vec<Line<200>>,
    pub attendance: Option<Attendance>,
    pub certainty: Certainty,
    pub dress_code: Option<Line<100>>,
    pub contact: Option<Line<200>>,
    pub invitation: Option<Json<Invitation>>,
    pub notes: Option<Prose<4000>>,
    pub created_by: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i32,
    pub venue_latitude: Option<f64>,
    pub venue_longitude: Option<f64>,
    pub changed_at: Option<Instant>,
    /// The officer who entered it, or in whose place somebody did.
    pub created_by_id: Option<Uuid>,
}

impl AgendaItem {
    pub fn venue_position(&self) -> Option<PositionView> {
        PositionView::of(self.venue_latitude, self.venue_longitude)
    }
}

/// The agenda somebody sees: the office's heads and the auditor all of it, staff what their cases cover, a machine what it put there.
pub fn in_sight<'a>(actor: &'a Actor, sight: &'a Sight) -> items::BoxedQuery<'a, Pg> {
    let all = items::table.into_boxed();
    if sees_all(actor) {
        return all;
    }
    match visibility::cases(sight) {
        None => all,
        Some(cases) => {
            let covered = assignments::table.filter(assignments::id.eq_any(cases)).select(assignments::agenda_item_id);
            all.filter(items::created_by.eq(&actor.principal).or(items::id.eq_any(covered)))
        }
    }
}

/// Whether somebody sees all of it.
pub fn sees_all(actor: &Actor) -> bool {
    [Role::DivisionHead, Role::SubdivisionHead, Role::Auditor].iter().any(|role| actor.is(*role))
}

/// The same for a hand-written statement, whose event is `i`.
pub fn seen<R>(query: Statement<R>, actor: &Actor, sight: &Sight) -> Statement<R> {
    if sees_all(actor) {
        return query;
    }
    const OWN_OR_COVERED: &str = " AND (i.created_by = $ OR EXISTS (SELECT FROM assignments a WHERE a.agenda_item_id = i.id";
    let query = query.and(OWN_OR_COVERED).bind::<Text, _>(actor.principal.clone());
    visibility::in_sight(query, sight).and("))")
}

pub async fn find(conn: &mut Connection, actor: &Actor, id: Uuid) -> QueryResult<AgendaItem> {
    in_sight(actor, &actor.sight()).filter(items::id.eq(id)).select(AgendaItem::as_select()).first(conn).await
}

/// The item, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, id: Uuid) -> QueryResult<AgendaItem> {
    items::table.find(id).select(AgendaItem::as_select()).for_no_key_update().first(conn).await
}

pub async fn insert(conn: &mut Connection, item: &AgendaItem) -> QueryResult<usize> {
    diesel::insert_into(items::table).values(item).execute(conn).await
}

pub async fn update(conn: &mut Connection, item: &AgendaItem) -> QueryResult<usize> {
    diesel::update(item).set(item).execute(conn).await
}

/// One page of the agenda in sight, in the order of the events.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    zone: OfficeZone,
    filter: &AgendaFilter,
    looked: Option<&Looked>,
    page: &Page,
) -> Result<Vec<AgendaItem>, Problem> {
    let sight = actor.sight();
    let covered = covered(conn, &sight, filter).await?;
    let mut query = filtered(actor, &sight, zone, filter, covered.as_deref(), looked.map(Looked::among));
    if let Some(looked) = looked.filter(|looked| looked.by_rank) {
        let newest = query.order(items::id.desc()).limit(looked.most()).select(items::id).load(conn).await?;
        let best = looked.best(conn, newest, page.limit).await?;
        let mut rows = items::table.filter(items::id.eq_any(&best)).select(AgendaItem::as_select()).load(conn).await?;
        search::put_in_order(&best, &mut rows, |item: &AgendaItem| item.id);
        return Ok(rows);
    }
    if let Some((starts_at, id)) = page.after::<(Instant, Uuid)>()? {
        // Compared as a whole, the pair is a place in the index: nothing before it is looked at.
        let place = if page.descending { "(starts_at, agenda_items.id) < (" } else { "(starts_at, agenda_items.id) > (" };
        let after = sql::<Bool>(place).bind::<Timestamptz, _>(starts_at).sql(", ").bind::<SqlUuid, _>(id);
        query = query.filter(after.sql(")"));
    }
    query = if page.descending {
        query.order((items::starts_at.desc(), items::id.desc()))
    } else {
        query.order((items::starts_at.asc(), items::id.asc()))
    };
    Ok(query.limit(page.fetch()).select(AgendaItem::as_select()).load(conn).await?)
}

pub async fn count(
    conn: &mut Connection,
    actor: &Actor,
    zone: OfficeZone,
    filter: &AgendaFilter,
    looked: Option<&Looked>,
) -> QueryResult<Count> {
    let sight = actor.sight();
    let (among, most) = search::to_count(looked);
    let covered = covered(conn, &sight, filter).await?;
    let found: Vec<Uuid> =
        filtered(actor, &sight, zone, filter, covered.as_deref(), among).select(items::id).limit(most).load(conn).await?;
    search::counted(conn, looked, found).await
}

/// The events of a unit that has few cases in sight.
async fn covered(conn: &mut Connection, sight: &Sight, filter: &AgendaFilter) -> QueryResult<Option<Vec<Uuid>>> {
    let Some(unit) = filter.unit.as_ref().filter(|_| filter.is_assigned() == Some(true)) else { return Ok(None) };
    let few = visibility::few(conn, sight, &[], Some(unit)).await?;
    Ok(few.map(|few| few.into_iter().map(|(_, event)| event).collect()))
}

fn filtered<'a>(
    actor: &'a Actor,
    sight: &'a Sight,
    zone: OfficeZone,
    filter: &'a AgendaFilter,
    covered: Option<&'a [Uuid]>,
    among: Option<Among<'a>>,
) -> items::BoxedQuery<'a, Pg> {
    let mut query = in_sight(actor, sight);
    if let Some(among) = among {
        query = query.filter(among.filter());
    }
    if let Some(from) = filter.starts_at_from {
        query = query.filter(items::starts_at.ge(from.0));
    }
    if let Some(to) = filter.starts_at_to {
        query = query.filter(items::starts_at.lt(to.0));
    }
    if let Some(day) = filter.on {
        query = query.filter(lasts_beyond(zone.start_of_day(day), zone));
        if let Some(next) = day.succ_opt() {
            query = query.filter(items::starts_at.lt(zone.start_of_day(next)));
        }
    }
    if let Some(from) = filter.overlaps_from {
        query = query.filter(lasts_beyond(from.0, zone));
    }
    if let Some(to) = filter.overlaps_to {
        query = query.filter(items::starts_at.lt(to.0));
    }
    if let Some(from) = filter.created_at_from {
        query = query.filter(items::created_at.ge(from.0));
    }
    if let Some(to) = filter.created_at_to {
        query = query.filter(items::created_at.lt(to.0));
    }
    if let Some(officer) = filter.officer_id {
        query = query.filter(items::created_by_id.eq(officer));
    }
    if let Some(events) = covered {
        query = query.filter(items::id.eq_any(events));
    }
    if let Some(assigned) = filter.is_assigned() {
        query = query.filter(is_covered(assigned, sight, filter));
    }
    if !filter.certainty.0.is_empty() {
        query = query.filter(items::certainty.eq_any(filter.certainty.0.iter().map(ToString::to_string)));
    }
    query
}

/// Whether a case in sight covers it, or none does: whether others cover it, who does not see their cases is not told either.
///
/// OFFSET 0 keeps PostgreSQL from reading all cases first: the agenda is walked in its order.
fn is_covered(assigned: bool, sight: &Sight, filter: &AgendaFilter) -> Condition {
    const COVERING: &str =
        "EXISTS (SELECT FROM assignments a WHERE a.agenda_item_id = agenda_items.id AND a.state <> 'CANCELLED'";
    let covering = visibility::in_sight(statement(if assigned { "" } else { "NOT " }).and(COVERING), sight);
    let covering = match &filter.unit {
        None => covering,
        Some(unit) => covering.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_string()),
    };
    Condition(covering.and(" OFFSET 0)"))
}

/// Events that are not over by then. One without an end is *sampai selesai*, and lasts until the end of its day at the office.
///
/// Both kinds end no sooner than that day began, which is what the index knows.
fn lasts_beyond(from: Instant, zone: OfficeZone) -> Box<dyn BoxableExpression<items::table, Pg, SqlType = Bool>> {
    let day = zone.start_of_day(zone.local_date(from));
    let not_over = sql::<Bool>("(coalesce(agenda_items.ends_at, agenda_items.starts_at) >= ")
        .bind::<Timestamptz, _>(day)
        .sql(" AND (agenda_items.ends_at > ")
        .bind::<Timestamptz, _>(from)
        .sql(" OR agenda_items.ends_at IS NULL))");
    Box::new(not_over)
}

/// Of every event in sight that starts between the two: when, and how sure it is.
pub async fn starting(
    conn: &mut Connection,
    actor: &Actor,
    from: Instant,
    until: Instant,
) -> QueryResult<Vec<(Instant, Certainty)>> {
    let sight = actor.sight();
    let all = in_sight(actor, &sight).filter(items::starts_at.ge(from)).filter(items::starts_at.lt(until));
    all.select((items::starts_at, items::certainty)).load(conn).await
}

/// Events that are not over since `since`, in their order: as many as a calendar takes, those nearest to now.
pub async fn current(
    conn: &mut Connection,
    actor: &Actor,
    zone: OfficeZone,
    since: Instant,
    now: Instant,
) -> QueryResult<Vec<AgendaItem>> {
    const MOST: i64 = 1000;
    let sight = actor.sight();
    let distance = sql::<Interval>("greatest(agenda_items.starts_at - ")
        .bind::<Timestamptz, _>(now)
        .sql(", ")
        .bind::<Timestamptz, _>(now)
        .sql(" - coalesce(agenda_items.ends_at, agenda_items.starts_at))");
    let mut found = in_sight(actor, &sight)
        .filter(lasts_beyond(since, zone))
        .order((distance, items::id.asc()))
        .limit(MOST)
        .select(AgendaItem::as_select())
        .load(conn)
        .await?;
    found.sort_by_key(|item: &AgendaItem| (item.starts_at, item.id));
    Ok(found)
}
