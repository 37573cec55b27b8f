//! What can be asked of revocations.

use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use deserr::Deserr;
use utoipa::{IntoParams, ToSchema};

/// Which tokens are taken back: those of a subject, or one by its id.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase", example = json!({ "subject": "staf-3", "reason": "Ponsel dinas hilang" }))]
pub struct RevokeTokens {
    /// The `sub` of the tokens, as in `/v1/officers`; instead of `jti`. E.g. `staf-3`.
    #[deserr(default)]
    pub subject: Option<Line<255>>,
    /// The `jti` of one token; instead of `subject`. E.g. `onrtac:6a3a0f0b-0d0c-4f7c-8f5e-3f6b1f5a9d10`.
    #[deserr(default)]
    pub jti: Option<Line<255>>,
    /// Of a subject's tokens those issued before then; now when left out, and five minutes from now at most.
    #[deserr(default)]
    pub not_before: Option<Stamp>,
    /// E.g. `Ponsel dinas hilang`.
    pub reason: Prose<2000>,
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RevocationFilter {
    /// Only those about this subject's tokens.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 255, example = "staf-3")]
    pub subject: Option<Line<255>>,
}
