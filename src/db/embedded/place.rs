//! Chooses and makes the directories of a cluster: its data, its lock, its log and its socket.

use std::{
    env,
    ffi::OsString,
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use rustix::process::geteuid;

use super::{
    Kind,
    account::Account,
    error::{EmbeddedError, failed_to},
    postmaster::socket_in,
};

/// The shortest limit of the systems we run on (macOS; Linux has 107).
const LONGEST_SOCKET_PATH: usize = 103;

#[derive(Debug)]
pub(super) struct Place {
    pub account: Account,
    /// What the caller named: holds the lock and the log, and the data unless the account cannot go there.
    pub dir: PathBuf,
    pub data: PathBuf,
    /// Tells this directory from every other of the machine, in names elsewhere.
    mark: String,
}

impl Place {
    pub fn prepare(kind: Kind, dir: &Path, major: u32) -> Result<Self, EmbeddedError> {
        let made = make(dir).map_err(failed_to(format!("make the directory {dir:?}")))?;
        let dir = fs::canonicalize(dir).map_err(failed_to(format!("find the directory {dir:?}")))?;
        let meta = fs::metadata(&dir).map_err(failed_to(format!("read the directory {dir:?}")))?;

        let here = dir.join(format!("pg{major}"));
        let account = Account::of(&here)?;
        if kind == Kind::ThrowAway {
            // Found where all may write, it can be somebody's trap: what it holds, or links to, is going to be removed.
            if !made && ![account.uid, geteuid().as_raw()].contains(&meta.uid()) {
                return Err(account.foreign(&dir, meta.uid()));
            }
            if made {
                // The supervisor, which runs as the account, removes it.
                account.give(&dir)?;
            }
        }
        let mark = format!("{}-{}-{}", account.uid, meta.dev(), meta.ino());
        let data = if let Ok(real) = fs::canonicalize(&here) {
            real
        } else if account.reaches(&dir) {
            here
        } else {
            elsewhere(kind, &account, &format!("pubdok-data-{mark}"))?.join(format!("pg{major}"))
        };
        Ok(Self { account, dir, data, mark })
    }

    /// Removes what a directory of the same inode, since deleted, may have left elsewhere: only a link makes it ours.
    pub fn forget_strangers_data(&self) -> Result<(), EmbeddedError> {
        if self.link().is_none_or(|link| link.exists()) || !self.data.exists() {
            return Ok(());
        }
        self.remove_data()
    }

    /// As the account, not as root: a link that leads elsewhere must not lend it root's power.
    pub fn remove_data(&self) -> Result<(), EmbeddedError> {
        self.account.run(Path::new("/bin/rm"), |rm| {
            rm.args(["-rf", "--"]).arg(&self.data);
        })?;
        // The empty directory itself can lie in one of ours.
        match fs::remove_dir(&self.data) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed_to(format!("remove {:?}", self.data))(error)),
            _ => Ok(()),
        }
    }

    /// Notes in `dir` where the data are, for the next start and for the reader of the directory.
    pub fn remember_elsewhere(&self) -> Result<(), EmbeddedError> {
        let Some(link) = self.link() else {
            return Ok(());
        };
        // One that leads nowhere stays when the temporary directory was emptied.
        let _there_was_none = fs::remove_file(&link);
        symlink(&self.data, &link).map_err(failed_to(format!("make the link {link:?}")))
    }

    /// `dir/pg<major>`, if the data are not there but elsewhere.
    fn link(&self) -> Option<PathBuf> {
        let here = self.dir.join(self.data.file_name()?);
        (here != self.data).then_some(here)
    }

    pub fn lock_path(&self) -> PathBuf {
        self.dir.join("lock")
    }

    /// Takes the lock of whoever runs the cluster; `None` while another process has it.
    ///
    /// The holder keeps it until it ends, however it ends. So a server whose lock is free is about to stop, even if
    /// it still says `ready`: that closes the race between kill -9 and the next start.
    pub fn try_own(&self) -> Result<Option<File>, EmbeddedError> {
        let path = self.lock_path();
        let failed = || failed_to(format!("lock {path:?}"));
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = match opened {
            // The throw-away cluster of another process, just removed: prepared again by the caller's next try.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed())?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed()(error)),
            Ok(()) => {}
        }
        // A lock on a file that was removed meanwhile keeps nobody out.
        let ours = file.metadata().map_err(failed())?.ino();
        let current = fs::metadata(&path).is_ok_and(|meta| meta.ino() == ours);
        Ok(current.then_some(file))
    }

    /// The log, anew, and for nobody else's eyes: PostgreSQL quotes in it what it refuses.
    pub fn log(&self) -> Result<File, EmbeddedError> {
        let path = self.dir.join("postgres.log");
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).open(&path);
        // An older program made it for all to read.
        let private = opened.and_then(|log| log.set_permissions(Permissions::from_mode(0o600)).map(|()| log));
        private.map_err(failed_to(format!("write the log {path:?}")))
    }

    /// A private directory with a short path: a socket's path has a limit that a project's directory easily passes.
    ///
    /// Only for the owner of the lock, with no server running: it clears what a killed one left.
    pub fn sockets(&self) -> Result<PathBuf, EmbeddedError> {
        let name = format!("pubdok-{}", self.mark);
        let bases = [env::temp_dir(), "/tmp".into()];
        let base = first_reachable(bases, &self.account, |base| fits(&base.join(&name)))?;
        let directory = base.join(name);
        private(&directory, &self.account)?;
        // Of a killed server; postgres would take any process with the id in the lock for a rival.
        let socket = socket_in(&directory);
        for stale in [socket.with_added_extension("lock"), socket] {
            let _there_was_none = fs::remove_file(stale);
        }
        Ok(directory)
    }
}

