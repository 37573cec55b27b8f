//! Where copies are made: each once however many ask, a few at a time, in bounded memory.

use super::arrival;
use super::store::{self, Copy, Picture, Rendition};
use crate::blobs::{Blobs, StoredBlob};
use crate::db::Db;
use crate::domain::digest::Digest;
use crate::domain::picture::RenditionSize;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::archive;
use crate::http::problem::{Kind, Problem};
use crate::office::app::Clock;
use crate::office::call::transaction;
use crate::pictures;
use actix_web::http::header;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as Line, Semaphore};
use tokio::task;

/// So many wait in memory; who comes later is told to come back.
const MOST_WAITING: usize = 200;

/// One a process. Of several processes each may make the same copy once; the first row stands, and the bytes are the same.
pub struct Workshop {
    blobs: Blobs,
    clock: Clock,
    zone: OfficeZone,
    benches: Arc<Semaphore>,
    waiting: AtomicUsize,
    made: AtomicUsize,
    /// Who asks for the same copy stands in one line behind whoever makes it.
    lines: Mutex<Lines>,
}

type Lines = HashMap<(Digest, RenditionSize), Weak<Line<()>>>;

/// A copy with its bytes.
pub struct Ready {
    pub digest: Digest,
    pub made_at: Instant,
    pub blob: StoredBlob,
}

