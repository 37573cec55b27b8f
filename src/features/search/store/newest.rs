//! What is looked through one by one, the newest first: of the whole office, and of the cases that somebody sees.

use super::super::requests::Kind;
use crate::db::statement::Statement;
use crate::features::agenda;
use crate::office::actor::{Actor, Sight};
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// How far back: so many cases in somebody's sight, and so many things.
#[derive(Debug, Clone, Copy)]
pub enum Depth {
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

/// Whose cases are looked through for this kind; None: everything is in sight, or all events are.
fn theirs<'a>(actor: &Actor, sight: &'a Sight, kind: Kind) -> Option<(&'a [String], &'a [Uuid])> {
    match sight {
        Sight::Of { units, officers } if kind != Kind::AgendaItem || !agenda::sees_all(actor) => Some((units, officers)),
        Sight::All | Sight::Of { .. } => None,
    }
}

/// Adds the parts of a WITH: the newest thousand of the `office`; with those of the newest five hundred cases in sight `newest`, each once, for
/// what is written to an old case is new, too; and whether these are the `whole` of what is in sight.
pub fn newest<R>(query: Statement<R>, actor: &Actor, sight: &Sight, kind: Kind) -> Statement<R> {
    let query = of_office(query.and("office AS MATERIALIZED ("), kind, Depth::Near);
    let Some(whose) = theirs(actor, sight, kind) else {
        const THAT_IS_ALL: &str = "), newest AS (SELECT * FROM office), whole AS (SELECT count(*) < 1000 AS is_all FROM office)";
        return query.and(THAT_IS_ALL);
    };
    let query = cases(query.and("), cases AS MATERIALIZED ("), whose, Depth::Near).and(" ORDER BY 1 DESC LIMIT 500), ");
    let query = if kind == Kind::AgendaItem {
        own(query.and("own AS MATERIALIZED ("), actor, Depth::Near)
            .and("), theirs AS MATERIALIZED (")
            .and(EVENTS[0])
            .and("cases c JOIN assignments a ON a.id = c.assignment_id UNION SELECT o.id FROM own o")
            .and(EVENTS[1])
    } else {
        things(query.and("theirs AS MATERIALIZED (").and(THINGS).and("cases"), kind).and(Depth::Near.things())
    };
    let query = query.and(
        "), newest AS MATERIALIZED (SELECT * FROM theirs UNION ALL SELECT o.* FROM office o WHERE o.thing_id NOT IN (SELECT t.thing_id FROM theirs t)),
whole AS (SELECT (SELECT count(*) < 1000 FROM office) OR (SELECT count(*) < 500 FROM cases) AND ",
    );
    let few = if kind == Kind::AgendaItem { "(SELECT count(*) < 500 FROM own)" } else { "(SELECT count(*) < 1000 FROM theirs)" };
    query.and(few).and(" AS is_all)")
}

/// What lies farther back: of the cases in sight, or of all.
pub fn farther<R>(query: Statement<R>, actor: &Actor, sight: &Sight, kind: Kind, depth: Depth) -> Statement<R> {
    let Some(whose) = theirs(actor, sight, kind) else { return of_office(query, kind, depth) };
    if kind == Kind::AgendaItem {
        let query =
            cases(query.and(EVENTS[0]).and("("), whose, depth).and(") c JOIN assignments a ON a.id = c.assignment_id UNION ");
        return own(query, actor, depth).and(EVENTS[1]).and(depth.things());
    }
    let query = cases(query.and(THINGS).and("("), whose, depth).and(")");
    things(query, kind).and(depth.things())
}

/// The limits here, and each OFFSET 0, keep PostgreSQL from another way.
pub fn of_office<R>(query: Statement<R>, kind: Kind, depth: Depth) -> Statement<R> {
    let all = query.and("SELECT s.thing_id, s.assignment_id, s.words FROM searchables s WHERE ").and(kind.of_kind());
    all.and(" ORDER BY s.thing_id DESC").and(depth.things())
}

/// The newest cases of each officer and of each unit; each case once.
fn cases<R>(query: Statement<R>, (units, officers): (&[String], &[Uuid]), depth: Depth) -> Statement<R> {
    const OF_THEIRS: &str = "SELECT p.assignment_id FROM unnest($::uuid[]) officer CROSS JOIN LATERAL (
            SELECT v.assignment_id FROM participants v WHERE v.officer_id = officer ORDER BY v.assignment_id";
    let query = query.and(OF_THEIRS).bind::<Array<SqlUuid>, _>(officers.to_vec()).and(depth.cases());
    const OF_UNITS: &str = " p UNION SELECT p.id FROM unnest($::text[]) unit CROSS JOIN LATERAL (
            SELECT a.id FROM assignments a WHERE a.register_unit = unit ORDER BY a.id";
    query.and(OF_UNITS).bind::<Array<Text>, _>(units.to_vec()).and(depth.cases()).and(" p")
}

/// The newest events that somebody entered.
fn own<R>(query: Statement<R>, actor: &Actor, depth: Depth) -> Statement<R> {
    const ENTERED: &str = "SELECT p.id FROM (SELECT i.id FROM agenda_items i WHERE i.created_by = $ ORDER BY i.id";
    query.and(ENTERED).bind::<Text, _>(actor.principal.clone()).and(depth.cases()).and(" p")
}

const EVENTS: [&str; 2] = [
    "SELECT s.thing_id, NULL::uuid AS assignment_id, s.words FROM (SELECT a.agenda_item_id AS id FROM ",
    ") e CROSS JOIN LATERAL (SELECT s.thing_id, s.words FROM searchables s WHERE s.kind = 'AGENDA_ITEM' AND s.thing_id = e.id OFFSET 0) s",
];

const THINGS: &str = "SELECT s.thing_id, c.assignment_id, s.words FROM (SELECT o.assignment_id FROM ";

fn things<R>(query: Statement<R>, kind: Kind) -> Statement<R> {
    const OF_EACH: &str = " o ORDER BY o.assignment_id DESC) c
        CROSS JOIN LATERAL (SELECT s.thing_id, s.words FROM searchables s WHERE s.assignment_id = c.assignment_id AND ";
    query.and(OF_EACH).and(kind.of_kind()).and(" OFFSET 0) s")
}
