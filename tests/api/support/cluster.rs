//! One throw-away PostgreSQL a test process; every test gets a database of its own, cloned from one that is migrated.

use pubdok::db::embedded::{Embedded, Kind, throw_away_dir};
use pubdok::db::migrate;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Mutex;
use tokio_postgres::{Client, NoTls};

const TEMPLATE: &str = "template_office";

/// Never dropped, being static: PostgreSQL ends with the process, whatever ends that.
static CLUSTER: OnceLock<Embedded> = OnceLock::new();

/// A template can be copied only while nobody is connected to it, and that is also true of other copiers.
static COPYING: Mutex<()> = Mutex::const_new(());

/// The cluster, started on first use.
async fn cluster() -> &'static Embedded {
    // Starting blocks its thread.
    tokio::task::spawn_blocking(|| CLUSTER.get_or_init(start)).await.expect("a throw-away PostgreSQL")
}

fn start() -> Embedded {
    let cluster = Embedded::start(Kind::ThrowAway, &throw_away_dir()).expect("a throw-away PostgreSQL");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        statement(&cluster, "postgres", &format!("CREATE DATABASE {TEMPLATE}")).await;
        migrate::run(&cluster.url(TEMPLATE)).await.expect("the migrations run");
        statement(&cluster, "postgres", &format!("ALTER DATABASE {TEMPLATE} WITH IS_TEMPLATE true")).await;
    });
    // The runtime ends here, and with it every connection to the template.
    cluster
}

/// A database of one test.
#[derive(Debug, Clone)]
pub struct Database {
    pub name: String,
    pub url: String,
}

/// A migrated database that nobody else uses.
pub async fn migrated_database() -> Database {
    database(&format!("TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")).await
}

/// A database without anything in it.
pub async fn empty_database() -> Database {
    database("TEMPLATE template0").await
}

async fn database(from: &str) -> Database {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = cluster().await;
    let name = format!("office_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let _copying = COPYING.lock().await;
    statement(cluster, "postgres", &format!("CREATE DATABASE {name} {from}")).await;
    Database { url: cluster.url(&name), name }
}

pub async fn drop_database(name: &str) {
    statement(cluster().await, "postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
}

/// A connection for what the API does not offer: planting rows, looking behind it.
pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection to the test database");
    tokio::spawn(connection);
    client
}

async fn statement(cluster: &Embedded, database: &str, sql: &str) {
    let client = connect(&cluster.url(database)).await;
    client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
