//! What can be asked of the work agenda.

mod filter;

pub use filter::AgendaFilter;

use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::text::{Line, Prose};
use crate::http::fields::{Change, Patch, Stamp};
use crate::http::position::{ChangePosition, PositionView};
use crate::http::problem::Faults;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new event for the agenda.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct PutAgendaItem {
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    #[deserr(default)]
    pub description: Option<Prose<4000>>,
    /// E.g. `2026-09-30T09:00:00+07:00`.
    pub starts_at: Stamp,
    /// Leave out for an event without a set end. E.g. `2026-09-30T11:00:00+07:00`.
    #[deserr(default)]
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    #[deserr(default)]
    pub venue: Option<Line<300>>,
    #[deserr(default)]
    pub venue_position: Option<PositionView>,
    #[deserr(default)]
    pub region_code: Option<Line<13>>,
    /// E.g. `Dinas Pertanian`.
    #[deserr(default)]
    pub organiser: Option<Line<200>>,
    #[deserr(default)]
    #[schema(required = false, max_items = 100, example = json!(["Bupati"]))]
    pub attendees: Vec<Line<200>>,
    #[deserr(default)]
    pub attendance: Option<Attendance>,
    /// DEFINITIVE when left out.
    #[deserr(default = Certainty::Definitive)]
    #[schema(required = false)]
    pub certainty: Certainty,
    #[deserr(default)]
    pub dress_code: Option<Line<100>>,
    #[deserr(default)]
    pub contact: Option<Line<200>>,
    #[deserr(default)]
    pub invitation: Option<Invitation>,
    #[deserr(default)]
    pub notes: Option<Prose<4000>>,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeAgendaItem {
    #[deserr(default)]
    pub title: Change<Line<300>>,
    #[deserr(default)]
    pub description: Patch<Prose<4000>>,
    #[deserr(default)]
    pub starts_at: Change<Stamp>,
    #[deserr(default)]
    pub ends_at: Patch<Stamp>,
    /// E.g. `Pendopo`.
    #[deserr(default)]
    pub venue: Patch<Line<300>>,
    #[deserr(default)]
    pub venue_position: Patch<ChangePosition>,
    #[deserr(default)]
    pub region_code: Patch<Line<13>>,
    #[deserr(default)]
    pub organiser: Patch<Line<200>>,
    #[deserr(default)]
    pub attendees: Change<Vec<Line<200>>>,
    #[deserr(default)]
    pub attendance: Patch<Attendance>,
    #[deserr(default)]
    pub certainty: Change<Certainty>,
    #[deserr(default)]
    pub dress_code: Patch<Line<100>>,
    #[deserr(default)]
    pub contact: Patch<Line<200>>,
    #[deserr(default)]
    pub invitation: Patch<ChangeInvitation>,
    #[deserr(default)]
    pub notes: Patch<Prose<4000>>,
}

/// The incoming letter an event may come from; optional, for a disposition here starts from the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// The letter's own number. E.g. `005/123/DISDIK/2026`.
    pub number: Line<100>,
    /// The letter's date.
    #[schema(example = "2026-09-01")]
    pub date: NaiveDate,
    /// Who invites. E.g. `Dinas Pendidikan`.
    pub from: Line<200>,
    /// Its id in the office's letter system. E.g. `srikandi:8812`.
    #[deserr(default)]
    pub external_ref: Option<Line<200>>,
}

/// A change of the incoming letter: absent keeps. Where there was no letter yet, it must be whole.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeInvitation {
    /// E.g. `005/123/DISDIK/2026`.
    #[deserr(default)]
    pub number: Change<Line<100>>,
    #[deserr(default)]
    #[schema(value_type = String, format = Date, required = false, example = "2026-09-01")]
    pub date: Change<NaiveDate>,
    /// E.g. `Dinas Pendidikan`.
    #[deserr(default)]
    pub from: Change<Line<200>>,
    /// E.g. `srikandi:8812`.
    #[deserr(default)]
    pub external_ref: Patch<Line<200>>,
}

impl ChangeInvitation {
    /// The letter as it becomes; the faults are those of the letter itself.
    pub fn merged(self, before: Option<Invitation>) -> Result<Invitation, Faults> {
        let (number, date, from, mut external_ref) = match before {
            Some(before) => (Some(before.number), Some(before.date), Some(before.from), before.external_ref),
            None => (None, None, None, None),
        };
        self.external_ref.apply(&mut external_ref);
        let mut faults = Faults::default();
        let merged = (
            faults.keep(self.number.or(number, "#/number")),
            faults.keep(self.date.or(date, "#/date")),
            faults.keep(self.from.or(from, "#/from")),
        );
        match merged {
            (Some(number), Some(date), Some(from)) => Ok(Invitation { number, date, from, external_ref }),
            _ => Err(faults),
        }
    }
}
