//! What can be asked of mandates.

use crate::domain::officer::MandateKind;
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::ToSchema;
use uuid::Uuid;

/// A new mandate for the officer in the path.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct GiveMandate {
    /// The officer whose role it is.
    pub principal_id: Uuid,
    /// DIVISION_HEAD, SUBDIVISION_HEAD or STAFF; one the principal holds, unless the post is vacant (ACTING).
    pub role: Role,
    pub kind: MandateKind,
    /// The decree that gives it. E.g. `800.1.3/114/2026`.
    pub decree_number: Line<100>,
    /// E.g. `2026-10-01T00:00:00+07:00`.
    pub starts_at: Stamp,
    /// Until then, exclusive; required of ACTING. An ACTING_DAILY without one holds until its principal is back and revokes it.
    /// E.g. `2026-10-08T00:00:00+07:00`.
    #[deserr(default)]
    pub ends_at: Option<Stamp>,
}

/// Nothing need be said.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
pub struct ConfirmMandate {}

/// Why a mandate ends early.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct RevokeMandate {
    /// E.g. `Pejabat definitif sudah kembali bertugas`.
    pub reason: Prose<2000>,
}
