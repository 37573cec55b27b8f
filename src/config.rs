//! Every setting, read once from the environment; each fault is named with its mend.

mod kept;
mod scanner;
mod store;

pub use kept::Kept;
pub use scanner::Scanner;

use crate::blobs::Location;
use crate::db::address::Address;
use crate::db::patience::Patience;
use crate::domain::time::OfficeZone;
use crate::http::auth::token::{ClaimPath, DEVELOPMENT_ISSUER, RoleMap, check_secret};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// One setting as `pubdok serve --help` lists it.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    Setting { name: "DATABASE_URL", default: "", meaning: "postgres://… of a PostgreSQL 15 or later; set: production profile, unset: development profile on an embedded PostgreSQL" },
    Setting { name: "PUBDOK_BIND", default: "127.0.0.1:8080", meaning: "address and port to serve on, for `pubdok work` its /livez and /readyz; the development profile takes loopback addresses only" },
    Setting { name: "PUBDOK_BASE_URL", default: "http://<PUBDOK_BIND>", meaning: "the address clients use, in links and problem types; https:// also turns HSTS on" },
    Setting { name: "PUBDOK_DATA_DIR", default: "./.pubdok", meaning: "the embedded PostgreSQL, the development key and, unless PUBDOK_BLOB_STORE says otherwise, the files" },
    Setting { name: "PUBDOK_BLOB_STORE", default: "file://<PUBDOK_DATA_DIR>/blobs", meaning: "where files are kept: file:///absolute/folder or s3://bucket/prefix" },
    Setting { name: "PUBDOK_BLOB_GRACE", default: "24", meaning: "hours for which a file that nothing refers to is spared" },
    Setting { name: "PUBDOK_CLAMD", default: "", meaning: "virus scanner that every file must pass: tcp://host:3310 or unix:///run/clamav/clamd.ctl; its StreamMaxLength must fit the largest file" },
    Setting { name: "PUBDOK_S3_ENDPOINT", default: "", meaning: "the S3-compatible server, Amazon's when unset; http:// only within your own network (a private address, or a name without a public domain)" },
    Setting { name: "PUBDOK_S3_REGION", default: "us-east-1", meaning: "the region of the bucket" },
    Setting { name: "PUBDOK_S3_PATH_STYLE", default: "<true with an endpoint>", meaning: "whether the bucket stands in the path of addresses (true) or in the host (false)" },
    Setting { name: "PUBDOK_S3_DOWNLOADS", default: "stream", meaning: "stream: the service passes files on; redirect: clients fetch them from the bucket, at an address good for 5 minutes, so they must reach the endpoint" },
    Setting { name: "AWS_ACCESS_KEY_ID", default: "", meaning: "the key of the bucket, with AWS_SECRET_ACCESS_KEY; it must be allowed to put, get, delete and list" },
    Setting { name: "AWS_SECRET_ACCESS_KEY", default: "", meaning: "its secret" },
    Setting { name: "PUBDOK_TIME_ZONE", default: "Asia/Jakarta", meaning: "the office's zone: Asia/Jakarta, Asia/Makassar or Asia/Jayapura" },
    Setting { name: "PUBDOK_JWT_SECRET", default: "", meaning: "HMAC secret (HS256) of at least 32 bytes; production needs this or PUBDOK_JWKS_FILE, never both" },
    Setting { name: "PUBDOK_JWKS_FILE", default: "", meaning: "file with public keys, JWKS or PEM (RS256, PS256, ES256, EdDSA)" },
    Setting { name: "PUBDOK_JWT_ISSUER", default: "", meaning: "the exact iss of accepted tokens; required in production" },
    Setting { name: "PUBDOK_JWT_AUDIENCE", default: "pubdok", meaning: "the aud that tokens must name" },
    Setting { name: "PUBDOK_ROLES_CLAIM", default: "roles", meaning: "where roles stand in the token: names, dotted paths or JSON Pointers, separated by commas (Keycloak: realm_access.roles)" },
    Setting { name: "PUBDOK_ROLE_MAP", default: "", meaning: "other role names for ours, such as kabag=DIVISION_HEAD,humas=STAFF" },
    Setting { name: "PUBDOK_CORS_ORIGINS", default: "", meaning: "origins of browser front-ends that may call, separated by commas, such as https://portal.example.go.id" },
    Setting { name: "PUBDOK_WORKERS", default: "<number of cores>", meaning: "worker threads" },
    Setting { name: "PUBDOK_DRAIN_GRACE", default: "<5, in development 0>", meaning: "seconds after SIGTERM for which /readyz answers 503 while requests are still taken, so that a balancer sends them elsewhere; up to 30 more finish what runs" },
    Setting { name: "PUBDOK_DB_CONNECTIONS", default: "8", meaning: "connections to PostgreSQL per worker thread" },
    Setting { name: "PUBDOK_PICTURE_WORKERS", default: "2", meaning: "pictures decoded at once; each may take 400 MB of memory" },
    Setting { name: "PUBDOK_OFFICE_NAME", default: "SEKRETARIAT DAERAH", meaning: "the letterhead of printed sheets; | begins a new line: government | office | address" },
    Setting { name: "PG_BIN_DIR", default: "", meaning: "where PostgreSQL's programs are, for the embedded one, if they are not found" },
    Setting { name: "RUST_LOG", default: "info", meaning: "what is logged, such as warn or pubdok=debug" },
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// The development profile's own Ed25519 key.
    Development,
    Secret(String),
    File(PathBuf),
}

