//! SQL of many publications: a page of those that are visible, narrowed, or the best of those that have all the words.

use super::super::requests::PublishedFilter;
use super::{FROM, VISIBLE, Whole, loaded, rows, with_texts};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::label::Label;
use crate::domain::time::Instant;
use crate::features::search::Wanted;
use crate::http::paging::{COUNT_CAP, Count, MOST_TEXT, Order, OrderPlace, Page};
use crate::http::problem::Problem;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

const PUBLISHED: Order = Order { place: OrderPlace::Moment, columns: &["x.publish_at", "x.id"] };

/// What is asked, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub filter: &'a PublishedFilter,
    pub now: Instant,
}

/// What a `q` has found: the best first.
#[derive(Debug)]
pub struct Looked {
    pub ids: Vec<Uuid>,
    /// Whether nothing else has all the words.
    pub is_all: bool,
}

/// So many of those that have all the words are put in order: the newest. In the order of time many more are told.
const MOST: usize = 1_000;
const MOST_BY_TIME: usize = 10_000;

fn labels<T: Label>(all: &[T]) -> Vec<String> {
    all.iter().map(|one| one.label().to_owned()).collect()
}

impl Asked<'_> {
    /// What is visible, and fits the filter besides its words.
    fn fits<R>(&self, query: Statement<R>) -> Statement<R> {
        let filter = self.filter;
        let mut query = query.and(VISIBLE).bind::<Timestamptz, _>(self.now);
        if !filter.information_class.0.is_empty() {
            query = query.and(" AND v.information_class = ANY($)").bind::<Array<Text>, _>(labels(&filter.information_class.0));
        }
        if !filter.language.0.is_empty() {
            query = query.and(" AND v.language = ANY($)").bind::<Array<Text>, _>(labels(&filter.language.0));
        }
        if let Some(tag) = &filter.tag {
            query = query.and(" AND $ = ANY(v.tags)").bind::<Text, _>(tag.to_string());
        }
        if let Some(unit) = &filter.unit {
            query = query.and(" AND x.unit = $").bind::<Text, _>(unit.to_string());
        }
        if let Some(region) = &filter.region_code {
            query = query
                .and(" AND (i.region_code = $ OR starts_with(i.region_code, $ || '.'))")
                .bind::<Text, _>(region.to_string())
                .bind::<Text, _>(region.to_string());
        }
        for (asked, at) in
            [(" AND x.publish_at >= $", filter.published_at_from), (" AND x.publish_at < $", filter.published_at_to)]
        {
            if let Some(at) = at {
                query = query.and(asked).bind::<Timestamptz, _>(at.0);
            }
        }
        query
    }

    /// Where a page ends.
    pub fn key(whole: &Whole) -> Value {
        json!((whole.row.publish_at, whole.row.id))
    }
}

/// A word that nearly everything has must not be looked for everywhere: where fifty of the newest thousand have all the words, these
/// are enough. Else the index tells all that have them, and the newest thousand of these are put in order, as for the office's own
/// search. In the order of time the best of the newest are not the first: there the index is always asked. OFFSET 0 keeps PostgreSQL from
/// asking the index for the words first.
pub async fn look(conn: &mut Connection, asked: Asked<'_>, wanted: &Wanted, by_rank: bool) -> QueryResult<Looked> {
    let query = statement::<(SqlUuid, Bool)>(
        "WITH wanted AS MATERIALIZED (SELECT search_query($) AS query), newest AS MATERIALIZED (
    SELECT x.id, x.publish_at, s.words FROM (SELECT x.id, x.publish_at FROM publications x
        WHERE x.withdrawn_at IS NULL AND x.publish_at <= $ ORDER BY x.publish_at DESC, x.id DESC LIMIT 1000) x
    CROSS JOIN LATERAL (SELECT s.words FROM searchables s WHERE s.kind = 'PUBLICATION' AND s.thing_id = x.id OFFSET 0) s),
near AS MATERIALIZED (SELECT n.id, n.words, n.publish_at FROM newest n",
    );
    let query = query.bind::<Array<Text>, _>(wanted.terms.clone()).bind::<Timestamptz, _>(asked.now);
    const HAS_THEM: &str = " WHERE n.words @@ (SELECT query FROM wanted)";
    let query = if asked.filter.narrows() {
        // All of these are there; joined so, PostgreSQL leaves out those that nothing is asked of.
        const WITH_ALL_OF_THEM: &str = " JOIN publications x ON x.id = n.id
            LEFT JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number
            LEFT JOIN assignments a ON a.id = x.assignment_id LEFT JOIN agenda_items i ON i.id = a.agenda_item_id";
        asked.fits(query.and(WITH_ALL_OF_THEM).and(HAS_THEM))
    } else {
        query.and(HAS_THEM)
    };
    let query = if by_rank { query } else { query.and(" AND false") };
    let query = query.and(
        "), far AS MATERIALIZED (SELECT * FROM (SELECT x.id, s.words, x.publish_at FROM searchables s JOIN publications x ON x.id = s.thing_id
    JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number
    JOIN assignments a ON a.id = x.assignment_id JOIN agenda_items i ON i.id = a.agenda_item_id
    WHERE s.kind = 'PUBLICATION' AND s.words @@ (SELECT query FROM wanted) AND (SELECT count(*) FROM near) < 50",
    );
    let query = asked.fits(query).and(" OFFSET 0) s ORDER BY s.publish_at DESC, s.id DESC LIMIT ");
    let (query, most) = if by_rank { (query.and("1000"), MOST) } else { (query.and("10000"), MOST_BY_TIME) };
    let query = query.and(
        ")
SELECT f.id, (SELECT count(*) FROM near) < 50 FROM (SELECT * FROM near WHERE (SELECT count(*) FROM near) >= 50 UNION ALL SELECT * FROM far) f
ORDER BY ",
    );
    let query = if by_rank { query.and("ts_rank(f.words, (SELECT query FROM wanted)) DESC, ") } else { query };
    let found: Vec<(Uuid, bool)> = query.and("f.publish_at DESC, f.id DESC").load(conn).await?;
    let is_all = found.len() < most && found.iter().all(|(_, is_of_all)| *is_of_all);
    Ok(Looked { ids: found.into_iter().map(|(id, _)| id).collect(), is_all })
}

