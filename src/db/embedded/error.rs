//! What can go wrong with the embedded PostgreSQL, told with the place and the fix.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error(
        "PostgreSQL is not installed, or not where it was looked for ({searched}).\n\
         Install it:\n  \
         Debian, Ubuntu:  sudo apt-get install postgresql\n  \
         Fedora, RHEL:    sudo dnf install postgresql-server\n  \
         macOS:           brew install postgresql@17\n\
         or set PG_BIN_DIR to the directory that holds `postgres` and `initdb`,\n\
         or set DATABASE_URL to a server that already runs."
    )]
    NotInstalled { searched: String },

    #[error(
        "PG_BIN_DIR is {directory:?}, but there is no executable `{missing}` in it. Set it to the directory \
         that holds `postgres` and `initdb` (`pg_config --bindir` prints it), or unset it to have the usual \
         places searched, or set DATABASE_URL to a server that already runs."
    )]
    WrongBinDir { directory: PathBuf, missing: &'static str },

    #[error(
        "{program:?} --version answered {answer:?}, which is no PostgreSQL version. Set PG_BIN_DIR to the \
         bin directory of a PostgreSQL installation, or DATABASE_URL to a server that already runs."
    )]
    UnknownVersion { program: PathBuf, answer: String },

    #[error(
        "{program:?} cannot be run as {account}: {source}. If it lies where that user may not go (a private \
         home directory, for example), set PG_BIN_DIR to a PostgreSQL that every user may run."
    )]
    CannotRun { program: PathBuf, account: String, source: io::Error },

    #[error(
        "PostgreSQL refuses to run as root, and /etc/passwd has neither a `postgres` nor a `nobody` user to \
         run it as. Create one (`useradd --system postgres`), or run this program as a normal user, or set \
         DATABASE_URL to a server that already runs."
    )]
    NoAccount,

    #[error(
        "{path:?} belongs to user id {owner}, and this program runs PostgreSQL as {account}. Run it as the \
         owner (or as root), or remove {path:?}, or set DATABASE_URL to a server that already runs."
    )]
    ForeignOwner { path: PathBuf, owner: u32, account: String },

    #[error(
        "Cannot {task}: {source}. The disk must be writable, have room, and allow it to the user who runs \
         this program; or set DATABASE_URL to a server that already runs."
    )]
    Files { task: String, source: io::Error },

    #[error(
        "None of {tried} can be used for the database's socket: {account} cannot enter it, or its path \
         is too long for a socket (103 bytes with the name). Set TMPDIR to a short directory that all may enter."
    )]
    NoTemporaryDirectory { tried: String, account: String },

    #[error(
        "{account}, as whom PostgreSQL runs, cannot enter PUBDOK_DATA_DIR, and its data cannot be kept in any of {tried} \
         either. Set PUBDOK_DATA_DIR to a directory that this user may enter, or run this program as a normal user, or set \
         DATABASE_URL to a server that already runs."
    )]
    NoLastingDirectory { tried: String, account: String },

    #[error("initdb could not make a database cluster in {data:?} as {account}. It said:\n{output}")]
    InitDb { data: PathBuf, account: String, output: String },

    #[error("PostgreSQL ended as soon as it was started on {data:?} as {account}. The end of its log:\n{log}")]
    EndedAtOnce { data: PathBuf, account: String, log: String },

    #[error(
        "PostgreSQL on {data:?} was not ready after {seconds} seconds. A long recovery after a crash can be \
         the reason: try again. The end of its log:\n{log}"
    )]
    NotReady { data: PathBuf, seconds: u64, log: String },

    #[error(
        "Another process holds {lock:?} and has no PostgreSQL ready on {data:?} after {seconds} seconds. \
         Stop that process (`fuser {lock:?}` shows it) and start again."
    )]
    Busy { lock: PathBuf, data: PathBuf, seconds: u64 },

    #[error(
        "PostgreSQL (process {pid}) still runs on {data:?} {seconds} seconds after it was told to stop. End \
         that process and start again."
    )]
    WillNotStop { pid: u32, data: PathBuf, seconds: u64 },

    #[error("PostgreSQL on {data:?} did not end cleanly; it recovers at the next start. The end of its log:\n{log}")]
    UncleanEnd { data: PathBuf, log: String },

    #[error("The database {database:?} could not be created. createdb said:\n{output}")]
    CreateDatabase { database: String, output: String },
}

/// Names the task that failed, for `map_err`: the bare I/O error says neither what nor where.
pub(super) fn failed_to(task: impl Into<String>) -> impl FnOnce(io::Error) -> EmbeddedError {
    let task = task.into();
    move |source| EmbeddedError::Files { task, source }
}
