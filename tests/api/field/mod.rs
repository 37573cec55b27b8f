//! Files as phones, cameras and desks send them: whatever way they come, they are kept, and told as what they are.

mod empty;
mod kinds;
mod labels;
mod office;
mod pictures;
mod texts;

use crate::support::{Reply, Scene};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use serde_json::json;

/// A file, and what its sender says of it.
#[derive(Clone)]
pub struct Sent {
    pub kind: &'static str,
    pub name: &'static str,
    pub declared: &'static str,
    pub bytes: Vec<u8>,
}

/// How it comes.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    Form,
    Bare,
    Tus,
}

pub const WAYS: [Way; 3] = [Way::Form, Way::Bare, Way::Tus];

/// One of those in the folder beside this.
pub fn file(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/field/files").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Scene {
    /// Sends it; what is refused answers so, else the artifact that was made of it.
    pub async fn brings(&self, way: Way, sent: &Sent) -> Reply {
        let staff = self.staff();
        let case = self.case.id();
        match way {
            Way::Form => {
                let mut headers = HeaderMap::new();
                headers.insert("content-type", HeaderValue::from_str(sent.declared).expect("a header"));
                let metadata = Part::text(json!({ "kind": sent.kind, "title": "x" }).to_string());
                let part = Part::bytes(sent.bytes.clone()).file_name(sent.name.to_owned()).headers(headers);
                let form = Form::new().part("metadata", metadata).part("file", part);
                staff.ask(Method::POST, &format!("/v1/assignments/{case}/files")).multipart(form).await
            }
            Way::Bare => {
                let query = format!("kind={}&title=x&fileName={}", sent.kind, sent.name);
                let ask = staff.ask(Method::POST, &format!("/v1/assignments/{case}/artifacts?{query}"));
                ask.header("Content-Type", sent.declared).body(sent.bytes.clone()).await
            }
            Way::Tus => {
                let told = [("assignmentId", case), ("kind", sent.kind), ("title", "x"), ("filename", sent.name)];
                let told = told.into_iter().chain([("filetype", sent.declared)]);
                let told: Vec<String> = told.map(|(key, text)| format!("{key} {}", BASE64_STANDARD.encode(text))).collect();
                let tus = |method, path: &str| staff.ask(method, path).header("Tus-Resumable", "1.0.0");
                let begun = tus(Method::POST, "/v1/uploads")
                    .header("Upload-Length", sent.bytes.len().to_string())
                    .header("Upload-Metadata", told.join(","))
                    .await;
                if begun.status != 201 {
                    return begun;
                }
                let at = begun.header("location").expect("a Location").to_owned();
                let half = sent.bytes.len() / 2;
                let mut answer = begun;
                // In two pieces, as over a line that broke.
                for (offset, piece) in [(0, &sent.bytes[..half]), (half, &sent.bytes[half..])] {
                    let patch = tus(Method::PATCH, &at).header("Content-Type", "application/offset+octet-stream");
                    answer = patch.header("Upload-Offset", offset.to_string()).body(piece.to_vec()).await;
                    if answer.status != 204 {
                        return answer;
                    }
                }
                staff.get(answer.header("content-location").expect("an artifact")).await
            }
        }
    }

    /// The artifact that it became, with the bytes as they came.
    pub async fn keeps(&self, way: Way, sent: &Sent) -> Reply {
        let made = self.brings(way, sent).await;
        assert!([200, 201].contains(&made.status), "{} {way:?}: {made:?}", sent.name);
        let got = self.staff().get(&format!("/v1/artifacts/{}/content", made.id())).await.good();
        assert!(got.bytes == sent.bytes, "{} {way:?}", sent.name);
        let media_type = made["content"]["mediaType"].as_str().expect("a type");
        assert!(got.header("content-type").is_some_and(|told| told.starts_with(media_type)), "{} {way:?}", sent.name);
        made
    }
}
