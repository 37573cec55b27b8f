//! Somebody who reads the journal on and on: no entry may be skipped, and none may come late.

use crate::caller::{Answer, Request};
use crate::chance::Chance;
use crate::world::World;
use std::sync::Arc;

/// So often a reader tries to come to the end before it is said that they cannot.
pub const READ_WHOLE: usize = 6000;

/// What a reader has read, and where they go on.
#[derive(Debug, Default, Clone)]
pub struct Read {
    pub entries: Vec<i64>,
    cursor: Option<String>,
    /// How many of the entries come before the cursor.
    before: usize,
}

pub async fn reads_on(world: Arc<World>, number: usize, seed: u64) {
    let mut chance = Chance::of(seed, 2000 + number as u64);
    while !world.is_over() {
        {
            let _open = world.gate.read().await;
            read_once(&world, &mut chance, number).await;
        }
        tokio::time::sleep(chance.millis(50, 500)).await;
    }
}

/// The next page; whether there was something new.
pub async fn read_once(world: &World, chance: &mut Chance, number: usize) -> bool {
    let cursor = world.readers()[number].cursor.clone();
    let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    let request = Request::get("auditor", format!("/v1/journal?sort=seq&limit=200&fields=seq{more}"));
    let Answer::Told(told) = world.ask(chance, &request).await else { return false };
    let Some(items) = told.json["items"].as_array().filter(|_| told.status == 200) else { return false };
    let page: Vec<i64> = items.iter().filter_map(|entry| entry["seq"].as_i64()).collect();
    let mut readers = world.readers();
    let read = &mut readers[number];
    let known = read.entries.split_off(read.before);
    if !page.starts_with(&known) {
        world.report.violation(&format!("{} told {page:?} where it had told {known:?} before", request.path));
    }
    let is_new = page.len() > known.len();
    read.entries.extend(&page);
    if let Some(next) = told.json["nextCursor"].as_str() {
        (read.cursor, read.before) = (Some(next.to_owned()), read.entries.len());
    }
    is_new
}
