//! Reads from `postmaster.pid` and the socket whether a server runs on a data directory.

use std::{
    fs, io,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process, thread,
    time::Instant,
};

use rustix::process::{Pid, Signal, kill_process};

use super::{PATIENCE, PAUSE, error::EmbeddedError};

/// The number in the socket's name. Each cluster has its own socket directory, so that they never collide.
pub(super) const PORT: u16 = 5432;

#[derive(Debug, PartialEq)]
pub(super) struct Postmaster {
    pub pid: u32,
    pub sockets: PathBuf,
    pub ready: bool,
}

impl Postmaster {
    /// The living server of this data directory.
    pub fn of(data: &Path) -> Option<Self> {
        let file = data.join("postmaster.pid");
        let left = parse(&fs::read_to_string(&file).ok()?)?;
        // After kill -9 the file stays and its process id may be somebody else's by now: only an answer counts.
        UnixStream::connect(socket_in(&left.sockets)).ok()?;
        // What was read before the answer can be a dead server's `ready`; what is read after it is the living one's.
        parse(&fs::read_to_string(&file).ok()?)
    }

    /// Ends a server that has lost the process it worked for, and waits until the data directory is free.
    pub fn end_orphan(data: &Path) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + PATIENCE;
        let mut told = None;
        while let Some(server) = Self::of(data) {
            // Its supervisor sends the same signal; one of them may have been killed too, and a second one does no harm.
            if told != Some(server.pid) {
                if let Some(pid) = i32::try_from(server.pid).ok().and_then(Pid::from_raw) {
                    let _gone_already = kill_process(pid, Signal::INT);
                }
                told = Some(server.pid);
            }
            if Instant::now() > deadline {
                return Err(EmbeddedError::WillNotStop { pid: server.pid, data: data.to_owned(), seconds: PATIENCE.as_secs() });
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}

/// Makes the pid file of a dead server say so, where postgres itself would take a stranger for a rival.
///
/// It only asks whether a process has that id. In a container whose first process reaps nothing, a killed postmaster
/// stays as a zombie; after a restart of the container the id soon belongs to another program. The file is not removed:
/// its shared memory line keeps postgres from starting while sessions of the dead server still write.
pub(super) fn disown_dead(data: &Path) -> io::Result<()> {
    let file = data.join("postmaster.pid");
    let Ok(content) = fs::read_to_string(&file) else {
        return Ok(());
    };
    let Some((pid, rest)) = content.split_once('\n') else {
        return Ok(());
    };
    // No /proc (macOS) or no such process: postgres decides rightly by itself.
    match fs::read_to_string(format!("/proc/{}/stat", pid.trim())) {
        Ok(stat) if !is_live_postgres(&stat) => fs::write(&file, format!("{}\n{rest}", process::id())),
        _ => Ok(()),
    }
}

/// `17 (postgres) S …`: the state follows the name.
fn is_live_postgres(stat: &str) -> bool {
    stat.split_once("(postgres) ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

pub(super) fn socket_in(directory: &Path) -> PathBuf {
    directory.join(format!(".s.PGSQL.{PORT}"))
}

/// Process id, data directory, start time, port, socket directory, address, shared memory, status: one a line.
fn parse(file: &str) -> Option<Postmaster> {
    let mut lines = file.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    let sockets = lines.nth(3)?.into();
    let ready = lines.nth(2).is_some_and(|status| status.trim() == "ready");
    Some(Postmaster { pid, sockets, ready })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zombie_and_another_program_are_no_rivals() {
        assert!(is_live_postgres("17 (postgres) S 1 17"));
        assert!(!is_live_postgres("17 (postgres) Z 1 17"));
        assert!(!is_live_postgres("17 (pubdok) S 1 17"));
    }

    #[test]
    fn reads_the_pid_file() {
        let file = "431\n/data/pg15\n1700000000\n5432\n/tmp/s\n\n  22413  3\nready   \n";
        let server = |ready| Some(Postmaster { pid: 431, sockets: "/tmp/s".into(), ready });
        assert_eq!(parse(file), server(true));
        assert_eq!(parse(&file.replace("ready   ", "stopping")), server(false));
        // As the file grows during a start:
        assert_eq!(parse("431\n/data/pg15\n1700000000\n5432\n/tmp/s\n"), server(false));
        assert_eq!(parse("431\n/data/pg15\n"), None);
        assert_eq!(parse(""), None);
    }
}
