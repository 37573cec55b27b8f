//! Where copies are made: all of one picture at once and once however many ask, a few pictures at a time, the senders in turns.

use super::bench::Bench;
use super::store::{self, Copy, Original, Rendition};
use super::turns::{Turn, Turns};
use crate::blobs::{Blobs, StoredBlob};
use crate::db::Db;
use crate::domain::digest::Digest;
use crate::domain::picture::RenditionSize;
use crate::domain::time::{Instant, OfficeZone};
use crate::http::problem::Problem;
use crate::office::app::Clock;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Mutex as Line;
use tokio::task;
use uuid::Uuid;

/// One a process. Of several processes each may make the same copies once; the first rows stand, and the bytes are the same.
pub struct Workshop {
    bench: Bench,
    turns: Arc<Turns>,
    /// Where many small pictures become one, callers in turns: all computing, a tenth of a second.
    easels: Arc<Turns>,
    /// Who asks for copies of the same picture stands in one line behind whoever makes them.
    lines: Mutex<Lines>,
}

const EASELS: usize = 2;

type Lines = HashMap<Digest, Weak<Line<()>>>;

/// A copy with its bytes.
pub struct Ready {
    pub digest: Digest,
    pub made_at: Instant,
    pub blob: StoredBlob,
}

/// What is known of a copy.
enum Known {
    /// It is there, or cannot be.
    Answer(Option<Ready>),
    /// It is still to be made, of a picture of so many pixels.
    NotYet(u64),
}

impl Workshop {
    /// `workers` pictures are decoded at once, each in so much memory.
    pub fn new(blobs: Blobs, clock: Clock, zone: OfficeZone, (workers, memory): (usize, u64)) -> Self {
        let bench = Bench { blobs, clock, zone, memory, made: Arc::default() };
        Self { bench, turns: Turns::new(workers), easels: Turns::new(EASELS), lines: Mutex::default() }
    }

    /// The copy of a content, made now with the others of it if it was not yet, or if the store has lost it. None where none can
    /// be made. No connection is held while waiting.
    pub async fn rendition(&self, db: &Db, original: &Original, size: RenditionSize) -> Result<Option<Ready>, Problem> {
        if let Known::Answer(answer) = self.known(db, original, size).await? {
            return Ok(answer);
        }
        let _waiting = self.turns.wait(original.sender)?;
        let first = self.line(original.digest).lock_owned().await;
        // Whoever stood before may have made it.
        let pixels = match self.known(db, original, size).await? {
            Known::Answer(answer) => return Ok(answer),
            Known::NotYet(pixels) => pixels,
        };
        let turn = self.turns.next(original.sender, pixels).await.ok_or_else(|| Problem::internal("a line that ended"))?;
        let (bench, db, digest) = (self.bench.clone(), db.clone(), original.digest);
        // By itself: who hangs up ends neither the work nor the line, or the next would begin the same anew beside it.
        let work = task::spawn(async move {
            let made = bench.make(&db, digest, turn).await;
            drop(first);
            made
        });
        let made = work.await.map_err(Problem::internal)??;
        match made.iter().find(|one| one.size == size) {
            Some(row) => self.ready(row).await,
            None => Ok(None),
        }
    }

    /// An easel, when it is this caller's turn. It belongs to the work.
    pub async fn easel(&self, caller: Uuid) -> Result<Turn, Problem> {
        let _waiting = self.easels.wait(caller)?;
        self.easels.next(caller, 0).await.ok_or_else(|| Problem::internal("a line that ended"))
    }

    /// How many pictures were decoded so far, whatever came of it.
    pub fn made(&self) -> usize {
        self.bench.made.load(Ordering::Relaxed)
    }

    async fn known(&self, db: &Db, original: &Original, size: RenditionSize) -> Result<Known, Problem> {
        // The connection goes back here, and not when the copy is made: those who wait would use up the pool.
        let copy = store::copy(&mut *db.lease().await?, &original.digest, size).await?;
        // Of what nobody has counted, or made and lost, it may be any number.
        let not_yet = |pixels: Option<u64>| Known::NotYet(pixels.unwrap_or(u64::MAX));
        Ok(match copy {
            Copy::Made(made) => self.ready(&made).await?.map_or(not_yet(None), |ready| Known::Answer(Some(ready))),
            Copy::Impossible(_) => Known::Answer(None),
            Copy::NotYet(pixels) => not_yet(pixels),
        })
    }

    async fn ready(&self, made: &Rendition) -> Result<Option<Ready>, Problem> {
        let digest = made.rendition_sha256;
        let blob = self.bench.blobs.read(&digest).await?;
        Ok(blob.map(|blob| Ready { digest, made_at: made.made_at, blob }))
    }

    fn line(&self, original: Digest) -> Arc<Line<()>> {
        // A panic while holding it leaves a map that is still whole.
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|_, line| line.strong_count() > 0);
        let place = lines.entry(original).or_default();
        place.upgrade().unwrap_or_else(|| {
            let line = Arc::new(Line::new(()));
            *place = Arc::downgrade(&line);
            line
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_asks_for_the_same_stands_in_the_same_line() {
        let folder = std::env::temp_dir().join(format!("pubdok-workshop-lines-{}", std::process::id()));
        let workshop =
            Workshop::new(Blobs::open(folder.clone()).await.unwrap(), Clock::default(), OfficeZone::Jakarta, (1, 1 << 29));
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        let line = workshop.line(one);
        assert!(Arc::ptr_eq(&line, &workshop.line(one)));
        assert!(!Arc::ptr_eq(&line, &workshop.line(other)));
        drop(line);
        workshop.line(other);
        assert_eq!(workshop.lines.lock().unwrap().len(), 1, "lines nobody stands in are forgotten");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn beyond_the_last_place_one_is_told_to_come_back() {
        let folder = std::env::temp_dir().join(format!("pubdok-workshop-{}", std::process::id()));
        let workshop =
            Workshop::new(Blobs::open(folder.clone()).await.unwrap(), Clock::default(), OfficeZone::Jakarta, (1, 1 << 29));
        let original = Original { digest: Digest::of(b"1"), sender: uuid::Uuid::from_u128(1) };
        let places: Vec<_> = std::iter::from_fn(|| workshop.turns.wait(original.sender).ok()).collect();
        assert_eq!(workshop.turns.wait(original.sender).err().unwrap().kind, crate::http::problem::Kind::Unavailable);
        drop(places);
        assert!(workshop.turns.wait(original.sender).is_ok(), "a place that was left is free");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
