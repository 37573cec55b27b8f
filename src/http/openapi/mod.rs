//! The OpenAPI document: made from the handlers, finished in one pass, checked in, and served as that.

mod base;
mod finish;
mod older;

pub use base::{CONTACT_EMAIL, CONTACT_URL};

use crate::http::problem::ProblemBody;
use crate::http::surface::Surface;
use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use utoipa::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, OpenApiFactory};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// No handler names the problem as its answer, for all of them answer it.
#[derive(OpenApi)]
#[openapi(components(schemas(ProblemBody)))]
struct Collected;

/// Where handlers are listed: for the service that calls them, or for the document that is made from them.
///
/// A worker only calls: collecting schemas again in each took six megabytes a worker.
pub trait Routes {
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

impl Routes for web::ServiceConfig {
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Self::service(self, handler)
    }
}

impl Routes for ServiceConfig<'_> {
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Self::service(self, handler)
    }
}

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

/// Whom front-end teams ask; every office has its own.
#[derive(Debug, Clone)]
pub struct Contact {
    pub email: String,
    pub url: String,
}

impl Contact {
    /// The text with these in the place of nobody's.
    fn put_into(&self, text: String) -> String {
        [(CONTACT_EMAIL, &self.email), (CONTACT_URL, &self.url)].into_iter().fold(text, |text, (nobody, one)| {
            text.replacen(&Value::from(nobody).to_string(), &Value::from(one.as_str()).to_string(), 1)
        })
    }
}

/// What a running service keeps of the document: what it makes the law, and once somebody asks for it, its text.
///
/// It is read from the copy in `openapi/`, which a test of the house holds equal to what the handlers say: to collect it from them at
/// every start left twenty megabytes behind.
#[derive(Debug)]
pub struct Served {
    pub surface: Arc<Surface>,
    document: &'static str,
    contact: Contact,
    current: OnceLock<Bytes>,
    older: OnceLock<Bytes>,
}

impl Served {
    pub fn of(document: &'static str, contact: Contact) -> serde_json::Result<Self> {
        let surface = Surface::of(&mut serde_json::Deserializer::from_str(document))?.told_by(document);
        Ok(Self { surface: Arc::new(surface), document, contact, current: OnceLock::new(), older: OnceLock::new() })
    }

    /// As it stands, without blanks.
    pub fn current(&self) -> &Bytes {
        self.current.get_or_init(|| self.contact.put_into(compact(self.document)).into())
    }

    /// For readers of OpenAPI 3.0. The first time it is made, which takes long enough to disturb others on the thread of a worker.
    pub fn older(&self) -> &Bytes {
        let made = || older::older(&serde_json::from_str(self.document).unwrap_or_default()).to_string();
        self.older.get_or_init(|| self.contact.put_into(made()).into())
    }
}

/// JSON without the blanks between its words.
fn compact(json: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let stays = |letter: &char| {
        if !is_text {
            is_text = *letter == '"';
            return !letter.is_ascii_whitespace();
        }
        is_text = *letter != '"' || is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        true
    };
    json.chars().filter(stays).collect()
}

pub fn answer(document: &Bytes) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("Access-Control-Allow-Origin", "*")).content_type(ContentType::json()).body(document.clone())
}
