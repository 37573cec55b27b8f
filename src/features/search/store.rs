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

/// How far back things are looked through one by one, the newest first: so many cases in somebody's sight, and so many things.
#[derive(Debug, Clone, Copy)]
enum Depth {
    Near,
    Deep,
}

impl Depth {
    fn cases(self) -> &'static str {
        match self {
            Self::Near => " DESC LIMIT 500)",
            Self::Deep => " DESC LIMIT 10000)",
        }
    }

    fn things(self) -> &'static str {
        match self {
            Self::Near => " LIMIT 1000",
            Self::Deep => " LIMIT 20000",
        }
    }
}

/// The things that are looked through: of the newest cases in sight, or the newest of all. The limits, and OFFSET 0, keep PostgreSQL from
/// another way.
fn newest<R>(query: Statement<R>, sight: &Sight, kind: Kind, depth: Depth) -> Statement<R> {
    let (units, officers) = match sight {
        Sight::Of { units, officers } if kind != Kind::AgendaItem => (units, officers),
        Sight::All | Sight::Of { .. } => {
            let all = query.and("SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ").and(kind.of_kind());
            return all.and(" ORDER BY s.thing_id DESC").and(depth.things());
        }
    };
    const OF_THEIRS: &str = "SELECT s.thing_id, c.assignment_id, s.words FROM (SELECT o.assignment_id FROM (
        SELECT p.assignment_id FROM unnest($::uuid[]) officer CROSS JOIN LATERAL (
            SELECT v.assignment_id FROM participants v WHERE v.officer_id = officer ORDER BY v.assignment_id";
    let query = query.and(OF_THEIRS).bind::<Array<SqlUuid>, _>(officers.clone()).and(depth.cases());
    // Each case once.
    const OF_UNITS: &str = " p UNION SELECT p.id FROM unnest($::text[]) unit CROSS JOIN LATERAL (
            SELECT a.id FROM assignments a WHERE a.register_unit = unit ORDER BY a.id";
    let query = query.and(OF_UNITS).bind::<Array<Text>, _>(units.clone()).and(depth.cases());
    // A case that has none is a row of its own, so that it is known how many cases there are.
    const THINGS: &str = " p) o ORDER BY o.assignment_id DESC) c
        LEFT JOIN LATERAL (SELECT s.thing_id, s.words FROM searchables s WHERE s.assignment_id = c.assignment_id AND ";
    query.and(THINGS).and(kind.of_kind()).and(" OFFSET 0) s ON true").and(depth.things())
}

/// A word that nearly everything has must not be looked for everywhere: where fifty of the newest in sight have all the terms, or there
/// are no others in sight, these are it. Else the index tells what has those terms that few of the newest have, if there are any, for it
/// would read a list of everything for one of the others; what it finds is held against all of them, and the newest thousand are put in
/// order. Where even that is more than ten thousand, it is not read to its end, and what lies farther back in sight is looked through, too.
pub async fn find(conn: &mut Connection, actor: &Actor, kind: Kind, wanted: &Wanted) -> QueryResult<Found> {
    let sight = actor.sight();
    let query = statement::<(Nullable<SqlUuid>, Bool)>(
        "WITH wanted AS MATERIALIZED (SELECT search_query($) AS query), newest AS MATERIALIZED (",
    );
    let query = newest(query.bind::<Array<Text>, _>(wanted.terms.clone()), &sight, kind, Depth::Near);
    let query = query.and("), near AS MATERIALIZED (SELECT s.thing_id, s.words FROM newest s");
    let query = in_sight(query, actor, &sight, kind).and(
        "), enough AS MATERIALIZED (SELECT count(*) < 1000 AND count(DISTINCT n.assignment_id) < 500 AS is_all, (SELECT count(*) FROM near) >= 50 AS is_much
    FROM newest n), seldom AS MATERIALIZED (SELECT search_query(coalesce(array_agg(t.term) FILTER (WHERE t.often < 20), array_agg(t.term))) AS query
    FROM (SELECT q.term, (SELECT count(*) FROM newest n WHERE n.words @@ q.query) AS often
        FROM (SELECT term, search_query(ARRAY[term]) AS query FROM unnest($::text[]) term OFFSET 0) q) t),
listed AS MATERIALIZED (SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ",
    );
    let query = query.bind::<Array<Text>, _>(wanted.terms.clone()).and(kind.of_kind()).and(
        " AND s.words @@ (SELECT query FROM seldom) AND NOT (SELECT is_all OR is_much FROM enough) LIMIT 10001),
far AS MATERIALIZED (SELECT f.thing_id, f.words FROM ((SELECT s.thing_id, s.words FROM listed s",
    );
    let query = in_sight(query, actor, &sight, kind).and(") UNION ALL (SELECT s.thing_id, s.words FROM (");
    let query = newest(query, &sight, kind, Depth::Deep).and(") s");
    let query = in_sight(query, actor, &sight, kind).and(
        " AND (SELECT count(*) FROM listed) > 10000 AND s.thing_id NOT IN (SELECT l.thing_id FROM listed l) LIMIT 1000)) f
    ORDER BY f.thing_id DESC LIMIT 1000)
SELECT f.thing_id, e.is_all OR NOT e.is_much AND (SELECT count(*) FROM listed) <= 10000 FROM enough e
    LEFT JOIN (SELECT * FROM near WHERE (SELECT is_all OR is_much FROM enough) UNION ALL SELECT * FROM far) f ON true
ORDER BY ts_rank(f.words, (SELECT query FROM wanted)) DESC, f.thing_id DESC",
    );
    let found: Vec<(Option<Uuid>, bool)> = query.load(conn).await?;
    let is_all = found.len() < MOST && found.iter().all(|(_, is_of_all)| *is_of_all);
    Ok(Found { ids: found.into_iter().filter_map(|(id, _)| id).collect(), is_all })
}

/// Adds that the words of a thing (`s`) have all the terms, and what somebody must see of it to find it.
fn in_sight<R>(query: Statement<R>, actor: &Actor, sight: &Sight, kind: Kind) -> Statement<R> {
    let has_all = |query: Statement<R>| query.and(" WHERE s.words @@ (SELECT query FROM wanted)");
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
