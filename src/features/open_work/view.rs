//! How open work is shown: numbers and states, no case content, for ADMIN reads it, too.

use super::store::OpenWork;
use crate::domain::assignment::State;
use crate::domain::officer::MendingAct;
use crate::domain::role::Role;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that waits for an officer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenWork)]
pub struct OpenWorkView {
    pub assignment: CaseNumber,
    /// As what it is theirs: the crew's (STAFF), the assignee's, or that of the division head who assigned it.
    pub role: Role,
    /// The step of the SOP that the case is in.
    #[schema(minimum = 1, maximum = 4, example = 3)]
    pub step: u8,
    /// The crew's disposition.
    pub disposition_id: Option<Uuid>,
    /// Nobody can do it now: they are not there in that role, nobody acts in their post, nor is there another head of the unit.
    pub orphaned: bool,
    /// What gives it to others: RELEASE by the assignee, REASSIGN by a division head, GIVE_MANDATE by ADMIN.
    pub act: MendingAct,
}

/// A case by its number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseNumber {
    pub id: Uuid,
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: String,
    pub state: State,
}

impl OpenWork {
    pub fn view(&self) -> OpenWorkView {
        OpenWorkView {
            assignment: CaseNumber { id: self.assignment_id, register_number: self.register_number.clone(), state: self.state },
            role: self.role,
            step: match self.state {
                State::Assigned => 2,
                State::Dispatched => 3,
                State::Documented | State::Reported | State::Closed | State::Cancelled => 4,
            },
            disposition_id: self.disposition_id,
            orphaned: self.orphaned,
            act: match self.role {
                Role::Staff => MendingAct::Release,
                Role::SubdivisionHead => MendingAct::Reassign,
                _ => MendingAct::GiveMandate,
            },
        }
    }
}
