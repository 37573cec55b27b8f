//! Somebody who asks the service over its spoiled lines, and judges every answer by itself.

use crate::chance::Chance;
use crate::instance::{BASE_URL, ISSUER, SECRET};
use crate::world::World;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pubdok::office::app::Clock;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Nobody waits longer for an answer. The service promises five seconds; that is told here, and not judged: the machine may be slow.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where PostgreSQL has not answered for so long, as on a machine that has too much to do, the line counts as broken.
const SILENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Json(Value),
    /// Bytes of a type.
    Bytes(&'static str, Vec<u8>),
    /// A file with its metadata, as a form.
    Form(Value, Vec<u8>),
}

#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub subject: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Answer {
    Told(Told),
    /// The line broke, or nobody answered.
    Lost(String),
}

#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Told {
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Request {
    pub fn new(method: Method, subject: &'static str, path: impl Into<String>) -> Self {
        let path: String = path.into();
        let path = path.strip_prefix(BASE_URL).map(str::to_owned).unwrap_or(path);
        Self { method, path, subject, headers: Vec::new(), body: Body::Nothing }
    }

    pub fn get(subject: &'static str, path: impl Into<String>) -> Self {
        Self::new(Method::GET, subject, path)
    }

    pub fn post(subject: &'static str, path: impl Into<String>, body: Value) -> Self {
        Self { body: Body::Json(body), ..Self::new(Method::POST, subject, path) }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

pub fn roles_of(subject: &str) -> &'static str {
    match subject {
        "kabag" => "DIVISION_HEAD",
        "kasubag" => "SUBDIVISION_HEAD",
        "auditor" => "AUDITOR",
        _ => "STAFF",
    }
}

fn token(subject: &str) -> String {
    let now = Clock::default().now().timestamp();
    let claims = json!({ "iss": ISSUER, "aud": "pubdok", "sub": subject, "roles": [roles_of(subject)], "client_id": "faults",
        "jti": "1", "iat": now, "nbf": now - 30, "exp": now + 900 });
    let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap_or_default()
}

pub fn client() -> reqwest::Result<Client> {
    Client::builder().timeout(PATIENCE).pool_idle_timeout(Duration::from_secs(20)).build()
}

impl World {
    /// Asks either of the instances.
    pub async fn ask(&self, chance: &mut Chance, request: &Request) -> Answer {
        let instance = &self.instances[chance.below(self.instances.len())];
        let begun = Instant::now();
        let answer = self.send(instance.line.address, request).await;
        self.judge(&instance.name, request, &answer, begun);
        answer
    }

    async fn send(&self, address: std::net::SocketAddr, request: &Request) -> Answer {
        let mut asked = self.client.request(request.method.clone(), format!("http://{address}{}", request.path));
        asked = asked.bearer_auth(token(request.subject));
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        asked = match &request.body {
            Body::Nothing => asked,
            Body::Json(body) => asked.json(body),
            Body::Bytes(kind, bytes) => asked.header("Content-Type", *kind).body(bytes.clone()),
            Body::Form(metadata, file) => {
                let metadata = reqwest::multipart::Part::text(metadata.to_string()).mime_str("application/json");
                let file = reqwest::multipart::Part::bytes(file.clone()).file_name("panen.jpg").mime_str("image/jpeg");
                match (metadata, file) {
                    (Ok(metadata), Ok(file)) => {
                        asked.multipart(reqwest::multipart::Form::new().part("metadata", metadata).part("file", file))
                    }
                    _ => return Answer::Lost("no form".to_owned()),
                }
            }
        };
        match asked.send().await {
            Err(error) => Answer::Lost(format!("{error:?}")),
            Ok(answer) => {
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                match answer.bytes().await {
                    Err(error) => Answer::Lost(format!("{status}, then {error:?}")),
                    Ok(bytes) => {
                        let json = serde_json::from_slice(&bytes).unwrap_or_default();
                        Answer::Told(Told { status, headers, bytes: bytes.to_vec(), json })
                    }
                }
            }
        }
    }

    /// What no weather excuses.
    fn judge(&self, instance: &str, request: &Request, answer: &Answer, begun: Instant) {
        let Answer::Told(told) = answer else {
            self.report.answer("no answer");
            return;
        };
        let name = if told.status < 400 { told.status.to_string() } else { format!("{} {}", told.status, told.code()) };
        self.report.answer(&name);
        let wrong = match told.status {
            503 if told.header("retry-after").is_none() => Some("503 without Retry-After"),
            503 if told.code() == "OUTCOME_UNKNOWN" && begun.elapsed() < SILENCE && !self.weather.leaves_open(begun) => {
                Some("the outcome of a COMMIT is unknown in weather that leaves none open")
            }
            503 if request.method != Method::HEAD && told.code().is_empty() => Some("503 that is no problem of ours"),
            503 | 507 => None,
            500.. => Some("an answer of 5xx that is not 503"),
            401 => Some("a good token was refused"),
            403 | 404 | 410 => Some("what is there, and is theirs, was refused"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            let weather = self.weather.since(begun).join(", ");
            self.report.violation(&format!("{wrong}: {} by {instance}, in the weather [{weather}]", tell(request, answer)));
        }
    }
}

/// A request and its answer, as far as they are needed to see it again.
pub fn tell(request: &Request, answer: &Answer) -> String {
    let body = match &request.body {
        Body::Json(body) => body.to_string(),
        Body::Bytes(_, bytes) => format!("{} bytes", bytes.len()),
        Body::Form(metadata, file) => format!("{metadata} and {} bytes", file.len()),
        Body::Nothing => String::new(),
    };
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let answer = match answer {
        Answer::Lost(why) => format!("lost ({})", why.chars().take(200).collect::<String>()),
        Answer::Told(told) => {
            let id = told.header("request-id").unwrap_or_default();
            format!("{} [{id}] {}", told.status, String::from_utf8_lossy(&told.bytes).chars().take(400).collect::<String>())
        }
    };
    format!("{} {} as {} ({}) {body} -> {answer}", request.method, request.path, request.subject, headers.join("; "))
}
