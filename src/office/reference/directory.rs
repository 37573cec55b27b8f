//! What everybody is called, kept in memory: names are looked up for every answer, and hardly ever change.

use super::Reference;
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
        self.people.get(now, async || Ok(People::load(&mut *db.lease().await?).await?)).await
    }
}
