//! What the database says when it does not do what it was asked; how that is told is decided above.

use diesel::result::{DatabaseErrorKind, Error};
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
    /// It passes: the same asked again later may go well.
    Passing,
    /// Ours to mend.
    Bug,
}

/// Unavailable machines are told apart from bugs.
pub fn trouble(error: &Error) -> Trouble {
    match error {
        Error::NotFound => Trouble::Missing,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::ReadOnlyTransaction, _) => Trouble::Passing,
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Trouble::Passing,
        Error::DatabaseError(_, info) if is_passing(info.message()) => Trouble::Passing,
        Error::BrokenTransactionManager => Trouble::Passing,
        _ => Trouble::Bug,
    }
}

/// PostgreSQL's own words for states that pass: a stopping or starting server, a statement over its time, no room for a connection.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 8] = [
        "statement timeout",
        "lock timeout",
        "shutting down",
        "starting up",
        "terminating connection",
        "too many clients",
        "deadlock detected",
        "connection closed",
    ];
    PASSING.iter().any(|words| message.contains(words))
}

/// The constraint that was violated.
pub fn constraint(error: &Error) -> Option<&str> {
    match error {
        Error::DatabaseError(_, info) => info.constraint_name(),
        _ => None,
    }
}
