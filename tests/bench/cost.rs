//! What the kernel says that processes took: processor time and memory, from `/proc`.

use std::error::Error;
use std::fs;
use std::ops::{Add, Sub};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Linux tells times to programs in hundredths of a second, whatever it counts in itself.
const TICK_MICROS: u64 = 10_000;

/// Microseconds of processor, of user and kernel together, since the processes began.
#[derive(Debug, Default, Clone, Copy)]
pub struct Cpu {
    pub service: u64,
    pub postgresql: u64,
}

impl Add for Cpu {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self { service: self.service + more.service, postgresql: self.postgresql + more.postgresql }
    }
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        // A session that ended has left the list before its time was added to the postmaster's.
        Self { service: self.service - before.service, postgresql: self.postgresql.saturating_sub(before.postgresql) }
    }
}

impl Cpu {
    /// The service, and PostgreSQL with every session and worker. Those that ended stay in the postmaster's own count.
    pub fn spent(service: u32, postmaster: u32) -> Outcome<Self> {
        let mut spent = Self { service: stat(service)?.own, postgresql: 0 };
        let main = stat(postmaster)?;
        spent.postgresql = main.own + main.of_ended_children;
        for entry in fs::read_dir("/proc")? {
            let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // It may have ended since the listing.
            if let Ok(process) = stat(pid)
                && process.parent == postmaster
            {
                spent.postgresql += process.own;
            }
        }
        Ok(spent)
    }
}

struct Stat {
    parent: u32,
    own: u64,
    of_ended_children: u64,
}

fn stat(pid: u32) -> Outcome<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, which may hold anything, stands in the last brackets.
    let rest = text.rsplit_once(") ").ok_or("no name in stat")?.1;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| -> Outcome<u64> { Ok(fields.get(at).ok_or("stat is short")?.parse()?) };
    // The state, which is field 3 of proc(5), is the first here.
    let own = (number(11)? + number(12)?) * TICK_MICROS;
    Ok(Stat { parent: u32::try_from(number(1)?)?, own, of_ended_children: (number(13)? + number(14)?) * TICK_MICROS })
}

pub fn parent(pid: u32) -> Outcome<u32> {
    Ok(stat(pid)?.parent)
}

/// KiB, by its name in `/proc/…/status`.
pub fn memory(pid: u32, name: &str) -> Outcome<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such figure")?;
    Ok(line.split_whitespace().next().ok_or("no number")?.parse()?)
}
