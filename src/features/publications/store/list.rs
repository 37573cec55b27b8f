//! SQL of many publications: a page of those in sight, and how many they are.

use super::super::requests::PublicationFilter;
use super::contents::{Texts, told_bytes};
use super::{FROM, Publication, Row, Whole, whole, with_contents};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::label::Label;
use crate::domain::time::Instant;
use crate::http::paging::{COUNT_CAP, Count, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

pub const SORTS: &[&str] = &["-publishedAt", "publishedAt", "reviewDueAt", "-reviewDueAt"];

const PUBLISHED: Order = Order { place: OrderPlace::Moment, columns: &["x.publish_at", "x.id"] };
const DUE: Order = Order { place: OrderPlace::Moment, columns: &["x.review_due_at", "x.id"] };

/// What is asked of publications, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a PublicationFilter,
    pub now: Instant,
}

fn is_by_review(page: &Page) -> bool {
    page.sort.ends_with("reviewDueAt")
}

impl Asked<'_> {
    /// Where a page ends.
    fn key(&self, page: &Page, row: &Publication) -> Value {
        json!((if is_by_review(page) { row.review_due_at } else { row.publish_at }, row.id))
    }

    /// What the filter asks besides whose they are.
    fn fits<R>(&self, mut query: Statement<R>) -> Statement<R> {
        let filter = self.filter;
        if !filter.freshness.0.is_empty() {
            query = query
                .and(" AND x.withdrawn_at IS NULL AND freshness_at(x.due_from, x.review_due_at, x.visible_until, $) = ANY($)")
                .bind::<Timestamptz, _>(self.now)
                .bind::<Array<Text>, _>(labels(&filter.freshness.0));
        }
        if !filter.state.0.is_empty() {
            const STATE: &str = " AND CASE WHEN x.withdrawn_at IS NOT NULL THEN 'WITHDRAWN' WHEN x.publish_at > $ THEN 'SCHEDULED' ELSE 'PUBLISHED' END = ANY($)";
            query = query.and(STATE).bind::<Timestamptz, _>(self.now).bind::<Array<Text>, _>(labels(&filter.state.0));
        }
        if !filter.information_class.0.is_empty() {
            query = query
                .and(" AND EXISTS (SELECT FROM publication_versions v WHERE v.publication_id = x.id AND v.number = x.content_number AND v.information_class = ANY($))")
                .bind::<Array<Text>, _>(labels(&filter.information_class.0));
        }
        if let Some(tag) = &filter.tag {
            query = query
                .and(" AND EXISTS (SELECT FROM publication_versions v WHERE v.publication_id = x.id AND v.number = x.content_number AND $ = ANY(v.tags))")
                .bind::<Text, _>(tag.clone());
        }
        if let Some(case) = filter.assignment_id {
            query = query.and(" AND x.assignment_id = $").bind::<SqlUuid, _>(case);
        }
        if !filter.agenda_item_id.0.is_empty() {
            // As an array, for it is few cases of all that have been published.
            query = query
                .and(" AND x.assignment_id = ANY(ARRAY(SELECT c.id FROM assignments c WHERE c.agenda_item_id = ANY($)))")
                .bind::<Array<SqlUuid>, _>(filter.agenda_item_id.0.clone());
        }
        if let Some(officer) = filter.officer_id {
            query = query.and(" AND x.assignee_id = $").bind::<SqlUuid, _>(officer);
        }
        if let Some(unit) = &filter.unit {
            query = query.and(" AND x.unit = $").bind::<Text, _>(unit.to_string());
        }
        if let Some(slug) = &filter.slug {
            query = query.and(" AND x.slug = $").bind::<Text, _>(slug.to_string());
        }
        for (asked, at) in [
            (" AND x.publish_at >= $", filter.published_at_from),
            (" AND x.publish_at < $", filter.published_at_to),
            (" AND x.review_due_at >= $", filter.review_due_at_from),
            (" AND x.review_due_at < $", filter.review_due_at_to),
        ] {
            if let Some(at) = at {
                query = query.and(asked).bind::<Timestamptz, _>(at.0);
            }
        }
        query
    }
}

fn labels<T: Label>(all: &[T]) -> Vec<String> {
    all.iter().map(|one| one.label().to_owned()).collect()
}

/// One page of the publications in sight, and the cursor of the next. Texts are read once it is known which stand on it.
pub async fn list(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked<'_>,
    page: &Page,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    let order = if is_by_review(page) { DUE } else { PUBLISHED };
    let query = asked.fits(visibility::in_sight(whole(), &actor.sight()));
    let query = order.beyond(query, page.after::<Value>()?.as_ref(), page.descending)?;
    let query = order.sorted(query, page.descending).and(" LIMIT $").bind::<BigInt, _>(page.fetch());
    let mut rows = query.load::<Row>(conn).await?;
    let texts = if page.shape.shows("content") || page.shape.shows("etag") { Texts::Read } else { Texts::Left };
    let bytes = |row: &Row| if texts == Texts::Read { told_bytes(row.1.4) } else { 0 };
    let next = page.cut_by(&mut rows, bytes, |row| asked.key(page, &row.0));
    Ok((with_contents(conn, asked.now, rows, texts).await?, next))
}

pub async fn count(conn: &mut Connection, actor: &Actor, asked: Asked<'_>) -> QueryResult<Count> {
    let query = asked.fits(visibility::in_sight(statement::<SqlUuid>("SELECT x.id").and(FROM), &actor.sight()));
    let found: Vec<Uuid> = query.and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}