#[derive(Debug, Clone)]
pub struct Config {
    /// None: the development profile.
    pub database_url: Option<String>,
    pub bind: SocketAddr,
    pub base_url: String,
    pub data_dir: PathBuf,
    pub blob_store: Location,
    /// For so long the collector spares what nothing refers to.
    pub blob_grace: Duration,
    /// None: files are not scanned.
    pub scanner: Option<Scanner>,
    pub zone: OfficeZone,
    pub keys: Keys,
    pub issuer: String,
    pub audience: String,
    pub roles_claims: Vec<ClaimPath>,
    pub role_map: RoleMap,
    pub cors_origins: Vec<String>,
    pub workers: usize,
    /// How long requests are still taken after the service was told to stop.
    pub drain_grace: Duration,
    pub db_connections: usize,
    pub picture_workers: usize,
    pub office_name: String,
}

/// One bad setting.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {fault}")]
pub struct BadSetting {
    pub name: &'static str,
    pub fault: String,
}

/// Reads settings and keeps every fault, so that all are told at once.
struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<BadSetting>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn bad(&mut self, name: &'static str, fault: impl Into<String>) {
        self.faults.push(BadSetting { name, fault: fault.into() });
    }

    fn none<T>(self, settings: T) -> Result<T, Vec<BadSetting>> {
        if self.faults.is_empty() { Ok(settings) } else { Err(self.faults) }
    }

    /// A setting with a default, which `read` understands or tells what it should be.
    fn read<T>(&mut self, name: &'static str, default: T, read: impl FnOnce(&str) -> Result<T, String>) -> T {
        match self.text(name).map(|value| read(&value).map_err(|fault| format!("{value:?} {fault}"))) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(fault)) => {
                self.bad(name, fault);
                default
            }
        }
    }
}

impl Config {
    pub fn from_environment() -> Result<Self, Vec<BadSetting>> {
        Self::read(&from_environment)
    }

    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, Vec<BadSetting>> {
        let mut reader = Reader { get, faults: Vec::new() };
        let database_url = database_url(&mut reader);
        let bind = reader.read("PUBDOK_BIND", SocketAddr::from(([127, 0, 0, 1], 8080)), |value| {
            value.parse().map_err(|_| "is not an address with a port; write for example 127.0.0.1:8080".to_owned())
        });
        if database_url.is_none() && !is_loopback(bind.ip()) {
            reader.bad(
                "PUBDOK_BIND",
                "the development profile serves loopback addresses only; set DATABASE_URL for the production profile",
            );
        }
        let data_dir = data_dir(&reader);
        let blob_store = store::read(&mut reader, &data_dir);
        let blob_grace = store::grace(&mut reader);
        let scanner = reader.read("PUBDOK_CLAMD", None, scanner::scanner);
        let (keys, issuer) = keys(&mut reader, database_url.is_some());
        let config = Self {
            base_url: reader.read("PUBDOK_BASE_URL", format!("http://{bind}"), base_url),
            zone: reader.read("PUBDOK_TIME_ZONE", OfficeZone::Jakarta, |value| value.parse().map_err(|error| format!("{error}"))),
            audience: reader.text("PUBDOK_JWT_AUDIENCE").unwrap_or_else(|| "pubdok".to_owned()),
            roles_claims: reader.read("PUBDOK_ROLES_CLAIM", ClaimPath::parse_list("roles").unwrap_or_default(), |value| {
                ClaimPath::parse_list(value).map_err(|error| error.to_string())
            }),
            role_map: reader
                .read("PUBDOK_ROLE_MAP", RoleMap::default(), |value| value.parse().map_err(|error| format!("{error}"))),
            cors_origins: reader.read("PUBDOK_CORS_ORIGINS", Vec::new(), origins),
            workers: reader.read("PUBDOK_WORKERS", std::thread::available_parallelism().map_or(2, Into::into), |value| {
                number(value, 1..=256)
            }),
            drain_grace: drain_grace(&mut reader, database_url.is_some()),
            db_connections: reader.read("PUBDOK_DB_CONNECTIONS", 8, |value| number(value, 1..=256)),
            picture_workers: reader.read("PUBDOK_PICTURE_WORKERS", 2, |value| number(value, 1..=64)),
            office_name: reader.text("PUBDOK_OFFICE_NAME").unwrap_or_else(|| "SEKRETARIAT DAERAH".to_owned()),
            database_url,
            bind,
            data_dir,
            blob_store,
            blob_grace,
            scanner,
            keys,
            issuer,
        };
        reader.none(config)
    }

