//! Checkpoints: signed roots of a hash tree over the whole journal. Who keeps one elsewhere (printed, mailed) catches whoever changes,
//! cuts off or puts in an entry before it, though they own the database.

mod api;
mod note;
mod requests;

mod tree;
pub mod verify;
mod view;

pub use api::routes;
pub use note::{Note, NoteError, Signer};
pub use tree::{Kept, latest};

use super::store::settled;
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::merkle;
use crate::domain::time::Instant;
use crate::http::problem::Problem;
use crate::office::call::transaction;

/// So many leaves are added in one transaction.
const BATCH: i64 = 2000;

/// Adds to the tree what is written for good, and signs its root if it has grown; answers how many entries it covers.
///
/// May run on several instances at once: one works, the others go without.
pub async fn make(conn: &mut Connection, signer: &Signer, now: Instant) -> Result<Option<u64>, Problem> {
    let last = settled(conn).await?;
    while transaction(conn, false, async |conn| add(conn, last).await).await? {}
    transaction(conn, false, async |conn| sign(conn, signer, now).await).await
}

async fn sign(conn: &mut Connection, signer: &Signer, now: Instant) -> Result<Option<u64>, Problem> {
    if !tree::lock(conn).await? {
        return Ok(None);
    }
    let (frontier, seq) = tree::frontier(conn).await?;
    if frontier.size() == 0 || tree::is_signed(conn, frontier.size()).await? {
        return Ok(None);
    }
    let note = signer.sign(frontier.size(), &frontier.root());
    tree::keep(conn, &Kept::new(&frontier, seq, note, signer.verifier_key(), now)).await?;
    Ok(Some(frontier.size()))
}

/// Adds the next entries up to this one; answers whether there may be more.
async fn add(conn: &mut Connection, last: i64) -> Result<bool, Problem> {
    if !tree::lock(conn).await? {
        return Ok(false);
    }
    let (mut frontier, seq) = tree::frontier(conn).await?;
    let entries = tree::entries(conn, seq, last, BATCH).await?;
    let (mut leaves, mut nodes) = (Vec::new(), Vec::new());
    for (seq, hash) in &entries {
        leaves.push((frontier.size(), *seq));
        frontier.push(leaf(hash), |number, hash| nodes.push((number, hash)));
    }
    tree::grow(conn, &leaves, &nodes).await?;
    Ok(!entries.is_empty())
}

/// The leaf of an entry: what its hash binds, it binds.
pub fn leaf(hash: &Digest) -> Digest {
    merkle::leaf(hash.as_bytes())
}
