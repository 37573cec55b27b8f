//! What a failure of the server means to the store. The client's own text names addresses and quotes whole answers, with
//! the access key in some of them; ours says what happened.

use std::error::Error as StdError;
use std::io;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

use crate::blobs::BlobError;

/// Codes of S3 servers that have no room left, whatever status they give it.
const FULL: [&str; 4] = ["XMinioStorageFull", "InsufficientStorage", "InsufficientCapacity", "QuotaExceeded"];

/// By value, for `map_err`.
#[expect(clippy::needless_pass_by_value, reason = "what failed is done with")]
pub fn fault(error: Error) -> BlobError {
    if let Some((kind, told)) = transport(&error) {
        return match kind {
            HttpErrorKind::Decode | HttpErrorKind::Unknown => BlobError::Io(io::Error::other(told)),
            _ => BlobError::Away(told),
        };
    }
    let text = error.to_string();
    let (status, code) = (status(&text), code(&text));
    if status == Some(507) || code.is_some_and(|code| FULL.contains(&code)) {
        return BlobError::Full;
    }
    let told = match (status, code) {
        (Some(status), Some(code)) => format!("the S3 server answered {status} {code}"),
        (Some(status), None) => format!("the S3 server answered {status}"),
        (None, Some(code)) => format!("the S3 server answered {code}"),
        (None, None) => text.clone(),
    };
    match error {
        _ if status.is_some_and(|status| status >= 500 || status == 429) => BlobError::Away(told),
        // An answer of 200 that tells of an error: the client takes only passing ones for that.
        _ if text.contains("Server returned error response") => BlobError::Away(told),
        Error::NotFound { .. } => BlobError::Io(io::Error::new(io::ErrorKind::NotFound, told)),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
            BlobError::Io(io::Error::new(io::ErrorKind::PermissionDenied, told))
        }
        _ => BlobError::Io(io::Error::other(told)),
    }
}

/// No answer came: in which way, and the deepest reason, which is the plainest ("Connection refused").
fn transport(error: &Error) -> Option<(HttpErrorKind, String)> {
    let mut deepest: &(dyn StdError + 'static) = error;
    let mut kind = None;
    while let Some(source) = deepest.source() {
        kind = kind.or(source.downcast_ref().map(HttpError::kind));
        deepest = source;
    }
    Some((kind?, format!("the S3 server gave no answer: {deepest}")))
}

fn status(text: &str) -> Option<u16> {
    let (_, rest) = text.rsplit_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// The `<Code>` of an error document.
fn code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphanumeric())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(text: &str) -> BlobError {
        fault(Error::Generic { store: "S3", source: text.into() })
    }

    #[test]
    fn no_room_is_told_apart_whatever_the_status() {
        for text in [
            "Server returned non-2xx status code: 507 Insufficient Storage: ",
            "Server returned non-2xx status code: 500 : <Error><Code>XMinioStorageFull</Code></Error>",
            "Server returned non-2xx status code: 403 Forbidden: <Error><Code>QuotaExceeded</Code></Error>",
        ] {
            assert!(matches!(answered(text), BlobError::Full), "{text}");
        }
    }

    #[test]
    fn what_passes_is_away_and_what_does_not_is_a_failure() {
        let away = answered("Server returned non-2xx status code: 503 Service Unavailable: <Code>SlowDown</Code>");
        assert_eq!(away.to_string(), "the blob store is away: the S3 server answered 503 SlowDown");
        assert!(matches!(answered("Server returned error response: <Code>InternalError</Code>"), BlobError::Away(_)));
        assert!(matches!(answered("Server returned non-2xx status code: 400 Bad Request: "), BlobError::Io(_)));
        let secret =
            "Server returned non-2xx status code: 403 : <Code>InvalidAccessKeyId</Code><AWSAccessKeyId>AK</AWSAccessKeyId>";
        assert!(!answered(secret).to_string().contains("AK<"));
    }
}
