//! SQL of the tree and its checkpoints.

use crate::db::Connection;
use crate::db::schema::{journal, journal_checkpoints as checkpoints, journal_leaves as leaves, journal_nodes as nodes};
use crate::db::statement::statement;
use crate::domain::digest::Digest;
use crate::domain::merkle::{self, Frontier};
use crate::domain::time::Instant;
use diesel::dsl::max;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// A signed root, as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = checkpoints, check_for_backend(Pg))]
pub struct Kept {
    pub size: i64,
    pub seq: i64,
    pub root: Digest,
    pub note: String,
    pub verifier_key: String,
    pub created_at: Instant,
}

impl Kept {
    pub fn new(frontier: &Frontier, seq: i64, note: String, verifier_key: String, created_at: Instant) -> Self {
        Self { size: signed(frontier.size()), seq, root: frontier.root(), note, verifier_key, created_at }
    }
}

/// PostgreSQL has no unsigned numbers; nobody writes so many entries.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Only one adds at a time; whoever finds another at it goes without.
pub async fn lock(conn: &mut Connection) -> QueryResult<bool> {
    statement::<Bool>("SELECT pg_try_advisory_xact_lock(hashtext('pubdok.journal.tree'))").get_result(conn).await
}

/// The tree as far as it has grown, and the last entry in it.
pub async fn frontier(conn: &mut Connection) -> QueryResult<(Frontier, i64)> {
    let last: Option<(i64, i64)> =
        leaves::table.order(leaves::leaf.desc()).select((leaves::leaf, leaves::seq)).first(conn).await.optional()?;
    let (size, seq) = last.map_or((0, 0), |(leaf, seq)| (unsigned(leaf) + 1, seq));
    let subtrees = hashes(conn, &Frontier::numbers(size)).await?;
    Ok((Frontier::new(size, subtrees).ok_or(diesel::result::Error::NotFound)?, seq))
}

/// The hashes of these nodes, in their order.
pub async fn hashes(conn: &mut Connection, numbers: &[u64]) -> QueryResult<Vec<Digest>> {
    let wanted: Vec<i64> = numbers.iter().copied().map(signed).collect();
    let found: Vec<(i64, Digest)> = nodes::table.filter(nodes::node.eq_any(&wanted)).load(conn).await?;
    let found: HashMap<i64, Digest> = found.into_iter().collect();
    wanted.iter().map(|number| found.get(number).copied().ok_or(diesel::result::Error::NotFound)).collect()
}

/// The hashes of these nodes in a tree of this size, in which some may not be whole yet.
pub async fn hashes_at(conn: &mut Connection, size: u64, numbers: &[u64]) -> QueryResult<Vec<Digest>> {
    let parts: Vec<Vec<u64>> = numbers.iter().map(|number| merkle::parts(*number, size)).collect();
    let mut hashes = hashes(conn, &parts.concat()).await?.into_iter();
    Ok(parts.iter().map(|part| merkle::over(&hashes.by_ref().take(part.len()).collect::<Vec<_>>())).collect())
}

/// The next entries after one, up to another.
pub async fn entries(conn: &mut Connection, after: i64, last: i64, most: i64) -> QueryResult<Vec<(i64, Digest)>> {
    let next = journal::table.filter(journal::seq.gt(after).and(journal::seq.le(last)));
    next.order(journal::seq).limit(most).select((journal::seq, journal::hash)).load(conn).await
}

pub async fn grow(conn: &mut Connection, new_leaves: &[(u64, i64)], new_nodes: &[(u64, Digest)]) -> QueryResult<()> {
    let (leaves, seqs): (Vec<i64>, Vec<i64>) = new_leaves.iter().map(|(leaf, seq)| (signed(*leaf), *seq)).unzip();
    let grow = statement::<()>("INSERT INTO journal_leaves (leaf, seq) SELECT * FROM unnest($, $)");
    grow.bind::<Array<BigInt>, _>(leaves).bind::<Array<BigInt>, _>(seqs).execute(conn).await?;
    let (nodes, hashes): (Vec<i64>, Vec<Digest>) = new_nodes.iter().map(|(node, hash)| (signed(*node), *hash)).unzip();
    let grow = statement::<()>("INSERT INTO journal_nodes (node, hash) SELECT * FROM unnest($, $)");
    grow.bind::<Array<BigInt>, _>(nodes).bind::<Array<Binary>, _>(hashes).execute(conn).await.map(|_| ())
}

pub async fn is_signed(conn: &mut Connection, size: u64) -> QueryResult<bool> {
    let last: Option<i64> = checkpoints::table.select(max(checkpoints::size)).first(conn).await?;
    Ok(last.is_some_and(|last| unsigned(last) >= size))
}

pub async fn keep(conn: &mut Connection, checkpoint: &Kept) -> QueryResult<()> {
    diesel::insert_into(checkpoints::table).values(checkpoint).execute(conn).await.map(|_| ())
}

/// The last one signed.
pub async fn latest(conn: &mut Connection) -> QueryResult<Kept> {
    checkpoints::table.order(checkpoints::size.desc()).select(Kept::as_select()).first(conn).await
}

/// Sizes and roots of the next ones, for verification.
pub async fn roots_after(conn: &mut Connection, size: u64) -> QueryResult<Vec<(i64, Digest)>> {
    let next = checkpoints::table.filter(checkpoints::size.gt(signed(size))).order(checkpoints::size.asc()).limit(1000);
    next.select((checkpoints::size, checkpoints::root)).load(conn).await
}

/// Which leaf an entry is.
pub async fn leaf_of(conn: &mut Connection, seq: i64) -> QueryResult<u64> {
    leaves::table.filter(leaves::seq.eq(seq)).select(leaves::leaf).first(conn).await.map(unsigned)
}

/// Which entries the leaves from one on were, and the hashes they had.
pub async fn leaves_from(conn: &mut Connection, from: u64, most: i64) -> QueryResult<Vec<(i64, Digest)>> {
    let next = leaves::table.inner_join(nodes::table.on(nodes::node.eq(leaves::leaf * 2_i64)));
    let next = next.filter(leaves::leaf.ge(signed(from))).order(leaves::leaf).limit(most);
    next.select((leaves::seq, nodes::hash)).load(conn).await
}
