//! What everybody is called, kept in memory: names are looked up for every answer, and hardly ever change.

use super::{Read, Reference};
use crate::db::Db;
use crate::domain::time::Instant;
use crate::http::language::Language;
use crate::http::problem::Problem;
use crate::office::names::Names;
use crate::office::people::People;
use std::sync::Arc;

impl Reference {
    /// For somebody who reads this language.
    pub async fn names(&self, db: &Db, language: Language, now: Instant) -> Result<Names, Problem> {
        Ok(Names { people: self.people(db, now).await?, office: Some(self.office(db, now).await?), language })
    }

    async fn people(&self, db: &Db, now: Instant) -> Result<Arc<People>, Problem> {
        if let Some(people) = self.kept.read().ok().and_then(|kept| kept.names.as_ref()?.fresh(now)) {
            return Ok(people);
        }
        let generation = self.generation();
        let people = Arc::new(People::load(&mut *db.lease().await?).await?);
        self.keep(generation, |kept| kept.names = Some(Read::new(people.clone(), now)));
        Ok(people)
    }
}
