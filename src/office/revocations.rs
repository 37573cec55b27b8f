//! The tokens that are refused before their time, kept in memory: asked for every request, also for tokens that were proven before.
//!
//! They are kept as [`super::reference`] keeps people, for as long as this instance hears of changes; and never for long, because a
//! connection that has gone silent tells nothing and looks like one with nothing to tell.

use crate::db::Db;
use crate::db::schema::revocations::dsl::{jti, not_before, revocations, subject};
use crate::domain::time::Instant;
use crate::http::auth::rejected;
use crate::http::auth::token::{Identity, Rejection};
use crate::http::problem::Problem;
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

/// After so long the list is read again, whatever was heard.
const AGE: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug, Default)]
pub struct Revocations(RwLock<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Only while changes are heard.
    live: bool,
    /// Counts what was forgotten: what was read before must not be kept after.
    generation: u64,
    revoked: Option<(Instant, Arc<Revoked>)>,
}

#[derive(Debug, Default)]
struct Revoked {
    tokens: HashSet<String>,
    /// The latest moment for each subject.
    subjects: HashMap<String, Instant>,
}

impl Revocations {
    /// Lets nobody in whose token was taken back.
    pub async fn check(&self, db: &Db, identity: &Identity, now: Instant) -> Result<(), Problem> {
        let kept = self.0.read().ok().and_then(|kept| kept.revoked.clone());
        let revoked = match kept {
            Some((read_at, revoked)) if (read_at..read_at + AGE).contains(&now) => revoked,
            _ => self.load(db, now).await?,
        };
        if revoked.has(identity) { Err(rejected(Rejection::Revoked)) } else { Ok(()) }
    }

    /// Something changed: the next request reads it anew.
    pub fn forget(&self) {
        let live = self.write().live;
        self.set_live(live);
    }

    /// Changes are heard from now on, or no longer.
    pub fn set_live(&self, live: bool) {
        let mut kept = self.write();
        *kept = Kept { live, generation: kept.generation + 1, revoked: None };
    }

    async fn load(&self, db: &Db, now: Instant) -> Result<Arc<Revoked>, Problem> {
        let generation = self.0.read().map(|kept| kept.generation).unwrap_or_default();
        let rows: Vec<(Option<String>, Option<String>, Option<Instant>)> =
            revocations.select((jti, subject, not_before)).load(&mut *db.lease().await?).await?;
        let revoked = Arc::new(Revoked::of(rows));
        let mut kept = self.write();
        if kept.live && kept.generation == generation {
            kept.revoked = Some((now, revoked.clone()));
        }
        Ok(revoked)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Kept> {
        // Whoever panicked while holding this lock had changed all of it or nothing.
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Revoked {
    fn of(rows: Vec<(Option<String>, Option<String>, Option<Instant>)>) -> Self {
        let mut revoked = Revoked::default();
        for (token, person, moment) in rows {
            revoked.tokens.extend(token);
            if let (Some(person), Some(moment)) = (person, moment) {
                let latest = revoked.subjects.entry(person).or_insert(moment);
                *latest = moment.max(*latest);
            }
        }
        revoked
    }

    fn has(&self, identity: &Identity) -> bool {
        let by_id = identity.id.as_ref().is_some_and(|id| self.tokens.contains(id));
        // A token tells the second of its issue: what was issued later in that second is refused with the rest of it.
        let before = |moment: &Instant| identity.issued_at.saturating_mul(1000) < moment.timestamp_millis();
        by_id || self.subjects.get(&identity.subject).is_some_and(before)
    }
}
