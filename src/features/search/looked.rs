//! A list narrowed by `q`: what was found, and whether it stands in the order of how well it fits.

use super::requests::{Kind, Wanted};
use super::store::{self, Among, Found, MOST, Piece, Spread};
use crate::db::Connection;
use crate::domain::text::Line;
use crate::http::language::Words;
use crate::http::paging::{COUNT_CAP, Count, Page};
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::actor::Actor;
use diesel::QueryResult;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The order of how well a thing fits; the usual one with `q`.
pub const RELEVANCE: &str = "relevance";

/// Of words that very many have, so many of what fits besides are looked through for a count.
const MOST_COUNTED: i64 = 20_000;

/// What a `q` has found.
#[derive(Debug)]
pub struct Looked {
    kind: Kind,
    wanted: Wanted,
    found: What,
    /// Whether the list stands in the order of how well a thing fits: one page of it, for it has no places to go on from.
    pub by_rank: bool,
}

#[derive(Debug)]
enum What {
    /// The best of what is in sight, where nothing else is asked for.
    Best(Found),
    /// All that have the terms.
    All(Spread),
}

/// What is looked for. None: nothing.
pub async fn look(
    conn: &mut Connection,
    actor: &Actor,
    kind: Kind,
    (q, is_narrowed): (Option<&Line<200>>, bool),
    page: &Page,
) -> Result<Option<Looked>, Problem> {
    let Some(q) = q else {
        if page.sort == RELEVANCE {
            let words = Words::new("Hanya bersama q.", "Only with q.");
            return Err(Problem::at(Place::Parameter("sort".to_owned()), FaultKind::Rule { code: "NOT_APPLICABLE", words }));
        }
        return Ok(None);
    };
    let (mut wanted, by_rank) = (Wanted::of(q)?, !page.is_sorted || page.sort == RELEVANCE);
    // The best of the newest are not those that fit a filter, nor the first of another order.
    let weighed = store::weigh(conn, &mut wanted).await?;
    let found = if by_rank && !is_narrowed {
        What::Best(store::find(conn, actor, kind, &weighed).await?)
    } else {
        What::All(store::find_all(conn, actor, kind, (&wanted, &weighed)).await?)
    };
    Ok(Some(Looked { kind, wanted, found, by_rank }))
}

impl Looked {
    /// What narrows the list.
    pub fn among(&self) -> Among<'_> {
        match &self.found {
            What::Best(Found { ids, .. }) | What::All(Spread::Few(ids)) => Among::Ids(self.kind, ids),
            What::All(Spread::Many) => Among::Indexed(self.kind, &self.wanted),
            What::All(Spread::Widespread) => Among::Words(self.kind, &self.wanted),
        }
    }

    /// Only these of it.
    pub fn these<'a>(&self, ids: &'a [Uuid]) -> Among<'a> {
        Among::Ids(self.kind, ids)
    }

    /// So many of what fits, the newest, are put in order.
    pub fn most(&self) -> i64 {
        i64::try_from(MOST).unwrap_or(i64::MAX)
    }

    /// The best of those that fit the filters as well.
    pub async fn best(&self, conn: &mut Connection, fitting: Vec<Uuid>, most: i64) -> QueryResult<Vec<Uuid>> {
        let What::Best(Found { ids, .. }) = &self.found else {
            return store::ranked(conn, self.kind, &self.wanted, fitting, most).await;
        };
        let fitting: HashSet<Uuid> = fitting.into_iter().collect();
        let best = ids.iter().copied().filter(|id| fitting.contains(id));
        Ok(best.take(usize::try_from(most).unwrap_or(usize::MAX)).collect())
    }
}

/// Puts what was read in the order of the best.
pub fn put_in_order<R>(best: &[Uuid], rows: &mut [R], id: impl Fn(&R) -> Uuid) {
    let places: HashMap<Uuid, usize> = best.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    rows.sort_by_key(|row| places.get(&id(row)).copied());
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

/// What a list is counted among, and how many ids are enough for its count.
pub fn to_count(looked: Option<&Looked>) -> (Option<Among<'_>>, i64) {
    match looked {
        // Without the words, which are looked for in what fits besides.
        Some(Looked { found: What::All(Spread::Widespread), .. }) => (None, MOST_COUNTED),
        looked => (looked.map(Looked::among), COUNT_CAP + 1),
    }
}

/// A count of these that fit; of a word that very much has, only some was found, or looked through.
pub async fn counted(conn: &mut Connection, looked: Option<&Looked>, fitting: Vec<Uuid>) -> QueryResult<Count> {
    let count = Count::of(&fitting);
    match looked {
        Some(Looked { found: What::All(Spread::Widespread), kind, wanted, .. }) => {
            let is_all = i64::try_from(fitting.len()).is_ok_and(|fitting| fitting < MOST_COUNTED);
            let count = store::counted(conn, *kind, wanted, fitting).await?;
            Ok(Count { exact: count.exact && is_all, ..count })
        }
        Some(Looked { found: What::Best(found), .. }) => Ok(Count { exact: count.exact && found.is_all, ..count }),
        _ => Ok(count),
    }
}
