//! One small document over the line, bounded in time and size; wherever it would lead, it is not followed.

use actix_web::http::header::CacheDirective;
use reqwest::header::{CACHE_CONTROL, ETAG, HeaderMap, IF_NONE_MATCH, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use std::error::Error;
use std::time::Duration;
use url::{Host, Url};

/// What a real discovery document or key set never reaches.
const LONGEST: usize = 256 * 1024;

/// For the connection, the answer and its last byte together.
const DEADLINE: Duration = Duration::from_secs(3);
const CONNECT: Duration = Duration::from_secs(2);

#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{address} cannot be reached ({reason}); check the address, the network and, for https, the system's certificates")]
    Unreachable { address: Url, reason: String },
    #[error("{address} leads to {to}, and is not followed; give the address that answers by itself")]
    Redirects { address: Url, to: String },
    #[error("{address} answered with {status}")]
    Refused { address: Url, status: u16 },
    #[error("{address} answered with more than 256 KiB, which is no such document")]
    TooLong { address: Url },
}

/// What came, or nothing where it is still what the tag names.
pub struct Fetched {
    pub bytes: Option<Vec<u8>>,
    pub tag: Option<String>,
    /// Seconds for which it may be kept, if that was said.
    pub max_age: Option<i64>,
}

pub fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(DEADLINE)
        .user_agent(concat!("pubdok/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Encrypted, or within this machine: else anybody on the way could say whose tokens are good.
pub fn is_safe(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.has_host() && url.username().is_empty() && (url.scheme() == "https" || url.scheme() == "http" && local)
}

pub async fn fetch(client: &Client, address: &Url, tag: Option<&str>) -> Result<Fetched, FetchError> {
    let unreachable = |error| FetchError::Unreachable { address: address.clone(), reason: reason(error) };
    let request = tag.into_iter().fold(client.get(address.clone()), |request, tag| request.header(IF_NONE_MATCH, tag));
    let mut response = request.send().await.map_err(unreachable)?;
    let max_age = max_age(response.headers());
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if tag.is_some() => {
            return Ok(Fetched { bytes: None, tag: tag.map(str::to_owned), max_age });
        }
        status if status.is_redirection() => {
            return Err(FetchError::Redirects { address: address.clone(), to: text(&response, LOCATION.as_str()) });
        }
        status => return Err(FetchError::Refused { address: address.clone(), status: status.as_u16() }),
    }
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(FetchError::TooLong { address: address.clone() });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched { bytes: Some(bytes), tag, max_age })
}

/// What another says is shown short and on one line.
fn text(response: &Response, name: &str) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("nowhere");
    value.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

fn max_age(headers: &HeaderMap) -> Option<i64> {
    let said = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let mut directives = said.flat_map(|value| value.split(',')).filter_map(|one| one.trim().parse().ok());
    directives.find_map(|directive| match directive {
        CacheDirective::MaxAge(seconds) => Some(i64::from(seconds)),
        _ => None,
    })
}

/// The last cause is what helps: "connection refused", not "error sending request".
fn reason(error: reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
