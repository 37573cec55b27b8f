//! What is asked of PostgreSQL to find something: the index, or what lies nearest.

use super::super::requests::Kind;
use super::newest::{self, Depth};
use super::weighed::{Weighed, all_of};
use super::{Found, MOST};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::features::agenda;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// Who looks for what.
pub struct Asked<'a> {
    pub actor: &'a Actor,
    pub sight: &'a Sight,
    pub kind: Kind,
    pub weighed: &'a Weighed,
}

/// What the newest have, the best first.
pub struct Near {
    pub ids: Vec<Uuid>,
    /// Whether there are no others in sight.
    pub is_all: bool,
}

/// An id where there is any, and what is to be known besides.
type Row = (Nullable<SqlUuid>, Bool);

/// The best first: the end of a statement that has put what was `found` beside something else.
const BEST_FIRST: &str = " ORDER BY ts_rank(f.words, (SELECT query FROM wanted)) DESC, f.thing_id DESC";

const HAS_ALL: &str = " WHERE s.words @@ (SELECT query FROM wanted)";

impl Asked<'_> {
    /// What the index tells to have these terms, and has all, in sight: of the newest thousand. None: very many have these terms.
    pub async fn listed(&self, conn: &mut Connection, terms: &[String]) -> QueryResult<Option<Vec<Uuid>>> {
        let query = self
            .of_seen(self.by_index(self.begun::<Row>(), terms).and("), "))
            .and(" ORDER BY s.thing_id DESC LIMIT 1000) SELECT f.thing_id, m.are_few FROM few m LEFT JOIN found f ON true");
        let found: Vec<(Option<Uuid>, bool)> = query.and(BEST_FIRST).load(conn).await?;
        Ok(if_few(found))
    }

    /// What of the newest in sight has all the terms.
    pub async fn near(&self, conn: &mut Connection) -> QueryResult<Near> {
        let query = newest::newest(self.begun::<Row>().and(", "), self.actor, self.sight, self.kind);
        let query = self.in_sight(query.and(", near AS MATERIALIZED (SELECT s.thing_id, s.words FROM newest s"));
        let query = query.and(") SELECT f.thing_id, w.is_all FROM whole w LEFT JOIN near f ON true");
        let found: Vec<(Option<Uuid>, bool)> = query.and(BEST_FIRST).load(conn).await?;
        let is_all = found.iter().all(|(_, is_all)| *is_all);
        Ok(Near { ids: found.into_iter().filter_map(|(id, _)| id).collect(), is_all })
    }

    /// What lies farther back in sight and has all the terms.
    pub async fn deep(&self, conn: &mut Connection) -> QueryResult<Vec<Uuid>> {
        let query = self.lying_deep(self.begun::<SqlUuid>().and(", deep AS MATERIALIZED (SELECT s.thing_id, s.words FROM ("));
        let query = query.and(self.newest_first()).and(") SELECT f.thing_id FROM deep f");
        query.and(BEST_FIRST).load(conn).await
    }

    /// What the index tells to have those of these terms that few of the newest have, or all of them where there is none. Where even that is
    /// more than ten thousand, it is not read to its end, and what lies farther back in sight is looked through, too.
    pub async fn farther(&self, conn: &mut Connection, terms: &[String]) -> QueryResult<Found> {
        let query = newest::of_office(self.begun::<Row>().and(", office AS MATERIALIZED ("), self.kind, Depth::Near).and(
            "), seldom AS MATERIALIZED (SELECT
    coalesce(string_agg(t.term, ' & ') FILTER (WHERE t.often < 20), string_agg(t.term, ' & '))::tsquery AS query
    FROM (SELECT '(' || q.term || ')' AS term, (SELECT count(*) FROM office n WHERE n.words @@ q.term::tsquery) AS often
        FROM unnest($::text[]) q (term)) t),
listed AS MATERIALIZED (SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ",
        );
        let query = query.bind::<Array<Text>, _>(terms.to_vec()).and(self.kind.of_kind()).and(
            " AND s.words @@ (SELECT query FROM seldom) LIMIT 10001),
far AS MATERIALIZED (SELECT f.thing_id, f.words FROM ((SELECT s.thing_id, s.words
    FROM (SELECT l.* FROM listed l ORDER BY l.thing_id DESC OFFSET 0) s",
        );
        let query = self.lying_deep(
            self.in_sight(query).and(" ORDER BY s.thing_id DESC LIMIT 1000) UNION ALL (SELECT s.thing_id, s.words FROM ("),
        );
        let query =
            query.and(" AND (SELECT count(*) FROM listed) > 10000 AND s.thing_id NOT IN (SELECT l.thing_id FROM listed l)");
        let query = query.and(self.newest_first()).and(
            ")) f ORDER BY f.thing_id DESC LIMIT 1000)
SELECT f.thing_id, m.is_all FROM (SELECT count(*) <= 10000 AS is_all FROM listed) m LEFT JOIN far f ON true",
        );
        let found: Vec<(Option<Uuid>, bool)> = query.and(BEST_FIRST).load(conn).await?;
        let is_all = found.len() < MOST && found.iter().all(|(_, is_all)| *is_all);
        Ok(Found { ids: found.into_iter().filter_map(|(id, _)| id).collect(), is_all })
    }

    /// All that have all the terms, of what the index tells to have these, in no order, seen or not. None: very many have these terms.
    pub async fn indexed(&self, conn: &mut Connection, terms: &[String]) -> QueryResult<Option<Vec<Uuid>>> {
        let query = self.by_index(self.begun::<Row>(), terms).and(
            ")
SELECT f.thing_id, m.are_few FROM (SELECT count(*) <= 10000 AS are_few FROM listed) m
    LEFT JOIN listed f ON m.are_few AND f.words @@ (SELECT query FROM wanted)",
        );
        Ok(if_few(query.load(conn).await?))
    }

    /// Adds what of the listed is `found`, the newest first, without its end. Who sees units comes upon a thousand soon; whether somebody
    /// took part in a case is asked once for all that it has.
    fn of_seen<R>(&self, query: Statement<R>) -> Statement<R> {
        const FOUND: &str =
            "found AS MATERIALIZED (SELECT s.thing_id, s.words FROM (SELECT l.* FROM listed l WHERE (SELECT are_few FROM few)";
        let query = query.and("few AS MATERIALIZED (SELECT count(*) <= 10000 AS are_few FROM listed), ");
        if self.kind == Kind::AgendaItem || !self.sight.is_of_parts() {
            return self.in_sight(query.and(FOUND).and(" ORDER BY l.thing_id DESC OFFSET 0) s"));
        }
        const CASES: &str = "seen AS MATERIALIZED (SELECT a.id FROM (
        SELECT DISTINCT l.assignment_id AS id FROM listed l WHERE (SELECT are_few FROM few)) a WHERE true";
        let query = visibility::in_sight(query.and(CASES), self.sight).and("), ").and(FOUND);
        query.and(") s JOIN seen a ON a.id = s.assignment_id").and(HAS_ALL)
    }

    fn begun<R>(&self) -> Statement<R> {
        const WANTED: &str = "WITH wanted AS MATERIALIZED (SELECT $::tsquery AS query)";
        statement::<R>(WANTED).bind::<Nullable<Text>, _>(all_of(&self.weighed.terms))
    }

    /// Adds what is `listed` under these terms, without its end.
    fn by_index<R>(&self, query: Statement<R>, terms: &[String]) -> Statement<R> {
        let query = query.and(", listed AS MATERIALIZED (SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ");
        let query = query.and(self.kind.of_kind()).and(" AND s.words @@ (SELECT $::tsquery) LIMIT 10001");
        query.bind::<Nullable<Text>, _>(all_of(terms))
    }

    /// Adds what lies farther back and has all the terms, in sight, without its end.
    fn lying_deep<R>(&self, query: Statement<R>) -> Statement<R> {
        self.in_sight(newest::farther(query, self.actor, self.sight, self.kind, Depth::Deep).and(") s"))
    }

    /// Of what lies farther back: as it is walked, so that nothing is read that is not wanted.
    fn newest_first(&self) -> &'static str {
        if self.kind == Kind::AgendaItem || matches!(self.sight, Sight::All) {
            " ORDER BY s.thing_id DESC LIMIT 1000"
        } else {
            " ORDER BY s.assignment_id DESC LIMIT 1000"
        }
    }

    /// Adds that the words of a thing (`s`) have all the terms, and what somebody must see of it to find it.
    fn in_sight<R>(&self, query: Statement<R>) -> Statement<R> {
        match (self.kind, self.sight) {
            (Kind::AgendaItem, sight) => {
                agenda::seen(query.and(" JOIN agenda_items i ON i.id = s.thing_id").and(HAS_ALL), self.actor, sight)
            }
            (_, Sight::All) => query.and(HAS_ALL),
            (_, sight) => visibility::in_sight(query.and(" JOIN assignments a ON a.id = s.assignment_id").and(HAS_ALL), sight),
        }
    }
}

fn if_few(found: Vec<(Option<Uuid>, bool)>) -> Option<Vec<Uuid>> {
    found.iter().all(|(_, are_few)| *are_few).then(|| found.into_iter().filter_map(|(id, _)| id).collect())
}
