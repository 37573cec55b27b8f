//! The border: every request comes in and every answer goes out here, whatever happens in between.

use super::app::App;
use super::call::RequestId;
use crate::http::head::{HeadersOnly, untouched};
use crate::http::language::Language;
use crate::http::problem::{self, Kind, Problem};
use crate::http::surface::Operation;
use crate::http::{accept, auth, tus};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use uuid::Uuid;

/// Identifies, authorizes, calls, and renders what went wrong.
pub async fn border(mut request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let Some(app) = app else { return Ok(request.into_response(HttpResponse::InternalServerError().finish())) };
    let id = request_id(request.headers());
    let language = Language::of(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let route = request.match_pattern();
    tus::unwrap_method(&mut request, route.as_deref());
    let method = request.method().clone();
    if method == Method::HEAD {
        // The answer's body is left away by the encoder, which remembers what was asked.
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadersOnly);
    }
    let render = |problem: &Problem| {
        let mut rendered = problem.render(language, &app.config.base_url, &id);
        finish(rendered.headers_mut(), &app, &id, route.as_deref());
        rendered
    };
    let mut response = match admit(&app, &request, route.as_deref()).await {
        Ok(Admitted::Pass) => match AssertUnwindSafe(next.call(request)).catch_unwind().await {
            Ok(Ok(response)) => response,
            // The request is gone with whatever failed; the answer goes out as the error's own.
            Ok(Err(error)) => return Err(answered(&error, render(&problem_of(&error)))),
            Err(_) => {
                let problem = Problem::internal("a handler panicked; its transaction is rolled back");
                return Err(answered(&problem, render(&problem)));
            }
        },
        Ok(Admitted::Answered(response)) => request.into_response(response),
        Err(problem) => request.into_response(render(&problem)),
    };
    if let Some(problem) = refused(&response) {
        let mut rendered = render(&problem);
        for (name, value) in response.headers() {
            if !rendered.headers().contains_key(name) && name != header::CONTENT_LENGTH {
                rendered.headers_mut().insert(name.clone(), value.clone());
            }
        }
        response = response.into_response(rendered);
    }
    if method == Method::HEAD {
        response = response.map_body(|_, body| untouched(body));
    }
    finish(response.headers_mut(), &app, &id, route.as_deref());
    tracing::info!(target: "pubdok::access", %method, route = route.as_deref().unwrap_or("unmatched"),
        status = response.status().as_u16(), request_id = %id, "served");
    Ok(response)
}

fn answered(error: &dyn std::fmt::Display, response: HttpResponse) -> Error {
    InternalError::from_response(error.to_string(), response).into()
}

enum Admitted {
    Pass,
    Answered(HttpResponse),
}

/// Is there such an operation, and may the caller use it?
async fn admit(app: &App, request: &ServiceRequest, route: Option<&str>) -> Result<Admitted, Problem> {
    let served = route.and_then(|route| Some((route, app.surface.allow(route)?)));
    let Some((route, allow)) = served else {
        // Assets of the documentation page are files, not operations.
        let is_page = request.path() == "/docs" || request.path().starts_with("/docs/");
        return if is_page { Ok(Admitted::Pass) } else { Err(Problem::not_found()) };
    };
    let Some(operation) = app.surface.operation(route, request.method()) else {
        if request.method() == Method::OPTIONS {
            return Ok(Admitted::Answered(options(route, allow)));
        }
        let told = (format!("Tersedia: {allow}."), format!("Available: {allow}."));
        return Err(Problem::new(Kind::MethodNotAllowed).detail(told.0, told.1).header(header::ALLOW, allow));
    };
    authorize(app, request, operation).await?;
    if tus::governs(Some(route)) {
        tus::require_version(request.headers())?;
    }
    if !can_answer(operation, request) {
        // Now, while nothing has been done: an act must not be told as refused afterwards.
        return Err(accept::not_acceptable(&operation.media_types));
    }
    Ok(Admitted::Pass)
}

/// What is served here, told without a token.
fn options(route: &str, allow: &str) -> HttpResponse {
    let mut answer = HttpResponse::NoContent();
    answer.insert_header((header::ALLOW, allow));
    if tus::governs(Some(route)) {
        for told in tus::offer() {
            answer.insert_header(told);
        }
    }
    answer.finish()
}

fn can_answer(operation: &Operation, request: &ServiceRequest) -> bool {
    let offered = &operation.media_types;
    // What form a file has is known only once it is found.
    offered.is_empty() || offered.iter().any(|offer| offer.ends_with("/*") || offer == FILE || accept::takes(request, offer))
}

/// How the document tells that an answer is a file of any kind.
const FILE: &str = "application/octet-stream";

/// The operation's roles stand in the document; here they are the law.
async fn authorize(app: &App, request: &ServiceRequest, operation: &Operation) -> Result<(), Problem> {
    let Some(roles) = operation.roles else { return Ok(()) };
    let token = auth::bearer(request.headers())?;
    let now = app.clock.now();
    let identity = app.keyring.verify(token, now.timestamp()).await.map_err(auth::rejected)?;
    app.revocations.check(&app.db, &identity, now).await?;
    let actor = app.reference.actor(&app.db, identity, now).await?;
    actor.hat(roles)?;
    request.extensions_mut().insert(Arc::new(actor));
    Ok(())
}

/// A refusal by a handler, or by the framework in words that are not the house's.
fn refused(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == problem::MEDIA_TYPE);
    if told || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(response.response().error().map_or_else(|| Problem::new(Kind::of_status(status)), problem_of))
}

fn problem_of(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => match error.as_response_error().status_code() {
            status if status.is_server_error() => Problem::internal(error),
            status => Problem::new(Kind::of_status(status)),
        },
    }
}

/// What every answer carries.
fn finish(headers: &mut HeaderMap, app: &App, id: &str, route: Option<&str>) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("request-id"), id);
    }
    if tus::governs(route) {
        tus::mark(headers);
    }
    let set = |headers: &mut HeaderMap, name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(headers, "api-version", env!("CARGO_PKG_VERSION"));
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "no-referrer");
    set(headers, "x-frame-options", "DENY");
    set(headers, "cross-origin-resource-policy", if route.is_some_and(is_public) { "cross-origin" } else { "same-origin" });
    set(headers, "cache-control", "no-store");
    let docs = route.is_some_and(|route| route.starts_with("/docs"));
    set(
        headers,
        "content-security-policy",
        if docs { DOCS_POLICY } else { "default-src 'none'; frame-ancestors 'none'; sandbox" },
    );
    set(headers, "vary", "Authorization, Accept, Accept-Encoding, Accept-Language, Origin");
    if app.config.base_url.starts_with("https://") {
        set(headers, "strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

/// Swagger UI styles itself inline and draws its icons from data: addresses.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

fn is_public(route: &str) -> bool {
    route.ends_with("/openapi.json")
}

/// The client's id if it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let sane = |value: &&str| {
        (1..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    ["request-id", "x-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok().filter(sane))
        .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}