    /// The part of it that commands need which serve nothing.
    pub fn kept(&self) -> Kept {
        Kept { database_url: self.database_url.clone(), data_dir: self.data_dir.clone() }
    }

    pub fn is_development(&self) -> bool {
        self.keys == Keys::Development
    }
}

fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn data_dir(reader: &Reader<'_>) -> PathBuf {
    reader.text("PUBDOK_DATA_DIR").map_or_else(|| PathBuf::from(".pubdok"), PathBuf::from)
}

/// Nobody waits for a balancer on a developer's machine.
fn drain_grace(reader: &mut Reader<'_>, production: bool) -> Duration {
    let seconds = reader.read("PUBDOK_DRAIN_GRACE", if production { 5 } else { 0 }, |value| number(value, 0..=600));
    Duration::from_secs(seconds as u64)
}

fn database_url(reader: &mut Reader<'_>) -> Option<String> {
    let url = reader.text("DATABASE_URL")?;
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        reader.bad("DATABASE_URL", "is not a PostgreSQL address; write postgres://user:password@host/database");
    } else if let Err(fault) = Address::read(&url, Patience::Request) {
        reader.bad("DATABASE_URL", fault.to_string());
    }
    Some(url)
}

fn keys(reader: &mut Reader<'_>, production: bool) -> (Keys, String) {
    let secret = reader.text("PUBDOK_JWT_SECRET");
    let file = reader.text("PUBDOK_JWKS_FILE");
    let issuer = reader.text("PUBDOK_JWT_ISSUER");
    if reader.text("PUBDOK_OIDC_ISSUER").is_some() {
        reader.bad(
            "PUBDOK_OIDC_ISSUER",
            "discovery over the network is not built yet; put the issuer's keys in a file and set PUBDOK_JWKS_FILE",
        );
    }
    if !production {
        for (name, value) in [("PUBDOK_JWT_SECRET", &secret), ("PUBDOK_JWKS_FILE", &file), ("PUBDOK_JWT_ISSUER", &issuer)] {
            if value.is_some() {
                reader.bad(name, "belongs to the production profile; set DATABASE_URL too, or unset it");
            }
        }
        return (Keys::Development, DEVELOPMENT_ISSUER.to_owned());
    }
    let issuer = issuer.filter(|issuer| issuer != DEVELOPMENT_ISSUER).unwrap_or_else(|| {
        reader.bad("PUBDOK_JWT_ISSUER", "is missing; set it to the exact iss of your identity provider's tokens");
        String::new()
    });
    let keys = match (secret, file) {
        (Some(_), Some(_)) => {
            reader.bad("PUBDOK_JWT_SECRET", "is set beside PUBDOK_JWKS_FILE; keep one of the two");
            Keys::Development
        }
        (Some(secret), None) => {
            if let Err(weak) = check_secret(secret.as_bytes()) {
                reader.bad("PUBDOK_JWT_SECRET", format!("{weak}; make one with: openssl rand -base64 48"));
            }
            Keys::Secret(secret)
        }
        (None, Some(file)) => Keys::File(file.into()),
        (None, None) => {
            reader.bad(
                "PUBDOK_JWKS_FILE",
                "is missing, and PUBDOK_JWT_SECRET too; set one of them, for tokens could not be verified",
            );
            Keys::Development
        }
    };
    (keys, issuer)
}

fn base_url(value: &str) -> Result<String, String> {
    let url = url::Url::parse(value).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    url.map(|_| value.trim_end_matches('/').to_owned())
        .ok_or_else(|| "is not an address; write for example https://pubdok.example.go.id".to_owned())
}

fn origins(value: &str) -> Result<Vec<String>, String> {
    let list: Vec<String> = value.split(',').map(|origin| origin.trim().to_owned()).filter(|origin| !origin.is_empty()).collect();
    let is_origin = |origin: &String| url::Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
    match list.iter().find(|origin| !is_origin(origin)) {
        None => Ok(list),
        Some(bad) => Err(format!("has {bad:?}, which is not an origin; write scheme://host[:port] without a path")),
    }
}

fn number(value: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize, String> {
    value
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("is not a number from {} to {}", range.start(), range.end()))
}

fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
}

#[cfg(test)]
mod tests;
