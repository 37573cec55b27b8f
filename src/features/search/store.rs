//! SQL of searching: which things of a kind in sight have all the terms, the best first.

mod asked;
mod excerpt;
mod hits;
mod marking;
mod newest;
mod weighed;
mod widespread;

pub use excerpt::{Piece, excerpts, marked};
pub use hits::{Hit, hits};
pub use weighed::{Weighed, weigh};
pub use widespread::{Among, Spread, counted, ranked};

use super::requests::{Kind, Wanted};
use crate::db::Connection;
use crate::office::actor::Actor;
use asked::{Asked, Near};
use diesel::QueryResult;
use uuid::Uuid;

/// So many of those that have all the terms are put in order: the newest.
pub const MOST: usize = 1_000;
/// So many of the newest are enough.
const ENOUGH: usize = 50;

impl Kind {
    /// In the words of its own index.
    fn of_kind(self) -> &'static str {
        match self {
            Self::AgendaItem => "s.kind = 'AGENDA_ITEM'",
            Self::Assignment => "s.kind = 'ASSIGNMENT'",
            Self::Disposition => "s.kind = 'DISPOSITION'",
            Self::Artifact => "s.kind = 'ARTIFACT'",
            Self::Report => "s.kind = 'REPORT'",
        }
    }
}

/// What was found, the best first.
#[derive(Debug)]
pub struct Found {
    pub ids: Vec<Uuid>,
    /// Whether nothing else has all the terms.
    pub is_all: bool,
}

/// The best of what somebody sees and has all the terms.
///
/// The index is asked for the seldom terms, and what it tells is held against all of them. A word that nearly everything has must not be
/// looked for everywhere: where fifty of the newest in sight have all the terms, or there are no others in sight, these are it. Else the
/// index is asked once more, unless so many have them that fifty lie a little farther back.
pub async fn find(conn: &mut Connection, actor: &Actor, kind: Kind, weighed: &Weighed) -> QueryResult<Found> {
    let asked = Asked { actor, sight: &actor.sight(), kind, weighed };
    let is_any_seldom = !weighed.seldom.is_empty();
    if is_any_seldom && let Some(ids) = asked.listed(conn, &weighed.seldom).await? {
        return Ok(Found { is_all: ids.len() < MOST, ids });
    }
    let Near { ids, is_all } = asked.near(conn).await?;
    if is_all || ids.len() >= ENOUGH {
        return Ok(Found { ids, is_all });
    }
    if !is_any_seldom && weighed.is_everywhere(conn, kind).await? {
        let ids = asked.deep(conn).await?;
        if ids.len() >= ENOUGH {
            return Ok(Found { ids, is_all: false });
        }
    }
    let terms = if is_any_seldom { &weighed.seldom } else { &weighed.terms };
    asked.farther(conn, terms).await
}

/// All that have all the terms, in no order, for a list that is narrowed by more or has an order of its own; who sees them, the list sees
/// to. More than ten thousand stay where they are.
pub async fn find_all(
    conn: &mut Connection,
    actor: &Actor,
    kind: Kind,
    (wanted, weighed): (&Wanted, &Weighed),
) -> QueryResult<Spread> {
    let asked = Asked { actor, sight: &actor.sight(), kind, weighed };
    let (seldom, all) = (&weighed.seldom, &weighed.terms);
    if seldom.is_empty() {
        let Near { ids, is_all } = asked.near(conn).await?;
        if is_all {
            return Ok(Spread::Few(ids));
        }
    }
    let first = (1..all.len()).contains(&seldom.len()).then_some(seldom);
    for terms in first.into_iter().chain([all]) {
        if let Some(ids) = asked.indexed(conn, terms).await? {
            return Ok(Spread::Few(ids));
        }
    }
    widespread::spread(conn, kind, wanted).await
}
