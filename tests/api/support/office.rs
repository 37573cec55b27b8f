//! The office: the real service, started for one test, with the people of the SOP.

use super::bucket::Bucket;
use super::cluster;
use super::people::PEOPLE;
use super::service::{block_on, config, data_dir, log_if_asked, serve};
use chrono::{DateTime, Datelike, FixedOffset, TimeDelta};
use pubdok::blobs::Location;
use pubdok::domain::role::Role;
use pubdok::features::pictures::Workshop;
use pubdok::http::auth::token::DevelopmentKey;
use pubdok::http::surface::Surface;
use pubdok::office::app::Clock;
use pubdok::office::watch::Watch;
use pubdok::server::Shared;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;
use uuid::Uuid;

/// What `Link`, `type` and the like begin with; tests follow such addresses at the office's real one.
pub const BASE_URL: &str = "http://pubdok.test";

/// *WIB*, the zone of the office.
pub const JAKARTA: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("an offset");

/// A service of one test on a database of its own; gone when dropped.
pub struct Office {
    pub desk: Arc<Desk>,
    premises: Premises,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What an office leaves behind when it closes for the night.
#[derive(Clone)]
struct Premises {
    database_url: String,
    /// The same database for the test's own questions.
    beside: String,
    /// The database of ours to drop at the end; after a restart the new office's to drop.
    database: Option<String>,
    data_dir: Option<PathBuf>,
    settings: Vec<(String, String)>,
    people: Arc<Mutex<HashMap<String, Uuid>>>,
}

/// What callers need of the office.
pub struct Desk {
    pub address: SocketAddr,
    /// Where the operator's monitoring asks.
    pub admin: Option<SocketAddr>,
    pub shared: Shared,
    pub key: DevelopmentKey,
    pub client: reqwest::Client,
    /// Officers entered behind the API's back: subject and id.
    pub people: Arc<Mutex<HashMap<String, Uuid>>>,
}

impl Office {
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// An office with settings of its own, such as `("PUBDOK_CORS_ORIGINS", "https://portal.example.go.id")`.
    /// With its files in this bucket.
    pub async fn open_with_bucket(bucket: &Bucket, more: &[(&str, &str)]) -> Self {
        let settings = bucket.settings();
        let mut settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        settings.extend(more);
        Self::open_with(&settings).await
    }

    pub async fn open_with(settings: &[(&str, &str)]) -> Self {
        let database = cluster::migrated_database().await;
        Self::found(database.url.clone(), database.url, Some(database.name), settings).await
    }

    /// An office on a migrated database that the test keeps itself.
    pub async fn open_on(database_url: String) -> Self {
        Self::open_on_with(database_url, &[]).await
    }

    pub async fn open_on_with(database_url: String, settings: &[(&str, &str)]) -> Self {
        let beside = database_url.clone();
        Self::found(database_url, beside, None, settings).await
    }

    /// An office whose line to its database is not for the test's own questions.
    pub async fn open_beside(database_url: String, beside: String, settings: &[(&str, &str)]) -> Self {
        Self::found(database_url, beside, None, settings).await
    }

    async fn found(database_url: String, beside: String, database: Option<String>, settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let premises = Premises { database_url, beside, database, data_dir: Some(data_dir()), settings, people: Arc::default() };
        let office = Self::start(premises).await;
        let entries: String =
            PEOPLE.iter().map(|(subject, name, title, role)| office.entry(subject, name, title, *role).1).collect();
        office.sql().await.batch_execute(&entries).await.expect("the people are entered");
        office
    }

    async fn start(premises: Premises) -> Self {
        log_if_asked();
        let config = config(premises.data_dir.as_deref().expect("a data directory"), &premises.settings);
        let key = DevelopmentKey::open(&config.data_dir).expect("a development key");
        let url = premises.database_url.clone();
        let (stop, stopped) = oneshot::channel();
        let (started, ready) = oneshot::channel();
        let thread = thread::spawn(move || serve(config, &url, started, stopped));
        let (address, admin, shared) = ready.await.expect("the service starts");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let desk = Arc::new(Desk { address, admin, shared, key, client, people: premises.people.clone() });
        Self { desk, premises, stop: Some(stop), thread: Some(thread) }
    }

    /// Another instance of the service on the same database and files.
    pub async fn another(&self) -> Self {
        let mut premises = Premises { database: None, data_dir: Some(data_dir()), ..self.premises.clone() };
        if !premises.settings.iter().any(|(name, _)| name == "PUBDOK_BLOB_STORE") {
            premises.settings.push(("PUBDOK_BLOB_STORE".to_owned(), format!("file://{}", self.blob_dir().display())));
        }
        Self::start(premises).await
    }

