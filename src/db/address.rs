//! `DATABASE_URL`, read: what the driver takes of it, and what we do ourselves.

use super::patience::Patience;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    #[error("cannot be read ({0}); write postgres://user:password@host/database, with %XX for special characters")]
    Unreadable(tokio_postgres::Error),
    #[error("names no host; write postgres://user:password@host/database")]
    NoHost,
    #[error("has {name}={value}, but it takes {takes}")]
    Value { name: &'static str, value: String, takes: &'static str },
    #[error("has sslrootcert, which sslmode={0} does not look at: with it belongs sslmode=verify-full")]
    NotLookedAt(&'static str),
    #[error("has sslmode=verify-ca without sslrootcert: name the file of your own authority, or use sslmode=verify-full")]
    WhoseAuthority,
    #[error("has only one of sslcert and sslkey; a client certificate is both")]
    HalfACertificate,
}

/// What must be known of a server before it is told a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Whoever answers will do; what is said to them is encrypted.
    None,
    /// A certificate of this authority, whatever its name.
    Authority(PathBuf),
    /// A certificate with the name in the address, of this authority, or of one that the machine trusts.
    Name(Option<PathBuf>),
}

/// How the line is to be secured, as libpq understands `sslmode`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    Never,
    /// Where the server can.
    Preferred,
    /// Never without.
    Required(Proof),
}

/// `sslcert` and `sslkey`: files in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Where PostgreSQL is, and how to speak to it.
#[derive(Debug, Clone)]
pub struct Address {
    pub config: Config,
    pub encryption: Encryption,
    pub client_certificate: Option<ClientCertificate>,
}

/// A server that vanishes without a word is noticed after so long, whoever waits for it.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_RETRIES: u32 = 2;

impl Address {
    /// Reads it for connections of which so much patience is asked.
    pub fn read(url: &str, patience: Patience) -> Result<Self, AddressError> {
        let mut url = Url::split(url);
        let (mode, root) = (url.take("sslmode"), url.take("sslrootcert"));
        let (certificate, key) = (url.take("sslcert"), url.take("sslkey"));
        let unacknowledged = url.take("tcp_user_timeout");
        let mut config: Config = url.join().parse().map_err(AddressError::Unreadable)?;
        let hosts = config.get_hosts().len().max(config.get_hostaddrs().len());
        if hosts == 0 {
            return Err(AddressError::NoHost);
        }
        if hosts > 1 && !url.has("target_session_attrs") {
            // Of several one can be written to, and nothing else is of use here.
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        // We secure the line before the driver gets it.
        config.ssl_mode(SslMode::Disable);
        config.options(patience.options(config.get_options().unwrap_or_default()));
        config.tcp_user_timeout(unacknowledged.map_or(Ok(UNACKNOWLEDGED), |value| milliseconds(&value))?);
        if !url.has("keepalives_idle") {
            config.keepalives_idle(KEEPALIVE_IDLE);
        }
        if !url.has("keepalives_interval") {
            config.keepalives_interval(KEEPALIVE_INTERVAL);
        }
        if !url.has("keepalives_retries") {
            config.keepalives_retries(KEEPALIVE_RETRIES);
        }
        let client_certificate = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(ClientCertificate { certificate: certificate.into(), key: key.into() }),
            _ => return Err(AddressError::HalfACertificate),
        };
        Ok(Self { config, encryption: encryption(mode.as_deref(), root.map(PathBuf::from))?, client_certificate })
    }
}

/// As libpq has it: an authority that is named is also asked after.
fn encryption(mode: Option<&str>, root: Option<PathBuf>) -> Result<Encryption, AddressError> {
    // libpq's word for the authorities that the machine trusts.
    let trusted = root.as_ref().is_some_and(|root| root.as_os_str() == "system");
    match (mode, root) {
        (Some("disable"), Some(_)) => Err(AddressError::NotLookedAt("disable")),
        (None | Some("prefer"), Some(_)) => Err(AddressError::NotLookedAt("prefer")),
        (Some("disable"), None) => Ok(Encryption::Never),
        (None | Some("prefer"), None) => Ok(Encryption::Preferred),
        (Some("require"), None) => Ok(Encryption::Required(Proof::None)),
        (Some("require" | "verify-ca"), Some(root)) if !trusted => Ok(Encryption::Required(Proof::Authority(root))),
        (Some("require" | "verify-ca"), _) => Err(AddressError::WhoseAuthority),
        (Some("verify-full"), root) => Ok(Encryption::Required(Proof::Name(root.filter(|_| !trusted)))),
        (Some(other), _) => Err(AddressError::Value {
            name: "sslmode",
            value: other.to_owned(),
            takes: "disable, prefer, require, verify-ca or verify-full",
        }),
    }
}

/// libpq counts this in milliseconds, the driver in seconds; people read libpq's manual.
fn milliseconds(value: &str) -> Result<Duration, AddressError> {
    let bad = || AddressError::Value { name: "tcp_user_timeout", value: value.to_owned(), takes: "milliseconds" };
    value.parse().map(Duration::from_millis).map_err(|_| bad())
}

/// An address with its parameters apart, each as it was written.
struct Url {
    before: String,
    parameters: Vec<(String, String)>,
}

