//! What every request needs and hardly ever changes, kept in memory: people, mandates, clients and the office's settings.
//!
//! PostgreSQL tells every instance of a change (`NOTIFY pubdok_reference`); an instance that cannot hear it keeps nothing, and none
//! keeps anything for long.

mod clients;
mod directory;
mod listen;
mod names;
mod office;
mod read;

pub use listen::{Heard, listen};
pub use names::{Called, MARK};
pub use office::{Office, Revision, revisions};

use crate::db::schema::{mandates, officers};
use crate::db::{Connection, Db};
use crate::domain::officer::MandateKind;
use crate::domain::role::{Role, Roles};
use crate::domain::text::Line;
use crate::domain::time::{Instant, OfficeZone};
use crate::domain::workflow::{Lent, Post};
use crate::http::auth::rejected;
use crate::http::auth::token::{Identity, Rejection};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::people::People;
use crate::office::remembered::Remembered;
use crate::print::Letterhead;
use chrono::TimeDelta;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use names::Names;
use read::Read;
use std::collections::HashMap;
use std::sync::{Arc, RwLock, RwLockWriteGuard};
use uuid::Uuid;

/// An officer as far as authorization cares.
#[derive(Debug, Clone)]
pub struct Person {
    pub post: Arc<Post>,
    /// What the directory says they are.
    pub roles: Roles,
    pub active: bool,
    /// Mandates they hold; some may not have begun or be over.
    pub mandates: Vec<Mandate>,
}

#[derive(Debug, Clone)]
pub struct Mandate {
    pub principal: Arc<Post>,
    pub role: Role,
    pub lent: Arc<Lent>,
    /// When it began to lend its role: at its beginning, or confirmed later, then.
    pub from: Instant,
    /// None: until it is revoked.
    pub ends_at: Option<Instant>,
}

/// How long after a mandate's end work that was done under it may still be sent.
pub const SENT_LATE: TimeDelta = TimeDelta::hours(72);

impl Mandate {
    pub fn holds_at(&self, now: Instant) -> bool {
        self.from <= now && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether what was done at this time, and is told now, was done under it.
    pub fn covers(&self, told: Instant, now: Instant) -> bool {
        self.holds_at(told) && self.ends_at.is_none_or(|end| now - SENT_LATE < end)
    }
}

/// When a request is made, and when it says that it was done; the same unless it tells another time.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub now: Instant,
    pub told: Instant,
}

impl Times {
    pub fn now(now: Instant) -> Self {
        Self { now, told: now }
    }
}

/// More people than any office has; strangers' subjects must not fill the memory.
const MOST: usize = 20_000;

#[derive(Debug)]
pub struct Reference {
    zone: OfficeZone,
    /// What stands over papers while ADMIN has given no letterhead.
    plain_letterhead: Letterhead,
    names: Arc<Names>,
    office: Remembered<Office>,
    /// What everybody is called.
    people: Remembered<People>,
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Only while the listener hears changes.
    live: bool,
    /// Counts what was forgotten: what was read before must not be kept after.
    generation: u64,
    people: HashMap<String, Read<Option<Arc<Person>>>>,
    /// Clients of our own tokens, by their id: what those that are active may be.
    clients: HashMap<Uuid, Read<Option<Roles>>>,
}

impl Reference {
    /// `office_name` by lines, with | between them.
    pub fn new(zone: OfficeZone, office_name: &str) -> Self {
        let lines = office_name.split('|').map(|line| line.trim().to_owned()).collect();
        Self {
            zone,
            plain_letterhead: Letterhead { lines, ..Letterhead::default() },
            names: Arc::default(),
            office: Remembered::default(),
            people: Remembered::default(),
            kept: RwLock::default(),
        }
    }

    /// The actor behind a verified token, if one of their hats has one of these roles.
    pub async fn admitted(&self, db: &Db, identity: Identity, times: Times, roles: Roles) -> Result<Actor, Problem> {
        let now = times.now;
        if identity.is_client {
            return self.client(db, identity, times, roles).await;
        }
        let kept = self.kept.read().ok().and_then(|kept| kept.people.get(&identity.subject)?.fresh(now));
        if let Some(person) = kept
            && let Ok(actor) = Actor::admitted(identity.clone(), person.as_deref(), times, roles)
        {
            return Ok(actor);
        }
        // Nobody is refused from memory: another instance may have let them in a moment ago.
        let person = self.load_person(db, &identity.subject, now).await?;
        Actor::admitted(identity, person.as_deref(), times, roles)
    }

    /// Somebody of the directory who shows no token: as what the directory says they are, or nobody.
    pub async fn of_directory(&self, conn: &mut Connection, subject: &str, now: Instant) -> Result<Actor, Problem> {
        let person = person(conn, subject).await?.ok_or_else(Problem::not_found)?;
        let identity = Identity {
            issuer: String::new(),
            subject: subject.to_owned(),
            roles: person.roles,
            is_client: false,
            id: None,
            issued_at: now.timestamp(),
            expires_at: now.timestamp(),
        };
        Actor::of_directory(identity, &person, now)
    }

