//! SQL of searching: which things of a kind in sight have all the terms, the best first.

mod excerpt;

pub use excerpt::{Piece, excerpts, marked};

use super::requests::{Kind, Wanted};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::Classification;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::agenda;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// So many of those that have all the terms are put in order: the newest.
pub const MOST: usize = 1_000;

impl Kind {
    /// In the words of its own index.
    fn of_kind(self) -> &'static str {
        match self {
            Self::AgendaItem => "s.kind = 'AGENDA_ITEM'",
            Self::Assignment => "s.kind = 'ASSIGNMENT'",
            Self::Disposition => "s.kind = 'DISPOSITION'",
            Self::Artifact => "s.kind = 'ARTIFACT'",
            Self::Report => "s.kind = 'REPORT'",
        }
    }
}

/// What was found, the best first.
#[derive(Debug)]
pub struct Found {
    pub ids: Vec<Uuid>,
    /// Whether nothing else has all the terms.
    pub is_all: bool,
}

/// A word that nearly everything has must not be looked for everywhere: where fifty of the newest thousand have all the terms, these
/// are enough. Else the index tells all that have them, and the newest thousand of these are put in order; but it is asked for those
/// terms alone that few of the newest have, if there are any, for it would read a list of everything for one of the others. What it
/// finds is then held against all of them, in words that it cannot read.
///
/// OFFSET 0 keeps PostgreSQL from walking through everything that is newer instead.
pub async fn find(conn: &mut Connection, actor: &Actor, kind: Kind, wanted: &Wanted) -> QueryResult<Found> {
    let (sight, of_kind) = (actor.sight(), kind.of_kind());
    let query =
        statement::<(SqlUuid, Bool)>("WITH wanted AS MATERIALIZED (SELECT search_query($) AS query), newest AS MATERIALIZED (");
    let query = query.bind::<Array<Text>, _>(wanted.terms.clone());
    let query = match (&sight, kind) {
        (Sight::Of { units, officers }, Kind::Assignment | Kind::Disposition | Kind::Artifact | Kind::Report)
            if units.is_empty() =>
        {
            const OF_THEIRS: &str =
                "SELECT s.* FROM (SELECT DISTINCT v.assignment_id FROM participants v WHERE v.officer_id = ANY($)
                ORDER BY v.assignment_id DESC LIMIT 500) v JOIN searchables s ON s.assignment_id = v.assignment_id AND ";
            query.and(OF_THEIRS).bind::<Array<SqlUuid>, _>(officers.clone()).and(of_kind)
        }
        _ => query.and("SELECT s.* FROM searchables s WHERE ").and(of_kind).and(" ORDER BY s.thing_id DESC LIMIT 1000"),
    };
    let query = query.and("), near AS MATERIALIZED (SELECT s.thing_id, s.words FROM newest s");
    let query = in_sight(query, actor, &sight, kind, "s.words").and(
        "), seldom AS MATERIALIZED (SELECT search_query(coalesce(array_agg(t.term) FILTER (WHERE t.often < 20), array_agg(t.term))) AS query
    FROM (SELECT q.term, (SELECT count(*) FROM newest n WHERE n.words @@ q.query) AS often
        FROM (SELECT term, search_query(ARRAY[term]) AS query FROM unnest($::text[]) term OFFSET 0) q) t),
far AS MATERIALIZED (SELECT s.thing_id, s.words FROM (SELECT s.thing_id, s.words FROM searchables s",
    );
    let query = query.bind::<Array<Text>, _>(wanted.terms.clone());
    let query = in_sight(query, actor, &sight, kind, "(s.words || ''::tsvector)").and(" AND ").and(of_kind);
    let query = query.and(
        " AND s.words @@ (SELECT query FROM seldom) AND (SELECT count(*) FROM near) < 50 OFFSET 0) s ORDER BY s.thing_id DESC LIMIT 1000)
SELECT f.thing_id, (SELECT count(*) FROM near) < 50 FROM (SELECT * FROM near WHERE (SELECT count(*) FROM near) >= 50 UNION ALL SELECT * FROM far) f
ORDER BY ts_rank(f.words, (SELECT query FROM wanted)) DESC, f.thing_id DESC",
    );
    let found: Vec<(Uuid, bool)> = query.load(conn).await?;
    let is_all = found.len() < MOST && found.iter().all(|(_, is_of_all)| *is_of_all);
    Ok(Found { ids: found.into_iter().map(|(id, _)| id).collect(), is_all })
}

/// Adds that these words of a thing (`s`) have all the terms, and what somebody must see of it to find it.
fn in_sight<R>(query: Statement<R>, actor: &Actor, sight: &Sight, kind: Kind, words: &'static str) -> Statement<R> {
    let has_all = |query: Statement<R>| query.and(" WHERE ").and(words).and(" @@ (SELECT query FROM wanted)");
    if kind == Kind::AgendaItem {
        return agenda::seen(has_all(query.and(" JOIN agenda_items i ON i.id = s.thing_id")), actor, sight);
    }
    match sight {
        Sight::All => has_all(query),
        Sight::Of { .. } => visibility::in_sight(has_all(query.and(" JOIN assignments a ON a.id = s.assignment_id")), sight),
    }
}

/// What is told of a thing that was found.
#[derive(Debug, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Hit {
    pub id: Uuid,
    pub title: Line<300>,
    pub register_number: Option<String>,
    pub case: Option<Uuid>,
    pub at: Instant,
    pub classification: Option<Classification>,
}

type HitSql = (SqlUuid, Text, Nullable<Text>, Nullable<SqlUuid>, Timestamptz, Nullable<Text>);

impl Kind {
    /// Of these things, in their order.
    fn told(self) -> &'static str {
        match self {
            Self::AgendaItem => {
                "SELECT i.id, i.title, NULL, NULL::uuid, i.starts_at, NULL
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN agenda_items i ON i.id = f.id ORDER BY f.place"
            }
            Self::Assignment => {
                "SELECT a.id, a.subject, a.register_number, a.id, a.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN assignments a ON a.id = f.id ORDER BY f.place"
            }
            Self::Disposition => {
                "SELECT d.id, a.subject, d.register_number, a.id, d.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN dispositions d ON d.id = f.id
                JOIN assignments a ON a.id = d.assignment_id ORDER BY f.place"
            }
            Self::Artifact => {
                "SELECT t.id, t.title, NULL, a.id, t.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN artifacts t ON t.id = f.id
                JOIN assignments a ON a.id = t.assignment_id ORDER BY f.place"
            }
            Self::Report => {
                "SELECT t.id, a.subject, t.register_number, a.id, t.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN reports t ON t.id = f.id
                JOIN assignments a ON a.id = t.assignment_id ORDER BY f.place"
            }
        }
    }
}

/// Of things that were found in sight.
pub async fn hits(conn: &mut Connection, kind: Kind, things: Vec<Uuid>) -> QueryResult<Vec<Hit>> {
    statement::<HitSql>(kind.told()).bind::<Array<SqlUuid>, _>(things).load(conn).await
}
