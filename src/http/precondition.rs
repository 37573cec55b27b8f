//! Conditional requests (RFC 9110 §13): nobody overwrites what they have not seen.

use super::language::Words;
use super::problem::{FaultKind, Kind, Place, Problem};
use actix_web::HttpMessage;
use actix_web::http::header::{EntityTag, Header, HeaderValue, IF_MATCH, IF_NONE_MATCH, IfNoneMatch};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The strong ETag of a thing: its version, then a digest of exactly what was shown.
///
/// What a viewer sees depends on more than the version (allowedActions, the running clock): the digest keeps a 304 honest.
/// A change is guarded by the version alone.
pub fn etag(version: i32, body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    format!("{version}.{}", BASE64_URL_SAFE_NO_PAD.encode(&digest[..9]))
}

/// The `If-Match` of a request that changes something: what versions the client would change; or its `If-None-Match: *`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Expected {
    #[default]
    Anything,
    /// `*`: whatever it is, as long as it exists.
    Existing,
    /// `If-None-Match: *`: as long as there is none, whatever else is asked.
    Absent,
    Versions(Vec<Seen>),
}

/// The version of what is not there.
pub const ABSENT: i32 = 0;

/// One version the client has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    version: i32,
    /// A proxy that compresses or rewrites an answer makes its tag weak: the same version, in other bytes.
    weak: bool,
}

impl Expected {
    pub fn of(request: &impl HttpMessage) -> Result<Self, Problem> {
        if request.headers().get(IF_NONE_MATCH).is_some_and(|none| none.as_bytes().trim_ascii() == b"*") {
            return Ok(Self::Absent);
        }
        if !request.headers().contains_key(IF_MATCH) {
            return Ok(Self::Anything);
        }
        let lines: Result<Vec<&str>, _> = request.headers().get_all(IF_MATCH).map(HeaderValue::to_str).collect();
        let value = lines.map(|lines| lines.join(",")).unwrap_or_default();
        if value.trim() == "*" {
            return Ok(Self::Existing);
        }
        // A tag we never gave matches nothing.
        let tags = tags(&value).filter(|tags| !tags.is_empty()).ok_or_else(|| malformed("If-Match"))?;
        Ok(Self::Versions(tags.iter().filter_map(seen).collect()))
    }

    /// Required where an overwrite would lose somebody's work.
    pub fn require(&self) -> Result<(), Problem> {
        match self {
            Self::Anything => Err(Problem::new(Kind::PreconditionRequired)),
            _ => Ok(()),
        }
    }

    /// For what only the version guards.
    pub fn check(&self, version: i32) -> Result<(), Problem> {
        match self {
            Self::Versions(all) if !all.iter().any(|seen| seen.version == version) => Err(Problem::new(Kind::PreconditionFailed)),
            Self::Absent if version != ABSENT => Err(Problem::new(Kind::PreconditionFailed)),
            _ => Ok(()),
        }
    }

    /// For an act on exactly what was read: its tag, as it came from here.
    pub fn check_exact(&self, version: i32) -> Result<(), Problem> {
        match self {
            Self::Anything => Err(Problem::new(Kind::PreconditionRequired)),
            Self::Absent => Err(Problem::new(Kind::PreconditionFailed)),
            Self::Existing => Err(Problem::new(Kind::PreconditionRequired).detail(
                "Di sini * tidak cukup: kirim ETag dari yang Anda baca.".to_owned(),
                "Here * is not enough: send the ETag of what you read.".to_owned(),
            )),
            Self::Versions(all) => match all.iter().find(|seen| seen.version == version) {
                None => Err(Problem::new(Kind::PreconditionFailed)),
                Some(Seen { weak: false, .. }) => Ok(()),
                Some(_) => Err(Problem::new(Kind::PreconditionFailed).detail(
                    "ETag lemah (W/) tidak cukup di sini: baca tanpa proksi yang mengubah jawaban.".to_owned(),
                    "A weak ETag (W/) is not enough here: read it without a proxy that rewrites answers.".to_owned(),
                )),
            },
        }
    }
}

/// Whether the client has exactly this already (`If-None-Match`).
pub fn is_known(request: &impl HttpMessage, etag: &str) -> bool {
    if !request.headers().contains_key(IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| without_coding(tag.tag()) == etag),
        Err(_) => false,
    }
}

/// A compressed answer carries its coding in the tag (RFC 9110 §8.8.3.3).
fn without_coding(tag: &str) -> &str {
    ["-gzip", "-br", "-zstd"].iter().find_map(|coding| tag.strip_suffix(coding)).unwrap_or(tag)
}

/// A list of entity tags, or None where anything else stands in it: a precondition half understood protects nothing.
fn tags(list: &str) -> Option<Vec<EntityTag>> {
    let mut tags = Vec::new();
    let mut rest = list.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let opening = rest.find('"')?;
        let closing = opening + 1 + rest.get(opening + 1..)?.find('"')?;
        let (tag, after) = rest.split_at(closing + 1);
        let after = after.trim_start_matches([' ', '\t']);
        if !after.is_empty() && !after.starts_with(',') {
            return None;
        }
        tags.push(tag.parse().ok()?);
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    Some(tags)
}

fn seen(tag: &EntityTag) -> Option<Seen> {
    let version = tag.tag().split('.').next()?.parse().ok()?;
    Some(Seen { version, weak: tag.weak })
}

fn malformed(name: &'static str) -> Problem {
    Problem::at(
        Place::Header(name),
        FaultKind::Rule {
            code: "MALFORMED",
            words: Words::new(
                "Tulis ETag dalam tanda kutip, misalnya \"3.Zk1…\", atau *.",
                "Write an ETag in quotes, such as \"3.Zk1…\", or *.",
            ),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_is_read_whole_or_not_at_all() {
        let told = |list| tags(list).map(|tags| tags.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(told("\"1.x\""), Some(vec!["\"1.x\"".to_owned()]));
        assert_eq!(told(" ,\"a,b\" ,, W/\"2\", "), Some(vec!["\"a,b\"".to_owned(), "W/\"2\"".to_owned()]));
        for broken in ["1", "\"1", "1\"", "\"1\" \"2\"", "\"1\", 2", "*, \"1\"", "w/\"1\"", "'1'", "\"a b\""] {
            assert_eq!(told(broken), None, "{broken}");
        }
    }
}