/// One page of what is visible, long texts left out; of what was found by its words, where it is told in their order, the best of it.
pub async fn list(
    conn: &mut Connection,
    asked: Asked<'_>,
    looked: Option<&Looked>,
    by_rank: bool,
    page: &Page,
) -> Result<Vec<Whole>, Problem> {
    let query = asked.fits(rows());
    let Some(looked) = looked else { return paged(conn, query, page).await };
    if !by_rank {
        return paged(conn, query.and(" AND x.id = ANY($)").bind::<Array<SqlUuid>, _>(looked.ids.clone()), page).await;
    }
    let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let best: Vec<Uuid> = looked.ids.iter().copied().take(most).collect();
    let query = query.and(" AND x.id = ANY($)").bind::<Array<SqlUuid>, _>(best.clone());
    let mut found = loaded(conn, query).await?;
    found.sort_by_key(|whole| best.iter().position(|id| *id == whole.row.id));
    Ok(found)
}

async fn paged(conn: &mut Connection, query: Statement<super::RowSql>, page: &Page) -> Result<Vec<Whole>, Problem> {
    let query = PUBLISHED.beyond(query, page.after::<Value>()?.as_ref(), page.descending)?;
    let query = PUBLISHED.sorted(query, page.descending).and(" LIMIT $").bind::<BigInt, _>(page.fetch());
    Ok(loaded(conn, query).await?)
}

/// The newest that are not over, with their texts; fewer where these are very long.
pub async fn newest(conn: &mut Connection, asked: Asked<'_>, most: i64) -> QueryResult<Vec<Whole>> {
    let query = asked.fits(rows()).and(" AND (x.visible_until IS NULL OR x.visible_until > $)").bind::<Timestamptz, _>(asked.now);
    let mut newest = loaded(conn, PUBLISHED.sorted(query, true).and(" LIMIT $").bind::<BigInt, _>(most)).await?;
    let mut texts = 0;
    let fitting = newest.iter().take_while(|whole| {
        texts += usize::try_from(whole.row.text_bytes).unwrap_or_default();
        texts <= MOST_TEXT
    });
    let fitting = fitting.count();
    newest.truncate(fitting);
    with_texts(conn, &mut newest).await?;
    Ok(newest)
}

pub async fn count(conn: &mut Connection, asked: Asked<'_>, looked: Option<&Looked>) -> QueryResult<Count> {
    if let Some(looked) = looked {
        let count = Count::of(&looked.ids);
        return Ok(Count { exact: count.exact && looked.is_all, ..count });
    }
    let query = asked.fits(statement::<SqlUuid>("SELECT x.id").and(FROM));
    let found: Vec<Uuid> = query.and(" LIMIT $").bind::<BigInt, _>(COUNT_CAP + 1).load(conn).await?;
    Ok(Count::of(&found))
}

/// All that is visible, or was told to be by another instance, whose clock is ahead: what comes behind this id, in their order.
pub async fn published(conn: &mut Connection, now: Instant, after: Uuid, most: i64) -> QueryResult<Vec<Whole>> {
    let query = rows().and(" AND x.withdrawn_at IS NULL AND (x.publish_at <= $ OR x.appears_at IS NULL) AND x.id > $");
    let query = query.bind::<Timestamptz, _>(now).bind::<SqlUuid, _>(after);
    let mut found = loaded(conn, query.and(" ORDER BY x.id LIMIT $").bind::<BigInt, _>(most)).await?;
    with_texts(conn, &mut found).await?;
    Ok(found)
}
