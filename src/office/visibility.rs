//! The one visibility predicate: who sees which case. Every query that returns case content asks here, whether diesel writes its
//! text or we do.

use super::actor::{Actor, Sight};
use crate::db::Connection;
use crate::db::schema::participants;
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::{Classification, State};
use crate::domain::role::Role;
use crate::http::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{self, Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// The ids of the cases in sight, for `….eq_any(…)`; None where everything is.
pub fn cases(sight: &Sight) -> Option<participants::BoxedQuery<'_, Pg, sql_types::Uuid>> {
    let Sight::Of(officers) = sight else { return None };
    let all = participants::table.select(participants::assignment_id).into_boxed();
    // With one officer PostgreSQL walks the index in the order of the list.
    Some(match officers.as_slice() {
        [one] => all.filter(participants::officer_id.eq(one)),
        several => all.filter(participants::officer_id.eq_any(several)),
    })
}

/// The same for a hand-written statement, whose case is `a`.
pub fn in_sight<R>(query: Statement<R>, sight: &Sight) -> Statement<R> {
    match sight {
        Sight::All => query,
        Sight::Of(officers) => query
            .and(" AND EXISTS (SELECT FROM participants v WHERE v.assignment_id = a.id AND v.officer_id = ANY($))")
            .bind::<Array<SqlUuid>, _>(officers.clone()),
    }
}

/// A list of cases in sight, by their ids, which are in the order of creation.
///
/// Where somebody sees only their own, PostgreSQL walks the index of participants from where the page before ended, whatever
/// lies before that, and never looks at what is out of sight.
pub struct Walk<'a> {
    pub sight: &'a Sight,
    /// Only cases in these states; all when empty.
    pub states: &'a [State],
    pub after: Option<Uuid>,
    pub descending: bool,
}

impl Walk<'_> {
    /// Adds FROM and WHERE to what is selected of the cases (`a`) and of what is joined to them.
    pub fn through<R>(&self, select: Statement<R>, joined: &[&'static str]) -> Statement<R> {
        let join = |query: Statement<R>| joined.iter().fold(query, |query, one| query.and(one));
        match self.sight {
            Sight::All => {
                let query = join(select.and(" FROM assignments a")).and(" WHERE true");
                self.narrowed(query, [" AND a.state = $", " AND a.state = ANY($)"], [" AND a.id < $", " AND a.id > $"])
            }
            Sight::Of(officers) => {
                let states = [" AND v.state = $", " AND v.state = ANY($)"];
                let after = [" AND v.assignment_id < $", " AND v.assignment_id > $"];
                if let [one] = officers.as_slice() {
                    let query = join(select.and(" FROM participants v JOIN assignments a ON a.id = v.assignment_id"));
                    return self.narrowed(query.and(" WHERE v.officer_id = $").bind::<SqlUuid, _>(*one), states, after);
                }
                let query = join(select.and(" FROM assignments a"));
                let query = query.and(" WHERE a.id IN (SELECT v.assignment_id FROM participants v WHERE v.officer_id = ANY($)");
                self.narrowed(query.bind::<Array<SqlUuid>, _>(officers.clone()), states, after).and(")")
            }
        }
    }

    fn narrowed<R>(
        &self,
        mut query: Statement<R>,
        [one, several]: [&'static str; 2],
        [below, above]: [&'static str; 2],
    ) -> Statement<R> {
        query = match self.states {
            [] => query,
            [state] => query.and(one).bind::<Text, _>(*state),
            states => query.and(several).bind::<Array<Text>, _>(states.to_vec()),
        };
        match self.after {
            None => query,
            Some(id) => query.and(if self.descending { below } else { above }).bind::<SqlUuid, _>(id),
        }
    }

    pub fn order(&self) -> &'static str {
        if self.descending { " ORDER BY a.id DESC" } else { " ORDER BY a.id" }
    }
}

/// None: nobody of theirs.
pub type Crew = Option<Vec<Uuid>>;
pub type CrewSql = Nullable<Array<SqlUuid>>;

/// Selects which of the viewer's own hats have a step 2 duty on the case `a`: what the workflow calls the crew, as far as it is theirs.
pub fn with_crew<R>(query: Statement<R>, actor: &Actor) -> Statement<R> {
    let crew = actor.wearing(&[Role::Staff]);
    if crew.is_empty() {
        return query.and("NULL::uuid[]");
    }
    query
        .and("ARRAY(SELECT c.officer_id FROM participants c WHERE c.assignment_id = a.id AND c.officer_id = ANY($) AND c.crew)")
        .bind::<Array<SqlUuid>, _>(crew)
}

/// Refuses a case that is out of sight, as one that is not there.
pub async fn require_case(conn: &mut Connection, actor: &Actor, case: Uuid) -> Result<(), Problem> {
    let classification: Classification = seeing(actor, case).get_result(conn).await?;
    actor.shown.add(case, classification);
    Ok(())
}

/// Finds the case if it is in sight.
fn seeing(actor: &Actor, case: Uuid) -> Statement<Text> {
    let found = statement("SELECT a.classification::text FROM assignments a WHERE a.id = $").bind::<SqlUuid, _>(case);
    in_sight(found, &actor.sight())
}

/// What a query tells of one case, which must be in sight: both are asked together.
pub async fn load_of_case<'conn, Q, Row>(
    conn: &'conn mut Connection,
    actor: &Actor,
    case: Uuid,
    query: Q,
) -> Result<Vec<Row>, Problem>
where
    Q: LoadQuery<'conn, &'conn AsyncPgConnection, Row> + 'conn,
    Row: Send + 'conn,
{
    let (mut seen, rows) = conn.both::<_, _, Classification, Row>(seeing(actor, case), query).await?;
    actor.shown.add(case, seen.pop().ok_or_else(Problem::not_found)?);
    Ok(rows)
}

/// The same for several that were there, refused if any of them is out of sight.
pub async fn require_cases(conn: &mut Connection, sight: &Sight, ids: &[Uuid]) -> Result<(), Problem> {
    let Some(mine) = cases(sight) else { return Ok(()) };
    let seen: Vec<Uuid> = mine.filter(participants::assignment_id.eq_any(ids)).load(conn).await?;
    if ids.iter().all(|id| seen.contains(id)) { Ok(()) } else { Err(Problem::not_found()) }
}
