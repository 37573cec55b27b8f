//! The one way to do an act: in one transaction, once a key, to its end.

use super::{Call, RequestId, occurred_at};
use crate::blobs::Blobs;
use crate::db::Connection;
use crate::db::patience::FOR_A_PLACE;
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::http::answer::Answer;
use crate::http::precondition::Expected;
use crate::http::problem::{Faults, Problem};
use crate::http::query::Flag;
use crate::office::actor::Actor;
use crate::office::idempotency::{self, Key};
use crate::office::rates::Seat;
use crate::office::reference::Office;
use crate::office::turns::Turn;
use crate::telemetry::trace::carried;
use actix_web::HttpMessage;
use actix_web::http::{Method, StatusCode};
use deserr::Deserr;
use diesel_async::{AnsiTransactionManager, TransactionManager};
use std::ops::{AsyncFnMut, AsyncFnOnce};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant as Moment, sleep};
use utoipa::IntoParams;
use uuid::Uuid;

/// An act being done: everything a command needs besides the connection.
#[derive(Debug, Clone)]
pub struct Doing {
    pub actor: Arc<Actor>,
    pub office: Arc<Office>,
    /// When it was received; with it everything is stamped.
    pub now: Instant,
    /// When it was done, if the doer was offline then.
    pub occurred_at: Instant,
    pub request_id: String,
    pub expected: Expected,
    /// To see that a content is there before a row refers to it.
    pub blobs: Blobs,
    /// Where it waits for other acts on the same row.
    pub turn: Arc<Turn>,
}

/// What every act takes besides its body.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, names("dryRun", "actingFor"))]
pub struct DryRun(
    /// `true`: do everything but keep nothing; answers what the act would answer.
    #[param(value_type = Option<bool>, example = false)]
    #[expect(dead_code, reason = "read by Call::is_dry_run; here for the document")]
    Option<bool>,
    /// The officer it is done for: oneself, or the principal of a mandate that one holds. Need not be said where one officer's role
    /// alone fits; where more do, the act is refused (AMBIGUOUS_HAT) until it is.
    #[param(value_type = Option<Uuid>)]
    #[expect(dead_code, reason = "read by Call::doing; here for the document")]
    Option<Uuid>,
);

/// What an act takes that cannot be tried.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ForWhom {
    /// The officer it is done for: oneself, or the principal of a mandate that one holds. Need not be said where one officer's role
    /// alone fits; where more do, the act is refused (AMBIGUOUS_HAT) until it is.
    #[deserr(default)]
    #[param(value_type = Option<Uuid>)]
    pub acting_for: Option<Uuid>,
}

impl DryRun {
    pub const NAMES: &[&str] = &["dryRun", "actingFor"];
}

/// What every act takes, as it is read.
#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct ActParameters {
    #[deserr(default)]
    dry_run: Flag,
    #[deserr(default)]
    acting_for: Option<Uuid>,
}

impl Doing {
    /// The id of a new thing: UUIDv7, so that ids sort by the time they were made.
    pub fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// The same, done for this officer: for oneself, or for somebody whose mandate one holds.
    pub fn acting_for(&self, officer: Uuid) -> Result<Self, Problem> {
        Ok(Self { actor: Arc::new(self.actor.acting_for(officer)?), ..self.clone() })
    }
}

impl Call {
    /// Does an act: in one transaction, once a key, to the end even if the client hangs up.
    ///
    /// `body` is what the act depends on besides the address: it tells two requests with one key apart.
    pub async fn act<F>(&self, body: &[u8], command: F) -> Result<Answer, Problem>
    where
        F: AsyncFnOnce(&mut Connection, &Doing) -> Result<Answer, Problem> + Clone + 'static,
    {
        let dry_run = self.is_dry_run()?;
        let doing = Doing { turn: Arc::new(Turn::of(&self.app.turns)), ..self.doing().await? };
        let key = self.key()?;
        let fingerprint = idempotency::fingerprint(&[self.request.uri().query().unwrap_or_default().as_bytes(), body]);
        let app = self.app.clone();
        // Counted among the caller's requests until it is done, also when they have hung up.
        let seat = self.request.extensions().get::<Seat>().cloned();
        // Not ADMIN's alone: a mandate is confirmed, and ended, by whose role it is.
        let changes_people = self.request.path().starts_with("/v1/officers/");
        // Also a take-down: what it takes away is shown no more.
        let changes_what_is_shown = ["/publications", "/take-down"].iter().any(|part| self.request.path().contains(part));
        let act = async move {
            let _seat = seat;
            let key = key.filter(|_| !dry_run);
            let until = Moment::now() + FOR_A_PLACE;
            let answer = loop {
                let mut lease = app.db.lease_to_act_before(until).await?;
                let done = again_after_clashes(async || {
                    let command = command.clone();
                    match &key {
                        None => transaction(&mut lease, dry_run, async |conn| command(conn, &doing).await).await,
                        Some(key) => keyed(&mut lease, key, &fingerprint, &doing, command).await,
                    }
                })
                .await;
                drop(lease);
                match doing.turn.wanted() {
                    // Undone, and without a connection: others on the same row are before it.
                    Some(row) if done.is_err() => doing.turn.wait(row, until).await?,
                    _ => break done?,
                }
            };
            if changes_people || doing.actor.is(Role::Admin) {
                // What every instance keeps in memory: here it is known at once, elsewhere as soon as PostgreSQL tells.
                app.reference.forget();
                app.revocations.forget();
            }
            if changes_what_is_shown && !dry_run {
                app.showcase.forget();
            }
            Ok(answer)
        };
        // A client that hangs up must not leave a transaction half way: the act has its own task.
        let answer: Result<Answer, Problem> = actix_web::rt::spawn(carried(act)).await.map_err(Problem::internal)?;
        let mut answer = answer?;
        if dry_run {
            // Undone, and what it showed is told nowhere.
            self.actor.shown.tell(false);
        }
        if dry_run && answer.status == StatusCode::CREATED {
            (answer.status, answer.location) = (StatusCode::OK, None);
        }
        Ok(answer)
    }

