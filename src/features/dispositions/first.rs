//! Step 1's disposition is carried out by the report, and follows what becomes of that; when the case goes to another, so does it.

use super::paper;
use super::store::{self, Disposition, RecipientRow};
use crate::db::Connection;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::register::RegisterKind;
use crate::domain::text::Prose;
use crate::domain::workflow::Hat;
use crate::features::assignments::Case;
use crate::features::numbering;
use crate::http::problem::{OnConstraint, Problem};
use crate::office::call::Doing;
use diesel::QueryResult;
use uuid::Uuid;

/// The assignee's part of the (locked) case's first disposition: COMPLETED with the report, RETURNED with its return.
pub async fn settle(
    conn: &mut Connection,
    doing: &Doing,
    case: &Case,
    state: RecipientState,
    note: Option<Prose<4000>>,
) -> Result<(), Problem> {
    let (_, addressees) = store::first_of(conn, case.id()).await?;
    let assignee = addressees.into_iter().find(|to| to.officer_id == case.assignment.assignee_id);
    let mut to = assignee.ok_or_else(|| Problem::internal("a first disposition not addressed to the assignee"))?;
    // What was recalled stays so. Who has the case only since its report was submitted has not read their order, and was returned nothing.
    if !to.state.stands() || (state == RecipientState::Returned && to.state == RecipientState::Delivered) {
        return Ok(());
    }
    to.state = state;
    to.read_at = to.read_at.or(Some(doing.occurred_at));
    to.completed_at = (state == RecipientState::Completed).then_some(doing.occurred_at);
    to.note = note;
    Ok(store::save(conn, &to, doing.now).await?)
}

/// The first disposition in force of a locked case.
pub struct FirstOrder {
    row: Disposition,
    addressees: Vec<RecipientRow>,
}

impl FirstOrder {
    pub async fn of(conn: &mut Connection, case: &Case) -> QueryResult<Self> {
        let (row, addressees) = store::first_of(conn, case.id()).await?;
        Ok(Self { row, addressees })
    }

    pub fn id(&self) -> Uuid {
        self.row.id
    }

    /// Whether it holds for anybody: it does until it is recalled.
    pub fn stands(&self) -> bool {
        self.addressees.iter().any(|to| to.state.stands())
    }

    /// The same order under a number of its own to whoever has the case now; answers its id. The one before stays on record, taken back
    /// from whoever had it, and says which took its place.
    pub async fn reissue(self, conn: &mut Connection, doing: &Doing, hat: &Hat, case: &Case) -> Result<Uuid, Problem> {
        let issuer_id = hat.officer.ok_or_else(|| Problem::internal("a division head without an officer"))?;
        let number = numbering::draw(conn, numbering::place(doing, hat, RegisterKind::Disposition)?).await?;
        let row = Disposition {
            id: doing.new_id(),
            register_unit: number.unit,
            register_year: number.year,
            register_serial: number.serial,
            register_number: number.printed,
            issuer_id,
            issuer_mandate_id: hat.mandate(),
            urgency: case.assignment.urgency,
            classification: case.assignment.classification,
            due_at: case.assignment.due_at,
            created_at: doing.now,
            updated_at: doing.now,
            version: 1,
            ..self.row.clone()
        };
        for mut to in self.addressees.into_iter().filter(|to| to.state.stands()) {
            let unread = to.state == RecipientState::Delivered;
            to.state = if unread { RecipientState::Recalled } else { RecipientState::Released };
            store::save(conn, &to, doing.now).await?;
        }
        store::hand_over(conn, &self.row, row.id, case.assignment.assignee_id, doing.now).await?;
        let to = RecipientRow {
            disposition_id: row.id,
            officer_id: case.assignment.assignee_id,
            assignment_id: case.id(),
            position: 1,
            kind: RecipientKind::Action,
            duty: None,
            state: RecipientState::Delivered,
            read_at: None,
            completed_at: None,
            note: None,
        };
        store::insert(conn, &row, &[to]).await.on_constraint(numbering::ONCE, numbering::taken)?;
        paper::fix(conn, doing, row.id).await?;
        Ok(row.id)
    }
}
