//! A body as HTML forms send it: what OAuth asks for.

use super::body::{read_bytes, require_media_type};
use super::problem::{Kind, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use std::collections::BTreeMap;
use std::pin::Pin;

pub const FORM: &str = "application/x-www-form-urlencoded";

/// A token of 16 KiB, and what stands beside it.
const LONGEST: usize = 20 * 1024;

/// More than any request of OAuth has.
const MOST: usize = 50;

/// The members of a form that have a value: RFC 6749 §3.2 has those without one omitted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form {
    members: BTreeMap<String, String>,
    repeated: bool,
}

impl Form {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Self::default();
        for (count, (name, value)) in url::form_urlencoded::parse(body).enumerate() {
            if count == MOST {
                return Err(Problem::new(Kind::MalformedBody));
            }
            if !value.is_empty() {
                form.repeated |= form.members.insert(name.into_owned(), value.into_owned()).is_some();
            }
        }
        Ok(form)
    }

    /// Whether a member stands twice, so that it is not known which is meant.
    pub fn is_ambiguous(&self) -> bool {
        self.repeated
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.members.get(name).map(String::as_str)
    }
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = web::Payload::from_request(&request, payload).into_inner();
        Box::pin(async move {
            require_media_type(request.headers(), &[FORM])?;
            let payload = payload.as_mut().map_err(|_| Problem::new(Kind::MalformedBody))?;
            Self::read(&read_bytes(request.headers(), payload, LONGEST).await?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_without_a_value_are_none_and_two_of_one_name_are_seen() {
        let form = Form::read(b"scope=&grant_type=client%5Fcredentials&x+y=a%20b").expect("a form");
        assert_eq!((form.get("scope"), form.get("grant_type"), form.get("x y")), (None, Some("client_credentials"), Some("a b")));
        assert!(!form.is_ambiguous() && !Form::read(b"scope=&scope=A").expect("a form").is_ambiguous());
        assert!(Form::read(b"scope=A&scope=A").expect("a form").is_ambiguous());
        assert!(Form::read("a=b&".repeat(MOST + 1).as_bytes()).is_err());
    }
}