    /// The act as far as it is known before its body: an act that takes a file is refused before the file is received.
    pub async fn prospect(&self) -> Result<Doing, Problem> {
        self.is_dry_run()?;
        self.key()?;
        self.doing().await
    }

    /// Whether the answer to this request is kept already, so that it will be given whatever the case has come to.
    pub async fn is_replay(&self, conn: &mut Connection) -> Result<bool, Problem> {
        match self.key()? {
            Some(key) if !self.is_dry_run()? => key.is_kept(conn, &self.actor).await,
            _ => Ok(false),
        }
    }

    /// Whether its effect is one with that of the same request sent again.
    pub fn is_keyed(&self) -> Result<bool, Problem> {
        Ok(self.key()?.is_some())
    }

    fn key(&self) -> Result<Option<Key>, Problem> {
        let key = idempotency::read(self.request.headers())?.filter(|_| self.request.method() == Method::POST);
        Ok(key.map(|key| Key {
            subject: self.actor.principal.clone(),
            method: self.request.method().to_string(),
            path: self.request.uri().path().to_owned(),
            key,
        }))
    }

    async fn doing(&self) -> Result<Doing, Problem> {
        let expected = Expected::of(&self.request)?;
        if self.overwrites() {
            expected.require()?;
        }
        let request_id = self.request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let doing = Doing {
            actor: self.actor.clone(),
            office: self.office().await?,
            now: self.now,
            occurred_at: occurred_at(self.request.headers(), self.now)?,
            request_id,
            expected,
            blobs: self.app.blobs.clone(),
            turn: Arc::default(),
        };
        match self.act_parameters()?.acting_for {
            Some(officer) => doing.acting_for(officer),
            None => Ok(doing),
        }
    }

    /// Whether this is a change of what somebody else may have changed: the document tells which PATCH, PUT and DELETE are.
    fn overwrites(&self) -> bool {
        let method = self.request.method();
        let surface = &self.app.surface;
        let operation = || surface.operation(surface.route(self.request.path())?, method);
        [Method::PATCH, Method::PUT, Method::DELETE].contains(method) && operation().is_none_or(|operation| operation.must_match)
    }

    /// Whether all is to be undone at its end.
    pub fn is_dry_run(&self) -> Result<bool, Problem> {
        Ok(self.act_parameters()?.dry_run.0)
    }

    fn act_parameters(&self) -> Result<ActParameters, Problem> {
        let mut parameters = self.parameters()?;
        parameters.split(self.takes);
        Ok(parameters.read::<ActParameters>()?)
    }
}

/// So often an act is done anew that lost against another transaction, before its doer is told to come back.
const MORE_TRIES: u32 = 3;
/// Two that clashed must not meet again: each waits for as long as chance has it.
const MOST_PAUSE_MILLIS: u128 = 50;

/// Does an act from its beginning again where it was rolled back for another's sake (a deadlock, a serialization failure).
async fn again_after_clashes(mut act: impl AsyncFnMut() -> Result<Answer, Problem>) -> Result<Answer, Problem> {
    for more in 1..=MORE_TRIES {
        match act().await {
            Err(problem) if problem.is_clash() => {
                let chance = Uuid::now_v7().as_u128() % MOST_PAUSE_MILLIS;
                sleep(Duration::from_millis(chance as u64) * more).await;
            }
            done => return done,
        }
    }
    act().await
}

/// Runs `work` in a transaction: kept when it succeeds, undone when it fails or is only a try.
///
/// For a task that a client's hanging up does not end: [`Call::act`] has one of its own.
pub async fn transaction<T, F>(conn: &mut Connection, dry_run: bool, work: F) -> Result<T, Problem>
where
    F: AsyncFnOnce(&mut Connection) -> Result<T, Problem>,
{
    AnsiTransactionManager::begin_transaction(conn).await?;
    let mut result = work(conn).await;
    if result.is_ok() && dry_run {
        // A try answers what the act would: also what PostgreSQL would say to what it was not asked about yet.
        result = conn.settle().await.map_err(Problem::from).and(result);
    }
    if result.is_ok() && !dry_run {
        AnsiTransactionManager::commit_transaction(conn).await?;
    } else {
        AnsiTransactionManager::rollback_transaction(conn).await?;
    }
    result
}

/// The same under an Idempotency-Key: the answer is kept with the effect.
async fn keyed<F>(conn: &mut Connection, key: &Key, fingerprint: &[u8], doing: &Doing, command: F) -> Result<Answer, Problem>
where
    F: AsyncFnOnce(&mut Connection, &Doing) -> Result<Answer, Problem>,
{
    transaction(conn, false, async |conn| {
        if let Some(kept) = key.claim(conn, fingerprint, &doing.actor).await? {
            return Ok(kept);
        }
        let answer = command(conn, doing).await?;
        key.keep(conn, fingerprint, &answer, doing.now).await?;
        Ok(answer)
    })
    .await
}
