//! The border: every request comes in and every answer goes out here, whatever happens in between.

mod admission;
mod dress;
mod record;

use super::actor::Actor;
use super::app::App;
use super::call::{RequestId, occurred_at};
use super::rates::Toll;
use super::reference::Times;
use crate::http::auth::token::Identity;
use crate::http::cost::Cost;
use crate::http::head::Accompanied;
use crate::http::head::{HeadersOnly, untouched};
use crate::http::language::Language;
use crate::http::problem::{self, InWordsOfItsOwn, Kind, Problem};
use crate::http::surface::Operation;
use crate::http::table::Wanted;
use crate::http::{accept, auth, tus};
use crate::telemetry::trace::within;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
pub use admission::Admission;
use dress::finish;
use futures_util::FutureExt;
pub use record::Proven;
use record::Record;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Identifies, authorizes, calls, and renders what went wrong.
pub async fn border(mut request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let Some(app) = app else { return Ok(request.into_response(HttpResponse::InternalServerError().finish())) };
    let id = request_id(request.headers());
    let language = Language::of(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    // Pages of the documentation are no operations.
    let (surface, page) = (app.surface.clone(), request.path().starts_with("/docs").then(|| request.match_pattern()).flatten());
    let route = surface.route(request.path()).or(page.as_deref());
    let record = Record::begin(&app, &request, &id, route);
    tus::unwrap_method(&mut request, route);
    let method = request.method().clone();
    if method == Method::HEAD {
        // The answer's body is left away by the encoder, which remembers what was asked.
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadersOnly);
    }
    let mut toll = Toll::default();
    let admitted = admit(&app, &request, route, &mut toll).await;
    if let Some(seat) = toll.seat() {
        request.extensions_mut().insert(seat.clone());
    }
    let render = |problem: &Problem| {
        let mut rendered = problem.render(language, &app.config.base_url, &id);
        toll.tell(rendered.headers_mut());
        record.mark(rendered.headers_mut());
        if rendered.status() == StatusCode::UNAUTHORIZED {
            auth::lead_to_tokens(rendered.headers_mut(), &app.config.base_url);
        }
        finish(rendered.headers_mut(), &app, &id, route);
        rendered
    };
    let mut response = match admitted {
        Ok(Admitted::Pass) => match within(record.trace(), AssertUnwindSafe(next.call(request)).catch_unwind()).await {
            Ok(Ok(response)) => response,
            // The request is gone with whatever failed; the answer goes out as the error's own.
            Ok(Err(error)) => {
                let rendered = render(&problem_of(&error));
                record.end_in(rendered.status().as_u16());
                return Err(answered(&error, rendered));
            }
            Err(_) => {
                let problem = Problem::internal("a handler panicked; its transaction is rolled back");
                let rendered = render(&problem);
                record.end_in(rendered.status().as_u16());
                return Err(answered(&problem, rendered));
            }
        },
        Ok(Admitted::Answered(response)) => request.into_response(response),
        Err(problem) => {
            if problem.kind == Kind::RateExceeded {
                // Who asks at full speed waits: a refusal would cost as much as they took, if they could have the next at once.
                tokio::time::sleep(app.rates.pause()).await;
            }
            request.into_response(render(&problem))
        }
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
    if let Some(seat) = toll.seat().filter(|_| method != Method::HEAD && gives_files(&app, route, &method)) {
        response = response.map_body(|_, body| BoxBody::new(Accompanied::new(body, seat.clone())));
    }
    toll.tell(response.headers_mut());
    finish(response.headers_mut(), &app, &id, route);
    record.mark(response.headers_mut());
    record.end(&response);
    Ok(response)
}

fn answered(error: &dyn std::fmt::Display, response: HttpResponse) -> Error {
    InternalError::from_response(error.to_string(), response).into()
}

/// What is answered before the service is open.
const PROBES: [&str; 3] = ["/livez", "/readyz", "/status"];

enum Admitted {
    Pass,
    Answered(HttpResponse),
}

/// Is there such an operation, and may the caller use it?
async fn admit(app: &App, request: &ServiceRequest, route: Option<&str>, toll: &mut Toll) -> Result<Admitted, Problem> {
    if !app.opened.load(Ordering::Relaxed) && !route.is_some_and(|route| PROBES.contains(&route)) {
        return Err(Problem::not_open_yet());
    }
    let served = route.and_then(|route| Some((route, app.surface.allow(route)?)));
    let Some((route, allow)) = served else {
        app.rates.stranger(request, Cost::LEAST, toll)?;
        // Assets of the documentation page are files, not operations.
        let is_page = request.path() == "/docs" || request.path().starts_with("/docs/");
        return if is_page { Ok(Admitted::Pass) } else { Err(Problem::not_found()) };
    };
    let Some(operation) = app.surface.operation(route, request.method()) else {
        app.rates.stranger(request, Cost::LEAST, toll)?;
        if request.method() == Method::OPTIONS {
            return Ok(Admitted::Answered(options(route, allow)));
        }
        let told = (format!("Tersedia: {allow}."), format!("Available: {allow}."));
        return Err(Problem::new(Kind::MethodNotAllowed).detail(told.0, told.1).header(header::ALLOW, allow));
    };
    authorize(app, request, operation, toll).await?;
    if tus::is_spoken(request.method(), route) {
        tus::require_version(request.headers())?;
    }
    if !can_answer(operation, request) {
        // Now, while nothing has been done: an act must not be told as refused afterwards.
        return Err(accept::not_acceptable(&operation.media_types));
    }
    let columns = || app.surface.columns(route, request.method());
    if let Some(wanted) = Wanted::of(request, request.query_string(), route, &operation.media_types, columns) {
        request.extensions_mut().insert(wanted);
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
async fn authorize(app: &App, request: &ServiceRequest, operation: &Operation, toll: &mut Toll) -> Result<(), Problem> {
    let now = app.clock.now();
    let Some(roles) = operation.roles else {
        let cost = operation.cost.for_request(request.query_string(), form_of(operation, request));
        app.rates.stranger(request, cost, toll)?;
        return if operation.heeds_tokens { heed(app, request, now.timestamp()).await } else { Ok(()) };
    };
    let identity = identify(app, request, now.timestamp(), toll).await?;
    request.extensions_mut().insert(Proven(identity.subject.clone()));
    let cost = operation.cost.for_request(request.query_string(), form_of(operation, request));
    app.rates.subject(&(&identity.issuer, &identity.subject), cost, toll).await?;
    app.revocations.check(&app.db, &identity, now).await?;
    // To read is done now, whenever it is said to have been.
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let told = if reads { now } else { occurred_at(request.headers(), now).unwrap_or(now) };
    let admitted = app.reference.admitted(&app.db, identity.clone(), Times { now, told }, roles).await?;
    request.extensions_mut().insert(Admission { identity, roles });
    let names = app.reference.names(&app.db, Language::of(request), now).await?;
    request.extensions_mut().insert(Arc::new(Actor { names, ..admitted }));
    Ok(())
}

/// The form of the answer, where that tells what it costs.
fn form_of<'a>(operation: &'a Operation, request: &ServiceRequest) -> Option<&'a str> {
    if operation.cost.has_forms() { accept::best_of(request, &operation.media_types) } else { None }
}

/// Whose token it is; whoever has none that is good is a stranger.
async fn identify(app: &App, request: &ServiceRequest, now: i64, toll: &mut Toll) -> Result<Identity, Problem> {
    let token = auth::bearer(request.headers());
    // From an address that asks for too much only those tokens pass that need not be looked into: nobody else who comes from
    // there is kept out by it, and no subject that false tokens name.
    let has_proven = |token: &str| app.keyring.has_proven(token, now) || app.issuer.has_proven(token, now);
    let is_known = token.as_ref().is_ok_and(|token| !app.rates.bars(request) || has_proven(token));
    if !is_known {
        app.rates.stranger(request, Cost::LEAST, toll)?;
    }
    let identity = match token {
        Ok(token) => verify(app, token, now).await,
        Err(missing) => Err(missing),
    };
    if is_known && identity.is_err() {
        app.rates.stranger(request, Cost::LEAST, toll)?;
    }
    identity
}

/// A token of our own is judged by our own key, every other by those of whoever issues for this office.
async fn verify(app: &App, token: &str, now: i64) -> Result<Identity, Problem> {
    let judged = match app.issuer.judge(&app.db, token, now).await? {
        Some(judged) => judged,
        None => app.keyring.verify(token, now).await,
    };
    judged.map_err(auth::rejected)
}

/// Who needs no token and shows one is told if it is none that holds; whatever else stands in the header is not for us.
async fn heed(app: &App, request: &ServiceRequest, now: i64) -> Result<(), Problem> {
    let Ok(token) = auth::bearer(request.headers()) else { return Ok(()) };
    match verify(app, token, now).await {
        Err(problem) if problem.kind == Kind::TokenInvalid => Err(problem),
        _ => Ok(()),
    }
}

fn gives_files(app: &App, route: Option<&str>, method: &Method) -> bool {
    route.and_then(|route| app.surface.operation(route, method)).is_some_and(|operation| operation.gives_files)
}

/// A refusal by a handler, or by the framework in words that are not the house's.
fn refused(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == problem::MEDIA_TYPE)
        || response.response().extensions().get::<InWordsOfItsOwn>().is_some();
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
