//! Pictures: what is read of them on arrival, and the copies, bursts and contact sheets made of them.

mod arrival;
mod bursts;
#[path = "../../../src/pictures/tests/camera.rs"]
pub mod camera;
mod contact;
mod posters;
mod renditions;
mod sprite;
mod turns;

use crate::support::{Caller, Case, Office, Reply};
use camera::{Camera, encoded, png_header, scene};
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::{Value, json};

/// A case in step 3; its photographer sends.
async fn dispatched(office: &Office) -> Case {
    Case::in_state(office, State::Dispatched).await
}

/// A camera that was at the event, in the middle of it.
fn at_the_event() -> Camera {
    Camera { make: Some(b"NIKON".to_vec()), taken: Some("2026:01:14 09:30:00".to_owned()), ..Camera::default() }
}

fn jpeg(seed: u32) -> Vec<u8> {
    Camera::default().shoots(&scene(seed, 0, (480, 320)))
}

async fn sends(sender: &Caller, case: &Case, metadata: Value, file: Vec<u8>) -> Reply {
    sender.uploads(&case.assignment, metadata, "IMG_1.jpg", "image/jpeg", file).await
}

async fn sends_photo(case: &Case, title: &str, file: Vec<u8>) -> Reply {
    sends(&case.photographer, case, json!({ "kind": "PHOTO", "title": title }), file).await.is(201)
}

/// A video, as far as its first bytes are concerned.
async fn sends_video(case: &Case) -> Reply {
    let file = b"\0\0\0\x18ftypisom\0\0\0\0isommp42 and so on".to_vec();
    let metadata = json!({ "kind": "VIDEO", "title": "Sambutan" });
    case.photographer.uploads(&case.assignment, metadata, "a.mp4", "video/mp4", file).await.is(201)
}

fn address(artifact: &Reply, rest: &str) -> String {
    format!("/v1/artifacts/{}{rest}", artifact.id())
}

async fn puts_file(caller: &Caller, path: &str, media_type: &str, file: Vec<u8>) -> Reply {
    caller.ask(Method::PUT, path).header("If-Match", "*").header("Content-Type", media_type).body(file).await
}

async fn count(office: &Office, sql: &str) -> i64 {
    office.sql().await.query_one(sql, &[]).await.expect("a count").get(0)
}
