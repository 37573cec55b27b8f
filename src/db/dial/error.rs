//! Why a connection cannot be made, with what mends it; told to the operator.

use super::super::address::AddressError;
use super::super::sqlstate::{is_passing, is_passing_code};
use super::super::weather::Lack;
use super::tls::TlsError;
use diesel::ConnectionError;
use rustix::io::Errno;
use std::io;
use tokio_postgres::Config;

/// What a request sees of it is [`crate::db::errors::NoConnection`].
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("DATABASE_URL {0}")]
    Address(#[from] AddressError),
    #[error("DATABASE_URL: {0}")]
    Tls(#[from] TlsError),
    #[error(
        "the database's host {host:?} is not known ({source}); check its name in DATABASE_URL, and this machine's name server"
    )]
    UnknownHost { host: String, source: io::Error },
    #[error(
        "PostgreSQL cannot be reached at {at} ({source}); check host and port in DATABASE_URL, that it runs, that its \
         listen_addresses and firewall let this machine in"
    )]
    Unreachable { at: String, source: io::Error },
    #[error("{at} took the connection, but did not answer in time; check that it is PostgreSQL, and not stopped or overloaded")]
    Silent { at: String },
    #[error("PostgreSQL at {at} does not speak TLS, which sslmode in DATABASE_URL asks for; set ssl = on in its postgresql.conf")]
    NotEncrypted { at: String },
    #[error(
        "the line to PostgreSQL at {at} cannot be encrypted ({source}); sslrootcert in DATABASE_URL must name the authority of its \
         certificate, the host must be a name in that, and the certificate itself no authority (CA:TRUE)"
    )]
    Certificate { at: String, source: io::Error },
    #[error("{at} is not the server that target_session_attrs in DATABASE_URL asks for")]
    WrongServer { at: String },
    #[error("what answers at {at} keeps the settings of our sessions to itself{POOLER}")]
    Pooler { at: String },
    #[error("PostgreSQL at {at} refused: {words}{}", mend(code, user, database))]
    Refused { at: String, code: String, words: String, user: String, database: String },
    #[error("the connection to PostgreSQL at {at} broke: {source}")]
    Broke { at: String, source: tokio_postgres::Error },
    #[error("the session cannot be set up: {0}")]
    Session(ConnectionError),
    #[error("no host of DATABASE_URL will do: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    None(Vec<DialError>),
}

impl DialError {
    /// Whether it is the weather: the same may go well in a moment, with the same settings.
    pub fn passes(&self) -> bool {
        match self {
            Self::UnknownHost { .. } | Self::Unreachable { .. } | Self::Silent { .. } | Self::Broke { .. } => true,
            Self::WrongServer { .. } => true,
            Self::Refused { code, .. } => is_passing_code(code),
            Self::None(all) => all.iter().any(Self::passes),
            Self::Session(ConnectionError::CouldntSetupConfiguration(error)) => is_passing(error),
            // The line ended before there was an answer.
            Self::Session(error) => matches!(error, ConnectionError::BadConnection(_)),
            Self::Address(_) | Self::Tls(_) | Self::NotEncrypted { .. } | Self::Certificate { .. } => false,
            Self::Pooler { .. } => false,
        }
    }

    /// Whether the same might go well on a plain line: the handshake failed, or `pg_hba.conf` lets nobody in by an encrypted one.
    pub(super) fn may_be_the_encryption(&self) -> bool {
        matches!(self, Self::Certificate { .. }) || matches!(self, Self::Refused { code, .. } if code == "28000")
    }

    /// What there is too little of for one more connection, if it is that.
    pub(super) fn lack(&self) -> Option<Lack> {
        let is_out_of_files = |error: &io::Error| {
            [Errno::MFILE, Errno::NFILE].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
        };
        let lacks = match self {
            Self::UnknownHost { source, .. } | Self::Unreachable { source, .. } => is_out_of_files(source),
            Self::Refused { code, .. } => code == "53300",
            Self::None(all) => return all.iter().find_map(Self::lack),
            _ => false,
        };
        lacks.then_some(Lack::Connections)
    }

