//! The one visibility predicate: who sees which case. Every query that returns case content asks here, whether diesel writes its
//! text or we do.

use super::actor::{Actor, Sight};
use crate::db::Connection;
use crate::db::schema::{assignments, participants};
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::{Classification, State};
use crate::domain::role::Role;
use crate::http::problem::Problem;
use diesel::internal::table_macro::{BoxedSelectStatement, FromClause};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_source::Alias;
use diesel::sql_types::{self, Array, BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

diesel::alias!(assignments as seen: Seen);

/// The ids of the cases in sight, for `….eq_any(…)`; None where everything is.
pub fn cases(sight: &Sight) -> Option<BoxedSelectStatement<'_, sql_types::Uuid, FromClause<Alias<Seen>>, Pg>> {
    let Sight::Of { units, officers } = sight else { return None };
    let theirs = participants::table.filter(participants::officer_id.eq_any(officers)).select(participants::assignment_id);
    let all = seen.select(seen.field(assignments::id)).into_boxed();
    Some(if units.is_empty() {
        all.filter(seen.field(assignments::id).eq_any(theirs))
    } else {
        all.filter(seen.field(assignments::register_unit).eq_any(units).or(seen.field(assignments::id).eq_any(theirs)))
    })
}

/// The same for a hand-written statement, whose case is `a`.
pub fn in_sight<R>(query: Statement<R>, sight: &Sight) -> Statement<R> {
    const TAKEN_PART_IN: &str = "EXISTS (SELECT FROM participants v WHERE v.assignment_id = a.id AND v.officer_id = ANY($))";
    match sight {
        Sight::All => query,
        Sight::Of { units, officers } if units.is_empty() => {
            query.and(" AND ").and(TAKEN_PART_IN).bind::<Array<SqlUuid>, _>(officers.clone())
        }
        Sight::Of { units, officers } => query
            .and(" AND (a.register_unit = ANY($) OR ")
            .bind::<Array<Text>, _>(units.clone())
            .and(TAKEN_PART_IN)
            .bind::<Array<SqlUuid>, _>(officers.clone())
            .and(")"),
    }
}

/// A list of cases in sight, by their ids, which are in the order of creation.
///
/// PostgreSQL walks the index of participants, or of the cases of a unit, from where the page before ended, whatever lies before
/// that, and never looks at what is out of sight.
pub struct Walk<'a> {
    pub sight: &'a Sight,
    /// Only cases in these states; all when empty.
    pub states: &'a [State],
    pub after: Option<Uuid>,
    pub descending: bool,
    /// How many are wanted.
    pub most: i64,
}

