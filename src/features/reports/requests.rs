//! What can be asked of reports.

mod filter;

pub use filter::{ReportFilter, RevisionFilter};

use crate::domain::text::Prose;
use crate::http::fields::{Change, Patch};
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::ToSchema;

/// A draft to begin with; what it reports is the selection itself.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct OpenReport {
    /// E.g. `Festival dibuka Bupati; 24 foto, satu siaran pers dan satu artikel website.`.
    pub summary: Prose<4000>,
    /// E.g. `Kegiatan berlangsung tertib dan dihadiri 400 petani.`.
    #[deserr(default)]
    pub body: Option<Prose<100_000>>,
}

/// A merge patch (RFC 7396): absent keeps, null clears.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeReport {
    /// E.g. `Festival dibuka Bupati; 30 foto, satu siaran pers dan satu artikel website.`.
    #[deserr(default)]
    pub summary: Change<Prose<4000>>,
    #[deserr(default)]
    pub body: Patch<Prose<100_000>>,
}

/// Nothing but the act: what is submitted is what stands.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Submit {}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Accept {
    /// E.g. `Baik, terbitkan.`.
    #[deserr(default)]
    pub note: Option<Prose<4000>>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ReturnReport {
    /// E.g. `Nama desa pada siaran pers keliru`.
    pub reason: Prose<4000>,
}
