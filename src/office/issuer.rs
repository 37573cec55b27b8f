//! What tokens of our own are issued with: the key that all instances share, and the places at which secrets are hashed.

use crate::config::Config;
use crate::db::statement::statement;
use crate::db::{Connection, Db};
use crate::http::auth::client::{self, NoSecret};
use crate::http::auth::token::{Identity, OwnTokens, Rejection};
use crate::http::problem::Problem;
use actix_web::rt::task::spawn_blocking;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

/// So many secrets are hashed at a time: each takes a processor, and 46 MiB.
const AT_ONCE: usize = 2;

/// How long one waits for its place. Whoever tries many waits behind themself; a client comes again.
const PATIENCE: Duration = Duration::from_secs(3);

pub struct Issuer {
    issuer: String,
    audience: String,
    /// Read once, at the latest when it is needed first: all instances find the same.
    tokens: OnceCell<OwnTokens>,
    places: Arc<Semaphore>,
}

impl Issuer {
    pub fn new(config: &Config) -> Self {
        Self {
            issuer: config.base_url.clone(),
            audience: config.tokens.audience.clone(),
            tokens: OnceCell::new(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    pub async fn tokens(&self, db: &Db) -> Result<&OwnTokens, Problem> {
        self.tokens.get_or_try_init(|| async { self.read(&mut *db.lease().await?).await }).await
    }

    /// At the start, so that no request waits for it.
    pub async fn prepare(&self, conn: &mut Connection) -> Result<(), Problem> {
        self.tokens.get_or_try_init(|| self.read(conn)).await?;
        Ok(())
    }

    async fn read(&self, conn: &mut Connection) -> Result<OwnTokens, Problem> {
        OwnTokens::new(&seed(conn).await?, &self.issuer, &self.audience).map_err(Problem::internal)
    }

    /// The judgement of a token of our own; nothing of any other's.
    pub async fn judge(&self, db: &Db, token: &str, now: i64) -> Result<Option<Result<Identity, Rejection>>, Problem> {
        Ok(self.tokens(db).await?.judge(token, now))
    }

    /// Whether it was found good a moment ago, so that it costs nothing to believe it now.
    pub fn has_proven(&self, token: &str, now: i64) -> bool {
        self.tokens.get().is_some_and(|tokens| tokens.has_proven(token, now))
    }

    /// Whether this is the secret of this hash; as slowly where there is no hash.
    pub async fn is_secret_of(&self, secret: String, hash: Option<String>) -> Result<bool, Problem> {
        self.at_a_place(move || client::is_secret_of(&secret, hash.as_deref())).await
    }

    /// A new secret, and its hash.
    pub async fn make_secret(&self, id: Uuid) -> Result<(String, String), Problem> {
        let make = move || {
            let secret = client::make_secret(id)?;
            let hash = client::hash(&secret)?;
            Ok::<_, NoSecret>((secret, hash))
        };
        self.at_a_place(make).await?.map_err(Problem::internal)
    }

    /// The place belongs to the work: it goes on when the client has hung up.
    async fn at_a_place<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Problem::unavailable("too many secrets are to be hashed"))?.map_err(Problem::internal)?;
        let done = spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(Problem::internal)
    }
}

/// Made by the first instance that asks, by PostgreSQL's own randomness as the seal of cursors is.
const MAKE: &str = "
INSERT INTO secrets (name, value) VALUES ('tokens', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
ON CONFLICT DO NOTHING";

async fn seed(conn: &mut Connection) -> QueryResult<Vec<u8>> {
    let find = || statement::<Binary>("SELECT value FROM secrets WHERE name = 'tokens'");
    // Nothing is written where it is there: an instance on a standby can tell what was signed.
    if let Some(seed) = find().get_result(conn).await.optional()? {
        return Ok(seed);
    }
    conn.batch_execute(MAKE).await?;
    find().get_result(conn).await
}
