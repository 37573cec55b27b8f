//! What can be asked of clients and of tokens.

use crate::domain::role::ClientRole;
use crate::domain::text::Line;
use crate::http::fields::Change;
use crate::http::problem::Faults;
use crate::http::query::Flag;
use deserr::Deserr;
use utoipa::{IntoParams, ToSchema};

/// A new client; it gets its secret by `POST …/secrets`.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct EnterClient {
    /// What it is, for people. E.g. `Portal Kabupaten`.
    pub name: Line<200>,
    /// What its tokens may say at most, each once.
    #[schema(min_items = 1, max_items = 2, example = json!(["INTEGRATION"]))]
    pub roles: Vec<ClientRole>,
}

/// A merge patch (RFC 7396): absent keeps.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ChangeClient {
    /// E.g. `Portal Kabupaten`.
    #[deserr(default)]
    pub name: Change<Line<200>>,
    /// All of them anew, each once.
    #[deserr(default)]
    #[schema(value_type = Vec<ClientRole>, required = false, min_items = 1, max_items = 2)]
    pub roles: Change<Vec<ClientRole>>,
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    pub active: Change<bool>,
}

/// Nothing need be said.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
pub struct AddSecret {}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ClientFilter {
    /// Only those that are active, or only those that are not.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    pub active: Option<Flag>,
}

/// A request for a token (RFC 6749 §4.4.2). The client says who it is by `Authorization: Basic`, or by the last two members.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "for the document; read as a form, in which what is not known is ignored")]
pub struct TokenRequest {
    #[schema(min_length = 18, max_length = 18, pattern = "^client_credentials$", example = "client_credentials")]
    grant_type: String,
    /// Roles with spaces between them, of those that the client has; all of them when left out.
    #[schema(required = false, max_length = 100, pattern = "^[A-Z_]+( [A-Z_]+)*$", example = "INTEGRATION")]
    scope: String,
    #[schema(required = false, format = "uuid", example = "0198c0de-0000-7000-8000-000000000001")]
    client_id: String,
    #[schema(
        required = false,
        format = "password",
        max_length = 200,
        example = "pubdok_replace-me-by-the-secret-of-your-client"
    )]
    client_secret: String,
}

/// A token to be given back (RFC 7009 §2.1). The client says who it is as at `/v1/oauth/token`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "for the document; read as a form, in which what is not known is ignored")]
pub struct TokenRevocation {
    /// An access token of this client.
    #[schema(max_length = 16384, pattern = "^[!-~]+$", example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")]
    token: String,
    /// Not needed: there are access tokens only.
    #[schema(required = false, max_length = 50, pattern = "^[a-z_]+$", example = "access_token")]
    token_type_hint: String,
    #[schema(required = false, format = "uuid", example = "0198c0de-0000-7000-8000-000000000001")]
    client_id: String,
    #[schema(
        required = false,
        format = "password",
        max_length = 200,
        example = "pubdok_replace-me-by-the-secret-of-your-client"
    )]
    client_secret: String,
}
