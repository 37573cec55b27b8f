//! SQL of searching: which things of a kind in sight have all the terms, the best first.

mod excerpt;
mod hits;
mod marking;
mod newest;
mod widespread;

pub use excerpt::{Piece, excerpts, marked};
pub use hits::{Hit, hits};
pub use widespread::{Among, Spread, counted, ranked};

use super::requests::{Kind, Wanted};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::features::agenda;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use newest::{Depth, farther, newest};
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

/// Looks through the newest for all the terms, and for those that few of these have, if there are any: the index would read a list of
/// everything for one of the others.
fn looked_through<R>(actor: &Actor, sight: &Sight, kind: Kind, wanted: &Wanted) -> Statement<R> {
    let query = statement::<R>("WITH wanted AS MATERIALIZED (SELECT search_query($) AS query), ");
    let query = newest(query.bind::<Array<Text>, _>(wanted.terms.clone()), actor, sight, kind);
    let query = query.and(", near AS MATERIALIZED (SELECT s.thing_id, s.words FROM newest s");
    let query = in_sight(query, actor, sight, kind).and(
        "), enough AS MATERIALIZED (SELECT w.is_all, (SELECT count(*) FROM near) >= 50 AS is_much FROM whole w),
seldom AS MATERIALIZED (SELECT search_query(coalesce(array_agg(t.term) FILTER (WHERE t.often < 20), array_agg(t.term))) AS query
    FROM (SELECT q.term, (SELECT count(*) FROM office n WHERE n.words @@ q.query) AS often
        FROM (SELECT term, search_query(ARRAY[term]) AS query FROM unnest($::text[]) term OFFSET 0) q) t),
listed AS MATERIALIZED (SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ",
    );
    query.bind::<Array<Text>, _>(wanted.terms.clone()).and(kind.of_kind()).and(" AND s.words @@ (SELECT query FROM seldom)")
}

/// A word that nearly everything has must not be looked for everywhere: where fifty of the newest in sight have all the terms, or there
/// are no others in sight, these are it. Else the index tells what has those terms that few of the newest have; what it finds is held
/// against all of them, and the newest thousand are put in order. Where even that is more than ten thousand, it is not read to its end,
/// and what lies farther back in sight is looked through, too.
pub async fn find(conn: &mut Connection, actor: &Actor, kind: Kind, wanted: &Wanted) -> QueryResult<Found> {
    let sight = actor.sight();
    let query = looked_through::<(Nullable<SqlUuid>, Bool)>(actor, &sight, kind, wanted).and(
        " AND NOT (SELECT is_all OR is_much FROM enough) LIMIT 10001),
far AS MATERIALIZED (SELECT f.thing_id, f.words FROM ((SELECT s.thing_id, s.words FROM listed s",
    );
    let query = in_sight(query, actor, &sight, kind).and(") UNION ALL (SELECT s.thing_id, s.words FROM (");
    let query = farther(query, actor, &sight, kind, Depth::Deep).and(") s");
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

/// All that have all the terms, in no order, for a list that is narrowed by more or has an order of its own; who sees them, the list sees
/// to. More than ten thousand stay where they are. Where more than that have the seldom terms, the index is asked once more for all of them.
pub async fn find_all(conn: &mut Connection, actor: &Actor, kind: Kind, wanted: &Wanted) -> QueryResult<Spread> {
    let sight = actor.sight();
    let query = looked_through::<(Nullable<SqlUuid>, Bool)>(actor, &sight, kind, wanted).and(
        " AND NOT (SELECT is_all FROM enough) LIMIT 10001),
closer AS MATERIALIZED (SELECT s.thing_id FROM searchables s WHERE ",
    );
    let query = query.and(kind.of_kind()).and(
        " AND s.words @@ (SELECT query FROM wanted) AND (SELECT count(*) FROM listed) > 10000
    AND (SELECT w.query <> l.query FROM wanted w, seldom l) LIMIT 10001),
known AS (SELECT l.thing_id FROM listed l WHERE (SELECT count(*) FROM listed) <= 10000
        AND ((SELECT w.query = l.query FROM wanted w, seldom l) OR l.words @@ (SELECT query FROM wanted))
    UNION ALL SELECT thing_id FROM closer
    UNION ALL SELECT thing_id FROM near WHERE (SELECT is_all FROM enough)),
many AS MATERIALIZED (SELECT count(*) > 10000 AND ((SELECT w.query = l.query FROM wanted w, seldom l)
    OR (SELECT count(*) FROM closer) > 10000) AS are_too_many FROM listed)
SELECT k.thing_id, m.are_too_many FROM many m LEFT JOIN known k ON NOT m.are_too_many",
    );
    let found: Vec<(Option<Uuid>, bool)> = query.load(conn).await?;
    if found.iter().any(|(_, are_too_many)| *are_too_many) {
        return widespread::spread(conn, kind, wanted).await;
    }
    Ok(Spread::Few(found.into_iter().filter_map(|(id, _)| id).collect()))
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
