//! The service itself: started as `pubdok serve` starts it, with the settings of one test.

use super::BASE_URL;
use pubdok::config::Config;
use pubdok::features::documents;
use pubdok::http::openapi::text;
use pubdok::server::{self, Shared};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::oneshot;

/// As the program has it, but for a copy in `openapi/` that is stale: a test of the house says so.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| text(&documents().current));

/// Where it listens, where the operator asks, and its parts.
pub type Started = (SocketAddr, Option<SocketAddr>, Shared);

/// Runs the service as `pubdok serve` does, until the test is done with it.
pub fn serve(config: Config, url: &str, started: oneshot::Sender<Started>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(tokio::task::LocalSet::new().run_until(async move {
        let shared = server::prepare(config, &DOCUMENT, url).await.expect("the parts fit together");
        let service = server::serve(shared).expect("a port to listen on");
        server::open(&service.shared).await.expect("it opens");
        let handle = service.server.handle();
        tokio::spawn(async move {
            let _ = stopped.await;
            handle.stop(false).await;
        });
        // Whoever asked may have given up meanwhile.
        let _ = started.send((service.address, service.admin, service.shared));
        service.server.await.expect("the service serves");
    }));
}

pub fn config(data_dir: &Path, settings: &[(String, String)]) -> Config {
    let own = |name: &str| settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Config::read(&|name| {
        own(name).or_else(|| match name {
            "PUBDOK_BIND" => Some("127.0.0.1:0".to_owned()),
            "PUBDOK_BASE_URL" => Some(BASE_URL.to_owned()),
            "PUBDOK_DATA_DIR" => Some(data_dir.display().to_string()),
            "PUBDOK_WORKERS" => Some("1".to_owned()),
            "PUBDOK_DB_CONNECTIONS" => Some("6".to_owned()),
            // Every request of a test has a token of its own, and all come from one address.
            "PUBDOK_RATE" | "PUBDOK_ADDRESS_RATE" | "PUBDOK_AT_ONCE" => Some("0".to_owned()),
            _ => None,
        })
    })
    .expect("good settings")
}

pub fn data_dir() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("pubdok-office-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir(&dir).expect("a folder of the test's own");
    dir
}

/// `RUST_LOG=pubdok=warn cargo test …` shows why something was answered with 500.
pub fn log_if_asked() {
    if std::env::var_os("RUST_LOG").is_some() {
        let log = tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env());
        // Refused from the second office on: there is one log a process.
        let _ = log.with_writer(std::io::stderr).try_init();
    }
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}