impl Url {
    /// As the driver does: a password may hold a question mark, the rest of what comes before the parameters may not.
    fn split(url: &str) -> Self {
        let host = url.find('@').map_or(0, |at| at + 1);
        let (before, parameters) = match url[host..].find('?') {
            Some(mark) => (&url[..host + mark], &url[host + mark + 1..]),
            None => (url, ""),
        };
        let parameters = parameters.split('&').filter(|pair| !pair.is_empty());
        let parameters = parameters.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self {
            before: before.to_owned(),
            parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|(other, _)| other == name)
    }

    /// The last one of this name counts, as with the driver.
    fn take(&mut self, name: &str) -> Option<String> {
        let (taken, left) = std::mem::take(&mut self.parameters).into_iter().partition(|(other, _)| other == name);
        self.parameters = left;
        let taken: Vec<(String, String)> = taken;
        taken.last().map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    fn join(&self) -> String {
        let parameters: Vec<String> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if parameters.is_empty() { self.before.clone() } else { format!("{}?{}", self.before, parameters.join("&")) }
    }
}

/// The address with the settings that requests have in their sessions, for programs that speak to PostgreSQL beside us.
pub fn with_session_options(url: &str) -> String {
    let mut url = Url::split(url);
    let theirs = url.take("options").unwrap_or_default();
    let options = utf8_percent_encode(&Patience::Request.options(&theirs), NON_ALPHANUMERIC).to_string();
    url.parameters.push(("options".to_owned(), options));
    url.join()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Address {
        Address::read(url, Patience::Request).unwrap()
    }

    fn refused(url: &str) -> String {
        Address::read(url, Patience::Request).unwrap_err().to_string()
    }

    #[test]
    fn their_session_settings_come_after_ours_and_drop_none() {
        let plain = read("postgres://h/d").config.get_options().unwrap().to_owned();
        assert!(plain.contains("-c jit=off") && plain.contains("-c statement_timeout="));
        for url in ["postgres://h/d?options=-c%20work_mem%3D64MB", "postgres://u:p?&options=x@h/d?options=-c%20work_mem%3D64MB"] {
            assert_eq!(read(url).config.get_options(), Some(format!("{plain} -c work_mem=64MB").as_str()));
            assert_eq!(read(&with_session_options(url)).config.get_options().unwrap().matches("work_mem").count(), 1);
        }
        // What nobody waits for may take its time, and keeps the rest.
        let patient = Address::read("postgres://h/d?options=-c%20work_mem%3D64MB", Patience::Endless).unwrap();
        assert!(!patient.config.get_options().unwrap().contains("statement_timeout"));
        assert!(patient.config.get_options().unwrap().ends_with("-c work_mem=64MB"));
    }

    #[test]
    fn every_line_is_watched_and_libpqs_units_are_kept() {
        let plain = read("postgres://h/d").config;
        assert_eq!(plain.get_tcp_user_timeout(), Some(&UNACKNOWLEDGED));
        assert_eq!((plain.get_keepalives(), plain.get_keepalives_idle()), (true, KEEPALIVE_IDLE));
        let own = read("postgres://h/d?tcp_user_timeout=2500&keepalives_idle=7").config;
        assert_eq!(own.get_tcp_user_timeout(), Some(&Duration::from_millis(2500)));
        assert_eq!(
            (own.get_keepalives_idle(), own.get_keepalives_interval()),
            (Duration::from_secs(7), Some(KEEPALIVE_INTERVAL))
        );
        assert!(refused("postgres://h/d?tcp_user_timeout=soon").contains("milliseconds"));
    }

    #[test]
    fn of_several_hosts_the_one_that_writes_is_meant() {
        let wanted = |url: &str| read(url).config.get_target_session_attrs();
        assert_eq!(wanted("postgres://a,b/d"), TargetSessionAttrs::ReadWrite);
        assert_eq!(wanted("postgres://a,b/d?target_session_attrs=any"), TargetSessionAttrs::Any);
        assert_eq!(wanted("postgres://a/d"), TargetSessionAttrs::Any);
    }

    #[test]
    fn more_security_than_was_asked_for_may_be_and_less_never() {
        let secured = |url: &str| read(url).encryption;
        assert_eq!(secured("postgres://h/d"), Encryption::Preferred);
        assert_eq!(secured("postgres://h/d?sslmode=disable"), Encryption::Never);
        assert_eq!(secured("postgres://h/d?sslmode=require"), Encryption::Required(Proof::None));
        for mode in ["require", "verify-ca"] {
            let url = format!("postgres://h/d?sslmode={mode}&sslrootcert=%2Fetc%2Fca.pem");
            assert_eq!(secured(&url), Encryption::Required(Proof::Authority("/etc/ca.pem".into())));
        }
        for own in ["", "&sslrootcert=system"] {
            assert_eq!(secured(&format!("postgres://h/d?sslmode=verify-full{own}")), Encryption::Required(Proof::Name(None)));
        }
        for (bad, mend) in [
            ("sslmode=on", "verify-full"),
            ("sslmode=allow", "verify-full"),
            ("sslrootcert=/etc/ca.pem", "verify-full"),
            ("sslmode=disable&sslrootcert=/etc/ca.pem", "verify-full"),
            ("sslmode=verify-ca", "sslrootcert"),
            ("sslmode=verify-ca&sslrootcert=system", "sslrootcert"),
            ("sslmode=require&sslcert=/etc/client.pem", "sslkey"),
            ("sslcrl=/etc/crl.pem", "cannot be read"),
        ] {
            assert!(refused(&format!("postgres://h/d?{bad}")).contains(mend), "{bad}");
        }
    }
}
