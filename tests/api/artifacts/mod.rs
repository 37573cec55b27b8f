//! What staff bring back: sent in three forms, kept as it came, decided on by the subdivision head.

mod bag;
mod captions;
mod content;
mod drafts;
mod duplicates;
mod expansion;
mod filters;
mod forms;
mod hostile;
mod limits;
mod names;
mod people;
mod polyglots;
mod queries;
mod scanner;
mod selection;
mod sorting;
mod uploads;

use crate::support::caller::Asked;
use crate::support::work::photo;
use crate::support::{Caller, Reply, Scene};
use reqwest::Method;
use serde_json::{Value, json};

impl Scene {
    fn address(&self) -> String {
        format!("/v1/assignments/{}/artifacts", self.case.id())
    }

    /// Brings the case to step 4, with one photo and one press release.
    async fn documented(&self) -> (Reply, Reply) {
        let staff = self.staff();
        let brought = (
            staff.uploads_photo(&self.case, "Pembukaan").await,
            staff.drafts(&self.case, "PRESS_RELEASE", "Panen Raya Dibuka").await,
        );
        staff.completes(&self.order).await;
        brought
    }

    /// Sends the bare file.
    async fn sends(&self, query: &str, media_type: &str, file: impl Into<reqwest::Body>) -> Reply {
        let address = format!("{}?{query}", self.address());
        self.staff().ask(Method::POST, &address).header("Content-Type", media_type).body(file).await
    }

    async fn titles(&self, query: &str) -> Vec<String> {
        let list = self.subhead().get(&format!("{}{query}", self.address())).await.good();
        list.items().iter().map(|item| item["title"].as_str().expect("a title").to_owned()).collect()
    }

    /// The journal's entries of this type, oldest first.
    async fn entries(&self, kind: &str) -> Vec<Value> {
        // Asked for backwards: forwards it waits for older transactions, and those of the other tests are some.
        let list = self.office.auditor().get(&format!("/v1/journal?type={kind}")).await.good();
        list.items().iter().rev().cloned().collect()
    }

    /// How many files the store holds, and how many are half there once the disk has come to rest.
    async fn files(&self) -> (usize, usize) {
        let root = self.office.blob_dir();
        for _ in 0..200 {
            if count(&root.join("tmp")) == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        (count(&root.join("sha256")), count(&root.join("tmp")))
    }
}

fn count(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder of the store");
    let one = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        if path.is_dir() { count(&path) } else { 1 }
    };
    entries.map(one).sum()
}

fn address(artifact: &Reply) -> String {
    format!("/v1/artifacts/{}", artifact.id())
}

fn content(artifact: &Reply) -> String {
    format!("{}/content", address(artifact))
}

/// Asks again whenever the office is too busy: on a slow machine fifty at once may wait longer than it lets them.
async fn insistently(ask: impl Fn() -> Asked) -> Reply {
    loop {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
    }
}

async fn decide(subhead: &Caller, artifact: &Reply, decision: Value) -> Reply {
    subhead.put(&format!("{}/selection", address(artifact)), "*", decision).await
}

/// Many decisions in one request.
const BATCH: &str = "/v1/artifacts/_batch";

fn selected(id: &str) -> Value {
    json!({ "id": id, "decision": "SELECTED" })
}

fn photo_metadata() -> Value {
    json!({ "kind": "PHOTO", "title": "Pembukaan" })
}