    /// Of what PostgreSQL said, or did not get to say.
    pub(super) fn of(at: &str, error: tokio_postgres::Error, config: &Config) -> Self {
        let at = at.to_owned();
        let Some(refused) = error.as_db_error() else { return Self::Broke { at, source: error } };
        let user = config.get_user().unwrap_or_default().to_owned();
        Self::Refused {
            at,
            code: refused.code().code().to_owned(),
            words: refused.message().to_owned(),
            database: config.get_dbname().unwrap_or(&user).to_owned(),
            user,
        }
    }
}

/// We prepare statements, listen, and set our sessions up: none of it outlives a transaction there.
const POOLER: &str = ". It is a pooler, such as PgBouncer, which this program cannot work through; name PostgreSQL itself in \
                      DATABASE_URL. Pools of its own take PUBDOK_DB_CONNECTIONS × PUBDOK_WORKERS connections, and a few more";

/// What to do about a refusal, by its SQLSTATE.
fn mend(code: &str, user: &str, database: &str) -> String {
    let (role, name) = (quoted(user), quoted(database));
    match code {
        "28P01" => {
            format!(". The role {user:?} does not exist or its password is another; as superuser: ALTER ROLE {role} PASSWORD '…'")
        }
        "28000" => format!(
            ". Either the role does not exist (as superuser: CREATE ROLE {role} LOGIN PASSWORD '…') or pg_hba.conf does not let \
             {user:?} in from here"
        ),
        "3D000" => format!(". Make it, as superuser: CREATE DATABASE {name} OWNER {role}"),
        "42501" => format!(". As superuser: GRANT CONNECT ON DATABASE {name} TO {role}"),
        // What PostgreSQL never says to a new session.
        "08P01" => POOLER.to_owned(),
        "53300" => ". Raise max_connections of PostgreSQL, or lower PUBDOK_DB_CONNECTIONS or PUBDOK_WORKERS".to_owned(),
        "57P03" => ". It starts or stops; try again in a moment".to_owned(),
        _ => String::new(),
    }
}

/// A name as SQL takes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::{DatabaseErrorKind, Error};

    #[test]
    fn a_refusal_brings_its_mend() {
        assert!(mend("3D000", "hu\"mas", "pubdok").contains("CREATE DATABASE \"pubdok\" OWNER \"hu\"\"mas\""));
        assert!(mend("28P01", "humas", "pubdok").contains("ALTER ROLE \"humas\" PASSWORD"));
        assert_eq!(mend("XX000", "humas", "pubdok"), "");
    }

    #[test]
    fn a_session_that_falls_silent_or_ends_while_it_is_set_up_is_weather() {
        let told = |words: &str| {
            let error = Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(words.to_owned()));
            DialError::Session(ConnectionError::CouldntSetupConfiguration(error))
        };
        for words in ["08006: PostgreSQL did not answer in time", "57P01: mengakhiri koneksi", "57P03: sedang mulai"] {
            assert!(told(words).passes(), "{words}");
        }
        assert!(DialError::Session(ConnectionError::BadConnection("connection closed".to_owned())).passes());
        assert!(!told("42704: tidak ada setelan itu").passes());
    }

    #[test]
    fn no_room_for_one_more_connection_is_told_from_a_server_that_is_away() {
        let unreachable = |errno: Errno| DialError::Unreachable {
            at: "db".to_owned(),
            source: io::Error::from_raw_os_error(errno.raw_os_error()),
        };
        let refused = |code: &str| DialError::Refused {
            at: "db".to_owned(),
            code: code.to_owned(),
            words: "maaf, sudah terlalu banyak klien".to_owned(),
            user: String::new(),
            database: String::new(),
        };
        for crowded in [unreachable(Errno::MFILE), unreachable(Errno::NFILE), refused("53300")] {
            assert_eq!(DialError::None(vec![unreachable(Errno::CONNREFUSED), crowded]).lack(), Some(Lack::Connections));
        }
        for away in [unreachable(Errno::CONNREFUSED), refused("57P03"), DialError::Silent { at: "db".to_owned() }] {
            assert_eq!(away.lack(), None);
        }
    }
}
