//! Where a throw-away cluster goes: into memory, if there is room.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
};

/// A Docker container has 64 MB of `/dev/shm` unless told otherwise: an empty cluster and two clones fill it.
const ENOUGH_MEMORY_KB: u64 = 1024 * 1024;

/// A new directory for a throw-away cluster: in memory where there is room, else where temporary files go.
pub fn throw_away_dir() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let shared = Path::new("/dev/shm");
    let roomy = free_kb(shared).is_some_and(|free| free >= ENOUGH_MEMORY_KB);
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pubdok-{}-{number}", process::id());
        let (memory, disk) = (shared.join(&name), env::temp_dir().join(&name));
        // An earlier process with our id may have been killed before its files were removed.
        if memory.exists() || disk.exists() {
            continue;
        }
        // Made and removed again: nothing but trying tells whether we may write there.
        let writable = roomy && fs::create_dir(&memory).and_then(|()| fs::remove_dir(&memory)).is_ok();
        return if writable { memory } else { disk };
    }
}

fn free_kb(directory: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(directory).env("LC_ALL", "C").output().ok()?;
    parse_df(&String::from_utf8(output.stdout).ok()?)
}

fn parse_df(output: &str) -> Option<u64> {
    output.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_free_space() {
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\nshm 65536 4 65532 1% /dev/shm\n";
        assert_eq!(parse_df(df), Some(65_532));
        assert_eq!(parse_df("df: no such file"), None);
    }

    #[test]
    fn throw_away_directories_differ() {
        assert_ne!(throw_away_dir(), throw_away_dir());
    }
}
