//! A case under the hand of one act: seen, locked, moved on.

use super::store::{self, Assignment, CaseOf, OpenedRow};
use crate::db::Connection;
use crate::db::schema::{agenda_items, assignments, participants};
use crate::domain::clock::EventTimes;
use crate::domain::time::Instant;
use crate::domain::workflow::Facts;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use crate::office::turns;
use diesel::dsl::array;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// An assignment, locked until the transaction ends, with all that the workflow asks of it.
#[derive(Clone)]
pub struct Case {
    pub assignment: Assignment,
    pub event: EventTimes,
    /// Officers with a step 2 duty.
    pub crew: Vec<Uuid>,
}

impl From<OpenedRow> for Case {
    fn from((assignment, (starts_at, ends_at), crew): OpenedRow) -> Self {
        Self { assignment, event: EventTimes { starts_at, ends_at }, crew }
    }
}

/// Opens a case for an act: unknown if out of sight, else locked, so that acts on one case come one after the other.
pub async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Case, Problem> {
    let (sight, of) = (doing.actor.sight(), CaseOf::Itself(id));
    doing.turn.at(turns::Row::Case(id))?;
    store::lock(conn, &sight, of).await?;
    Ok(store::opened(&sight, of).get_result::<OpenedRow>(conn).await?.into())
}

/// The same with what else the act must know, read under the lock, too.
pub async fn open_with<'conn, Q, Row>(
    conn: &'conn mut Connection,
    doing: &Doing,
    of: CaseOf,
    more: Q,
) -> Result<(Case, Vec<Row>), Problem>
where
    Q: LoadQuery<'conn, &'conn AsyncPgConnection, Row> + 'conn,
    Row: Send + 'conn,
{
    let sight = doing.actor.sight();
    let case = match of {
        CaseOf::Itself(id) => Some(id),
        of => doing.turn.case_of(of.id(), store::case_of(conn, of)).await?,
    };
    // What is of no case is not found below.
    case.map_or(Ok(()), |case| doing.turn.at(turns::Row::Case(case)))?;
    store::lock(conn, &sight, of).await?;
    let (mut cases, more) = conn.both::<_, _, OpenedRow, Row>(store::opened(&sight, of), more).await?;
    Ok((cases.pop().ok_or_else(Problem::not_found)?.into(), more))
}

/// Opens several cases for acts on many of them at once; those out of sight are left out.
pub async fn open_all(conn: &mut Connection, doing: &Doing, ids: &[Uuid]) -> Result<Vec<Case>, Problem> {
    for id in ids {
        doing.turn.at(turns::Row::Case(*id))?;
    }
    let locked = store::lock_all(conn, &doing.actor.sight(), ids).await?;
    let crew = participants::table
        .filter(participants::assignment_id.eq(assignments::id).and(participants::crew))
        .select(participants::officer_id);
    // Only now, as in `open`.
    let rest: Vec<(Uuid, Instant, Option<Instant>, Vec<Uuid>)> = assignments::table
        .inner_join(agenda_items::table)
        .filter(assignments::id.eq_any(locked.iter().map(|case| case.id)))
        .select((assignments::id, agenda_items::starts_at, agenda_items::ends_at, array::<SqlUuid, _>(crew)))
        .load(conn)
        .await?;
    let mut rest: HashMap<Uuid, (EventTimes, Vec<Uuid>)> =
        rest.into_iter().map(|(id, starts_at, ends_at, crew)| (id, (EventTimes { starts_at, ends_at }, crew))).collect();
    let case = |assignment: Assignment| {
        let (event, crew) = rest.remove(&assignment.id)?;
        Some(Case { assignment, event, crew })
    };
    Ok(locked.into_iter().filter_map(case).collect())
}

impl Case {
    pub fn id(&self) -> Uuid {
        self.assignment.id
    }

    pub fn facts(&self) -> Facts {
        Facts::of(self.assignment.state, self.assignment.assignee_id, self.crew.clone())
    }

    /// Writes what the act changed of the assignment; its version moves on.
    pub async fn save(&mut self, conn: &mut Connection, doing: &Doing) -> QueryResult<()> {
        self.assignment.updated_at = doing.now;
        self.assignment.version += 1;
        store::save(conn, &self.assignment).await
    }
}
