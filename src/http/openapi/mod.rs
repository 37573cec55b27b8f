//! The OpenAPI document: made from the handlers, finished in one pass, served as it is checked in.

mod base;
mod finish;
mod older;

use crate::http::problem::ProblemBody;
use actix_web::{HttpResponse, web};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// No handler names the problem as its answer, for all of them answer it.
#[derive(OpenApi)]
#[openapi(components(schemas(ProblemBody)))]
struct Collected;

/// The document in the versions that are served.
#[derive(Debug)]
pub struct Documents {
    /// OpenAPI 3.1.
    pub current: Value,
    /// OpenAPI 3.0, for older gateways.
    pub older: Value,
}

/// The documents of these routes.
pub fn documents(routes: impl FnOnce(&mut ServiceConfig)) -> Documents {
    let (_, collected) =
        actix_web::App::new().into_utoipa_app().openapi(Collected::openapi()).configure(routes).split_for_parts();
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    base::introduce(&mut document);
    let current = finish::finish(document);
    Documents { older: older::older(&current), current }
}

/// What is served besides the operations: the document's page.
pub fn pages(config: &mut web::ServiceConfig) {
    // Relative addresses: behind a proxy the service may stand under a prefix. No validator: the badge would call a stranger.
    let page = Config::from("../v1/openapi.json")
        .use_base_layout()
        .doc_expansion("none")
        .default_models_expand_depth(-1)
        .filter(true)
        .try_it_out_enabled(true)
        .display_request_duration(true)
        .validator_url("none");
    config.service(web::redirect("/docs", "docs/")).service(SwaggerUi::new("/docs/{_:.*}").config(page));
}

/// The document's text, as it stands in `openapi/openapi.json`.
pub fn text(document: &Value) -> String {
    serde_json::to_string_pretty(document).map(|text| text + "\n").unwrap_or_default()
}

pub fn answer(document: &Value) -> HttpResponse {
    HttpResponse::Ok().insert_header(("Access-Control-Allow-Origin", "*")).json(document)
}
