//! Reading a page of the feed: what of the journal a caller is told, with the things as they are now.

use super::requests::Position;
use super::store::{Change, with_things};
use crate::db::Connection;
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::features::journal::feed::told_after;
use crate::http::problem::{Kind, Problem};
use crate::office::actor::{Actor, Sight};
use crate::office::showcase::SEEN_WITHIN;

/// To whom the feed is told.
#[derive(Debug, Clone)]
pub struct Reader {
    /// What anybody may read, as a portal does.
    pub is_portal: bool,
    /// And what is in sight.
    pub sight: Sight,
}

#[derive(Debug)]
pub struct Page {
    pub changes: Vec<Change>,
    /// Up to where it tells everything.
    pub to: Position,
    /// Whether there is more already.
    pub more: bool,
}

/// Of what is scheduled this is told as appeared.
const PUBLISHED: &str = "publication.published";

/// So many entries are looked at for one page of a caller who sees some of them: however few these are, a page takes no longer.
const MOST_LOOKED_AT: i64 = 1000;

impl Reader {
    pub fn of(actor: &Actor) -> Self {
        Self { is_portal: actor.is(Role::Integration), sight: actor.sight() }
    }

    /// What all portals are told, and nobody else.
    pub fn portal() -> Self {
        Self { is_portal: true, sight: Sight::Of { units: Vec::new(), officers: Vec::new() } }
    }

    /// Whether everybody like them is told the same.
    pub fn is_any_portal(&self) -> bool {
        self.is_portal && matches!(&self.sight, Sight::Of { units, officers } if units.is_empty() && officers.is_empty())
    }

    /// A portal is told nothing of what befell a publication before anybody could read it: that begins with its appearance.
    pub fn is_told(&self, change: &Change, now: Instant) -> bool {
        let (told, publish_at) = (&change.told, change.thing.publish_at);
        let from = if told.kind == PUBLISHED { told.received_at } else { told.received_at + SEEN_WITHIN };
        change.thing.is_seen || self.is_portal && publish_at <= from.min(now)
    }

    fn looks_at(&self, limit: i64) -> i64 {
        if self.is_portal || self.sight == Sight::All { limit + 1 } else { MOST_LOOKED_AT.max(limit + 1) }
    }
}

/// The next changes behind a place. One from before `kept_from` is no longer there for who comes for it now.
pub async fn page(
    conn: &mut Connection,
    reader: &Reader,
    after: Position,
    limit: i64,
    (now, kept_from): (Instant, Instant),
) -> Result<Page, Problem> {
    let most = reader.looks_at(limit);
    let stretch = told_after(conn, after.0, most).await?;
    if stretch.told.first().is_some_and(|first| first.received_at < kept_from) {
        return Err(too_old());
    }
    let is_whole = i64::try_from(stretch.told.len()).is_ok_and(|told| told < most);
    let last = stretch.told.last().map_or(after.0, |last| last.seq);
    let mut changes = with_things(conn, &reader.sight, stretch.told).await?;
    changes.retain(|change| reader.is_told(change, now));
    // Numbers are settled beyond the last that was drawn for one of these; a place never goes back.
    let to = Position(if is_whole { stretch.settled.max(after.0) } else { last });
    Ok(Page { changes, to, more: !is_whole }.cut(limit))
}

impl Page {
    /// No longer than this.
    pub fn cut(mut self, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if self.changes.len() > limit {
            self.changes.truncate(limit);
            (self.to, self.more) = (self.changes.last().map_or(self.to, |last| Position(last.told.seq)), true);
        }
        self
    }

    /// Whether there is nothing to be told yet.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.more
    }
}

fn too_old() -> Problem {
    let id = "Perubahan setelah posisi ini tidak disimpan selama itu: mulai lagi dari /v1/public/dump, lalu lanjutkan dengan after yang disebut di sana.";
    let en = "Changes behind this position are not kept for so long: begin anew with /v1/public/dump, and go on with the after that it names.";
    Problem::new(Kind::Gone).detail(id, en)
}
