//! What the database refuses, met by name: constraint -> meaning.

use crate::http::problem::Problem;
use diesel::result::{DatabaseErrorKind, Error};

/// A database error on its way out: unavailable machines are told apart from bugs.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound => Problem::not_found(),
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::ReadOnlyTransaction, _) => {
                Problem::unavailable(&error)
            }
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Problem::unavailable(&error),
            Error::DatabaseError(_, info) if is_passing(info.message()) => Problem::unavailable(&error),
            Error::BrokenTransactionManager => Problem::unavailable(&error),
            _ => Problem::internal(&error),
        }
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

/// Turns the violation of one named constraint into its meaning.
pub trait OnConstraint<T> {
    fn on_constraint(self, name: &str, meaning: impl FnOnce() -> Problem) -> Result<T, Problem>;
}

impl<T> OnConstraint<T> for Result<T, Error> {
    fn on_constraint(self, name: &str, meaning: impl FnOnce() -> Problem) -> Result<T, Problem> {
        self.map_err(|error| if constraint(&error) == Some(name) { meaning() } else { error.into() })
    }
}
