//! `pubdok journal verify`: has anybody touched the record?

use super::{Outcome, serve};
use crate::config::Config;
use crate::db::Connection;
use crate::features::journal::verify;
use clap::Subcommand;
use diesel_async::AsyncConnection;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recompute every hash chain and name the first bad entry
    Verify,
}

pub fn journal(config: Config, command: &Command) -> Outcome {
    match command {
        Command::Verify => serve::with_database(&config, async |url| {
            let mut conn =
                Connection::establish(url).await.map_err(|error| format!("cannot connect to the database: {error}"))?;
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
