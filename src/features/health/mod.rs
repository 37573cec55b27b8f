//! Whether the service lives and is ready, and what its problems mean.

mod bilingual;
mod changelog;
mod welcome;

use self::bilingual::Bilingual;
use crate::blobs;
use crate::db::Lack;
use crate::http::answer::Answer;
use crate::http::auth::keyring::Standing;
use crate::http::auth::keys_missing;
use crate::http::openapi::{self, Routes, Served};
use crate::http::problem::{Kind, Problem};
use crate::office::app::App;
use crate::office::timekeeping;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use std::sync::atomic::Ordering;
use utoipa::ToSchema;

pub fn routes(config: &mut impl Routes) {
    probes(config.service(welcome::read_welcome));
}

/// The paths of [`probes`].
pub const PROBES: [&str; 4] = ["/livez", "/readyz", "/status", "/problems/{slug}"];

/// What an orchestrator asks of a process, also of one that only does the background work.
pub fn probes(config: &mut impl Routes) {
    config.service(read_liveness).service(read_readiness).service(read_status).service(read_problem);
}

/// The documents stand beside the operations they describe.
pub fn documents(config: &mut impl Routes) {
    config.service(read_openapi).service(read_openapi_3_0).service(changelog::read_changelog);
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    #[schema(max_length = 20, example = "ok")]
    pub status: &'static str,
}

/// Whether requests may come, and what would be refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// `degraded`: some requests would be refused now; all others are served.
    #[schema(max_length = 20, example = "ok")]
    pub status: &'static str,
    /// `full`: the file store had no room when it was last written to (503 STORAGE_FULL). `failing`: it could not be written, as where
    /// its disk fails or may only be read (503 for what brings files). `away`: it is not to be reached, or is not the one that this
    /// database's files are in (503 UNAVAILABLE for files).
    #[schema(max_length = 20, example = "ok")]
    pub storage: &'static str,
    /// `full`, `out-of-memory`, `failing` (its disk) or `read-only`: PostgreSQL refused to write when it was last asked to; `crowded`: it
    /// has no more connections for us, or this process may open no more. What needs it is 503.
    #[schema(max_length = 20, example = "ok")]
    pub database: &'static str,
    /// `stale`: the identity provider or the key file cannot be read; tokens are judged by the keys read before.
    #[schema(max_length = 20, example = "ok")]
    pub keys: &'static str,
    /// `wrong`: this machine's clock and the database's are more than a minute apart. It serves, but does no background work.
    #[schema(max_length = 20, example = "ok")]
    pub clock: &'static str,
}

/// A kind of problem, explained.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemKind {
    #[schema(max_length = 64, example = "VALIDATION")]
    pub code: &'static str,
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    pub title: Bilingual,
    /// What a client can do about it.
    pub remedy: Bilingual,
}

/// Is the process alive?
///
/// Asks nothing else, so a database that is away does not get the service restarted.
#[utoipa::path(tag = "health", responses((status = 200, description = "Alive", body = Health)))]
#[get("/livez")]
async fn read_liveness() -> Answer {
    Answer::plain(&Health { status: "ok" })
}

/// Is it ready for requests?
///
/// 503 while the database is away, while no key of the identity provider could be read yet, and from the moment the service is told
/// to stop, for a while before it takes no more. A file store that is full or away takes no files, a database without room takes no acts,
/// keys that cannot be read again may be old, and by a clock that is wrong nothing is removed, but all else works: then it is ready, and
/// says `degraded`.
#[utoipa::path(tag = "health", responses((status = 200, description = "Ready", body = Readiness), (status = 503, description = "Not ready")))]
#[get("/readyz")]
async fn read_readiness(app: web::Data<App>) -> Result<Answer, Problem> {
    readiness(&app).await
}

/// Is the service up?
///
/// The same as `/readyz`, where those who watch public services ask for it: 200 while it is, a problem while it is not.
#[utoipa::path(tag = "health", responses((status = 200, description = "Up", body = Readiness), (status = 503, description = "Down")))]
#[get("/status")]
async fn read_status(app: web::Data<App>) -> Result<Answer, Problem> {
    readiness(&app).await
}

async fn readiness(app: &App) -> Result<Answer, Problem> {
    if app.draining.load(Ordering::Relaxed) {
        return Err(Problem::new(Kind::Unavailable).detail("Sedang berhenti.", "Stopping.").header(header::RETRY_AFTER, "5"));
    }
    if !app.opened.load(Ordering::Relaxed) {
        return Err(Problem::not_open_yet());
    }
    let mut conn = app.db.lease_to_probe().await?;
    let clock = if timekeeping::ready(&mut conn, &app.clock).await?.is_ok() { "ok" } else { "wrong" };
    let storage = if app.blobs.is_away() { "away" } else { app.blobs.lack().map_or("ok", blobs::Lack::name) };
    let database = app.db.lack().map_or("ok", Lack::name);
    let keys = match app.keyring.standing() {
        Standing::Fresh => "ok",
        Standing::Stale => "stale",
        Standing::Missing => return Err(keys_missing()),
    };
    let status = if [storage, database, keys, clock].iter().all(|part| *part == "ok") { "ok" } else { "degraded" };
    Ok(Answer::plain(&Readiness { status, storage, database, keys, clock }))
}

/// Explain a kind of problem
///
/// The `type` of every error answer leads here.
#[utoipa::path(tag = "health", params(("slug" = String, Path, description = "The last part of a problem's type", max_length = 50, pattern = "^[a-z-]+$", example = "validation")),
    responses((status = 200, description = "The kind of problem", body = ProblemKind)))]
#[get("/problems/{slug}")]
async fn read_problem(slug: web::Path<String>) -> Result<Answer, Problem> {
    let kind = Kind::from_slug(&slug).ok_or_else(Problem::not_found)?;
    let words = |words: crate::http::language::Words| Bilingual { id: words.id, en: words.en };
    Ok(Answer::plain(&ProblemKind {
        code: kind.code(),
        status: kind.status().as_u16(),
        title: words(kind.title()),
        remedy: words(kind.remedy()),
    }))
}

/// Read this document
///
/// OpenAPI 3.1, the same as `openapi/openapi.json` in the source.
#[utoipa::path(tag = "health", responses((status = 200, description = "The document", body = Object)))]
#[get("/openapi.json")]
async fn read_openapi(documents: web::Data<Served>) -> HttpResponse {
    openapi::answer(documents.current())
}

/// Read this document as OpenAPI 3.0
///
/// For gateways and generators that do not read 3.1.
#[utoipa::path(tag = "health", responses((status = 200, description = "The document", body = Object)))]
#[get("/openapi-3.0.json")]
async fn read_openapi_3_0(documents: web::Data<Served>) -> Result<HttpResponse, Problem> {
    let older = web::block(move || documents.older().clone()).await.map_err(Problem::internal)?;
    Ok(openapi::answer(&older))
}
