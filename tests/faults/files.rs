//! Faults of the file store, and of a clock by which files and keys would be over.

use crate::chance::Chance;
use crate::disk::Disk;
use crate::fault::{Fault, Outcome};
use crate::world::World;
use chrono::TimeDelta;
use pubdok::features::background::tidy_once;
use pubdok::office::app::Clock;
use pubdok::office::metrics::Metrics;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// One at a time: each puts back what it changed.
static STORE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub async fn happens(fault: Fault, world: &Arc<World>, chance: &mut Chance) -> Outcome<String> {
    if fault == Fault::ClockAhead {
        let clock = Clock::default();
        let days = 1 + i64::try_from(chance.below(20))?;
        clock.advance(TimeDelta::days(days));
        let url = world.pair.lock().await.service_url();
        tidy_once(&url, &clock, &world.blobs, &world.config, &Metrics::default()).await;
        return Ok(format!("{days} days"));
    }
    let _alone = STORE.lock().await;
    let disk = world.store.as_ref().ok_or("one may not mount here")?;
    let lasts = chance.millis(200, 2000);
    match fault {
        Fault::StoreFull => {
            disk.is_full()?;
            tokio::time::sleep(lasts).await;
            disk.has_room()?;
        }
        Fault::StoreReadOnly => {
            disk.is_read_only()?;
            tokio::time::sleep(lasts).await;
            disk.is_writable()?;
        }
        _ => {
            disk.is_away()?;
            let mark = disk.root().join("pubdok-archive");
            if fault == Fault::StoreForeign {
                fs::write(&mark, format!("{}\n", Uuid::now_v7()))?;
            }
            tokio::time::sleep(lasts).await;
            if fault == Fault::StoreForeign {
                fs::remove_file(&mark)?;
            }
            is_empty(world, disk)?;
            disk.is_back()?;
        }
    }
    Ok(format!("{} ms", lasts.as_millis()))
}

/// An instance that begins there makes the folders of a store; but no file.
fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files_in(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

/// Nothing was taken into the folder under the share.
fn is_empty(world: &World, disk: &Disk) -> Outcome<()> {
    let left = files_in(disk.root())?;
    if !left.is_empty() {
        world.report.violation(&format!("where the store was not mounted there is now {left:?}"));
    }
    Ok(())
}
