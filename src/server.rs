//! Puts the parts together, binds them to an address, and drains them at the end.

mod admin;
mod app;
mod cors;
mod doors;
mod keys;
mod lines;
mod opening;

pub use opening::{OpenError, open};

use crate::blobs::{BlobError, Blobs, Location};
use crate::config::Config;
use crate::db::Weather;
use crate::features::monitoring::Pools;
use crate::features::pictures::Workshop;
#[cfg(feature = "pdf")]
use crate::features::printing::Press;
use crate::features::{self, changes, health};
use crate::http::auth::keyring::Keyring;
use crate::http::auth::token::Verifier;
use crate::http::compression::{choose_compression, prepare_compression};
use crate::http::line::{Line, expect, take_in_hand};
use crate::http::openapi::{self, Served};
use crate::http::paging::Seal;
use crate::http::surface::Surface;
use crate::office::app::Clock;
use crate::office::border::border;
use crate::office::issuer::Issuer;
use crate::office::metrics::Metrics;
use crate::office::rates::Rates;
use crate::office::reference::{self, Reference};
use crate::office::revocations::Revocations;
use crate::office::showcase::Showcase;
use crate::office::turns::Turns;
use crate::office::watch::{self, Watch, Watchman};
use actix_http::HttpService;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, map_config};
use actix_web::dev::{AppConfig, Server, fn_service};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web;
use doors::{Doors, Entry, HEAD, make_room};
use lines::Lines;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, atomic::AtomicBool};
use std::time::Duration;
use tokio::net::TcpStream;

/// A running service.
pub struct Service {
    pub server: Server,
    pub address: SocketAddr,
    /// Where the operator's monitoring asks.
    pub admin: Option<SocketAddr>,
    pub shared: Shared,
}

/// What all worker threads share.
#[derive(Clone)]
pub struct Shared {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub blobs: Blobs,
    pub workshop: Arc<Workshop>,
    /// Where requests wait for changes.
    pub desk: Arc<changes::Desk>,
    #[cfg(feature = "pdf")]
    pub press: Arc<Press>,
    pub keyring: Arc<Keyring>,
    pub issuer: Arc<Issuer>,
    pub reference: Arc<Reference>,
    pub rates: Arc<Rates>,
    pub revocations: Arc<Revocations>,
    pub showcase: Arc<Showcase>,
    pub surface: Arc<Surface>,
    pub documents: Arc<Served>,
    pub draining: Arc<AtomicBool>,
    closing: tokio::sync::watch::Sender<bool>,
    /// Everything is known that must be before anything is served.
    pub opened: Arc<AtomicBool>,
    pub watch: Arc<Watch>,
    pub metrics: Arc<Metrics>,
    pub seal: Arc<Seal>,
    pub turns: Arc<Turns>,
    /// The pools of all workers, for the monitoring.
    pools: Pools,
    weather: Weather,
    watchman: Arc<Mutex<Option<Watchman>>>,
    database_url: String,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {error}. Is another pubdok running? Set PUBDOK_BIND to a free address")]
    Bind { address: SocketAddr, error: std::io::Error },
    #[error("PUBDOK_JWKS_FILE: {0}")]
    KeyFile(String),
    #[error("PUBDOK_OIDC_ISSUER: {0}")]
    Provider(String),
    #[error("PUBDOK_JWT_SECRET: {0}")]
    Secret(String),
    #[error("the development key: {0}")]
    DevelopmentKey(String),
    #[error("PUBDOK_ADMIN_BIND: cannot listen on {address}: {error}")]
    AdminBind { address: SocketAddr, error: std::io::Error },
    #[error("PUBDOK_FONTS: {0}")]
    Fonts(String),
    #[error("this program is not whole, its OpenAPI document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
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
    keyring: Keyring,
    blobs: Blobs,
    documents: Served,
}

/// Tries every setting that names something, but the database. `document`: what `openapi/openapi.json` says.
pub async fn check(config: Config, document: &'static str) -> Result<Checked, StartError> {
    let documents = Served::of(document, config.contact.clone())?;
    let (keys, source) = keys::first(&config).await?;
    let keyring = Keyring::new(Verifier::new(keys, config.tokens.clone()), source);
    crate::print::add_fonts(config.fonts.as_deref()).map_err(StartError::Fonts)?;
    let blobs = open_blobs(&config.blob_store).await?;
    Ok(Checked { config, keyring, blobs, documents })
}

/// Everything that is checked before a port is bound.
pub async fn prepare(config: Config, document: &'static str, database_url: &str) -> Result<Shared, StartError> {
    Ok(check(config, document).await?.on(database_url))
}

