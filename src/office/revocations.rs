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
use crate::office::remembered::Remembered;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Default)]
pub struct Revocations(Remembered<Revoked>);

#[derive(Debug, Default)]
struct Revoked {
    tokens: HashSet<String>,
    /// The latest moment for each subject.
    subjects: HashMap<String, Instant>,
}

impl Revocations {
    /// Lets nobody in whose token was taken back.
    pub async fn check(&self, db: &Db, identity: &Identity, now: Instant) -> Result<(), Problem> {
        let revoked = self.0.get(now, async || Revoked::load(db).await).await?;
        if revoked.has(identity) { Err(rejected(Rejection::Revoked)) } else { Ok(()) }
    }

    /// Something changed: the next request reads it anew.
    pub fn forget(&self) {
        self.0.forget();
    }

    /// Changes are heard from now on, or no longer.
    pub fn set_live(&self, live: bool) {
        self.0.set_live(live);
    }
}

impl Revoked {
    async fn load(db: &Db) -> Result<Self, Problem> {
        let rows: Vec<(Option<String>, Option<String>, Option<Instant>)> =
            revocations.select((jti, subject, not_before)).load(&mut *db.lease().await?).await?;
        Ok(Self::of(rows))
    }

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
