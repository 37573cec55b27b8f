//! Opens connections to PostgreSQL, and says what mends it where none can be had.

use super::Connection;
use super::wire::Wire;
use diesel::ConnectionError;
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream, lookup_host};
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// How long a host may take to answer at all, where the address does not say.
const PATIENCE: Duration = Duration::from_secs(10);
const PORT: u16 = 5432;

/// Why a connection cannot be made; told to the operator. What a request sees of it is [`super::errors::NoConnection`].
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("DATABASE_URL cannot be read ({0}); write postgres://user:password@host/database, with %XX for special characters")]
    Address(tokio_postgres::Error),
    #[error("DATABASE_URL names no host; write postgres://user:password@host/database")]
    NoHost,
    #[error(
        "DATABASE_URL asks for an encrypted connection (sslmode=require), which this program cannot make yet; \
         reach PostgreSQL by a socket or a private network, without sslmode"
    )]
    Encryption,
    #[error(
        "the database's host {host:?} is not known ({source}); check its name in DATABASE_URL, and this machine's name server"
    )]
    UnknownHost { host: String, source: io::Error },
    #[error(
        "PostgreSQL cannot be reached at {at} ({source}); check host and port in DATABASE_URL, that it runs, that its \
         listen_addresses and firewall let this machine in"
    )]
    Unreachable { at: String, source: io::Error },
    #[error("{at} is not the server that target_session_attrs in DATABASE_URL asks for")]
    WrongServer { at: String },
    #[error("PostgreSQL at {at} refused: {words}{}", mend(code, user, database))]
    Refused { at: String, code: String, words: String, user: String, database: String },
    #[error("the connection to PostgreSQL at {at} broke: {source}")]
    Broke { at: String, source: tokio_postgres::Error },
    #[error("the session cannot be set up: {0}")]
    Session(ConnectionError),
}

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
        "53300" => ". Raise max_connections of PostgreSQL, or lower PUBDOK_DB_CONNECTIONS or PUBDOK_WORKERS".to_owned(),
        "57P03" => ". It starts or stops; try again in a moment".to_owned(),
        _ => String::new(),
    }
}

/// A name as SQL takes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Where to knock.
enum Door {
    Tcp { host: String, port: u16 },
    Socket(PathBuf),
}

