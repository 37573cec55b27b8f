//! What officers are called, kept in memory: nearly everything that is read names some.
//!
//! Whoever changes a name puts another mark into `directory` in the same transaction. What names officers reads the mark in the same
//! query as its rows, and of what is kept under another mark nothing is used: so nobody is told a name of before, on any instance.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::text::Line;
use diesel::QueryResult;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use uuid::Uuid;

/// More officers than any office has.
const MOST: usize = 20_000;

/// The mark, as a column of a query.
pub const MARK: &str = "(SELECT n.mark FROM directory n)";
/// Its type.
pub type Mark = Uuid;

/// How an officer is called.
#[derive(Debug, Clone)]
pub struct Called {
    pub name: Line<200>,
    pub position_title: Line<200>,
}

#[derive(Debug, Default)]
pub struct Names(RwLock<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Under which mark all of it was read.
    mark: Option<Mark>,
    of: HashMap<Uuid, Arc<Called>>,
}

const READ: &str = "SELECT n.mark, o.id, o.name, o.position_title FROM directory n, officers o WHERE o.id = ANY($)";

impl Names {
    /// Of these officers, in this order, as of a query that read this mark or later.
    pub async fn of(&self, conn: &mut Connection, mark: Mark, officers: &[Uuid]) -> QueryResult<Vec<Arc<Called>>> {
        if let Some(known) = self.known(mark, officers) {
            return Ok(known);
        }
        let read = statement::<(SqlUuid, SqlUuid, Text, Text)>(READ).bind::<Array<SqlUuid>, _>(officers.to_vec());
        let rows: Vec<(Mark, Uuid, Line<200>, Line<200>)> = read.load(conn).await?;
        let is_now = rows.as_slice().first().map(|row| row.0);
        let called = |(_, id, name, position_title)| (id, Arc::new(Called { name, position_title }));
        let read: HashMap<Uuid, Arc<Called>> = rows.into_iter().map(called).collect();
        let found: Option<Vec<_>> = officers.iter().map(|officer| read.get(officer).cloned()).collect();
        self.keep(is_now, read);
        found.ok_or(diesel::NotFound)
    }

    fn known(&self, mark: Mark, officers: &[Uuid]) -> Option<Vec<Arc<Called>>> {
        let kept = self.0.read().ok().filter(|kept| kept.mark == Some(mark))?;
        officers.iter().map(|officer| kept.of.get(officer).cloned()).collect()
    }

    fn keep(&self, mark: Option<Mark>, read: HashMap<Uuid, Arc<Called>>) {
        // A panic while holding the lock leaves a map that is still whole.
        let mut kept = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if kept.mark != mark || kept.of.len() >= MOST {
            *kept = Kept { mark, of: HashMap::new() };
        }
        kept.of.extend(read);
    }
}
