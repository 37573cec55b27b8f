//! What can be asked of assignments.

mod filter;

pub use filter::AssignmentFilter;

use crate::domain::assignment::{Classification, Urgency};
use crate::domain::text::{Line, Prose};
use crate::http::fields::{Change, Integer, Patch, Stamp};
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::ToSchema;
use uuid::Uuid;

/// Step 1 of the SOP: cover this event.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct CreateAssignment {
    /// The event, from the work agenda.
    pub agenda_item_id: Uuid,
    /// An active officer with the role SUBDIVISION_HEAD.
    pub assignee_id: Uuid,
    /// The event's title when left out. E.g. `Liputan Festival Panen Raya`.
    #[deserr(default)]
    pub subject: Option<Line<300>>,
    /// *Isi disposisi*: codes of /v1/settings/instructions.
    #[schema(min_items = 1, max_items = 20, example = json!(["PUBLISH", "DOCUMENT"]))]
    pub instructions: Vec<Line<50>>,
    /// A note on the disposition sheet. E.g. `Utamakan foto Bupati menyerahkan bantuan`.
    #[deserr(default)]
    pub note: Option<Prose<4000>>,
    /// What to cover. E.g. `Foto, siaran pers dan artikel website`.
    #[deserr(default)]
    pub scope: Option<Prose<4000>>,
    /// NORMAL when left out.
    #[deserr(default = Urgency::Normal)]
    #[schema(required = false)]
    pub urgency: Urgency,
    /// ORDINARY when left out; only ordinary matters can be published.
    #[deserr(default = Classification::Ordinary)]
    #[schema(required = false)]
    pub classification: Classification,
    #[deserr(default)]
    pub due_at: Option<Stamp>,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeAssignment {
    #[deserr(default)]
    pub subject: Change<Line<300>>,
    /// E.g. `Cukup foto dan siaran pers`.
    #[deserr(default)]
    pub scope: Patch<Prose<4000>>,
    #[deserr(default)]
    pub urgency: Change<Urgency>,
    #[deserr(default)]
    pub classification: Change<Classification>,
    #[deserr(default)]
    pub due_at: Patch<Stamp>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Reassign {
    /// An active officer with the role SUBDIVISION_HEAD: another than has the case, or the same after their disposition was recalled.
    pub assignee_id: Uuid,
    /// E.g. `Kepala subbagian pindah tugas`.
    pub reason: Prose<2000>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Cancel {
    /// E.g. `Acara ditunda tanpa tanggal`.
    pub reason: Prose<2000>,
}

/// Nothing but the act.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct AcknowledgeEvent {}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ExplainLateness {
    /// Which step of the SOP, 1 to 4.
    #[schema(value_type = u8, minimum = 1, maximum = 4, example = 3)]
    pub step: Integer<1, 4>,
    /// E.g. `Acara mundur dua jam`.
    pub reason: Prose<2000>,
}
