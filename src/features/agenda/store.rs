//! SQL of the work agenda.

use super::requests::{AgendaFilter, Invitation};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{agenda_items as items, assignments};
use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::position::PositionView;
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};
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
}

impl AgendaItem {
    pub fn venue_position(&self) -> Option<PositionView> {
        PositionView::of(self.venue_latitude, self.venue_longitude)
    }
}

/// The agenda somebody sees: the office's heads and the auditor all of it, staff what their cases cover, a machine what it put there.
pub fn in_sight<'a>(actor: &'a Actor, sight: &'a Sight) -> items::BoxedQuery<'a, Pg> {
    let all = items::table.into_boxed();
    if [Role::DivisionHead, Role::SubdivisionHead, Role::Auditor].iter().any(|role| actor.is(*role)) {
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
pub async fn list(conn: &mut Connection, actor: &Actor, filter: &AgendaFilter, page: &Page) -> Result<Vec<AgendaItem>, Problem> {
    let sight = actor.sight();
    let mut query = filtered(actor, &sight, filter);
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

pub async fn count(conn: &mut Connection, actor: &Actor, filter: &AgendaFilter) -> QueryResult<Count> {
    let sight = actor.sight();
    let found: Vec<Uuid> = filtered(actor, &sight, filter).select(items::id).limit(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

fn filtered<'a>(actor: &'a Actor, sight: &'a Sight, filter: &'a AgendaFilter) -> items::BoxedQuery<'a, Pg> {
    let mut query = in_sight(actor, sight);
    if let Some(from) = filter.starts_at_from {
        query = query.filter(items::starts_at.ge(from.0));
    }
    if let Some(to) = filter.starts_at_to {
        query = query.filter(items::starts_at.lt(to.0));
    }
    if !filter.certainty.0.is_empty() {
        query = query.filter(items::certainty.eq_any(filter.certainty.0.iter().map(ToString::to_string)));
    }
    query
}

/// Events from `since` on, as many as a calendar takes.
pub async fn upcoming(conn: &mut Connection, actor: &Actor, since: Instant) -> QueryResult<Vec<AgendaItem>> {
    let sight = actor.sight();
    in_sight(actor, &sight)
        .filter(items::starts_at.ge(since))
        .order((items::starts_at.asc(), items::id.asc()))
        .limit(1000)
        .select(AgendaItem::as_select())
        .load(conn)
        .await
}
