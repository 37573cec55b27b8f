//! Answer headers: each told once, and referred to where it is sent.

use super::reference;
use crate::domain::media_type::LARGEST_FILE;
use serde_json::{Map, Value, json};

/// Name, schema, what it tells.
fn all() -> [(&'static str, Value, &'static str); 24] {
    let bytes = |least: u64| json!({ "type": "integer", "format": "int64", "minimum": least, "maximum": LARGEST_FILE, "examples": [8388608] });
    let text =
        |max: usize, example: &str| json!({ "type": "string", "maxLength": max, "pattern": "^[ -~]*$", "examples": [example] });
    [
        (
            "Request-Id",
            text(64, "0198c0de-0000-7000-8000-000000000001"),
            "This request, as in the log; the client's own, if it sent a sane one.",
        ),
        ("Api-Version", text(20, env!("CARGO_PKG_VERSION")), "The version of the service that answered."),
        ("ETag", text(100, "\"3.Zk1mVb0a9yTt\""), "What is shown, exactly; for If-None-Match and If-Match."),
        (
            "Location",
            json!({ "type": "string", "format": "uri-reference", "examples": ["/v1/agenda-items/0198c0de-0000-7000-8000-000000000001"] }),
            "Where the new thing is, as a path (and the prefix of PUBDOK_BASE_URL, if it has one); or the file that was asked for.",
        ),
        (
            "Content-Location",
            json!({ "type": "string", "format": "uri-reference", "examples": ["/v1/artifacts/0198c0de-0000-7000-8000-000000000001"] }),
            "Where the thing that is shown is; of a finished upload, the artifact that it became.",
        ),
        (
            "Link",
            text(4000, "<https://pubdok.example/v1/agenda-items?cursor=eyJzIjoi>; rel=\"next\""),
            "The next page, if there is one (RFC 8288).",
        ),
        (
            "Retry-After",
            json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 86400, "examples": [1] }),
            "Seconds until it is worth trying again.",
        ),
        (
            "RateLimit",
            text(100, "\"subject\";r=11990;t=1"),
            "What is left of the caller's units (`r`), and in how many seconds there are more (`t`); see `x-cost`.",
        ),
        (
            "RateLimit-Policy",
            text(100, "\"subject\";q=12000;w=60"),
            "How many units (`q`) a subject has in so many seconds (`w`); an address, where the caller is not known.",
        ),
        (
            "WWW-Authenticate",
            text(
                1000,
                "Bearer realm=\"pubdok\", error=\"invalid_token\", resource_metadata=\"https://pubdok.example/.well-known/oauth-protected-resource\"",
            ),
            "What the token lacks (RFC 6750), and where to get one (RFC 9728); `Basic` where a client must show its secret.",
        ),
        (
            "Idempotent-Replayed",
            json!({ "type": "boolean", "examples": [true] }),
            "Sent when this is the answer of an earlier request with the same Idempotency-Key.",
        ),
        (
            "Content-Language",
            json!({ "type": "string", "enum": ["id", "en"], "examples": ["id"] }),
            "The language of `title` and `detail`.",
        ),
        (
            "Cache-Control",
            text(100, "private, no-cache"),
            "Who may keep the answer: with `private, no-cache` the caller alone, who asks again before showing it; with `no-store` nobody.",
        ),
        (
            "Access-Control-Allow-Origin",
            text(200, "https://portal.example"),
            "The caller's origin, if it is on the service's list.",
        ),
        ("Tus-Resumable", json!({ "type": "string", "const": "1.0.0" }), "The version of tus that is spoken."),
        ("Upload-Offset", bytes(0), "How many bytes are kept for good: where to go on."),
        ("Upload-Length", bytes(1), "How many bytes the whole file has."),
        ("Upload-Metadata", text(16384, "filename cGFuZW4ubXA0"), "What the file is, exactly as it was told at the beginning."),
        ("Upload-Expires", text(40, "Wed, 07 Oct 2026 02:00:00 GMT"), "Until when an unfinished upload can be gone on with."),
        ("Accept-Ranges", json!({ "type": "string", "const": "bytes" }), "Parts can be asked for."),
        ("Last-Modified", text(40, "Wed, 30 Sep 2026 02:00:00 GMT"), "When it was sent."),
        (
            "Content-Disposition",
            text(1000, "attachment; filename=\"foto-panen.jpg\""),
            "Whether to show or to save it, and its name.",
        ),
        ("Content-Range", text(100, "bytes 0-1023/204800"), "Which part this is (RFC 9110)."),
        (
            "Repr-Digest",
            text(100, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
            "The digest of the whole (RFC 9530).",
        ),
    ]
}

/// For `components/headers`.
pub fn components() -> impl Iterator<Item = (&'static str, Value)> {
    all().into_iter().map(|(name, schema, description)| (name, json!({ "description": description, "schema": schema })))
}

pub fn refer(headers: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        headers.insert((*name).to_owned(), reference("headers", name));
    }
}

/// What every answer carries.
pub const COMMON: &[&str] =
    &["Request-Id", "Api-Version", "Cache-Control", "Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy"];

pub fn of_error(status: &str) -> Value {
    let mut headers = of_foreign_error(status);
    headers["Content-Language"] = reference("headers", "Content-Language");
    headers
}

/// Of an error that another standard words, in one language.
pub fn of_foreign_error(status: &str) -> Value {
    let mut headers = Map::new();
    refer(&mut headers, COMMON);
    match status {
        "401" | "403" => refer(&mut headers, &["WWW-Authenticate"]),
        "416" => refer(&mut headers, &["Content-Range"]),
        "429" | "503" => refer(&mut headers, &["Retry-After"]),
        _ => {}
    }
    headers.into()
}
