//! The user PostgreSQL runs as: ourselves, or for root one that may not be root.

use std::{
    env, fs,
    os::unix::{fs::MetadataExt, fs::chown, process::CommandExt},
    path::Path,
    process::{Command, Output, Stdio},
};

use super::error::{EmbeddedError, failed_to};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Account {
    pub uid: u32,
    gid: u32,
    name: String,
    /// We are root and become this account; otherwise it is our own.
    dropped_to: bool,
}

impl Account {
    /// The account for the data in `data`, which may not exist yet.
    pub fn of(data: &Path) -> Result<Self, EmbeddedError> {
        let we = rustix::process::geteuid().as_raw();
        let owner = fs::metadata(data).ok().filter(|meta| meta.uid() != 0);
        if we == 0 {
            return match owner {
                // What a normal user began, root continues as that user: postgres insists on owning its data.
                Some(meta) => Ok(Self::new(meta.uid(), meta.gid(), format!("user id {}", meta.uid()), true)),
                None => fs::read_to_string("/etc/passwd")
                    .ok()
                    .and_then(|passwd| unprivileged(&passwd))
                    .ok_or(EmbeddedError::NoAccount),
            };
        }
        let gid = rustix::process::getegid().as_raw();
        let account = Self::new(we, gid, format!("this user (id {we})"), false);
        match fs::metadata(data) {
            Ok(meta) if meta.uid() != we => Err(account.foreign(data, meta.uid())),
            _ => Ok(account),
        }
    }

    fn new(uid: u32, gid: u32, name: String, dropped_to: bool) -> Self {
        Self { uid, gid, name, dropped_to }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn foreign(&self, path: &Path, owner: u32) -> EmbeddedError {
        EmbeddedError::ForeignOwner { path: path.to_owned(), owner, account: self.name.clone() }
    }

    /// A command run as this account, in a directory it can enter, untouched by the caller's own PG* settings and language.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null());
        for (name, _) in env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C");
        if self.dropped_to {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    pub fn cannot_run(&self, program: &Path) -> impl FnOnce(std::io::Error) -> EmbeddedError {
        let (program, account) = (program.to_owned(), self.name.clone());
        move |source| EmbeddedError::CannotRun { program, account, source }
    }

    pub fn run(&self, program: &Path, prepare: impl FnOnce(&mut Command)) -> Result<Output, EmbeddedError> {
        let mut command = self.command(program);
        prepare(&mut command);
        command.output().map_err(self.cannot_run(program))
    }

    /// Whether the account can enter the directory. The kernel is asked, because modes alone miss parents, ACLs and mounts.
    pub fn reaches(&self, directory: &Path) -> bool {
        if !self.dropped_to {
            return directory.is_dir();
        }
        self.run(Path::new("/bin/sh"), |sh| {
            sh.args(["-c", r#"cd -- "$1""#, "reaches"]).arg(directory);
        })
        .is_ok_and(|output| output.status.success())
    }

    /// Hands a directory that we made to the account.
    pub fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        if !self.dropped_to {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(failed_to(format!("give {path:?} to {}", self.name)))
    }
}

/// `postgres`, else `nobody`, of the lines of /etc/passwd.
fn unprivileged(passwd: &str) -> Option<Account> {
    ["postgres", "nobody"].iter().find_map(|wanted| {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next().filter(|name| name == wanted)?;
            let (uid, gid) = (id(fields.nth(1)?)?, id(fields.next()?)?);
            (uid != 0).then(|| Account::new(uid, gid, format!("user {name}"), true))
        })
    })
}

/// macOS writes the id of `nobody` as -2.
fn id(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| text.parse().ok().map(i32::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_postgres_then_nobody_and_never_root() {
        let root = "root:x:0:0:root:/root:/bin/bash\n";
        let nobody = "nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n";
        let postgres = "postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        let ids = |passwd: &str| unprivileged(passwd).map(|account| (account.uid, account.gid));

        assert_eq!(ids(&format!("{root}{nobody}{postgres}")), Some((101, 104)));
        assert_eq!(ids(&format!("{root}{nobody}")), Some((u32::MAX - 1, u32::MAX - 1)));
        assert_eq!(ids(root), None);
        assert_eq!(ids("postgres:x:0:0:::\npostgresql:x:7:7:::\nbroken"), None);
    }
}
