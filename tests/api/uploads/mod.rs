//! Large files in pieces by tus 1.0.0: kept byte for byte over lines that break, and made an artifact with the last byte.

mod begin;
mod break_off;
mod disk;
mod end;
mod finish;
mod kill;
mod leaving;
mod mine;
mod over;
mod protocol;
mod race;
mod refused;
mod send;
mod server;

use crate::support::caller::Asked;
use crate::support::{Caller, Reply, Scene};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::Value;

const UPLOADS: &str = "/v1/uploads";
const BYTES: &str = "application/offset+octet-stream";

impl Scene {
    /// What a new video of this case says of itself.
    pub fn video(&self) -> String {
        metadata(&[("assignmentId", self.case.id()), ("kind", "VIDEO"), ("title", "Panen raya"), ("filename", "panen.mp4")])
    }

    /// Begins the upload of a video of so many bytes.
    pub async fn begins(&self, length: usize) -> Reply {
        begin(&self.staff(), length, &self.video()).await.is(201)
    }

    pub async fn artifacts(&self) -> Vec<Value> {
        let address = format!("/v1/assignments/{}/artifacts", self.case.id());
        self.office.subdivision_head().get(&address).await.good().items().to_vec()
    }

    /// How many entries of this type the journal has.
    async fn count_entries(&self, kind: &str) -> usize {
        self.office.auditor().get(&format!("/v1/journal?type={kind}")).await.good().items().len()
    }
}

/// `Upload-Metadata` of these pairs.
fn metadata(pairs: &[(&str, &str)]) -> String {
    let told: Vec<String> = pairs.iter().map(|(key, text)| format!("{key} {}", BASE64_STANDARD.encode(text))).collect();
    told.join(",")
}

fn tus(caller: &Caller, method: Method, path: &str) -> Asked {
    caller.ask(method, path).header("Tus-Resumable", "1.0.0")
}

pub fn begin(caller: &Caller, length: usize, metadata: &str) -> Asked {
    tus(caller, Method::POST, UPLOADS).header("Upload-Length", length.to_string()).header("Upload-Metadata", metadata)
}

fn at(upload: &Reply) -> &str {
    upload.header("location").expect("a Location")
}

pub fn send(caller: &Caller, upload: &Reply, offset: usize, bytes: &[u8]) -> Asked {
    let patch = tus(caller, Method::PATCH, at(upload)).header("Content-Type", BYTES);
    patch.header("Upload-Offset", offset.to_string()).body(bytes.to_vec())
}

pub async fn ask_how_far(caller: &Caller, upload: &Reply) -> Reply {
    tus(caller, Method::HEAD, at(upload)).await.is(200)
}

pub fn offset(answer: &Reply) -> usize {
    answer.header("upload-offset").expect("Upload-Offset").parse().expect("a number")
}

/// A video of so many bytes, no two places of which are alike; the same for the same seed.
pub fn video(length: usize, seed: u64) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    let mut chance = Chance(seed | 1);
    while bytes.len() < length {
        bytes.extend_from_slice(&chance.next().to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Chance that is the same every time (xorshift64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a usize")
    }
}

pub async fn content(caller: &Caller, answer: &Reply) -> Vec<u8> {
    let artifact = answer.header("content-location").expect("Content-Location");
    caller.get(&format!("{artifact}/content")).await.good().bytes
}