/// A connection to the first of the address's hosts that has one.
pub async fn dial(url: &str) -> Result<Connection, DialError> {
    let config: Config = url.parse().map_err(DialError::Address)?;
    if config.get_ssl_mode() == SslMode::Require {
        return Err(DialError::Encryption);
    }
    let mut failed = DialError::NoHost;
    for door in doors(&config) {
        match knock(&door, &config).await {
            Ok(client) => return Connection::over(client).await.map_err(DialError::Session),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The same for a pool.
pub async fn dial_for_pool(url: &str) -> Result<Connection, ConnectionError> {
    dial(url).await.map_err(|error| ConnectionError::BadConnection(error.to_string()))
}

fn doors(config: &Config) -> Vec<Door> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(PORT);
    let door = |at: usize| match (addresses.get(at), hosts.get(at)) {
        (Some(address), _) => Some(Door::Tcp { host: address.to_string(), port: port(at) }),
        (None, Some(Host::Tcp(host))) => Some(Door::Tcp { host: host.clone(), port: port(at) }),
        (None, Some(Host::Unix(folder))) => Some(Door::Socket(folder.join(format!(".s.PGSQL.{}", port(at))))),
        (None, None) => None,
    };
    (0..hosts.len().max(addresses.len())).filter_map(door).collect()
}

async fn knock(door: &Door, config: &Config) -> Result<Client, DialError> {
    let patience = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
    match door {
        Door::Socket(path) => {
            let at = path.display().to_string();
            let socket = in_time(patience, UnixStream::connect(path)).await;
            let socket = socket.map_err(|source| DialError::Unreachable { at: at.clone(), source })?;
            speak(socket, at, config).await
        }
        Door::Tcp { host, port } => {
            let unknown = |source| DialError::UnknownHost { host: host.clone(), source };
            let found: Vec<SocketAddr> = in_time(patience, lookup_host((host.as_str(), *port))).await.map_err(unknown)?.collect();
            let mut failed = unknown(io::ErrorKind::NotFound.into());
            for address in found {
                let at = if *host == address.ip().to_string() { address.to_string() } else { format!("{host}, {address}") };
                let socket = in_time(patience, TcpStream::connect(address)).await.and_then(|socket| tuned(socket, config));
                let tried = match socket {
                    Ok(socket) => speak(socket, at, config).await,
                    Err(source) => Err(DialError::Unreachable { at, source }),
                };
                match tried {
                    Ok(client) => return Ok(client),
                    Err(error) => failed = error,
                }
            }
            Err(failed)
        }
    }
}

async fn in_time<T>(patience: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(patience, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// As the address asks; without these a server that vanishes is noticed after hours.
fn tuned(socket: TcpStream, config: &Config) -> io::Result<TcpStream> {
    socket.set_nodelay(true)?;
    let options = SockRef::from(&socket);
    #[cfg(target_os = "linux")]
    options.set_tcp_user_timeout(config.get_tcp_user_timeout().copied())?;
    if config.get_keepalives() {
        let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
        if let Some(interval) = config.get_keepalives_interval() {
            keepalive = keepalive.with_interval(interval);
        }
        if let Some(retries) = config.get_keepalives_retries() {
            keepalive = keepalive.with_retries(retries);
        }
        options.set_tcp_keepalive(&keepalive)?;
    }
    Ok(socket)
}

async fn speak<S>(socket: S, at: String, config: &Config) -> Result<Client, DialError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let opened = config.connect_raw(Wire::new(socket), NoTls).await;
    let (client, connection) = opened.map_err(|error| refusal(at.clone(), error, config))?;
    // Ends with the client; what breaks it is told to whoever waits for an answer.
    tokio::spawn(connection);
    if is_wanted(&client, config.get_target_session_attrs()).await.map_err(|error| refusal(at.clone(), error, config))? {
        Ok(client)
    } else {
        Err(DialError::WrongServer { at })
    }
}

async fn is_wanted(client: &Client, wanted: TargetSessionAttrs) -> Result<bool, tokio_postgres::Error> {
    if wanted == TargetSessionAttrs::Any {
        return Ok(true);
    }
    let told = client.simple_query("SHOW transaction_read_only").await?;
    let is_read_only = told.iter().any(|part| matches!(part, SimpleQueryMessage::Row(row) if row.get(0) == Some("on")));
    Ok(is_read_only == (wanted == TargetSessionAttrs::ReadOnly))
}

fn refusal(at: String, error: tokio_postgres::Error, config: &Config) -> DialError {
    let Some(refused) = error.as_db_error() else { return DialError::Broke { at, source: error } };
    let user = config.get_user().unwrap_or_default().to_owned();
    DialError::Refused {
        at,
        code: refused.code().code().to_owned(),
        words: refused.message().to_owned(),
        database: config.get_dbname().unwrap_or(&user).to_owned(),
        user,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(dial(url)).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_host_that_is_not_there_is_named_with_what_to_check() {
        let unknown = told("postgres://pubdok:geheim@basisdata.invalid/pubdok");
        assert!(unknown.contains("\"basisdata.invalid\" is not known") && unknown.contains("DATABASE_URL"), "{unknown}");
        // The port was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let refused = told(&format!("postgres://pubdok:geheim@127.0.0.1:{port}/pubdok"));
        assert!(refused.contains(&format!("127.0.0.1:{port}")) && refused.contains("listen_addresses"), "{refused}");
        let socket = told("postgres://pubdok:geheim@%2Fnowhere/pubdok");
        assert!(socket.contains("/nowhere/.s.PGSQL.5432"), "{socket}");
        for message in [unknown, refused, socket] {
            assert!(!message.contains("geheim"), "{message}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_says_so() {
        assert!(told("postgres://host:port/x").contains("DATABASE_URL cannot be read"));
        assert!(told("postgres:///pubdok").contains("names no host"));
        assert!(told("postgres://127.0.0.1/pubdok?sslmode=require").contains("sslmode"));
    }

    #[test]
    fn a_refusal_brings_its_mend() {
        assert!(mend("3D000", "hu\"mas", "pubdok").contains("CREATE DATABASE \"pubdok\" OWNER \"hu\"\"mas\""));
        assert!(mend("28P01", "humas", "pubdok").contains("ALTER ROLE \"humas\" PASSWORD"));
        assert_eq!(mend("XX000", "humas", "pubdok"), "");
    }
}
