//! `pubdok journal verify`: has anybody touched the record?

use super::{Outcome, serve};
use crate::config::Kept;
use crate::db::dial;
use crate::features::journal::checkpoint::{self, Note};
use crate::features::journal::verify;
use clap::Subcommand;
use diesel::OptionalExtension;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recompute every hash chain and name the first bad entry
    Verify {
        /// A checkpoint kept elsewhere (the note of /v1/journal/checkpoint): prove that nothing before it was changed, cut off or put in
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// The verifierKey that the checkpoint was told with: check its signature, too
        #[arg(long, requires = "checkpoint")]
        key: Option<String>,
    },
    /// Print the last checkpoint, to be kept elsewhere
    Checkpoint,
}

pub fn journal(kept: &Kept, command: &Command) -> Outcome {
    match command {
        Command::Checkpoint => serve::with_database(kept, serve::nothing(), async |(), database| {
            let mut conn = dial(&database.url).await.map_err(|error| error.to_string())?;
            let kept = checkpoint::latest(&mut conn).await.optional().map_err(|error| format!("cannot read it: {error}"))?;
            let none = "there is no checkpoint yet; `pubdok serve` or `pubdok work` makes one within a minute of the first act";
            print!("{}", kept.ok_or(none)?.note);
            Ok(())
        }),
        Command::Verify { checkpoint, key } => {
            serve::with_database(kept, notes(checkpoint, key.as_deref()), async |notes, database| {
                let mut conn = dial(&database.url).await.map_err(|error| error.to_string())?;
                let verdict = verify::verify(&mut conn).await.map_err(|error| format!("cannot read the journal: {error}"))?;
                match verdict.first_bad {
                    None => {
                        println!("The journal is whole: {} entries in {} chains.", verdict.entries, verdict.chains);
                    }
                    Some(bad) => return Err(format!("the journal was changed. First bad entry: {bad}")),
                }
                for (file, note) in notes {
                    let held = checkpoint::verify::verify(&mut conn, &note).await;
                    match held.map_err(|error| format!("cannot read the journal: {error}"))? {
                        Ok(()) => println!(
                            "It is the one of the checkpoint {}: its first {} entries are as they were.",
                            file.display(),
                            note.size
                        ),
                        Err(forged) => {
                            return Err(format!("the journal is not the one of the checkpoint {}: {forged}", file.display()));
                        }
                    }
                }
                if !checkpoint.is_empty() && key.is_none() {
                    println!("Who signed was not checked; --key with the verifierKey kept beside the note does.");
                }
                Ok(())
            })
        }
    }
}

/// The checkpoints, read before a database is touched.
async fn notes(files: &[PathBuf], key: Option<&str>) -> Result<Vec<(PathBuf, Note)>, String> {
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        let note = Note::read(&text).map_err(|error| error.to_string())?;
        key.map_or(Ok(()), |key| note.check(key)).map_err(|error| error.to_string())?;
        Ok((file.clone(), note))
    };
    files.iter().map(|file| read(file).map_err(|error: String| format!("the checkpoint {}: {error}", file.display()))).collect()
}