impl Checked {
    /// The parts put together on this database.
    pub fn on(self, database_url: &str) -> Shared {
        let Self { config, keyring, blobs, documents } = self;
        let (watch, watchman) = watch::watch();
        let clock = Clock::default();
        let weather = Weather::by({
            let clock = clock.clone();
            move || clock.elapsed()
        });
        let workshop = Workshop::new(blobs.clone(), clock.clone(), config.zone, (config.picture_workers, config.picture_memory));
        Shared {
            reference: Arc::new(Reference::new(config.zone, &config.office_name)),
            rates: Arc::new(Rates::new(config.limits.clone(), clock.clone())),
            revocations: Arc::default(),
            showcase: Arc::new(Showcase::new(config.public.memory)),
            surface: documents.surface.clone(),
            documents: Arc::new(documents),
            issuer: Arc::new(Issuer::new(&config)),
            config: Arc::new(config),
            clock,
            workshop: Arc::new(workshop),
            desk: Arc::default(),
            #[cfg(feature = "pdf")]
            press: Arc::default(),
            keyring: Arc::new(keyring),
            draining: Arc::default(),
            closing: Default::default(),
            opened: Arc::default(),
            watch: Arc::new(watch),
            metrics: Arc::default(),
            seal: Arc::default(),
            turns: Arc::default(),
            pools: Pools::default(),
            weather,
            watchman: Arc::new(Mutex::new(Some(watchman))),
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

/// Binds and serves; must be called on the main runtime.
pub fn serve(shared: Shared) -> Result<Service, StartError> {
    let workers = shared.config.workers;
    let heard = reference::Heard {
        reference: shared.reference.clone(),
        revocations: shared.revocations.clone(),
        showcase: shared.showcase.clone(),
    };
    let reference = reference::listen(shared.database_url.clone(), heard);
    let keyring = tend_keys(&shared);
    let changes = opening::attend_to_changes(&shared);
    let service = bind(shared, workers, features::routes, openapi::pages)?;
    tokio::spawn(reference);
    tokio::spawn(keyring);
    tokio::spawn(changes);
    Ok(service)
}

fn tend_keys(shared: &Shared) -> impl Future<Output = ()> + Send + use<> {
    let clock = shared.clock.clone();
    shared.keyring.clone().tend(move || clock.now().timestamp())
}

/// Binds and answers only whether the process lives and is ready: for one that does the background work alone.
pub fn serve_health(shared: Shared) -> Result<Service, StartError> {
    let shared = Shared { surface: Arc::new(shared.surface.only(&health::PROBES)), ..shared };
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
    if let Some(watchman) = shared.watchman.lock().ok().and_then(|mut watchman| watchman.take()) {
        tokio::spawn(watchman.write(shared.database_url.clone()));
    }
    shared.metrics.serves_by(workers);
    let parts = shared.clone();
    let admin = shared.config.admin_bind.map(|bind| admin::serve(&shared, bind)).transpose()?;
    let admin = admin.map(|(server, address)| {
        tokio::spawn(server);
        address
    });
    let (most, proxies) = (config.limits.connections, config.limits.proxies.clone());
    let doors = Doors::new(most, proxies);
    let builder = Server::build();
    let drains = builder.graceful_shutdown_signal();
    let (closes, closing) = (drains.clone(), shared.closing.clone());
    tokio::spawn(async move {
        closes.notified().await;
        closing.send_replace(true);
    });
    // As HttpServer puts it together, with connections of our own.
    let http = move || {
        let state = web::Data::new(app::of(&parts));
        let documents = web::Data::from(parts.documents.clone());
        let workshop = web::Data::from(parts.workshop.clone());
        let desk = web::Data::from(parts.desk.clone());
        let app = actix_web::App::new().app_data(state).app_data(documents).app_data(workshop).app_data(desk);
        let app = app.configure(routes).configure(pages);
        #[cfg(feature = "pdf")]
        let app = app.app_data(web::Data::from(parts.press.clone()));
        let app = app
            .wrap(from_fn(border))
            .wrap(from_fn(choose_compression))
            .wrap(Compress::default())
            .wrap(from_fn(prepare_compression))
            .wrap(cors::cors(&parts.config))
            .wrap(from_fn(take_in_hand));
        let (doors, drains, draining) = (doors.clone(), drains.clone(), drains.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let draining = draining.clone();
                async move { draining.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD)
            .client_disconnect_timeout(FAREWELL)
            .expect(fn_service(expect))
            .local_addr(address)
            .on_connect_ext(|line: &Line<TcpStream, Entry>, data| drop(data.insert(line.hand())))
            .finish(map_config(app.into_factory().map_err(|error| error.error_response()), |()| AppConfig::default()));
        Lines { http, doors, drains }
    };
    let server = builder
        .workers(workers)
        .max_concurrent_connections(make_room(workers))
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen("pubdok", listener, http)
        .map_err(bind_error)?
        .run();
    Ok(Service { server, address, admin, shared })
}
