//! Whom front-end teams ask.

use super::{Reader, web_address};
use crate::http::openapi::{CONTACT_EMAIL, CONTACT_URL, Contact};

pub fn contact(reader: &mut Reader<'_>) -> Contact {
    let page = |value: &str| web_address(value, "https://kab.example.go.id/").map(|url| url.to_string());
    Contact {
        email: reader.read("PUBDOK_CONTACT_EMAIL", CONTACT_EMAIL.to_owned(), email),
        url: reader.read("PUBDOK_CONTACT_URL", CONTACT_URL.to_owned(), page),
    }
}

fn email(value: &str) -> Result<String, String> {
    let is_plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    let parts = value.split_once('@').filter(|(name, host)| is_plain(name) && is_plain(host));
    parts
        .map(|_| value.to_owned())
        .ok_or_else(|| "is not an e-mail address; write for example humas@kab.example.go.id".to_owned())
}
