//! What the database says when it does not do what it was asked; how that is told is decided above.

use super::sqlstate;
use diesel::result::Error;
use diesel_async::pooled_connection::deadpool::PoolError;

/// No connection was to be had: PostgreSQL is away, or every connection is on loan.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct NoConnection(#[from] PoolError);

/// What an error means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such row.
    Missing,
    /// Another transaction was in the way, and this one was undone for it.
    Clash,
    /// It passes: the same asked again later may go well.
    Passing,
    /// It may be done and may be not: nobody answered the COMMIT.
    Unknown,
    /// It is done here, but no standby confirmed it: it may be lost with this server.
    Unconfirmed,
    /// Ours to mend.
    Bug,
}

/// Unavailable machines are told apart from bugs.
pub fn trouble(error: &Error) -> Trouble {
    match error {
        Error::NotFound => Trouble::Missing,
        Error::RollbackErrorOnCommit { commit_error, .. } => trouble(commit_error),
        error if sqlstate::is_unknown(error) => Trouble::Unknown,
        error if sqlstate::is_unconfirmed(error) => Trouble::Unconfirmed,
        error if sqlstate::is_clash(error) => Trouble::Clash,
        error if sqlstate::is_passing(error) => Trouble::Passing,
        _ => Trouble::Bug,
    }
}

/// The constraint that was violated.
pub fn constraint(error: &Error) -> Option<&str> {
    match error {
        Error::DatabaseError(_, info) => info.constraint_name(),
        _ => None,
    }
}
