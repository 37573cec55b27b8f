//! What the database refuses, met by name: constraint -> meaning.

use super::sqlstate;
use crate::http::problem::Problem;
use diesel::result::Error;

/// A database error on its way out: unavailable machines are told apart from bugs.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::NotFound => Problem::not_found(),
            error if sqlstate::is_unconfirmed(error) => Problem::unconfirmed(error),
            error if sqlstate::is_passing(error) => Problem::unavailable(error),
            error => Problem::internal(error),
        }
    }
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