/// Where packages keep what must stay. Systems empty temporary directories, `/var/tmp` too, by age or at every boot.
const LASTING: [&str; 4] = ["/var/lib", "/usr/local/var", "/srv", "/opt"];

/// A private directory that the account can enter, for the data it cannot reach in `dir`.
fn elsewhere(kind: Kind, account: &Account, name: &str) -> Result<PathBuf, EmbeddedError> {
    if kind == Kind::ThrowAway {
        let directory = first_reachable([env::temp_dir(), "/tmp".into()], account, |_| true)?.join(name);
        return private(&directory, account).map(|()| directory);
    }
    let reached = LASTING.iter().map(Path::new).filter(|base| account.reaches(base));
    // One that is there but read-only, as in a container, is passed over.
    let made = reached.map(|base| base.join(name)).find(|directory| private(directory, account).is_ok());
    made.ok_or_else(|| EmbeddedError::NoLastingDirectory { tried: LASTING.join(", "), account: account.name().into() })
}

fn first_reachable<const N: usize>(
    bases: [PathBuf; N],
    account: &Account,
    suits: impl Fn(&Path) -> bool,
) -> Result<PathBuf, EmbeddedError> {
    let found = bases.iter().find(|base| suits(base) && account.reaches(base));
    found.cloned().ok_or_else(|| EmbeddedError::NoTemporaryDirectory {
        tried: bases.map(|base| format!("{base:?}")).join(", "),
        account: account.name().into(),
    })
}

fn fits(directory: &Path) -> bool {
    socket_in(directory).as_os_str().len() <= LONGEST_SOCKET_PATH
}

/// Whether the directory was made now, rather than found.
fn make(dir: &Path) -> io::Result<bool> {
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::create_dir(dir) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && dir.is_dir() => Ok(false),
        made => made.map(|()| true),
    }
}

/// Makes a directory that only the account may enter, or takes it over from an earlier run.
pub(super) fn private(path: &Path, account: &Account) -> Result<(), EmbeddedError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.give(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            // In a directory that all may write, somebody else can have been there first, with a link of his own even.
            let failed = || failed_to(format!("use the directory {path:?}"));
            let found = fs::symlink_metadata(path).map_err(failed())?;
            let ours = found.uid() == account.uid || found.uid() == geteuid().as_raw();
            if !found.is_dir() || !ours {
                return Err(account.foreign(path, found.uid()));
            }
            fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(failed())?;
            account.give(path)
        }
        Err(error) => Err(failed_to(format!("make the directory {path:?}"))(error)),
    }
}

/// `<data>.init-<pid>`: an initdb that outlived its killed parent must not write into the next one's attempt.
pub(super) fn unfinished(data: &Path, pid: u32) -> PathBuf {
    let mut name = OsString::from(data);
    name.push(format!(".init-{pid}"));
    name.into()
}

/// Removes what killed attempts left. Best effort: one that is still being written is removed next time.
pub(super) fn remove_unfinished(data: &Path) {
    let (Some(parent), Some(name)) = (data.parent(), data.file_name()) else {
        return;
    };
    let prefix = [name.as_encoded_bytes(), b".init-"].concat();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(&prefix) {
            let _left_for_next_time = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_path_has_a_limit() {
        // 90 + "/.s.PGSQL.5432" (14) is one too many.
        assert!(fits(Path::new(&"x".repeat(89))));
        assert!(!fits(Path::new(&"x".repeat(90))));
    }

    #[test]
    fn removes_unfinished_attempts_only() {
        let parent = env::temp_dir().join(format!("pubdok-place-{}", std::process::id()));
        let data = parent.join("pg15");
        fs::create_dir_all(&data).unwrap();
        fs::create_dir_all(unfinished(&data, 7).join("base")).unwrap();
        remove_unfinished(&data);
        assert!(data.is_dir() && !unfinished(&data, 7).exists());
        fs::remove_dir_all(parent).unwrap();
    }
}
