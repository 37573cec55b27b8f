//! `pubdok blobs`: is every file still what was sent, and whose store is it?

use super::{Outcome, serve};
use crate::blobs::Location;
use crate::config::Kept;
use crate::db::dial;
use crate::features::archive::{Verdict, adopt_store, verify};
use crate::server;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hash every file that is referred to again, and name each that is missing or changed with what uses it
    Verify,
    /// Say that the store of PUBDOK_BLOB_STORE is the one of this database: after its files were brought to a new place
    Adopt,
}

pub fn blobs(kept: &Kept, files: &Location, command: &Command) -> Outcome {
    match command {
        Command::Verify => serve::with_database(kept, server::open_blobs(files), async |blobs, database| {
            let mut conn = dial(&database.url).await.map_err(|error| error.to_string())?;
            let verdict = verify(&mut conn, &blobs, |bad| println!("{bad}"));
            told(&verdict.await.map_err(|error| format!("not verified to the end: {error}"))?)
        }),
        Command::Adopt => serve::with_database(kept, server::open_blobs(files), async |blobs, database| {
            let mut conn = dial(&database.url).await.map_err(|error| error.to_string())?;
            adopt_store(&mut conn, &blobs).await.map_err(|error| error.to_string())?;
            println!("{files} is the store of this database. `pubdok blobs verify` tells whether every file is in it.");
            Ok(())
        }),
    }
}

fn told(verdict: &Verdict) -> Outcome {
    let Verdict { contents, bytes, missing, changed } = *verdict;
    if missing + changed > 0 {
        return Err(format!("the files are not whole: of {contents}, {missing} missing and {changed} changed, named above"));
    }
    println!("The files are whole: {contents}, {bytes} bytes.");
    Ok(())
}
