//! `pubdok journal verify`: has anybody touched the record?

use super::{Outcome, serve};
use crate::config::Kept;
use crate::db::dial;
use crate::features::journal::verify;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recompute every hash chain and name the first bad entry
    Verify,
}

pub fn journal(kept: &Kept, command: &Command) -> Outcome {
    match command {
        Command::Verify => serve::with_database(kept, serve::nothing(), async |(), database| {
            let mut conn = dial(&database.url).await.map_err(|error| error.to_string())?;
            let verdict = verify::verify(&mut conn).await.map_err(|error| format!("cannot read the journal: {error}"))?;
            match verdict.first_bad {
                None => {
                    println!("The journal is whole: {} entries in {} chains.", verdict.entries, verdict.chains);
                    Ok(())
                }
                Some(bad) => Err(format!("the journal was changed. First bad entry: {bad}")),
            }
        }),
    }
}
