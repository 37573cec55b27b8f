//! Everything that is broken, and everything it is held against.

use crate::arguments::Arguments;
use crate::caller::client;
use crate::disk::Disk;
use crate::instance::Instance;
use crate::ledger::Ledger;
use crate::pair::Pair;
use crate::reader::Read;
use crate::report::Report;
use crate::weather::Weather;
use pubdok::blobs::{Blobs, Location};
use pubdok::config::Config;
use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Subject, name, title, role.
const PEOPLE: [(&str, &str, &str, &str); 6] = [
    ("kabag", "Ratna Wulandari", "Kepala Bagian Humas", "DIVISION_HEAD"),
    ("kasubag", "Bambang Prasetyo", "Kepala Sub Bagian Humas", "SUBDIVISION_HEAD"),
    ("staf-1", "Siti Aminah", "Staf Humas", "STAFF"),
    ("staf-2", "Agus Setiawan", "Staf Humas", "STAFF"),
    ("staf-3", "Putri Rahayu", "Staf Humas", "STAFF"),
    ("staf-4", "Joko Susilo", "Staf Humas", "STAFF"),
];

/// How many read the journal on and on.
pub const READERS: usize = 2;

pub struct World {
    pub arguments: Arguments,
    pub report: Report,
    pub weather: Weather,
    pub client: reqwest::Client,
    /// Closed while the ledger is held against what is there.
    pub gate: tokio::sync::RwLock<()>,
    pub instances: Vec<Instance>,
    pub pair: tokio::sync::Mutex<Pair>,
    /// Where the files are, and where PostgreSQL's; None where one may not mount.
    pub store: Option<Disk>,
    pub server_disk: Option<Disk>,
    /// For what an instance with a wrong clock would do.
    pub config: Config,
    pub blobs: Blobs,
    pub photo: Vec<u8>,
    people: HashMap<&'static str, String>,
    ledger: Mutex<Ledger>,
    readers: Mutex<Vec<Read>>,
    over: AtomicBool,
    folder: PathBuf,
}

/// Of this run.
pub fn logs(arguments: &Arguments) -> PathBuf {
    arguments.dir.join(std::process::id().to_string())
}

impl World {
    pub async fn new(arguments: Arguments) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("pubdok-faults-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let store = Disk::new(folder.join("store"))?.map(|disk| disk.shared(folder.join("share"))).transpose()?;
        let server_disk = Disk::new(folder.join("server"))?;
        let pair = Pair::new(server_disk.as_ref().map(|disk| disk.root().to_owned())).await?;
        let root = store.as_ref().map_or_else(|| folder.join("files"), |disk| disk.root().to_owned());
        let (url, files) = (pair.service_url(), root.display().to_string());
        let mut instances = Vec::new();
        for name in ["instance 1", "instance 2"] {
            let dir = logs(&arguments).join(name.replace(' ', "-"));
            instances.push(Instance::new(name, &arguments.program, dir, &url, &files).await?);
        }
        let setting = |name: &str| match name {
            "PUBDOK_DATA_DIR" => Some(folder.join("data").display().to_string()),
            "PUBDOK_BLOB_STORE" => Some(format!("file://{files}")),
            _ => None,
        };
        let config = Config::read(&setting).map_err(|faults| format!("{faults:?}"))?;
        instances[0].starts()?;
        let mut photo = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(16, 12, image::Rgb([20, 90, 160])).write_to(&mut photo, image::ImageFormat::Jpeg)?;
        let mut world = Self {
            report: Report::new(arguments.seed),
            weather: Weather::default(),
            client: client()?,
            gate: tokio::sync::RwLock::default(),
            instances,
            pair: tokio::sync::Mutex::new(pair),
            store,
            server_disk,
            blobs: Blobs::open(Location::Folder(root)).await?,
            config,
            photo: photo.into_inner(),
            people: HashMap::new(),
            ledger: Mutex::default(),
            readers: Mutex::new(vec![Read::default(); READERS]),
            over: AtomicBool::default(),
            folder,
            arguments,
        };
        // The first makes the tables, and marks the store.
        world.is_open(0).await?;
        world.people().await?;
        world.instances[1].starts()?;
        world.is_open(1).await?;
        Ok(world)
    }

    async fn people(&mut self) -> Outcome<()> {
        let sql = self.pair.lock().await.sql().await?;
        for (subject, name, title, role) in PEOPLE {
            let id = Uuid::now_v7().to_string();
            let entry = format!(
                "INSERT INTO officers (id, subject, name, position_title, unit, roles, active, created_at, updated_at, version)
                 VALUES ('{id}', '{subject}', '{name}', '{title}', 'HUMAS', '{{{role}}}', true, now(), now(), 1)"
            );
            sql.batch_execute(&entry).await?;
            self.people.insert(subject, id);
        }
        Ok(())
    }

    async fn is_open(&self, number: usize) -> Outcome<()> {
        let instance = &self.instances[number];
        for _ in 0..6000 {
            if self.readiness(number).await.is_some_and(|status| status == "ok") {
                return Ok(());
            }
            if !instance.is_running() {
                return Err(format!("{} ended by itself; see {}", instance.name, instance.log().display()).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("{} never opened; see {}", instance.name, instance.log().display()).into())
    }

    /// What an instance says of itself, asked beside its line.
    async fn readiness(&self, number: usize) -> Option<String> {
        let address = format!("http://{}/readyz", self.instances[number].address());
        let answer = self.client.get(address).send().await.ok()?;
        let told: serde_json::Value = answer.json().await.ok()?;
        Some(told["status"].as_str()?.to_owned())
    }

    /// Ends every fault, and waits until all is well; how long that took.
    pub async fn recovers(&self) -> Outcome<Duration> {
        let begun = Instant::now();
        for instance in &self.instances {
            instance.line.pass();
            instance.goes_on();
            instance.may_open_files(true);
        }
        let mut pair = self.pair.lock().await;
        pair.recovers().await?;
        let sql = pair.sql().await?;
        drop(pair);
        sql.batch_execute("SET default_transaction_read_only = off").await?;
        for setting in [
            "ALTER ROLE pubdok CONNECTION LIMIT -1",
            "ALTER SYSTEM RESET default_transaction_read_only",
            "SELECT pg_reload_conf()",
        ] {
            sql.batch_execute(setting).await?;
        }
        for number in 0..self.instances.len() {
            self.runs_again(number)?;
            self.is_open(number).await?;
        }
        Ok(begun.elapsed())
    }

    /// Whatever watches over processes starts one again that ended; only at its start may it, and must say why.
    fn runs_again(&self, number: usize) -> Outcome<()> {
        let instance = &self.instances[number];
        let Some(why) = instance.ended() else { return Ok(()) };
        if !instance.is_excused() {
            self.report.violation(&format!("{} ended by itself: {why}", instance.name));
        }
        self.report.answer("(a start that ended for the store's mark, or for want of descriptors)");
        instance.starts()
    }

    pub fn id_of(&self, subject: &str) -> &str {
        self.people.get(subject).map(String::as_str).unwrap_or_default()
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn readers(&self) -> MutexGuard<'_, Vec<Read>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    pub fn ends(&self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.instances.clear();
        // Whatever is in a folder ends before the folder does.
        self.pair.get_mut().ends();
        (self.store, self.server_disk) = (None, None);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
