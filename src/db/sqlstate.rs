//! What became of a statement, by the code that PostgreSQL gave: words change with the server's language.

use diesel::result::{DatabaseErrorKind, Error};

/// The SQLSTATE of an answer of the server; [`super::wire`] wrote it before the words.
pub fn sqlstate(error: &Error) -> Option<&str> {
    match error {
        Error::DatabaseError(_, info) => written(info.message()),
        _ => None,
    }
}

fn written(message: &str) -> Option<&str> {
    let (code, _) = message.split_once(": ")?;
    let is_code = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    is_code.then_some(code)
}

/// Whether the same may well succeed in a moment: the connection is gone, the server stops or starts, has no room, or was told to
/// give the statement up (57014), or another transaction was in the way. What is no answer of PostgreSQL's has no code, and its kind
/// was given by us or by the driver.
pub fn is_passing(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => true,
        Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction | DatabaseErrorKind::SerializationFailure, _) => true,
        _ => sqlstate(error).is_some_and(is_passing_code),
    }
}

pub fn is_passing_code(code: &str) -> bool {
    // Connections, resources, the operator, and the transaction that lost against another; then a lock not had in time, sessions
    // that PostgreSQL ended for being slow, a server that may be read only, and a machine that fails under it. Of the first only the
    // violation of the protocol is nobody's weather.
    let is_of = |classes: &[&str]| classes.iter().any(|class| code.starts_with(class));
    is_of(&["08", "53", "57", "40"]) && code != "08P01" || ["55P03", "25P03", "25P04", "25006", "58000", "58030"].contains(&code)
}

/// Whether the transaction is committed, but the wait for its standby was given up: should this server be lost now, so may it be.
pub fn is_unconfirmed(error: &Error) -> bool {
    // No error has a code of this class; the one notice that becomes one does.
    sqlstate(error) == Some("01000")
}

/// Whether the transaction was rolled back because it could not go on beside another: serialization failure, deadlock.
pub fn is_clash(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _))
        || matches!(sqlstate(error), Some("40001" | "40P01"))
}

/// Whether this is PostgreSQL's verdict on what it was asked, and not the end of the line, or of the session, before there was one.
pub(super) fn was_answered(error: &Error) -> bool {
    sqlstate(error).is_some_and(|code| !code.starts_with("08") && !code.starts_with("57P"))
}

/// What is known of a COMMIT on which there was no verdict: nothing. SQL has a code for it.
pub(super) fn unanswered_commit(error: &Error) -> Error {
    let words = format!("{UNKNOWN}: the commit was not answered ({error})");
    Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new(words))
}

/// SQL's "transaction resolution unknown"; PostgreSQL itself never says it.
const UNKNOWN: &str = "08007";

/// Whether the transaction may be committed and may be not.
pub fn is_unknown(error: &Error) -> bool {
    sqlstate(error) == Some(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str) -> Error {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn what_passes_is_known_by_its_code_in_any_language() {
        for code in [
            "57014", "57P01", "57P02", "57P03", "55P03", "53000", "53100", "53200", "53300", "53400", "40P01", "40001", "08006",
            "25P03", "25P04", "25006", "58000", "58030",
        ] {
            assert!(is_passing(&told(&format!("{code}: membatalkan pernyataan karena permintaan pengguna"))), "{code}");
        }
        for other in [
            "42P01: relation",
            "22012: division",
            "08P01: protocol",
            "25P02: aborted",
            "58P01: no file",
            "XX001: corrupted",
            "54000: limit",
            "0A000: plan",
            "canceling statement due to statement timeout",
            "23505: 57014: x",
            "",
        ] {
            assert!(!is_passing(&told(other)), "{other}");
        }
        assert!(is_passing(&Error::DatabaseError(DatabaseErrorKind::UnableToSendCommand, Box::new("channel closed".to_owned()))));
        assert!(!is_passing(&Error::NotFound));
    }

    #[test]
    fn a_commit_without_a_verdict_is_neither_done_nor_undone() {
        let closed = Error::DatabaseError(DatabaseErrorKind::UnableToSendCommand, Box::new("connection closed".to_owned()));
        for error in [closed, told("08006: silence"), told("57P01: terminating connection")] {
            assert!(!was_answered(&error) && is_unknown(&unanswered_commit(&error)), "{error}");
        }
        for verdict in ["40001: could not serialize", "23505: duplicate key", "57014: canceling", "01000: no standby"] {
            assert!(was_answered(&told(verdict)) && !is_unknown(&told(verdict)), "{verdict}");
        }
    }

    #[test]
    fn only_the_notice_is_an_unconfirmed_commit() {
        assert!(is_unconfirmed(&told("01000: canceling wait for synchronous replication due to user request")));
        assert!(!is_unconfirmed(&told("57014: canceling statement due to user request")));
    }
}
