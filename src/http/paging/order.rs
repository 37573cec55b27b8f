//! In which order a list stands besides that of its ids, in the words of the index that it walks, and where a page of it ended.

use super::super::problem::{Kind, Problem};
use crate::db::statement::Statement;
use crate::domain::time::Instant;
use diesel::sql_types::{Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// What tells a place in a list from every other; of each the last is the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Id,
    /// A moment; what has none stands behind all that have one.
    Moment,
    /// A moment of what is joined: no index has both it and the id.
    MomentElsewhere,
    /// Year and serial of a register number.
    Number,
}

/// An order: the kind of its places, and the columns that they are, as the index has them.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    pub place: Place,
    pub columns: &'static [&'static str],
}

impl Order {
    /// Narrows a query to what comes after a place.
    pub fn beyond<R>(&self, query: Statement<R>, after: Option<&Value>, descending: bool) -> Result<Statement<R>, Problem> {
        let Some(after) = after else { return Ok(query) };
        let query = match (self.place, self.columns) {
            // By itself, the moment is a place in the index of what is joined.
            (Place::MomentElsewhere, [moment, ..]) => {
                let query = query.and(" AND ").and(moment).and(if descending { " <= " } else { " >= " });
                let (at, _) = read::<(Option<Instant>, Uuid)>(after)?;
                query.and("coalesce($, 'infinity')").bind::<Nullable<Timestamptz>, _>(at)
            }
            _ => query,
        };
        // Compared as a whole, the row is a place in the index: nothing before it is looked at.
        let query = listed(query.and(" AND ("), self.columns, "").and(if descending { ") < (" } else { ") > (" });
        Ok(match self.place {
            Place::Id => query.and("$)").bind::<SqlUuid, _>(read::<Uuid>(after)?),
            Place::Moment | Place::MomentElsewhere => {
                let (at, id) = read::<(Option<Instant>, Uuid)>(after)?;
                query.and("coalesce($, 'infinity'), $)").bind::<Nullable<Timestamptz>, _>(at).bind::<SqlUuid, _>(id)
            }
            Place::Number => {
                let (year, serial, id) = read::<(i32, i32, Uuid)>(after)?;
                query.and("$, $, $)").bind::<Integer, _>(year).bind::<Integer, _>(serial).bind::<SqlUuid, _>(id)
            }
        })
    }

    pub fn sorted<R>(&self, query: Statement<R>, descending: bool) -> Statement<R> {
        listed(query.and(" ORDER BY "), self.columns, if descending { " DESC" } else { "" })
    }
}

fn listed<R>(mut query: Statement<R>, columns: &[&'static str], turned: &'static str) -> Statement<R> {
    for (index, column) in columns.iter().enumerate() {
        query = query.and(if index > 0 { ", " } else { "" }).and(column).and(turned);
    }
    query
}

fn read<K: DeserializeOwned>(place: &Value) -> Result<K, Problem> {
    serde_json::from_value(place.clone()).map_err(|_| Problem::new(Kind::CursorInvalid))
}
