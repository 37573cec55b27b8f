//! What stands at the printed address, for whoever opens it first.

use crate::http::accept;
use crate::http::answer::Answer;
use crate::office::app::App;
use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// What this is, and where to go.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    #[schema(max_length = 20, example = "Pubdok")]
    name: &'static str,
    #[schema(max_length = 200, example = "Publishing and documenting the public activities of a regency.")]
    about: &'static str,
    #[schema(max_length = 30, example = "0.1.0")]
    version: &'static str,
    /// The documentation, to be read in a browser.
    #[schema(format = "uri", max_length = 500, example = "http://127.0.0.1:8080/docs/")]
    documentation: String,
    /// The same for programs (OpenAPI).
    #[schema(format = "uri", max_length = 500, example = "http://127.0.0.1:8080/v1/openapi.json")]
    openapi: String,
    /// Who the token says you are, and what you may do: a good first request.
    #[schema(format = "uri", max_length = 500, example = "http://127.0.0.1:8080/v1/me")]
    me: String,
}

const ABOUT: &str = "Publishing and documenting the public activities of a regency (SOP-21.04.1.3.1.3-2).";

/// Say what this is, and where to go
///
/// As JSON, or as a line of text for whoever would rather have `text/plain`.
#[utoipa::path(tag = "health", responses((status = 200, description = "What this is", content((Welcome = "application/json"), (String = "text/plain", example = "Pubdok 0.1.0: … Documentation: http://127.0.0.1:8080/docs/ OpenAPI: http://127.0.0.1:8080/v1/openapi.json")))))]
#[get("/")]
pub async fn read_welcome(app: web::Data<App>, request: HttpRequest) -> Answer {
    let base = &app.config.base_url;
    let welcome = Welcome {
        name: "Pubdok",
        about: ABOUT,
        version: env!("CARGO_PKG_VERSION"),
        documentation: format!("{base}/docs/"),
        openapi: format!("{base}/v1/openapi.json"),
        me: format!("{base}/v1/me"),
    };
    if !accept::prefers(&request, "text/plain", "application/json") {
        return Answer::plain(&welcome);
    }
    let Welcome { name, about, version, documentation, openapi, .. } = welcome;
    Answer::text(format!("{name} {version}: {about} Documentation: {documentation} OpenAPI: {openapi}\n"))
}
