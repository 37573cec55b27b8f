//! Keeps postgres running exactly as long as this process, with a shell that reads our end of a pipe.

use std::{
    fs::{self, File},
    os::unix::{fs::FileExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{self, Child, Stdio},
    thread,
    time::Instant,
};

use super::{
    Kind, PATIENCE, PAUSE,
    binaries::Binaries,
    error::{EmbeddedError, failed_to},
    place::Place,
    postmaster::{PORT, Postmaster},
};

/// The kernel closes the pipe when we end, by kill -9 too; `read` then returns and postgres is told to stop.
///
/// postgres starts before the signals are ignored, because ignored ones are inherited. The watcher is a loop over the
/// builtin `read`, not `cat`: it must die at once, with no child left, when postgres ends by itself. One of the two has ended
/// before the other tells it to; that is no error, and is kept out of the log.
const SCRIPT: &str = r#"
signal=$1 data=$2 dir=$3 sockets=$4
shift 4
exec 3<&0 </dev/null
"$@" 3<&- &
postgres=$!
trap '' HUP INT TERM
(
    while read -r line <&3; do :; done
    kill -s "$signal" "$postgres" 2>/dev/null
) &
watcher=$!
exec 3<&-
wait "$postgres"
status=$?
kill -s KILL "$watcher" 2>/dev/null
if [ -n "$dir" ]; then
    rm -rf "$data" "$sockets" "$dir/postgres.log" "$dir/lock"
    rmdir "$dir"
fi
exit "$status"
"#;

#[derive(Debug)]
pub(super) struct Supervisor {
    shell: Child,
    /// Held open for reading: a throw-away cluster's log is gone from the disk before we can tell what it said.
    log: File,
    kind: Kind,
    sockets: PathBuf,
}

impl Supervisor {
    /// Starts postgres and waits until it is ready.
    pub fn launch(kind: Kind, binaries: &Binaries, place: &Place) -> Result<(Self, Postmaster), EmbeddedError> {
        let sockets = place.sockets()?;
        let log = place.log()?;
        let output = || log.try_clone().map_err(failed_to("share the log of PostgreSQL"));

        let sh = Path::new("/bin/sh");
        let mut command = place.account.command(sh);
        command.args(["-c", SCRIPT, "pubdok-postgres"]);
        match kind {
            // `fast`: sessions are ended, everything is written.
            Kind::Development => command.args(["INT", "", "", ""]),
            // `immediate`: nothing is worth writing any more.
            Kind::ThrowAway => command.arg("QUIT").arg(&place.data).arg(&place.dir).arg(&sockets),
        };
        command.arg(binaries.postgres()).arg("-D").arg(&place.data);
        for setting in settings(kind, &sockets) {
            command.args(["-c", &setting]);
        }
        // Our id in postmaster.pid is no rival's: see `disown_dead`; it can also be there after a container's restart.
        command.env("PG_GRANDPARENT_PID", process::id().to_string());
        // Ctrl-C reaches the terminal's whole process group. Ours must get it first, finish its requests, then stop postgres.
        command.process_group(0);
        let shell =
            command.stdin(Stdio::piped()).stdout(output()?).stderr(output()?).spawn().map_err(place.account.cannot_run(sh))?;
        let mut supervisor = Self { shell, log, kind, sockets };
        let server = supervisor.wait_until_ready(place)?;
        Ok((supervisor, server))
    }

    fn wait_until_ready(&mut self, place: &Place) -> Result<Postmaster, EmbeddedError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(server) = Postmaster::of(&place.data).filter(|server| server.ready) {
                return Ok(server);
            }
            let ended = self.shell.try_wait().map_err(failed_to("watch PostgreSQL"))?;
            if ended.is_some() {
                return Err(EmbeddedError::EndedAtOnce {
                    data: place.data.clone(),
                    account: place.account.name().into(),
                    log: self.log_end(),
                });
            }
            if Instant::now() > deadline {
                return Err(EmbeddedError::NotReady {
                    data: place.data.clone(),
                    seconds: PATIENCE.as_secs(),
                    log: self.log_end(),
                });
            }
            thread::sleep(PAUSE);
        }
    }

    pub fn stop(mut self, data: &Path) -> Result<(), EmbeddedError> {
        drop(self.shell.stdin.take());
        let status = self.shell.wait().map_err(failed_to("wait for PostgreSQL to stop"))?;
        if status.success() || matches!(self.kind, Kind::ThrowAway) {
            return Ok(());
        }
        Err(EmbeddedError::UncleanEnd { data: data.to_owned(), log: self.log_end() })
    }

    fn log_end(&self) -> String {
        let length = self.log.metadata().map_or(0, |meta| meta.len());
        let mut bytes = vec![0; 4096];
        // read_at: postgres writes at the offset that we share with it.
        let read = self.log.read_at(&mut bytes, length.saturating_sub(4096)).unwrap_or(0);
        last_lines(&String::from_utf8_lossy(&bytes[..read]))
    }
}

impl Drop for Supervisor {
    /// Waits: a process that ends before its server would leave the next start to wait for it.
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _nobody_left_to_tell = self.shell.wait();
        // Not in the script: after kill -9 the next server may already be using it.
        let _gone_already = fs::remove_dir(&self.sockets);
    }
}

fn settings(kind: Kind, sockets: &Path) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=".to_owned(),
        // Quoted, since the setting is a list and a directory may have a comma or a space in its name.
        format!("unix_socket_directories=\"{}\"", sockets.display()),
        "unix_socket_permissions=0700".to_owned(),
        format!("port={PORT}"),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
    ];
    let of_kind: &[&str] = match kind {
        // A crash loses at most the last half second, never the consistency.
        Kind::Development => &["max_connections=100", "fsync=on", "synchronous_commit=off"],
        Kind::ThrowAway => &[
            "max_connections=300",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "autovacuum=off",
            "wal_level=minimal",
            "max_wal_senders=0",
        ],
    };
    settings.extend(of_kind.iter().map(|setting| (*setting).to_owned()));
    settings
}

fn last_lines(log: &str) -> String {
    let lines: Vec<_> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    match lines.len() {
        0 => "(the log is empty; a full disk can be the reason)".to_owned(),
        count => lines[count.saturating_sub(12)..].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_end_of_the_log() {
        let log: String = (0..30).map(|number| format!("line {number}\n\n")).collect();
        let told = last_lines(&log);
        assert!(told.starts_with("line 18\n") && told.ends_with("line 29"), "{told}");
        assert_eq!(last_lines("FATAL"), "FATAL");
        assert!(last_lines("\n").contains("empty"));
    }

    #[test]
    fn only_throw_away_clusters_risk_their_data() {
        let kept = settings(Kind::Development, Path::new("/tmp/a, b"));
        assert!(kept.contains(&"fsync=on".to_owned()));
        assert!(kept.contains(&"unix_socket_directories=\"/tmp/a, b\"".to_owned()));
        assert!(kept.contains(&"listen_addresses=".to_owned()));
        assert!(settings(Kind::ThrowAway, Path::new("/tmp")).contains(&"fsync=off".to_owned()));
    }
}
