//! Puts the parts together, binds them to an address, and drains them at the end.

mod doors;

use crate::blobs::{BlobError, Blobs, Location};
use crate::config::{Config, Keys};
use crate::db::{Db, pool};
use crate::features::pictures::Workshop;
use crate::features::{self, health};
use crate::http::auth::token::{DevelopmentKey, KeySet, RoleRules, TokenRules, Verifier};
use crate::http::compression::{choose_compression, prepare_compression};
use crate::http::line::{Line, take_in_hand};
use crate::http::openapi::{self, Served};
use crate::http::surface::Surface;
use crate::http::tus;
use crate::office::app::{App, Clock};
use crate::office::border::border;
use crate::office::rates::Rates;
use crate::office::reference::{self, Reference};
use actix_cors::Cors;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, boxed, map_config};
use actix_web::dev::{AppConfig, Server, fn_service};
use actix_web::http::header;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web;
use doors::{Doors, Entry, HEAD, make_room};
use std::future::ready;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::net::TcpStream;

/// A running service.
pub struct Service {
    pub server: Server,
    pub address: SocketAddr,
    pub shared: Shared,
}

/// What all worker threads share.
#[derive(Clone)]
pub struct Shared {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub blobs: Blobs,
    pub workshop: Arc<Workshop>,
    pub verifier: Arc<Verifier>,
    pub reference: Arc<Reference>,
    pub rates: Arc<Rates>,
    pub surface: Arc<Surface>,
    pub documents: Arc<Served>,
    pub draining: Arc<AtomicBool>,
    database_url: String,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {error}. Is another pubdok running? Set PUBDOK_BIND to a free address")]
    Bind { address: SocketAddr, error: std::io::Error },
    #[error("PUBDOK_JWKS_FILE: cannot use {file}: {reason}")]
    KeyFile { file: String, reason: String },
    #[error("PUBDOK_JWT_SECRET: {0}")]
    Secret(String),
    #[error("the development key: {0}")]
    DevelopmentKey(String),
    #[error("PUBDOK_BLOB_STORE: cannot keep files in {location}: {error}")]
    Blobs { location: String, error: BlobError },
}

/// How long a connection may be silent between two requests.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long one that is ended may take to notice.
const FAREWELL: Duration = Duration::from_secs(1);

/// Finished requests only: after this the rest is cut off.
const DRAIN_SECONDS: u64 = 30;

/// Settings that hold what they promise: keys that verify, a store that keeps. No database was touched for it.
pub struct Checked {
    config: Config,
    verifier: Verifier,
    blobs: Blobs,
}

/// Tries every setting that names something, but the database.
pub async fn check(config: Config) -> Result<Checked, StartError> {
    let rules = TokenRules {
        roles: RoleRules { paths: config.roles_claims.clone(), names: config.role_map.clone() },
        ..TokenRules::new(config.issuer.clone(), config.audience.clone())
    };
    let verifier = Verifier::new(keys(&config)?, rules);
    let blobs = open_blobs(&config.blob_store).await?;
    Ok(Checked { config, verifier, blobs })
}

/// Everything that is checked before a port is bound.
pub async fn prepare(config: Config, database_url: &str) -> Result<Shared, StartError> {
    Ok(check(config).await?.on(database_url))
}

impl Checked {
    /// The parts put together on this database.
    pub fn on(self, database_url: &str) -> Shared {
        let Self { config, verifier, blobs } = self;
        let documents = Served::of(features::documents);
        let clock = Clock::default();
        let workshop = Workshop::new(blobs.clone(), clock.clone(), config.zone, config.picture_workers);
        Shared {
            reference: Arc::new(Reference::new(config.zone)),
            rates: Arc::new(Rates::new(config.limits.clone(), clock.clone())),
            surface: documents.surface.clone(),
            documents: Arc::new(documents),
            config: Arc::new(config),
            clock,
            workshop: Arc::new(workshop),
            verifier: Arc::new(verifier),
            draining: Arc::default(),
            database_url: database_url.to_owned(),
            blobs,
        }
    }
}

/// Opens the store of the settings; also for commands that serve nothing.
pub async fn open_blobs(location: &Location) -> Result<Blobs, StartError> {
    let opened = Blobs::open(location.clone()).await;
    opened.map_err(|error| StartError::Blobs { location: location.to_string(), error })
}

fn keys(config: &Config) -> Result<KeySet, StartError> {
    match &config.keys {
        Keys::Development => DevelopmentKey::open(&config.data_dir)
            .map(|key| key.keys())
            .map_err(|error| StartError::DevelopmentKey(error.to_string())),
        Keys::Secret(secret) => KeySet::from_secret(secret.as_bytes()).map_err(|weak| StartError::Secret(weak.to_string())),
        Keys::File(file) => {
            let refused = |reason: String| StartError::KeyFile { file: file.display().to_string(), reason };
            let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
            let keys = KeySet::from_text(&text).map_err(|error| refused(error.to_string()))?;
            for passed_over in keys.passed_over() {
                tracing::warn!(target: "pubdok", key = passed_over, "key passed over");
            }
            Ok(keys)
        }
    }
}

