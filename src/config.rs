//! Every setting, read once from the environment; each fault is named with its mend.

mod contact;
mod kept;
mod public;
mod rates;
mod scanner;
mod store;
mod tokens;

pub use kept::Kept;
pub use public::Public;
pub use rates::Limits;
pub use scanner::Scanner;
pub use tokens::Keys;

use crate::blobs::Location;
use crate::db::address::Address;
use crate::db::patience::Patience;
use crate::domain::time::OfficeZone;
use crate::http::auth::token::TokenRules;
use crate::http::openapi::Contact;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

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
    Setting { name: "PUBDOK_ADMIN_BIND", default: "", meaning: "a second address, never to be reached from outside, that serves /metrics (Prometheus), /livez and /readyz" },
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
    Setting { name: "PUBDOK_OIDC_ISSUER", default: "", meaning: "the identity provider, byte for byte as its tokens name it (iss); its keys are found by OpenID Connect Discovery and follow their rotation. Production needs this, PUBDOK_JWKS_FILE or PUBDOK_JWT_SECRET, and one of them only" },
    Setting { name: "PUBDOK_JWKS_FILE", default: "", meaning: "file with public keys, JWKS or PEM (RS256, PS256, ES256, EdDSA); read again when it changes" },
    Setting { name: "PUBDOK_JWT_SECRET", default: "", meaning: "HMAC secret (HS256) of at least 32 random bytes" },
    Setting { name: "PUBDOK_JWT_ISSUER", default: "<PUBDOK_OIDC_ISSUER>", meaning: "the exact iss of accepted tokens; required with a key file or a secret" },
    Setting { name: "PUBDOK_JWT_AUDIENCE", default: "pubdok", meaning: "the aud that tokens must name" },
    Setting { name: "PUBDOK_TOKEN_TYPE", default: "jwt", meaning: "at+jwt: only tokens whose header says that they are access tokens (RFC 9068) are taken; jwt: also those that leave it open, unless something in them is of another kind" },
    Setting { name: "PUBDOK_ROLES_CLAIM", default: "roles", meaning: "where roles stand in the token: names, dotted paths or JSON Pointers, separated by commas (Keycloak: realm_access.roles)" },
    Setting { name: "PUBDOK_ROLE_MAP", default: "", meaning: "the provider's names for our roles, such as kabag=DIVISION_HEAD,humas=STAFF; given, no other name is a role, not even one of ours" },
    Setting { name: "PUBDOK_CLIENT_TOKEN_MINUTES", default: "15", meaning: "how long a token of our own lives, 1 to 60: those of clients made at /v1/oauth/clients" },
    Setting { name: "PUBDOK_CORS_ORIGINS", default: "", meaning: "origins of browser front-ends that may call, separated by commas, such as https://portal.example.go.id" },
    Setting { name: "PUBDOK_RATE", default: "12000", meaning: "units that the requests of one subject may cost in a minute, a tenth of them (at least 500) at once, on each instance (x-cost in the document: a read 1, an act 5, a file 10, a sheet 50, an archive 200); 0: no limit" },
    Setting { name: "PUBDOK_AT_ONCE", default: "32", meaning: "requests of one subject worked on at the same time; 0: no limit" },
    Setting { name: "PUBDOK_ADDRESS_RATE", default: "6000", meaning: "units that one address may cost in a minute by requests without a token known to be good; 0: no limit" },
    Setting { name: "PUBDOK_ADDRESS_CONNECTIONS", default: "1024", meaning: "open connections of one address, trusted proxies excepted; 0: no limit" },
    Setting { name: "PUBDOK_TRUSTED_PROXIES", default: "", meaning: "addresses or networks of the reverse proxies, separated by commas, such as 10.0.0.0/8: from them alone Forwarded or X-Forwarded-For is believed (they must set one of the two, and remove the other)" },
    Setting { name: "PUBDOK_WORKERS", default: "<number of cores>", meaning: "worker threads" },
    Setting { name: "PUBDOK_DRAIN_GRACE", default: "<5, in development 0>", meaning: "seconds after SIGTERM for which /readyz answers 503 while requests are still taken, so that a balancer sends them elsewhere; up to 30 more finish what runs" },
    Setting { name: "PUBDOK_DB_CONNECTIONS", default: "8", meaning: "connections to PostgreSQL per worker thread, a quarter of them for reading alone; at least 2" },
    Setting { name: "PUBDOK_PICTURE_WORKERS", default: "2", meaning: "pictures decoded at once, of those above 32 megapixels one less; each may take PUBDOK_PICTURE_MEMORY" },
    Setting { name: "PUBDOK_PICTURE_MEMORY", default: "512", meaning: "MiB of memory that decoding one picture may take, its file included; of a JPEG that would need more a coarser copy is made, of others none" },
    Setting { name: "PUBDOK_SECURITY_EVENT_DAYS", default: "400", meaning: "how long it is kept who was refused, and who read files and classified cases" },
    Setting { name: "PUBDOK_CHANGES_DAYS", default: "400", meaning: "how long a portal may be away and still go on in /v1/changes where it was; after that it begins anew with the dump" },
    Setting { name: "PUBDOK_OFFICE_NAME", default: "SEKRETARIAT DAERAH", meaning: "what stands over printed sheets while no letterhead is set at /v1/settings/letterhead; | begins a new line: government | office | address" },
    Setting { name: "PUBDOK_CONTACT_EMAIL", default: "kominfo@pubdok.example", meaning: "whom front-end teams ask; told in the document of the API" },
    Setting { name: "PUBDOK_CONTACT_URL", default: "https://pubdok.example/", meaning: "the page of whom they ask; told there, too" },
    Setting { name: "PUBDOK_PUBLIC_SITE", default: "", meaning: "where your site shows an article, such as https://kab.example.go.id/berita/{slug}: told in feeds and sitemaps; unset, our own address of it is" },
    Setting { name: "PUBDOK_LICENCE", default: "", meaning: "under which licence what is published may be used, by its address, such as https://creativecommons.org/licenses/by/4.0/: told in the catalogue of data (DCAT)" },
    Setting { name: "PUBDOK_PUBLIC_MEMORY", default: "32", meaning: "MiB of answers to the public that are kept ready, so that a crowd of readers asks nothing of the database" },
    Setting { name: "PUBDOK_FONTS", default: "", meaning: "a folder of fonts (.ttf, .otf, .ttc) for scripts that the program's own lack, as /usr/share/fonts; without one, such a letter is printed as its number, [U+0BA4]" },
    Setting { name: "PG_BIN_DIR", default: "", meaning: "where PostgreSQL's programs are, for the embedded one, if they are not found" },
    Setting { name: "OTEL_EXPORTER_OTLP_ENDPOINT", default: "", meaning: "the OpenTelemetry collector that is told of every request (OTLP over HTTP), such as http://127.0.0.1:4318; sampling and headers by OpenTelemetry's own variables" },
    Setting { name: "RUST_LOG", default: "info", meaning: "what is logged, such as warn or pubdok=debug" },
];