    /// Stops the service and starts it again on the same database and files.
    pub async fn restarts(self) -> Self {
        let url = self.premises.database_url.clone();
        self.moves_to(url).await
    }

    /// Stops the service and starts it again with the same files on another database, which holds what this one held.
    pub async fn moves_to(mut self, database_url: String) -> Self {
        let mut premises = self.premises.clone();
        if premises.database_url != database_url {
            (premises.database_url, premises.beside) = (database_url.clone(), database_url);
        }
        (self.premises.database, self.premises.data_dir) = (None, None);
        // Dropping waits for the service to end.
        tokio::task::spawn_blocking(move || drop(self)).await.expect("the service stops");
        Self::start(premises).await
    }

    /// The clock of the service; tests move it, they never sleep.
    pub fn clock(&self) -> &Clock {
        &self.desk.shared.clock
    }

    /// Moves the clock on to the next Wednesday, 08:00 at the office: a plain working day.
    pub fn opens_on_wednesday(&self) -> DateTime<FixedOffset> {
        let now = self.clock().now().with_timezone(&JAKARTA);
        let days = (2 - i64::from(now.weekday().num_days_from_monday())).rem_euclid(7);
        let morning = now.date_naive() + TimeDelta::days(days + 7);
        let morning = morning.and_hms_opt(8, 0, 0).expect("a time of day").and_local_timezone(JAKARTA).unwrap();
        self.is_now(morning);
        morning
    }

    /// Moves the clock on to this moment.
    pub fn is_now(&self, moment: DateTime<FixedOffset>) {
        self.clock().advance(moment.to_utc() - self.clock().now());
    }

    /// Every operation that is served.
    pub fn surface(&self) -> &Surface {
        &self.desk.shared.surface
    }

    /// Where the service makes copies of pictures.
    pub fn workshop(&self) -> &Workshop {
        &self.desk.shared.workshop
    }

    /// How many pictures were decoded so far.
    pub fn pictures_made(&self) -> usize {
        self.workshop().made()
    }

    /// How many sheets were printed so far.
    #[cfg(feature = "pdf")]
    pub fn sheets_printed(&self) -> usize {
        self.desk.shared.press.printed()
    }

    /// Who notes security events.
    pub fn watch(&self) -> &Watch {
        &self.desk.shared.watch
    }

    /// Where the service keeps its keys.
    pub fn data_dir(&self) -> &Path {
        &self.desk.shared.config.data_dir
    }

    pub fn database_url(&self) -> &str {
        &self.premises.database_url
    }

    pub fn blob_dir(&self) -> &Path {
        match &self.desk.shared.config.blob_store {
            Location::Folder(folder) => folder,
            Location::Bucket(_) => panic!("this office keeps its files in a bucket"),
        }
    }

    /// A connection to the office's database.
    pub async fn sql(&self) -> tokio_postgres::Client {
        cluster::connect(&self.premises.beside).await
    }

    /// Enters an officer behind the API's back; answers the id.
    pub async fn plant_officer(&self, subject: &str, name: &str, title: &str, role: Role) -> Uuid {
        let (id, entry) = self.entry(subject, name, title, role);
        self.sql().await.batch_execute(&entry).await.expect("an officer is planted");
        id
    }

    /// A new officer's id, and the SQL that enters them.
    fn entry(&self, subject: &str, name: &str, title: &str, role: Role) -> (Uuid, String) {
        let id = Uuid::now_v7();
        self.premises.people.lock().expect("the list of people").insert(subject.to_owned(), id);
        let sql = format!(
            "INSERT INTO officers (id, subject, name, position_title, unit, roles, active, created_at, updated_at, version)
             VALUES ('{id}', '{subject}', '{name}', '{title}', 'HUMAS', '{{{role}}}', true, now(), now(), 1);"
        );
        (id, sql)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map_or(Ok(()), JoinHandle::join);
        let dropped = self
            .premises
            .database
            .take()
            .map_or(Ok(()), |database| thread::spawn(move || block_on(cluster::drop_database(&database))).join());
        let removed = self.premises.data_dir.take().map_or(Ok(()), std::fs::remove_dir_all);
        // A panic of its own would hide the one that ends the test.
        if !thread::panicking() {
            ended.expect("the service ends well");
            dropped.expect("the database is dropped");
            removed.expect("the files are removed");
        }
    }
}
