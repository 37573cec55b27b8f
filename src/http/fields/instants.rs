//! How instants are read, wherever they stand: in a body, a query or a header.

use super::shaped;
use crate::domain::time::{Instant, millis};
use crate::http::problem::FaultKind;
use chrono::{DateTime, Datelike};
use std::borrow::Cow;

/// What is read, as a pattern (ECMA 262, of what Python and Rust read alike); what no calendar or clock has fits it, and is refused.
pub const INSTANT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|\\+[0-9]{2}:?[0-9]{2}|-(0[1-9]|[1-9][0-9]):?[0-9]{2}|-00:?(0[1-9]|[1-9][0-9]))$";

/// RFC 3339 in the profile of the contract, which is that of the API Design Rules: seconds always told, `T` and `Z` in capitals, a known
/// offset, within PostgreSQL's and people's time. An offset may come without its colon, as ISO 8601's basic form has it and many libraries
/// write it.
pub fn instant(text: &str) -> Result<Instant, FaultKind> {
    const LONGEST: usize = 40;
    let strict = text.len() <= LONGEST && text.is_ascii() && !text.contains(['t', 'z', ' ']);
    let basic = text.len().checked_sub(5).and_then(|at| text.split_at_checked(at));
    let extended = match basic {
        Some((time, offset)) if shaped(offset, "+0000") || shaped(offset, "-0000") => {
            Cow::from(format!("{time}{}:{}", &offset[..3], &offset[3..]))
        }
        _ => Cow::from(text),
    };
    DateTime::parse_from_rfc3339(&extended)
        .ok()
        .filter(|_| strict && !extended.ends_with("-00:00"))
        .map(|at| millis(at.to_utc()))
        .ok_or(FaultKind::NotAnInstant)
        .and_then(|at| if (1900..=9000).contains(&at.year()) { Ok(at) } else { Err(FaultKind::OutOfTime) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use boon::{Compiler, Schemas};
    use serde_json::json;

    #[test]
    fn the_pattern_says_what_is_read() {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("https://pubdok.example/at", json!({ "pattern": INSTANT })).unwrap();
        let pattern = compiler.compile("https://pubdok.example/at", &mut schemas).unwrap();
        for (text, taken) in [
            ("2026-09-30T02:00:00Z", true),
            ("2026-09-30t02:00:00Z", false),
            ("2026-09-30T02:00:00z", false),
            ("2026-09-30T02:00:00.123456789012Z", true),
            ("2026-09-30T09:00:00+07:00", true),
            ("2026-09-30T09:00:00+0700", true),
            ("2026-09-30T02:00:00-00:30", true),
            ("2026-09-30T02:00:00-1000", true),
            ("2026-09-30T02:00:00-00:00", false),
            ("2026-09-30T02:00:00-0000", false),
            ("2026-09-30T02:00Z", false),
            ("2026-09-30T02:00+07:00", false),
            ("2026-09-30T02:00:00.Z", false),
            ("2026-09-30T02:00:00,5Z", false),
            ("2026-09-30 02:00:00Z", false),
            ("2026-09-30_02:00:00Z", false),
            ("2026-09-30T02:00:00 Z", false),
            ("2026-09-30T02:00:00", false),
            ("2026-09-30T02:00:00+07", false),
            ("2026-09-30T02:00:00\u{2212}07:00", false),
            ("20260930T020000Z", false),
            ("+2026-09-30T02:00:00Z", false),
            ("2026-9-30T02:00:00Z", false),
            (" 2026-09-30T02:00:00Z", false),
            ("2026-09-30T02:00:00Z\n", false),
            ("", false),
        ] {
            let fits = schemas.validate(&json!(text), pattern).is_ok();
            assert_eq!((instant(text).is_ok(), fits), (taken, taken), "{text:?}");
        }
        let known = instant("2026-09-30T02:00:00Z").unwrap();
        for same in ["2026-09-30T09:00:00+07:00", "2026-09-30T02:00:00+00:00", "2026-09-29T21:00:00-0500"] {
            assert_eq!(instant(same).ok(), Some(known), "{same}");
        }
    }
}
