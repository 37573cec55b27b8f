//! What the office answered.

use super::BASE_URL;
use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::ops::Index;

/// An answer; as the thing it tells of, `answer["title"]` is a member of it.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    body: Value,
    what: String,
}

impl Reply {
    pub async fn read(what: String, answer: Response) -> Self {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{what}: the body broke off: {error:?}")).to_vec();
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or_default(), bytes, what }
    }

    pub fn json(&self) -> &Value {
        &self.body
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of visible characters"))
    }

    pub fn etag(&self) -> &str {
        self.header("etag").unwrap_or_else(|| panic!("{}: no ETag\n{}", self.what, self.told()))
    }

    pub fn id(&self) -> &str {
        self["id"].as_str().unwrap_or_else(|| panic!("{}: no id\n{}", self.what, self.told()))
    }

    /// Panics with everything the office said, unless it did what was asked.
    #[track_caller]
    pub fn good(self) -> Self {
        assert!((200..300).contains(&self.status), "{}\n{}", self.what, self.told());
        self
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.what, self.told());
        self
    }

    /// A refusal as the contract has it (RFC 9457), with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let told = format!("{}\n{}", self.what, self.told());
        assert_eq!((self.status, self["code"].as_str()), (status, Some(code)), "{told}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{told}");
        assert_eq!(self["status"], status, "{told}");
        assert!(self["type"].as_str().is_some_and(|address| address.starts_with(&format!("{BASE_URL}/problems/"))), "{told}");
        let request = self.header("request-id").expect("a Request-Id");
        assert_eq!(self["instance"], format!("urn:pubdok:request:{request}"), "{told}");
        for member in ["title", "detail"] {
            assert!(self[member].as_str().is_some_and(|text| !text.is_empty()), "{told}");
        }
        assert!(matches!(self.header("content-language"), Some("id" | "en")), "{told}");
        assert!(status != 503 && status != 429 || self.header("retry-after").is_some(), "{told}");
        self
    }

    /// The faults of a refusal as (place, code), in order of place.
    pub fn faults(&self) -> Vec<(&str, &str)> {
        let text = |fault: &'static str, error| -> Option<&str> { Value::get(error, fault)?.as_str() };
        let place = |error| ["pointer", "parameter", "header"].into_iter().find_map(|name| text(name, error));
        let errors = self["errors"].as_array().into_iter().flatten();
        let mut faults: Vec<_> =
            errors.map(|error| (place(error).unwrap_or_default(), text("code", error).unwrap_or_default())).collect();
        faults.sort_unstable();
        faults
    }

    /// The acts the caller may do now.
    pub fn allowed(&self) -> Vec<&str> {
        let acts =
            self["allowedActions"].as_array().unwrap_or_else(|| panic!("{}: no allowedActions\n{}", self.what, self.told()));
        acts.iter().filter_map(Value::as_str).collect()
    }

    pub fn items(&self) -> &[Value] {
        self["items"].as_array().unwrap_or_else(|| panic!("{}: no items\n{}", self.what, self.told()))
    }

    fn told(&self) -> String {
        let body =
            if self.body.is_null() { String::from_utf8_lossy(&self.bytes).into_owned() } else { format!("{:#}", self.body) };
        format!("answered {} {:#?}\n{body}", self.status, self.headers)
    }
}

impl Index<&str> for Reply {
    type Output = Value;

    fn index(&self, member: &str) -> &Value {
        &self.body[member]
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.what, self.told())
    }
}
