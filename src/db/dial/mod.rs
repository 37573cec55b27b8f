//! Opens connections to PostgreSQL, and says what mends it where none can be had.

mod error;
mod race;
mod route;
mod tls;

pub use error::{DialError, quoted};

use super::Connection;
use super::address::Address;
use super::line::{Line, Trust};
use super::patience::{FOR_A_CANCEL, FOR_A_HOST, Patience};
use super::weather::Weather;
use super::wire::Wire;
use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use futures_util::FutureExt;
use race::first_well;
use route::{Door, Opened, Route, doors};
use std::future::poll_fn;
use std::sync::Arc;
use tls::{Done, Secured, Tls};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::config::{SslMode, SslNegotiation, TargetSessionAttrs};
use tokio_postgres::{AsyncMessage, CancelToken, Client, NoTls, SimpleQueryMessage};

/// What is told of notifications: what each says. Whoever hears them takes them as they come, so that they do not heap up.
pub(super) type Bell = mpsc::UnboundedSender<String>;

/// A session with PostgreSQL.
pub(super) struct Session {
    pub client: Client,
    pub hang_up: HangUp,
}

/// What ends a session of which nothing more is to be hoped for.
pub(super) struct HangUp {
    driver: AbortHandle,
    token: CancelToken,
    route: Route,
}

impl HangUp {
    /// Cuts the line. PostgreSQL is asked to stop what it was at: it would not notice that nobody waits any more, least of all
    /// where it waits for a standby itself.
    pub(super) fn cancel_and_close(&self) {
        self.driver.abort();
        let (token, route) = (self.token.clone(), self.route.clone());
        tokio::spawn(async move {
            let until = Instant::now() + FOR_A_CANCEL;
            let told = timeout_at(until, async {
                match route.open(until).await? {
                    Opened::Unix(socket) => token.cancel_query_raw(socket, NoTls).await,
                    Opened::Tcp(Secured::Plain(socket)) => token.cancel_query_raw(socket, NoTls).await,
                    Opened::Tcp(Secured::Encrypted(socket)) => token.cancel_query_raw(*socket, Done).await,
                }
                .map_err(|error| DialError::of(&route.at, error, &route.config))
            });
            if let Ok(Err(error)) = told.await {
                tracing::debug!(target: "pubdok", %error, "a statement given up could not be cancelled");
            }
        });
    }

    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_finished()
    }

    /// Cuts the line, with nothing on it.
    pub(super) fn close(&self) {
        self.driver.abort();
    }
}

/// A connection for work that no client waits for.
pub async fn dial(url: &str) -> Result<Connection, DialError> {
    dial_with(url, Patience::Work).await
}

/// A connection whose answers are waited for so long.
pub async fn dial_with(url: &str, patience: Patience) -> Result<Connection, DialError> {
    connection(url, patience, Trust::default(), Weather::default()).await
}

/// The same for a pool of requests' connections.
pub async fn dial_for_pool(url: &str, trust: Trust, weather: Weather) -> Result<Connection, ConnectionError> {
    let dialled = connection(url, Patience::Request, trust, weather.clone()).await;
    weather.dialled(dialled.as_ref().err().and_then(DialError::lack));
    dialled.map_err(|error| ConnectionError::BadConnection(error.to_string()))
}

async fn connection(url: &str, patience: Patience, trust: Trust, weather: Weather) -> Result<Connection, DialError> {
    let Session { client, hang_up } = open(url, patience, None).await?;
    let line = Line::new(patience, trust, weather, hang_up);
    let made = line.set_up(AsyncPgConnection::try_from(client)).await.map_err(DialError::Session)?;
    Ok(Connection::over(made, line))
}

/// A session with the first of the address's hosts that has one for us.
pub(super) async fn open(url: &str, patience: Patience, bell: Option<Bell>) -> Result<Session, DialError> {
    let address = Address::read(url, patience)?;
    let until = Instant::now() + address.config.get_connect_timeout().copied().unwrap_or(FOR_A_HOST);
    let config = Arc::new(address.config.clone());
    let tls = tokio::task::spawn_blocking(move || Tls::of(&address)).await;
    let tls = tls.map_err(|error| DialError::Session(ConnectionError::BadConnection(error.to_string())))??;
    let knock = |door: Door| {
        let (config, tls, bell) = (&config, tls.as_ref(), &bell);
        async move {
            let routes = door.routes(config, tls, until).await?;
            first_well(routes.into_iter().map(|route| begin(route, until, bell.clone()).boxed())).await
        }
        .boxed()
    };
    first_well(doors(&config).into_iter().map(knock)).await
}