#[derive(Debug, Clone)]
pub struct Config {
    /// None: the development profile.
    pub database_url: Option<String>,
    pub bind: SocketAddr,
    /// Where the operator's monitoring asks; None: nowhere.
    pub admin_bind: Option<SocketAddr>,
    pub base_url: String,
    /// Whom the document names.
    pub contact: Contact,
    pub data_dir: PathBuf,
    pub blob_store: Location,
    /// For so long the collector spares what nothing refers to.
    pub blob_grace: Duration,
    /// None: files are not scanned.
    pub scanner: Option<Scanner>,
    pub zone: OfficeZone,
    pub keys: Keys,
    pub tokens: TokenRules,
    /// How long a token of our own lives, in seconds.
    pub client_token_lifetime: i64,
    pub cors_origins: Vec<String>,
    pub workers: usize,
    /// How long requests are still taken after the service was told to stop.
    pub drain_grace: Duration,
    pub db_connections: usize,
    pub picture_workers: usize,
    /// Bytes that decoding one picture may take.
    pub picture_memory: u64,
    /// How many days security events are kept.
    pub security_event_days: i64,
    /// How many days changes are kept for whoever comes for them.
    pub change_days: i64,
    pub office_name: String,
    /// Where more fonts lie; None: nowhere.
    pub fonts: Option<PathBuf>,
    pub limits: Limits,
    pub public: Public,
    /// Whom spans are told; None: nobody.
    pub collector: Option<Url>,
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
        if database_url.is_none() && !bind.ip().is_loopback() {
            reader.bad(
                "PUBDOK_BIND",
                "the development profile serves loopback addresses only; set DATABASE_URL for the production profile",
            );
        }
        let data_dir = data_dir(&reader);
        let blob_store = store::read(&mut reader, &data_dir);
        let blob_grace = store::grace(&mut reader);
        let scanner = reader.read("PUBDOK_CLAMD", None, scanner::scanner);
        let (keys, tokens) = tokens::read(&mut reader, database_url.is_some());
        let config = Self {
            admin_bind: reader.read("PUBDOK_ADMIN_BIND", None, |value| {
                value.parse().map(Some).map_err(|_| "is no address with a port, such as 127.0.0.1:9090".to_owned())
            }),
            base_url: reader.read("PUBDOK_BASE_URL", format!("http://{bind}"), base_url),
            contact: contact::contact(&mut reader),
            zone: reader.read("PUBDOK_TIME_ZONE", OfficeZone::Jakarta, |value| value.parse().map_err(|error| format!("{error}"))),
            cors_origins: reader.read("PUBDOK_CORS_ORIGINS", Vec::new(), origins),
            workers: reader.read("PUBDOK_WORKERS", std::thread::available_parallelism().map_or(2, Into::into), |value| {
                number(value, 1..=256)
            }),
            drain_grace: drain_grace(&mut reader, database_url.is_some()),
            db_connections: reader.read("PUBDOK_DB_CONNECTIONS", 8, |value| number(value, 2..=256)),
            picture_workers: reader.read("PUBDOK_PICTURE_WORKERS", 2, |value| number(value, 1..=64)),
            picture_memory: reader
                .read("PUBDOK_PICTURE_MEMORY", 512 << 20, |value| number(value, 192..=16384).map(|mib| (mib as u64) << 20)),
            security_event_days: reader.read("PUBDOK_SECURITY_EVENT_DAYS", 400, days),
            change_days: reader.read("PUBDOK_CHANGES_DAYS", 400, days),
            client_token_lifetime: tokens::lifetime(&mut reader),
            collector: reader
                .read("OTEL_EXPORTER_OTLP_ENDPOINT", None, |value| web_address(value, "http://127.0.0.1:4318").map(Some)),
            limits: rates::read(&mut reader),
            public: public::read(&mut reader),
            fonts: reader.text("PUBDOK_FONTS").map(PathBuf::from),
            office_name: reader.text("PUBDOK_OFFICE_NAME").unwrap_or_else(|| "SEKRETARIAT DAERAH".to_owned()),
            database_url,
            bind,
            data_dir,
            blob_store,
            blob_grace,
            scanner,
            keys,
            tokens,
        };
        if config.tokens.issuer == config.base_url {
            reader.bad(
                "PUBDOK_JWT_ISSUER",
                "is PUBDOK_BASE_URL, in whose name our own tokens are issued; give the issuer another name",
            );
        }
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

fn base_url(value: &str) -> Result<String, String> {
    web_address(value, "https://pubdok.example.go.id").map(|_| value.trim_end_matches('/').to_owned())
}

fn web_address(value: &str, example: &str) -> Result<Url, String> {
    let url = Url::parse(value).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    url.ok_or_else(|| format!("is not an address; write for example {example}"))
}

fn origins(value: &str) -> Result<Vec<String>, String> {
    let list: Vec<String> = value.split(',').map(|origin| origin.trim().to_owned()).filter(|origin| !origin.is_empty()).collect();
    let is_origin = |origin: &String| Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
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

fn days(value: &str) -> Result<i64, String> {
    number(value, 1..=36_500).map(|days| i64::try_from(days).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