/// A place among those who wait; given back when dropped, also by a client that hangs up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Workshop {
    /// `workers` pictures are decoded at once.
    pub fn new(blobs: Blobs, clock: Clock, zone: OfficeZone, workers: usize) -> Self {
        let benches = Arc::new(Semaphore::new(workers));
        Self { blobs, clock, zone, benches, waiting: AtomicUsize::new(0), made: AtomicUsize::new(0), lines: Mutex::default() }
    }

    /// The copy of a content, made now if it was not yet, or if the store has lost it. None where none can be made. No connection
    /// is held while waiting.
    pub async fn rendition(&self, db: &Db, original: &Digest, size: RenditionSize) -> Result<Option<Ready>, Problem> {
        if let Some(answer) = self.kept(db, original, size).await? {
            return Ok(answer);
        }
        let _waiting = self.wait()?;
        let line = self.line(*original, size);
        let _first = line.lock().await;
        // Whoever stood before may have made it.
        match self.kept(db, original, size).await? {
            Some(answer) => Ok(answer),
            None => self.make(db, original, size).await,
        }
    }

    /// How many pictures were decoded so far, whatever came of it.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// What is known of a copy: it is there, or cannot be; None where it is still to be made.
    async fn kept(&self, db: &Db, original: &Digest, size: RenditionSize) -> Result<Option<Option<Ready>>, Problem> {
        // The connection goes back here, and not when the copy is made: those who wait would use up the pool.
        let copy = store::copy(&mut *db.lease().await?, original, size).await?;
        Ok(match copy {
            Copy::Made(made) => self.ready(&made).await?.map(Some),
            Copy::Impossible => Some(None),
            Copy::NotYet => None,
        })
    }

    async fn ready(&self, made: &Rendition) -> Result<Option<Ready>, Problem> {
        let digest = made.rendition_sha256;
        let blob = self.blobs.read(&digest).await?;
        Ok(blob.map(|blob| Ready { digest, made_at: made.made_at, blob }))
    }

    async fn make(&self, db: &Db, original: &Digest, size: RenditionSize) -> Result<Option<Ready>, Problem> {
        let bench = self.benches.clone().acquire_owned().await.map_err(Problem::internal)?;
        let Some(bytes) = arrival::read(&self.blobs, original).await? else { return Ok(None) };
        self.made.fetch_add(1, Ordering::Relaxed);
        let zone = self.zone;
        // The bench is free again when the thread is, even if nobody waits for it any more.
        let work = task::spawn_blocking(move || {
            let _bench = bench;
            pictures::look(&bytes, zone).map(|look| (look, pictures::make(&bytes, size)))
        });
        let (look, made) = match work.await {
            Ok(Ok(done)) => done,
            // From before headers were looked at.
            Ok(Err(bad)) => {
                tracing::warn!(target: "pubdok", %original, %bad, "no copy can be made");
                return Ok(None);
            }
            Err(died) => return Err(Problem::internal(died)),
        };
        let Some(picture) = arrival::picture(original, &look)? else { return Ok(None) };
        let made = match made {
            Ok(made) => made,
            Err(broken) => {
                tracing::warn!(target: "pubdok", %original, %broken, "no copy can be made");
                store::upsert(&mut *db.lease_to_act().await?, &Picture { broken: true, ..picture }).await?;
                return Ok(None);
            }
        };
        let mut incoming = self.blobs.receive().await?;
        incoming.write(&made.jpeg.into()).await?;
        let arrival = archive::arrive(db, &self.blobs, self.clock.now(), incoming).await?;
        let received = arrival.received;
        let row = Rendition {
            sha256: picture.sha256,
            size,
            rendition_sha256: received.digest,
            bytes: i32::try_from(received.size).map_err(Problem::internal)?,
            width: i32::try_from(made.width).map_err(Problem::internal)?,
            height: i32::try_from(made.height).map_err(Problem::internal)?,
            made_at: self.clock.now(),
        };
        let mut conn = db.lease_to_act().await?;
        let likeness = made.likeness.map(|likeness| likeness.to_be_bytes().to_vec());
        let kept = transaction(&mut conn, false, async |conn| {
            archive::claim(conn, &self.blobs, &received.digest, Some(&arrival)).await?;
            store::upsert(conn, &Picture { likeness, ..picture }).await?;
            Ok(store::upsert_rendition(conn, &row).await?)
        })
        .await;
        // Given back first: what nobody needs is removed on a connection of its own.
        drop(conn);
        arrival.end(&kept, |()| true).await;
        kept?;
        self.ready(&row).await
    }

    fn wait(&self) -> Result<Waiting<'_>, Problem> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting(&self.waiting);
        if before < MOST_WAITING { Ok(waiting) } else { Err(Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "5")) }
    }

    fn line(&self, original: Digest, size: RenditionSize) -> Arc<Line<()>> {
        // A panic while holding it leaves a map that is still whole.
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|_, line| line.strong_count() > 0);
        let place = lines.entry((original, size)).or_default();
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
    async fn beyond_the_last_place_one_is_told_to_come_back() {
        let folder = std::env::temp_dir().join(format!("pubdok-workshop-{}", std::process::id()));
        let blobs = Blobs::open(folder.clone()).await.unwrap();
        let workshop = Workshop::new(blobs, Clock::default(), OfficeZone::Jakarta, 1);
        let mut places: Vec<_> = (0..MOST_WAITING).map(|_| workshop.wait().unwrap()).collect();
        let refused = workshop.wait().err().unwrap();
        assert_eq!(refused.kind, Kind::Unavailable);
        places.pop();
        assert!(workshop.wait().is_ok(), "a place that was left is free");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn who_asks_for_the_same_stands_in_the_same_line() {
        let folder = std::env::temp_dir().join(format!("pubdok-workshop-lines-{}", std::process::id()));
        let workshop = Workshop::new(Blobs::open(folder.clone()).await.unwrap(), Clock::default(), OfficeZone::Jakarta, 1);
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        let line = workshop.line(one, RenditionSize::Web);
        assert!(Arc::ptr_eq(&line, &workshop.line(one, RenditionSize::Web)));
        assert!(!Arc::ptr_eq(&line, &workshop.line(one, RenditionSize::Print)));
        assert!(!Arc::ptr_eq(&line, &workshop.line(other, RenditionSize::Web)));
        drop(line);
        workshop.line(other, RenditionSize::Web);
        assert_eq!(workshop.lines.lock().unwrap().len(), 1, "lines nobody stands in are forgotten");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
