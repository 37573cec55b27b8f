//! What the operator's monitoring counts, by the names of OpenTelemetry's conventions, in the text that Prometheus reads.

use actix_web::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// As the conventions have them.
const SECONDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    durations: Family<Request, Histogram, fn() -> Histogram>,
    active: Gauge,
    workers: Gauge,
    rounds: Family<Round, Counter>,
    figures: Gauges,
}

/// Measured when they are asked for.
#[derive(Debug, Default)]
struct Gauges {
    open: Gauge,
    idle: Gauge,
    waiting: Gauge,
    unsealed: Gauge,
    uploads: Gauge,
    pictures: Gauge,
}

/// What stands at the moment of asking; None where the database could not say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub connections_open: i64,
    pub connections_idle: i64,
    pub requests_waiting: i64,
    pub pictures_made: i64,
    pub entries_unsealed: Option<i64>,
    pub uploads_unfinished: Option<i64>,
}

/// Bounded: strangers make no names of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    http_request_method: &'static str,
    http_response_status_code: u16,
    http_route: String,
    error_type: String,
}

/// One round of a task of the background work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Round {
    task: &'static str,
    outcome: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let durations = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let (active, workers, rounds, figures) = (Gauge::default(), Gauge::default(), Family::default(), Gauges::default());
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("pubdok_build", "The program", build);
        let told = "How long requests took, until the head of the answer was ready";
        registry.register_with_unit("http_server_request_duration", told, Unit::Seconds, durations.clone());
        registry.register("pubdok_background_rounds", "Rounds of the background work, by what came of them", rounds.clone());
        for (name, told, gauge) in [
            ("http_server_active_requests", "Requests being answered", &active),
            ("pubdok_workers", "Threads that serve requests", &workers),
            ("pubdok_database_connections_open", "Connections to PostgreSQL, of all workers", &figures.open),
            ("pubdok_database_connections_idle", "Those of them that nobody uses", &figures.idle),
            ("pubdok_database_requests_waiting", "Requests that wait for a connection", &figures.waiting),
            ("pubdok_journal_entries_unsealed", "Entries that no checkpoint covers yet", &figures.unsealed),
            ("pubdok_uploads_unfinished", "Uploads that are under way or given up", &figures.uploads),
            ("pubdok_pictures_made", "Copies of pictures made since the start", &figures.pictures),
        ] {
            registry.register(name, told, gauge.clone());
        }
        Self { registry, durations, active, workers, rounds, figures }
    }
}

impl Metrics {
    pub fn serves_by(&self, workers: usize) {
        self.workers.set(i64::try_from(workers).unwrap_or(i64::MAX));
    }

    /// A round of this task of the background work is over.
    pub fn round(&self, task: &'static str, went_well: bool) {
        let outcome = if went_well { "done" } else { "failed" };
        self.rounds.get_or_create(&Round { task, outcome }).inc();
    }

    pub fn begins(&self) {
        self.active.inc();
    }

    /// `route`: the template, for an address that is none of ours `unmatched`.
    pub fn ends(&self, method: &Method, route: &str, status: u16, took: Duration) {
        self.active.dec();
        let request = Request {
            http_request_method: verb(method),
            http_response_status_code: status,
            http_route: route.to_owned(),
            error_type: if status >= 500 { status.to_string() } else { String::new() },
        };
        self.durations.get_or_create(&request).observe(took.as_secs_f64());
    }

    /// A request whose caller went away before it was answered.
    pub fn is_given_up(&self) {
        self.active.dec();
    }

    pub fn text(&self, now: Figures) -> String {
        let figures = &self.figures;
        figures.open.set(now.connections_open);
        figures.idle.set(now.connections_idle);
        figures.waiting.set(now.requests_waiting);
        figures.pictures.set(now.pictures_made);
        // What cannot be asked now keeps what it was.
        now.entries_unsealed.map(|entries| figures.unsealed.set(entries));
        now.uploads_unfinished.map(|uploads| figures.uploads.set(uploads));
        let mut text = String::new();
        // Writing to a String does not fail.
        encode(&mut text, &self.registry).map(|()| text).unwrap_or_default()
    }
}

/// The method's name; of methods that are nobody's, one for all.
pub fn verb(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}