    /// A client: what its token says, and it still is.
    async fn client(&self, db: &Db, identity: Identity, times: Times, roles: Roles) -> Result<Actor, Problem> {
        let now = times.now;
        let id = Uuid::try_parse(&identity.subject).map_err(|_| rejected(Rejection::Client))?;
        let admitted = |standing: Option<Roles>| {
            let mut identity = identity.clone();
            identity.roles = identity.roles.and(standing.ok_or_else(|| rejected(Rejection::Client))?);
            Actor::admitted(identity, None, times, roles)
        };
        let kept = self.kept.read().ok().and_then(|kept| kept.clients.get(&id)?.fresh(now));
        if let Some(Some(standing)) = kept
            && let Ok(actor) = admitted(Some(standing))
        {
            return Ok(actor);
        }
        // As of people: nobody is refused from memory.
        let generation = self.generation();
        let standing = clients::standing(&mut *db.lease().await?, id).await?;
        self.keep(generation, |kept| {
            if kept.clients.len() >= MOST {
                kept.clients.clear();
            }
            kept.clients.insert(id, Read::one_of_many(standing, now, id));
        });
        admitted(standing)
    }

    pub async fn office(&self, db: &Db, now: Instant) -> Result<Arc<Office>, Problem> {
        let load = async || office::load(&mut *db.lease().await?, self.zone, &self.plain_letterhead, &self.names).await;
        self.office.get(now, load).await
    }

    /// Something changed: the next request reads it anew.
    pub fn forget(&self) {
        self.office.forget();
        self.people.forget();
        self.reset(|_| {});
    }

    /// The listener hears changes from now on, or no longer.
    fn set_live(&self, live: bool) {
        self.office.set_live(live);
        self.people.set_live(live);
        self.reset(|kept| kept.live = live);
    }

    fn reset(&self, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.write();
        *kept = Kept { live: kept.live, generation: kept.generation + 1, ..Kept::default() };
        change(&mut kept);
    }

    async fn load_person(&self, db: &Db, subject: &str, now: Instant) -> Result<Option<Arc<Person>>, Problem> {
        let generation = self.generation();
        let person = person(&mut *db.lease().await?, subject).await?.map(Arc::new);
        self.keep(generation, |kept| {
            if kept.people.len() >= MOST {
                kept.people.clear();
            }
            kept.people.insert(subject.to_owned(), Read::one_of_many(person.clone(), now, subject));
        });
        Ok(person)
    }

    fn generation(&self) -> u64 {
        self.kept.read().map(|kept| kept.generation).unwrap_or_default()
    }

    fn keep(&self, generation: u64, put: impl FnOnce(&mut Kept)) {
        let mut kept = self.write();
        if kept.live && kept.generation == generation {
            put(&mut kept);
        }
    }

    fn write(&self) -> RwLockWriteGuard<'_, Kept> {
        // A panic while holding the lock leaves a map that is still whole.
        self.kept.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// What of an officer makes their post.
type PostRow = (Uuid, Line<200>, Line<200>, String);
type PostColumns = (officers::id, officers::name, officers::position_title, officers::unit);
const POST: PostColumns = (officers::id, officers::name, officers::position_title, officers::unit);

fn post((officer, name, position_title, unit): PostRow) -> Arc<Post> {
    Arc::new(Post { officer, name, position_title, unit })
}

type MandateRow = ((Uuid, Role, MandateKind, Line<100>), (Instant, Option<Instant>, Option<Instant>), PostRow);

impl From<MandateRow> for Mandate {
    fn from(((mandate, role, kind, decree_number), (starts_at, confirmed_at, ends_at), principal): MandateRow) -> Self {
        let lent = Arc::new(Lent { mandate, kind, decree_number });
        Self { principal: post(principal), role, lent, from: confirmed_at.map_or(starts_at, |at| at.max(starts_at)), ends_at }
    }
}

async fn person(conn: &mut Connection, subject: &str) -> QueryResult<Option<Person>> {
    let found: Option<(PostRow, Vec<Role>, bool)> = officers::table
        .filter(officers::subject.eq(subject))
        .select((POST, officers::roles, officers::active))
        .first(conn)
        .await
        .optional()?;
    let Some((own, roles, active)) = found else { return Ok(None) };
    // What nobody has confirmed lends nothing. Who left office, or lost the role, has none left to lend for a day; a post that is
    // vacant may be filled all the same.
    let held: Vec<MandateRow> = mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::principal_id)))
        .filter(mandates::holder_id.eq(own.0))
        .filter(lends())
        .order(mandates::id)
        .select((
            (mandates::id, mandates::role, mandates::kind, mandates::decree_number),
            (mandates::starts_at, mandates::confirmed_at, mandates::ends_at),
            POST,
        ))
        .load(conn)
        .await?;
    let mandates = held.into_iter().map(Mandate::from).collect();
    Ok(Some(Person { post: post(own), roles: roles.into_iter().collect(), active, mandates }))
}

/// A mandate that lends its role at all, whatever the time: confirmed, and its principal (the joined officer) has the role to lend
/// unless the post is vacant.
///
/// In SQL, because diesel does not know that the column's domain is text.
pub fn lends() -> SqlLiteral<Bool> {
    sql(
        "mandates.confirmed_at IS NOT NULL AND (mandates.kind::text = 'ACTING' OR officers.active AND mandates.role::text = ANY (officers.roles))",
    )
}
