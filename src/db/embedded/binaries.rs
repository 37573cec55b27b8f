//! Finds the PostgreSQL programs of this machine.

use std::{
    env,
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use super::error::EmbeddedError;

/// Where packages put versions side by side: parent, what precedes the version in the name, what follows it.
const LAYOUTS: [(&str, &str, &str); 7] = [
    ("usr/lib/postgresql", "", "bin"), // Debian, Ubuntu
    ("usr", "pgsql-", "bin"),          // Fedora, RHEL (packages of postgresql.org)
    ("usr/lib", "postgresql", "bin"),  // openSUSE
    ("usr/libexec", "postgresql", ""), // Alpine
    ("opt/homebrew/opt", "postgresql@", "bin"),
    ("usr/local/opt", "postgresql@", "bin"),
    ("Applications/Postgres.app/Contents/Versions", "", "bin"),
];

#[derive(Debug)]
pub(super) struct Binaries {
    directory: PathBuf,
    pub major: u32,
}

impl Binaries {
    pub fn find() -> Result<Self, EmbeddedError> {
        let directory = match env::var_os("PG_BIN_DIR").filter(|value| !value.is_empty()) {
            // A wrong PG_BIN_DIR is an error: falling back to another version would open another data directory.
            Some(wanted) => named(Path::new(&wanted))?,
            None => env::var_os("PATH")
                .and_then(|path| on_path(&path))
                .or_else(from_pg_config)
                .or_else(|| newest_below(Path::new("/")))
                .ok_or_else(not_installed)?,
        };
        let postgres = directory.join("postgres");
        // Asked as ourselves: `--version` is the one thing postgres also answers to root.
        let answer = Command::new(&postgres)
            .arg("--version")
            .env("LC_ALL", "C")
            .output()
            .map_err(|source| EmbeddedError::CannotRun { program: postgres.clone(), account: "this user".into(), source })?;
        let answer = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        match major_version(&answer) {
            Some(major) => Ok(Self { directory, major }),
            None => Err(EmbeddedError::UnknownVersion { program: postgres, answer }),
        }
    }

    pub fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    pub fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    /// Some repackaged servers leave the clients out; any version's on the PATH will do then.
    pub fn client(&self, name: &str) -> PathBuf {
        let own = self.directory.join(name);
        if is_program(&own) { own } else { name.into() }
    }
}

fn not_installed() -> EmbeddedError {
    let layouts = LAYOUTS.map(|(parent, prefix, suffix)| format!("/{parent}/{prefix}*/{suffix}"));
    EmbeddedError::NotInstalled { searched: format!("PATH, pg_config, {}", layouts.join(", ")) }
}

fn named(directory: &Path) -> Result<PathBuf, EmbeddedError> {
    match missing_from(directory) {
        None => Ok(fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned())),
        Some(missing) => Err(EmbeddedError::WrongBinDir { directory: directory.to_owned(), missing }),
    }
}

fn on_path(path: &OsStr) -> Option<PathBuf> {
    env::split_paths(path)
        .filter(|directory| directory.is_absolute() && missing_from(directory).is_none())
        .map(|directory| {
            // Links in /usr/local/bin name two or three of the programs; their target holds them all.
            fs::canonicalize(directory.join("postgres"))
                .ok()
                .and_then(|real| real.parent().map(Path::to_owned))
                .filter(|real| missing_from(real).is_none())
                .unwrap_or(directory)
        })
        .next()
}

fn from_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let directory = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    missing_from(&directory).is_none().then_some(directory)
}

fn newest_below(root: &Path) -> Option<PathBuf> {
    LAYOUTS.iter().find_map(|(parent, prefix, suffix)| {
        fs::read_dir(root.join(parent))
            .ok()?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let name = entry.file_name().into_string().ok()?;
                let version: f32 = name.strip_prefix(prefix)?.parse().ok()?;
                let directory = entry.path().join(suffix);
                missing_from(&directory).is_none().then_some((version, directory))
            })
            .max_by(|(left, _), (right, _)| left.total_cmp(right))
            .map(|(_, directory)| directory)
    })
}

fn missing_from(directory: &Path) -> Option<&'static str> {
    ["postgres", "initdb"].into_iter().find(|program| !is_program(&directory.join(program)))
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` is 15; `… 18beta1` is 18.
fn major_version(answer: &str) -> Option<u32> {
    let (_, version) = answer.split_once("(PostgreSQL) ")?;
    let end = version.find(|character: char| !character.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn install(directory: &Path, programs: &[&str]) {
        fs::create_dir_all(directory).unwrap();
        for program in programs {
            let path = directory.join(program);
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn scratch(name: &str) -> PathBuf {
        let path = env::temp_dir().join(format!("pubdok-binaries-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::canonicalize(path).unwrap()
    }

    #[test]
    fn reads_the_major_version() {
        for (answer, major) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Some(15)),
            ("postgres (PostgreSQL) 18beta1", Some(18)),
            ("postgres (PostgreSQL) 17", Some(17)),
            ("postgres (PostgreSQL) x", None),
            ("sh: not found", None),
            ("", None),
        ] {
            assert_eq!(major_version(answer), major, "{answer}");
        }
    }

    #[test]
    fn the_highest_complete_version_wins() {
        let root = scratch("newest");
        let debian = root.join("usr/lib/postgresql");
        install(&debian.join("9.6/bin"), &["postgres", "initdb"]);
        install(&debian.join("15/bin"), &["postgres", "initdb"]);
        install(&debian.join("16/bin"), &["psql"]);
        assert_eq!(newest_below(&root), Some(debian.join("15/bin")));
        assert_eq!(newest_below(&root.join("usr")), None);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_link_on_the_path_leads_to_the_real_directory() {
        let root = scratch("path");
        let (real, links) = (root.join("real"), root.join("links"));
        install(&real, &["postgres", "initdb", "createdb"]);
        install(&root.join("clients"), &["psql"]);
        fs::create_dir(&links).unwrap();
        for program in ["postgres", "initdb"] {
            symlink(real.join(program), links.join(program)).unwrap();
        }
        let path = env::join_paths([root.join("clients"), links]).unwrap();
        assert_eq!(on_path(&path), Some(real));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_wrong_bin_dir_names_what_is_missing() {
        let root = scratch("named");
        install(&root, &["postgres"]);
        let told = named(&root).unwrap_err().to_string();
        assert!(told.contains("no executable `initdb`"), "{told}");
        fs::remove_dir_all(root).unwrap();
    }
}
