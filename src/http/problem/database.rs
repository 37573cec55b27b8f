//! How troubles of the database are told; what it refuses is met by name: constraint -> meaning.

use super::Problem;
use crate::db::errors::{NoConnection, Trouble, constraint, trouble};
use diesel::result::Error;

impl From<NoConnection> for Problem {
    fn from(error: NoConnection) -> Self {
        Problem::unavailable(error)
    }
}

/// A database error on its way out.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match trouble(&error) {
            Trouble::Missing => Problem::not_found(),
            Trouble::Clash => Problem::clash(&error),
            Trouble::Passing => Problem::unavailable(&error),
            Trouble::Unknown => Problem::outcome_unknown(&error),
            Trouble::Unconfirmed => Problem::unconfirmed(&error),
            Trouble::Bug => Problem::internal(&error),
        }
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

#[cfg(test)]
mod tests {
    use super::super::{Kind, Language};
    use super::*;
    use diesel::result::DatabaseErrorKind::{self, ClosedConnection, SerializationFailure, UniqueViolation, Unknown};

    fn said(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn what_passes_is_told_apart_from_what_is_missing_and_from_a_bug() {
        for (error, kind) in [
            (Error::NotFound, Kind::NotFound),
            (Error::BrokenTransactionManager, Kind::Unavailable),
            (said(SerializationFailure, "could not serialize access"), Kind::Unavailable),
            (said(Unknown, "57014: membatalkan pernyataan karena batas waktu"), Kind::Unavailable),
            (said(ClosedConnection, "08006: PostgreSQL did not answer in time"), Kind::Unavailable),
            (said(ClosedConnection, "08007: the commit was not answered"), Kind::OutcomeUnknown),
            (said(UniqueViolation, "duplicate key"), Kind::Internal),
            (said(Unknown, "42703: column does not exist"), Kind::Internal),
        ] {
            assert_eq!(Problem::from(error).kind, kind);
        }
    }

    #[test]
    fn a_commit_that_no_standby_confirmed_says_how_to_ask_again() {
        let told = Problem::from(said(Unknown, "01000: membatalkan penantian replikasi sinkron"));
        assert_eq!((told.kind, told.is_clash()), (Kind::Unavailable, false));
        assert!(Problem::from(said(Unknown, "40P01: kebuntuan")).is_clash());
        assert!(told.body(Language::English, "", "").detail.contains("same Idempotency-Key"));
        let passing = Problem::from(said(Unknown, "57014: membatalkan pernyataan"));
        assert!(!passing.body(Language::English, "", "").detail.contains("standby"));
    }
}