async fn begin(route: Route, until: Instant, bell: Option<Bell>) -> Result<Session, DialError> {
    let plain = route.without_encryption();
    match (begin_on(route, until, bell.clone()).await, plain) {
        // As with libpq: a server that does not want what was only preferred is asked without it.
        (Err(error), Some(plain)) if error.may_be_the_encryption() => begin_on(plain, until, bell).await,
        (begun, _) => begun,
    }
}

async fn begin_on(route: Route, until: Instant, bell: Option<Bell>) -> Result<Session, DialError> {
    let silent = DialError::Silent { at: route.at.clone() };
    let line = route.open(until).await?;
    let begun = async {
        match line {
            Opened::Unix(socket) => plain(socket, route, bell).await,
            Opened::Tcp(Secured::Plain(socket)) => plain(socket, route, bell).await,
            Opened::Tcp(Secured::Encrypted(socket)) => {
                let mut config = (*route.config).clone();
                config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
                let begun = config.connect_raw(Wire::new(*socket), Done).await;
                session(begun, route, bell).await
            }
        }
    };
    timeout_at(until, begun).await.unwrap_or(Err(silent))
}

async fn plain<S>(socket: S, route: Route, bell: Option<Bell>) -> Result<Session, DialError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let begun = route.config.connect_raw(Wire::new(socket), NoTls).await;
    session(begun, route, bell).await
}

type Begun<S, T> = Result<(Client, tokio_postgres::Connection<S, T>), tokio_postgres::Error>;

async fn session<S, T>(begun: Begun<S, T>, route: Route, bell: Option<Bell>) -> Result<Session, DialError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let refused = |error| DialError::of(&route.at, error, &route.config);
    let (client, mut driver) = begun.map_err(refused)?;
    let met = tokio::select! {
        biased;
        met = Met::by(&client) => met.map_err(refused)?,
        // Until it is known whether this is the one, the line ends with whoever asks.
        ended = &mut driver => return Err(ended.err().map_or_else(|| DialError::Silent { at: route.at.clone() }, refused)),
    };
    if !met.is_direct {
        return Err(DialError::Pooler { at: route.at });
    }
    if !met.is_wanted(route.config.get_target_session_attrs()) {
        return Err(DialError::WrongServer { at: route.at });
    }
    let token = client.cancel_token();
    // Ends with the client; what breaks it is told to whoever waits for an answer.
    let driver = tokio::spawn(drive(driver, bell)).abort_handle();
    Ok(Session { client, hang_up: HangUp { driver, token, route } })
}

async fn drive<S, T>(mut driver: tokio_postgres::Connection<S, T>, bell: Option<Bell>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| driver.poll_message(context)).await {
        if let (AsyncMessage::Notification(notification), Some(bell)) = (message, &bell) {
            // Where nobody hears it any more, the line is about to end, too.
            let _ = bell.send(notification.payload().to_owned());
        }
    }
}

/// Who was met at the other end.
struct Met {
    is_read_only: bool,
    /// Whether our session's settings arrived.
    is_direct: bool,
}

impl Met {
    async fn by(client: &Client) -> Result<Self, tokio_postgres::Error> {
        let ask = "SELECT current_setting('transaction_read_only'), current_setting('pubdok.direct', true)";
        let told = client.simple_query(ask).await?;
        let is_on = |at| told.iter().any(|part| matches!(part, SimpleQueryMessage::Row(row) if row.get(at) == Some("on")));
        Ok(Self { is_read_only: is_on(0), is_direct: is_on(1) })
    }

    fn is_wanted(&self, wanted: TargetSessionAttrs) -> bool {
        wanted == TargetSessionAttrs::Any || self.is_read_only == (wanted == TargetSessionAttrs::ReadOnly)
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
        let both = told(&format!("postgres://pubdok:geheim@127.0.0.1:{port},%2Fnowhere/pubdok"));
        assert!(both.contains("listen_addresses") && both.contains("/nowhere/"), "{both}");
        for message in [unknown, refused, socket, both] {
            assert!(!message.contains("geheim"), "{message}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_says_so() {
        assert!(told("postgres://host:port/x").contains("DATABASE_URL cannot be read"));
        assert!(told("postgres:///pubdok").contains("names no host"));
        assert!(told("postgres://127.0.0.1/pubdok?sslmode=on").contains("sslmode"));
        let nothing = told("postgres://127.0.0.1/pubdok?sslmode=verify-full&sslrootcert=/nowhere/ca.pem");
        assert!(nothing.contains("sslrootcert names \"/nowhere/ca.pem\""), "{nothing}");
    }
}
