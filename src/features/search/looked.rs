//! A list narrowed by `q`: what was found, and whether it stands in the order of how well it fits.

use super::requests::{Kind, Wanted};
use super::store::{self, Found, Piece};
use crate::db::Connection;
use crate::domain::text::Line;
use crate::http::language::Words;
use crate::http::paging::{Count, Page};
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::actor::Actor;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The order of how well a thing fits; the usual one with `q`.
pub const RELEVANCE: &str = "relevance";

/// What a `q` has found.
#[derive(Debug)]
pub struct Looked {
    kind: Kind,
    wanted: Wanted,
    /// The best first.
    pub ids: Vec<Uuid>,
    /// Whether nothing else has all the terms.
    is_all: bool,
    /// Whether the list stands in that order: one page of it, for it has no places to go on from.
    pub by_rank: bool,
}

/// None: nothing is looked for.
pub async fn look(
    conn: &mut Connection,
    actor: &Actor,
    kind: Kind,
    q: Option<&Line<200>>,
    page: &Page,
) -> Result<Option<Looked>, Problem> {
    let Some(q) = q else {
        if page.sort == RELEVANCE {
            let words = Words::new("Hanya bersama q.", "Only with q.");
            return Err(Problem::at(Place::Parameter("sort".to_owned()), FaultKind::Rule { code: "NOT_APPLICABLE", words }));
        }
        return Ok(None);
    };
    let wanted = Wanted::of(q)?;
    let Found { ids, is_all } = store::find(conn, actor, kind, &wanted).await?;
    Ok(Some(Looked { kind, wanted, ids, is_all, by_rank: !page.is_sorted || page.sort == RELEVANCE }))
}

impl Looked {
    /// The best of those that fit the filters as well.
    pub fn best(&self, fitting: Vec<Uuid>, most: i64) -> Vec<Uuid> {
        let fitting: HashSet<Uuid> = fitting.into_iter().collect();
        let best = self.ids.iter().copied().filter(|id| fitting.contains(id));
        best.take(usize::try_from(most).unwrap_or(usize::MAX)).collect()
    }

    /// Puts what was read in that order.
    pub fn put_in_order<R>(&self, rows: &mut [R], id: impl Fn(&R) -> Uuid) {
        let places: HashMap<Uuid, usize> = self.ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        rows.sort_by_key(|row| places.get(&id(row)).copied());
    }
}

/// Where these rows of a list were found; nothing where nothing was looked for.
pub async fn excerpts(
    conn: &mut Connection,
    looked: Option<&Looked>,
    page: &Page,
    things: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<Piece>>, Problem> {
    match looked.filter(|_| page.shape.shows("excerpt")) {
        None => Ok(HashMap::new()),
        Some(looked) => Ok(store::excerpts(conn, looked.kind, &looked.wanted, things).await?),
    }
}

/// A count of what fits; of a word that very much has, only some was found.
pub fn counted(looked: Option<&Looked>, count: Count) -> Count {
    Count { exact: count.exact && looked.is_none_or(|looked| looked.is_all), ..count }
}