/// Binds and serves; must be called on the main runtime.
pub fn serve(shared: Shared) -> Result<Service, StartError> {
    let workers = shared.config.workers;
    let reference = reference::listen(shared.database_url.clone(), shared.reference.clone());
    let service = bind(shared, workers, features::routes, openapi::pages)?;
    tokio::spawn(reference);
    Ok(service)
}

/// Binds and answers only whether the process lives and is ready: for one that does the background work alone.
pub fn serve_health(shared: Shared) -> Result<Service, StartError> {
    bind(shared, 1, health::probes, |_| ())
}

fn bind(
    shared: Shared,
    workers: usize,
    routes: fn(&mut web::ServiceConfig),
    pages: fn(&mut web::ServiceConfig),
) -> Result<Service, StartError> {
    let config = shared.config.clone();
    let bind_error = |error| StartError::Bind { address: config.bind, error };
    let listener = TcpListener::bind(config.bind).map_err(bind_error)?;
    let address = listener.local_addr().map_err(bind_error)?;
    let parts = shared.clone();
    let (most, proxies) = (config.limits.connections, config.limits.proxies.clone());
    let doors = Doors::new(most, proxies);
    let builder = Server::build();
    let drains = builder.graceful_shutdown_signal();
    // As HttpServer puts it together, with connections of our own.
    let http = move || {
        let state = web::Data::new(app(&parts));
        let documents = web::Data::from(parts.documents.clone());
        let workshop = web::Data::from(parts.workshop.clone());
        let app = actix_web::App::new()
            .app_data(state)
            .app_data(documents)
            .app_data(workshop)
            .configure(routes)
            .configure(pages)
            .wrap(from_fn(border))
            .wrap(from_fn(choose_compression))
            .wrap(Compress::default())
            .wrap(from_fn(prepare_compression))
            .wrap(cors(&parts.config))
            .wrap(from_fn(take_in_hand));
        let (doors, drains) = (doors.clone(), drains.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let drains = drains.clone();
                async move { drains.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD)
            .client_disconnect_timeout(FAREWELL)
            .local_addr(address)
            .on_connect_ext(|line: &Line<TcpStream, Entry>, data| drop(data.insert(line.hand())))
            .finish(map_config(app.into_factory().map_err(|error| error.error_response()), |()| AppConfig::default()));
        let let_in = fn_service(move |io: TcpStream| {
            let peer = io.peer_addr().ok();
            ready(doors.let_in(io).map(|line| (line, Protocol::Http1, peer)).map_err(DispatchError::Io))
        });
        // The task of a connection holds the future of its service twice: boxed, that is two addresses and not twice the whole.
        boxed::factory(let_in.and_then(http))
    };
    let server = builder
        .workers(workers)
        .max_concurrent_connections(make_room(workers))
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen("pubdok", listener, http)
        .map_err(bind_error)?
        .run();
    Ok(Service { server, address, shared })
}

fn app(shared: &Shared) -> App {
    App {
        db: Db::new(&shared.database_url, shared.config.db_connections),
        clock: shared.clock.clone(),
        blobs: shared.blobs.clone(),
        verifier: shared.verifier.clone(),
        reference: shared.reference.clone(),
        rates: shared.rates.clone(),
        config: shared.config.clone(),
        surface: shared.surface.clone(),
        draining: shared.draining.clone(),
    }
}

/// Only listed origins; a browser elsewhere is refused by the absence of the headers.
fn cors(config: &Config) -> Cors {
    let exposed = [
        "ETag",
        "Link",
        "Location",
        "Content-Location",
        "Retry-After",
        "RateLimit",
        "RateLimit-Policy",
        "Request-Id",
        "Api-Version",
        "Content-Disposition",
        "Idempotent-Replayed",
        "Repr-Digest",
        "Content-Location",
    ]
    .into_iter()
    .chain(tus::EXPOSED);
    let allowed = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::ACCEPT,
        header::ACCEPT_LANGUAGE,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
        header::RANGE,
        header::HeaderName::from_static("idempotency-key"),
        header::HeaderName::from_static("occurred-at"),
        header::HeaderName::from_static("request-id"),
    ]
    .into_iter()
    .chain(tus::ALLOWED.map(header::HeaderName::from_static));
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers(allowed)
        .expose_headers(exposed)
        .max_age(7200)
        .block_on_origin_mismatch(false);
    config.cors_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// For those who run statements of their own on the service's database: background work, tests.
pub fn database_url(shared: &Shared) -> String {
    pool::with_session_options(&shared.database_url)
}
