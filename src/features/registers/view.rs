//! How an entry of a register is shown.

use super::requests::RegisterStatus;
use super::store::Entry;
use crate::domain::register::RegisterKind;
use crate::domain::text::Line;
use crate::domain::time::OfficeZone;
use crate::features::officers::OfficerRef;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One number, and what it was handed out for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegisterEntry)]
pub struct RegisterEntryView {
    /// The assignment, disposition or report that bears it.
    pub id: Uuid,
    pub kind: RegisterKind,
    /// Whose register it is.
    #[schema(max_length = 50, example = "HUMAS")]
    pub unit: String,
    /// The year at the office.
    #[schema(minimum = 1900, maximum = 9999, example = 2026)]
    pub year: i32,
    /// Without a gap within unit and year.
    #[schema(minimum = 1, example = 7)]
    pub serial: i32,
    /// As it is printed.
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: String,
    /// The day at the office on which it was drawn.
    #[schema(example = "2026-09-30")]
    pub entered_on: NaiveDate,
    pub status: RegisterStatus,
    /// Why it is void, as it was said: why the case was cancelled or given to another, why the disposition was taken back from the last
    /// who had it, why the report went back.
    #[schema(max_length = 4000, example = "Acara ditunda tanpa tanggal")]
    pub void_reason: Option<String>,
    /// E.g. `Liputan Festival Panen Raya`.
    pub subject: Line<300>,
    /// Who assigned, issued or submitted it.
    pub from: OfficerRef,
    /// To whom: the names, as they are now.
    #[schema(max_items = 1000, example = json!(["Bambang Prasetyo"]))]
    pub to: Vec<Line<200>>,
    /// The case.
    pub assignment_id: Uuid,
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub assignment_number: String,
}

impl Entry {
    pub fn view(self, kind: RegisterKind, zone: OfficeZone) -> RegisterEntryView {
        RegisterEntryView {
            id: self.id,
            kind,
            unit: self.unit,
            year: self.year,
            serial: self.serial,
            register_number: self.number,
            entered_on: zone.local_date(self.entered_at),
            status: self.status,
            void_reason: self.void_reason,
            subject: self.subject,
            from: self.from,
            to: self.to,
            assignment_id: self.case,
            assignment_number: self.case_number,
        }
    }
}
