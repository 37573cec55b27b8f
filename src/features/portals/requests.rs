//! What can be asked of portals.

use crate::domain::text::Line;
use crate::http::fields::texts::is_web_address;
use crate::http::fields::{Change, Patch};
use crate::http::problem::{FaultKind, Faults};
use crate::http::query::Flag;
use deserr::{Deserr, ValuePointerRef};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = addressed -> Faults)]
#[schema(rename_all = "camelCase")]
pub struct EnterPortal {
    /// What people call it. E.g. `Portal Kabupaten`.
    pub name: Line<200>,
    /// The client (`/v1/oauth/clients`) whose tokens tell what it shows: an active one that is INTEGRATION, and no other portal's.
    pub client_id: Uuid,
    /// Its front page.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id")]
    pub address: Option<Line<1000>>,
}

/// A merge patch (RFC 7396): absent keeps, null clears. Whose client tells for it is said once, when it is entered.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = changed -> Faults)]
#[schema(rename_all = "camelCase")]
pub struct ChangePortal {
    /// E.g. `Portal Kabupaten`.
    #[deserr(default)]
    pub name: Change<Line<200>>,
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id")]
    pub address: Patch<Line<1000>>,
    /// Of one that is no more nothing is waited for.
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    pub active: Change<bool>,
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PortalFilter {
    /// Only those that are active, or only those that are not.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    pub active: Option<Flag>,
}

/// An address of the web, for people to follow.
pub fn check_address(address: Option<&Line<1000>>, location: ValuePointerRef) -> Result<(), Faults> {
    if address.is_some_and(|address| !is_web_address(address)) {
        return Err(Faults::here(ValuePointerRef::Key { key: "address", prev: &location }, FaultKind::NotAnUrl));
    }
    Ok(())
}

fn addressed(request: EnterPortal, location: ValuePointerRef) -> Result<EnterPortal, Faults> {
    check_address(request.address.as_ref(), location)?;
    Ok(request)
}

fn changed(request: ChangePortal, location: ValuePointerRef) -> Result<ChangePortal, Faults> {
    let new = match &request.address {
        Patch::Set(address) => Some(address),
        _ => None,
    };
    check_address(new, location)?;
    Ok(request)
}