impl Walk<'_> {
    /// Adds FROM and WHERE to what is selected of the cases (`a`) and of what is joined to them; `asked` is what else is asked of a case.
    pub fn through<R>(
        &self,
        select: Statement<R>,
        joined: &[&'static str],
        asked: impl Fn(Statement<R>) -> Statement<R>,
    ) -> Statement<R> {
        let join = |query: Statement<R>| joined.iter().fold(query, |query, one| query.and(one));
        match self.sight {
            Sight::All => asked(self.of_cases(join(select.and(" FROM assignments a")).and(" WHERE true"))),
            Sight::Of { units, officers } if units.is_empty() => match officers.as_slice() {
                [one] => {
                    let query = join(select.and(" FROM participants v JOIN assignments a ON a.id = v.assignment_id"));
                    asked(self.taken_part_in(query.and(" WHERE v.officer_id = $").bind::<SqlUuid, _>(*one)))
                }
                _ => {
                    let query = join(select.and(" FROM assignments a"));
                    let query =
                        query.and(" WHERE a.id IN (SELECT v.assignment_id FROM participants v WHERE v.officer_id = ANY($)");
                    asked(self.taken_part_in(query.bind::<Array<SqlUuid>, _>(officers.clone())).and(")"))
                }
            },
            Sight::Of { units, officers } => {
                let query = self.of_division(select.and(" FROM ("), units, officers, asked);
                join(query.and(") page JOIN assignments a ON a.id = page.id")).and(" WHERE true")
            }
        }
    }

    /// The ids of the cases of each unit, and of what else is taken part in: of each as many as are wanted, in order.
    fn of_division<R>(
        &self,
        mut query: Statement<R>,
        units: &[String],
        officers: &[Uuid],
        asked: impl Fn(Statement<R>) -> Statement<R>,
    ) -> Statement<R> {
        for unit in units {
            query = query.and("(SELECT a.id FROM assignments a WHERE a.register_unit = $").bind::<Text, _>(unit.clone());
            query = asked(self.of_cases(query)).and(self.order()).and(" LIMIT $) UNION ALL ").bind::<BigInt, _>(self.most);
        }
        const ELSEWHERE: &str = " FROM participants v JOIN assignments a ON a.id = v.assignment_id WHERE v.officer_id = ";
        query = match officers {
            [one] => query.and("(SELECT a.id").and(ELSEWHERE).and("$").bind::<SqlUuid, _>(*one),
            several => {
                query.and("(SELECT DISTINCT a.id").and(ELSEWHERE).and("ANY($)").bind::<Array<SqlUuid>, _>(several.to_vec())
            }
        };
        query = query.and(" AND a.register_unit <> ALL($)").bind::<Array<Text>, _>(units.to_vec());
        asked(self.taken_part_in(query)).and(self.order()).and(" LIMIT $)").bind::<BigInt, _>(self.most)
    }

    fn of_cases<R>(&self, query: Statement<R>) -> Statement<R> {
        self.narrowed(query, [" AND a.state = $", " AND a.state = ANY($)"], [" AND a.id < $", " AND a.id > $"])
    }

    fn taken_part_in<R>(&self, query: Statement<R>) -> Statement<R> {
        let after = [" AND v.assignment_id < $", " AND v.assignment_id > $"];
        self.narrowed(query, [" AND v.state = $", " AND v.state = ANY($)"], after)
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

/// No more than these are few.
const FEW: i64 = 1_000;

/// The cases in sight of these events (of any, if there are none) and of this unit, each with its event, where they are few; None: they
/// are more, or nothing narrows them. A list of what belongs to few cases is found by them: a walk in its order could have to pass by all
/// others.
pub async fn few(
    conn: &mut Connection,
    sight: &Sight,
    events: &[Uuid],
    unit: Option<&str>,
) -> QueryResult<Option<Vec<(Uuid, Uuid)>>> {
    let select = statement::<(SqlUuid, SqlUuid)>("SELECT a.id, a.agenda_item_id");
    let of_unit = |query: Statement<_>| match unit {
        None => query,
        Some(unit) => query.and(" AND a.register_unit = $").bind::<Text, _>(unit.to_owned()),
    };
    let sees_all_of = |unit: &str| match sight {
        Sight::All => true,
        Sight::Of { units, .. } => units.iter().any(|one| one == unit),
    };
    let found = match (events, unit, sight) {
        ([], Some(unit), _) if sees_all_of(unit) => {
            // As a stretch of the index of units: PostgreSQL would walk by ids past all others, where most cases are of one unit.
            const OF_UNIT: &str = " FROM assignments a WHERE a.register_unit BETWEEN $ AND $ ORDER BY a.register_unit, a.id";
            select.and(OF_UNIT).bind::<Text, _>(unit.to_owned()).bind::<Text, _>(unit.to_owned())
        }
        ([], _, Sight::Of { units, officers }) if unit.is_some() || units.is_empty() => {
            let own = Sight::Of { units: Vec::new(), officers: officers.clone() };
            let walk = Walk { sight: &own, states: &[], after: None, descending: true, most: FEW + 1 };
            walk.through(select, &[], of_unit).and(walk.order())
        }
        ([], ..) => return Ok(None),
        (events, ..) => {
            let all =
                select.and(" FROM assignments a WHERE a.agenda_item_id = ANY($)").bind::<Array<SqlUuid>, _>(events.to_vec());
            in_sight(of_unit(all), sight)
        }
    };
    let found: Vec<(Uuid, Uuid)> = found.and(" LIMIT $").bind::<BigInt, _>(FEW + 1).load(conn).await?;
    Ok(Some(found).filter(|found| i64::try_from(found.len()).is_ok_and(|many| many <= FEW)))
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
    let (mut found, rows) = conn.both::<_, _, Classification, Row>(seeing(actor, case), query).await?;
    actor.shown.add(case, found.pop().ok_or_else(Problem::not_found)?);
    Ok(rows)
}

/// The same for several that were there, refused if any of them is out of sight.
pub async fn require_cases(conn: &mut Connection, actor: &Actor, ids: &[Uuid]) -> Result<(), Problem> {
    if ids.is_empty() {
        return Ok(());
    }
    let all = statement::<(SqlUuid, Text)>("SELECT a.id, a.classification::text FROM assignments a WHERE a.id = ANY($)");
    let all = in_sight(all.bind::<Array<SqlUuid>, _>(ids.to_vec()), &actor.sight());
    let found: HashMap<Uuid, Classification> = all.load::<(Uuid, Classification)>(conn).await?.into_iter().collect();
    if !ids.iter().all(|id| found.contains_key(id)) {
        return Err(Problem::not_found());
    }
    found.into_iter().for_each(|(case, classification)| actor.shown.add(case, classification));
    Ok(())
}
