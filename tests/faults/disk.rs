//! A small disk of the simulator's own: it can be full, read-only, or not mounted where it should be.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Room enough, which takes memory only as far as it is used.
const SIZE: &str = "6g";

/// A file system in memory, mounted at `disk`; gone when dropped.
pub struct Disk {
    at: PathBuf,
    /// Where a part of it is mounted once more, as a share is.
    share: Option<PathBuf>,
}

impl Disk {
    /// None where one may not mount.
    pub fn new(at: PathBuf) -> Outcome<Option<Self>> {
        fs::create_dir_all(&at)?;
        let is_there = mount(&["-t", "tmpfs", "-o", &format!("size={SIZE},mode=0755"), "tmpfs", &text(&at)]).is_ok();
        Ok(is_there.then_some(Self { at, share: None }))
    }

    /// Mounts it at another place as well, where it can be away.
    pub fn shared(mut self, share: PathBuf) -> Outcome<Self> {
        fs::create_dir_all(&share)?;
        mount(&["--bind", &text(&self.at), &text(&share)])?;
        self.share = Some(share);
        Ok(self)
    }

    pub fn root(&self) -> &Path {
        self.share.as_deref().unwrap_or(&self.at)
    }

    /// Not a byte more.
    pub fn is_full(&self) -> Outcome<()> {
        // Whoever writes meanwhile may have made the size too small.
        let sized = (0..20).any(|more| {
            let used = used_kib(&self.at).unwrap_or_default() + more * 64;
            mount(&["-o", &format!("remount,size={used}k"), &text(&self.at)]).is_ok()
        });
        if sized { Ok(()) } else { Err("the disk could not be made full".into()) }
    }

    pub fn has_room(&self) -> Outcome<()> {
        mount(&["-o", &format!("remount,size={SIZE}"), &text(&self.at)])
    }

    /// Refused while a file is being written.
    pub fn is_read_only(&self) -> Outcome<()> {
        let refused = || mount(&["-o", "remount,bind,ro", &text(self.root())]);
        (0..50).find_map(|_| refused().ok()).ok_or_else(|| "files are being written all the time".into())
    }

    pub fn is_writable(&self) -> Outcome<()> {
        mount(&["-o", "remount,bind,rw", &text(self.root())])
    }

    /// An empty folder is where it was.
    pub fn is_away(&self) -> Outcome<()> {
        run("umount", &["-l", &text(self.root())])
    }

    pub fn is_back(&self) -> Outcome<()> {
        mount(&["--bind", &text(&self.at), &text(self.root())])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        for at in self.share.iter().chain([&self.at]) {
            let _ = run("umount", &["-l", &text(at)]);
            let _ = fs::remove_dir_all(at);
        }
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn used_kib(at: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(at).env("LC_ALL", "C").output().ok()?;
    String::from_utf8(output.stdout).ok()?.lines().nth(1)?.split_whitespace().nth(2)?.parse().ok()
}

fn mount(arguments: &[&str]) -> Outcome<()> {
    run("mount", arguments)
}

fn run(program: &str, arguments: &[&str]) -> Outcome<()> {
    let output = Command::new(program).args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim()).into())
}
