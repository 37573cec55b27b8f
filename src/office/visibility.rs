//! The one visibility predicate: who sees which case. Every query that returns case content asks here.

use super::actor::Sight;
use crate::db::Connection;
use crate::db::schema::{assignments, participants};
use crate::domain::assignment::State;
use crate::http::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// The ids of the cases in sight, for `….eq_any(…)`; None where everything is.
pub fn cases(sight: &Sight) -> Option<participants::BoxedQuery<'_, Pg, sql_types::Uuid>> {
    cases_in(sight, &[])
}

/// The same, narrowed to cases in these states (all when empty): the index of participants knows both.
pub fn cases_in<'a>(sight: &'a Sight, states: &'a [State]) -> Option<participants::BoxedQuery<'a, Pg, sql_types::Uuid>> {
    let Sight::Of(officers) = sight else { return None };
    let all = participants::table.select(participants::assignment_id).into_boxed();
    // With one officer PostgreSQL walks the index in the order of the list.
    let mine = match officers.as_slice() {
        [one] => all.filter(participants::officer_id.eq(one)),
        several => all.filter(participants::officer_id.eq_any(several)),
    };
    Some(match states {
        [] => mine,
        [one] => mine.filter(participants::state.eq(one.to_string())),
        several => mine.filter(participants::state.eq_any(several.iter().map(ToString::to_string))),
    })
}

/// The same for a case that may not exist at all.
pub async fn require_existing_case(conn: &mut Connection, sight: &Sight, case: Uuid) -> Result<(), Problem> {
    assignments::table.find(case).select(assignments::id).first::<Uuid>(conn).await?;
    require_case(conn, sight, case).await
}

/// Refuses, as unknown, a case that is out of sight.
pub async fn require_case(conn: &mut Connection, sight: &Sight, case: Uuid) -> Result<(), Problem> {
    require_cases(conn, sight, &[case]).await
}

/// The same for several, refused if any of them is.
pub async fn require_cases(conn: &mut Connection, sight: &Sight, ids: &[Uuid]) -> Result<(), Problem> {
    let Some(mine) = cases(sight) else { return Ok(()) };
    let seen: Vec<Uuid> = mine.filter(participants::assignment_id.eq_any(ids)).load(conn).await?;
    if ids.iter().all(|id| seen.contains(id)) { Ok(()) } else { Err(Problem::not_found()) }
}

/// Officers with a step 2 duty on a case, for `array(…)`: what the workflow calls the crew.
#[diesel::dsl::auto_type]
pub fn crew_of(case: Uuid) -> _ {
    participants::table.filter(participants::assignment_id.eq(case).and(participants::crew)).select(participants::officer_id)
}
