//! The work at a bench of the workshop: one decoding of a picture, all its copies kept.

use super::arrival;
use super::store::{self, Picture, Rendition};
use super::turns::Turn;
use crate::blobs::Blobs;
use crate::db::Db;
use crate::domain::digest::Digest;
use crate::domain::time::OfficeZone;
use crate::features::archive;
use crate::http::problem::Problem;
use crate::office::app::Clock;
use crate::office::call::transaction;
use crate::pictures::{self, Undecodable};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task;

#[derive(Clone)]
pub struct Bench {
    pub blobs: Blobs,
    pub clock: Clock,
    pub zone: OfficeZone,
    /// What decoding one picture may take.
    pub memory: u64,
    pub made: Arc<AtomicUsize>,
}

impl Bench {
    /// Makes the copies of a content; none where none can be made. Done to its end, whoever still waits for it.
    pub async fn make(self, db: &Db, original: Digest, turn: Turn) -> Result<Vec<Rendition>, Problem> {
        let Some(bytes) = arrival::read(&self.blobs, &original).await? else { return Ok(Vec::new()) };
        // What it was taken for, and not its bytes again: in some files they alone do not tell it.
        let is_raw = store::is_raw(&mut *db.lease().await?, &original).await?;
        let (zone, memory) = (self.zone, self.memory);
        let work = task::spawn_blocking(move || {
            let made = pictures::look(&bytes, is_raw, zone).map(|look| (look, pictures::make(&bytes, is_raw, memory)));
            // The bench is free when the thread is, and its memory given back before the next begins.
            drop(bytes);
            drop(turn);
            made
        });
        let (look, made) = match work.await {
            Ok(Ok(done)) => done,
            // From before headers were looked at.
            Ok(Err(bad)) => {
                tracing::warn!(target: "pubdok", %original, %bad, "no copy can be made");
                return Ok(Vec::new());
            }
            Err(died) => return Err(Problem::internal(died)),
        };
        if !matches!(made, Err(Undecodable::Bomb | Undecodable::TooLarge)) {
            self.made.fetch_add(1, Ordering::Relaxed);
        }
        let Some(picture) = arrival::picture(&original, look.size, &look.capture)? else { return Ok(Vec::new()) };
        match made {
            Ok(made) => self.keep(db, picture, made).await,
            Err(reason) => {
                tracing::warn!(target: "pubdok", %original, %reason, "no copy can be made");
                store::upsert(&mut *db.lease_to_act().await?, &Picture { no_copies: Some(reason.lack()), ..picture }).await?;
                Ok(Vec::new())
            }
        }
    }

    async fn keep(&self, db: &Db, picture: Picture, made: Vec<pictures::Rendition>) -> Result<Vec<Rendition>, Problem> {
        let likeness = made.iter().find_map(|one| one.likeness).map(|likeness| likeness.to_be_bytes().to_vec());
        let (mut rows, mut arrivals) = (Vec::new(), Vec::new());
        for one in made {
            let mut incoming = self.blobs.receive().await?;
            incoming.write(&one.jpeg.into()).await?;
            let arrival = archive::arrive(db, &self.blobs, self.clock.now(), incoming).await?;
            let received = arrival.received;
            arrivals.push(arrival);
            rows.push(Rendition {
                sha256: picture.sha256,
                size: one.size,
                rendition_sha256: received.digest,
                bytes: i32::try_from(received.size).map_err(Problem::internal)?,
                width: i32::try_from(one.width).map_err(Problem::internal)?,
                height: i32::try_from(one.height).map_err(Problem::internal)?,
                made_at: self.clock.now(),
            });
        }
        let mut conn = db.lease_to_act().await?;
        let (copies, bytes) = (&rows, &arrivals);
        let kept = transaction(&mut conn, false, async |conn| {
            for (row, arrival) in copies.iter().zip(bytes) {
                archive::claim(conn, &self.blobs, &row.rendition_sha256, Some(arrival)).await?;
            }
            store::upsert(conn, &Picture { likeness, ..picture }).await?;
            for row in copies {
                store::upsert_rendition(conn, row).await?;
            }
            Ok(())
        })
        .await;
        // Given back first: what nobody needs is removed on a connection of its own.
        drop(conn);
        for arrival in arrivals {
            arrival.end(&kept, |()| true).await;
        }
        kept?;
        Ok(rows)
    }
}
