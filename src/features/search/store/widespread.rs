//! A list narrowed by words: to what was found, or, of words that very many have, by looking for them in what the list walks by.

use super::super::requests::{Kind, Wanted};
use crate::db::Connection;
use crate::db::statement::{Condition, Statement, statement};
use crate::http::paging::Count;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What narrows a list.
#[derive(Debug, Clone, Copy)]
pub enum Among<'a> {
    /// Only these.
    Ids(Kind, &'a [Uuid]),
    /// Only what the index tells to have these words.
    Indexed(Kind, &'a Wanted),
    /// Only what has these words; each is looked at.
    Words(Kind, &'a Wanted),
}

/// How many have the words.
#[derive(Debug)]
pub enum Spread {
    Few(Vec<Uuid>),
    /// More than are told: all that have them are kept by the statement that needs them.
    Many,
    /// So many that the list comes upon them in whatever it walks by.
    Widespread,
}

/// More than these would take too long, and too much memory.
const MOST_KEPT: i64 = 300_000;

/// Whether what has the words is to be kept for the walk, or looked for in it: a walk that looks at each takes a second for 200,000, so what
/// stands in one end of it alone must not be waited for; and what a quarter of all have, is soon come upon.
pub async fn spread(conn: &mut Connection, kind: Kind, wanted: &Wanted) -> QueryResult<Spread> {
    let query = statement::<Bool>("WITH have AS MATERIALIZED (SELECT count(*) AS many FROM (SELECT FROM searchables s WHERE ");
    let query = query.and(kind.of_kind()).and(
        " AND s.words @@ (SELECT search_query($)) LIMIT $) s)
        SELECT many < $ AND EXISTS (SELECT FROM searchables s WHERE ",
    );
    let query = query.bind::<Array<Text>, _>(wanted.terms.clone()).bind::<BigInt, _>(MOST_KEPT).bind::<BigInt, _>(MOST_KEPT);
    let are_kept = query.and(kind.of_kind()).and(" OFFSET 4 * (SELECT many FROM have)) FROM have").get_result(conn).await?;
    Ok(if are_kept { Spread::Many } else { Spread::Widespread })
}

/// IS TRUE keeps PostgreSQL from joining, and has it keep all ids of the index at hand: the list walks in its own order.
const KEPT: &str = " AND s.words @@ (SELECT search_query($)))) IS TRUE";

/// OFFSET 0 keeps PostgreSQL from asking the index for the words first, and from reading all that has them.
const HAVING: &str = " AND s.words @@ (SELECT search_query($)) OFFSET 0)";

impl Kind {
    /// The id of a thing, by the name that it has in the statements of its list.
    fn one_of(self) -> &'static str {
        match self {
            Self::AgendaItem => "agenda_items.id = ANY($)",
            Self::Assignment => "a.id = ANY($)",
            Self::Disposition => "d.id = ANY($)",
            Self::Artifact => "f.id = ANY($)",
            Self::Report => "reports.id = ANY($)",
        }
    }

    fn kept(self) -> &'static str {
        match self {
            Self::AgendaItem => "(agenda_items.id IN (SELECT s.thing_id FROM searchables s WHERE ",
            Self::Assignment => "(a.id IN (SELECT s.thing_id FROM searchables s WHERE ",
            Self::Disposition => "(d.id IN (SELECT s.thing_id FROM searchables s WHERE ",
            Self::Artifact => "(f.id IN (SELECT s.thing_id FROM searchables s WHERE ",
            Self::Report => "(reports.id IN (SELECT s.thing_id FROM searchables s WHERE ",
        }
    }

    fn has(self) -> &'static str {
        match self {
            Self::AgendaItem => "EXISTS (SELECT FROM searchables s WHERE s.kind = 'AGENDA_ITEM' AND s.thing_id = agenda_items.id",
            Self::Assignment => "EXISTS (SELECT FROM searchables s WHERE s.kind = 'ASSIGNMENT' AND s.thing_id = a.id",
            Self::Disposition => "EXISTS (SELECT FROM searchables s WHERE s.kind = 'DISPOSITION' AND s.thing_id = d.id",
            Self::Artifact => "EXISTS (SELECT FROM searchables s WHERE s.kind = 'ARTIFACT' AND s.thing_id = f.id",
            Self::Report => "EXISTS (SELECT FROM searchables s WHERE s.kind = 'REPORT' AND s.thing_id = reports.id",
        }
    }
}

impl Among<'_> {
    pub fn is_ids(&self) -> bool {
        matches!(self, Self::Ids(..))
    }

    /// Adds it to a statement.
    pub fn narrow<R>(self, query: Statement<R>) -> Statement<R> {
        match self {
            Self::Ids(kind, ids) => query.and(" AND ").and(kind.one_of()).bind::<Array<SqlUuid>, _>(ids.to_vec()),
            Self::Indexed(kind, wanted) => {
                let query = query.and(" AND ").and(kind.kept()).and(kind.of_kind()).and(KEPT);
                query.bind::<Array<Text>, _>(wanted.terms.clone())
            }
            Self::Words(kind, wanted) => {
                query.and(" AND ").and(kind.has()).and(HAVING).bind::<Array<Text>, _>(wanted.terms.clone())
            }
        }
    }

    /// The same for what diesel writes.
    pub fn filter(self) -> Condition {
        Condition(self.narrow(statement("true")))
    }
}

/// The best of these, which have the words.
pub async fn ranked(conn: &mut Connection, kind: Kind, wanted: &Wanted, ids: Vec<Uuid>, most: i64) -> QueryResult<Vec<Uuid>> {
    let query = of_these::<SqlUuid>("SELECT s.thing_id", kind, ids);
    let query = query.and(" ORDER BY ts_rank(s.words, (SELECT search_query($))) DESC, s.thing_id DESC LIMIT $");
    query.bind::<Array<Text>, _>(wanted.terms.clone()).bind::<BigInt, _>(most).load(conn).await
}

/// How many of these have the words.
pub async fn counted(conn: &mut Connection, kind: Kind, wanted: &Wanted, ids: Vec<Uuid>) -> QueryResult<Count> {
    let query = of_these::<BigInt>("SELECT count(*)", kind, ids).and(" WHERE s.words @@ (SELECT search_query($))");
    Ok(Count::capped(query.bind::<Array<Text>, _>(wanted.terms.clone()).get_result(conn).await?))
}

fn of_these<R>(select: &'static str, kind: Kind, ids: Vec<Uuid>) -> Statement<R> {
    const EACH: &str = " FROM unnest($::uuid[]) f (id) CROSS JOIN LATERAL (
        SELECT s.thing_id, s.words FROM searchables s WHERE s.thing_id = f.id AND ";
    let query = statement(select).and(EACH).bind::<Array<SqlUuid>, _>(ids);
    query.and(kind.of_kind()).and(" OFFSET 0) s")
}
