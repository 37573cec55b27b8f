//! A film that is sent piece by piece (tus): what was acknowledged of it is never asked for again.

use crate::caller::{Answer, Body, Request, tell};
use crate::ledger::{Effect, Fate, Kind};
use crate::worker::Worker;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::Value;

const BYTES: &str = "application/offset+octet-stream";
const HEAD: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
/// So often a piece is sent again before the film is left where it is.
const MOST_TRIES: usize = 200;

impl Worker {
    pub async fn film(&mut self, case: &Value) -> Option<Value> {
        let mark = self.mark("Film");
        let length = 40_000 + self.chance.below(300_000);
        let mut file = HEAD.to_vec();
        file.extend(self.chance.bytes(length));
        let pair = |key: &str, text: &str| format!("{key} {}", BASE64_STANDARD.encode(text));
        let words = [("assignmentId", case["id"].as_str()?), ("kind", "VIDEO"), ("title", &mark), ("filename", "panen.mp4")];
        let metadata = words.map(|(key, text)| pair(key, text)).join(",");
        let begin = tus(Request::new(Method::POST, self.staff, "/v1/uploads"));
        let begin = begin.header("Upload-Length", file.len().to_string()).header("Upload-Metadata", metadata);
        let (_, story, begun) = self.does(begin).await;
        let upload = begun?["id"].as_str()?.to_owned();
        let number = {
            let mut ledger = self.world.ledger();
            ledger.effects.push(Effect { kind: Kind::File, mark, fate: Fate::Unknown, story });
            ledger.effects.len() - 1
        };
        let artifact = self.sends(&upload, &file).await?;
        let answer = self.until_told(&Request::get(self.staff, artifact)).await?;
        let id = answer["id"].as_str()?.to_owned();
        {
            let mut ledger = self.world.ledger();
            ledger.effects[number].fate = Fate::Done { id, told: Digest::of(&file).to_string() };
            ledger.offsets.remove(&upload);
        }
        self.has(&answer, &file).await;
        Some(answer)
    }

    /// To its end; where the artifact is.
    async fn sends(&mut self, upload: &str, file: &[u8]) -> Option<String> {
        let path = format!("/v1/uploads/{upload}");
        // What was sent and not heard of may count later.
        let (mut at, mut sent) = (0, 0);
        for _ in 0..MOST_TRIES {
            let end = file.len().min(at + 5_000 + self.chance.below(150_000));
            let mut piece = tus(Request::new(Method::PATCH, self.staff, path.clone())).header("Upload-Offset", at.to_string());
            piece.body = Body::Bytes(BYTES, file[at..end].to_vec());
            sent = sent.max(end);
            let answer = self.asks(&piece).await;
            let told = if let Answer::Told(told) = &answer { Some(told) } else { None };
            let offset = told.and_then(|told| told.header("upload-offset")?.parse().ok());
            if let Some(told) = told.filter(|told| told.status == 204 || told.status == 503) {
                if let Some(offset) = offset {
                    self.acknowledged(upload, offset, at, sent, &tell(&piece, &answer));
                    at = offset;
                }
                if let Some(artifact) = told.header("content-location").filter(|_| told.status == 204) {
                    return Some(artifact.to_owned());
                }
            }
            if told.is_none_or(|told| told.status != 204) {
                tokio::time::sleep(self.chance.millis(30, 300)).await;
                at = self.stands(upload, at, sent).await?;
                if at == file.len() {
                    let view = self.until_told(&tus(Request::get(self.staff, path.clone()))).await?;
                    return view["artifactId"].as_str().map(|id| format!("/v1/artifacts/{id}"));
                }
            }
            if self.chance.percent(1) {
                return None;
            }
        }
        None
    }

    /// Where the service says that it goes on; it may know of bytes whose acknowledgement was lost.
    async fn stands(&mut self, upload: &str, at: usize, sent: usize) -> Option<usize> {
        let ask = tus(Request::new(Method::HEAD, self.staff, format!("/v1/uploads/{upload}")));
        for _ in 0..MOST_TRIES {
            let answer = self.asks(&ask).await;
            if let Answer::Told(told) = &answer
                && let Some(offset) = told.header("upload-offset").and_then(|offset| offset.parse().ok())
            {
                self.acknowledged(upload, offset, at, sent, &tell(&ask, &answer));
                return Some(offset);
            }
            tokio::time::sleep(self.chance.millis(50, 400)).await;
        }
        None
    }

    fn acknowledged(&mut self, upload: &str, offset: usize, at: usize, sent: usize, story: &str) {
        if !(at..=sent).contains(&offset) {
            self.world.report.violation(&format!(
                "an upload stands at {offset}, and {at} of {sent} that were sent were acknowledged: {story}"
            ));
        }
        self.world.ledger().offsets.insert(upload.to_owned(), offset as u64);
    }

    async fn until_told(&mut self, request: &Request) -> Option<Value> {
        for _ in 0..MOST_TRIES {
            if let Answer::Told(told) = self.asks(request).await
                && told.status == 200
            {
                return Some(told.json);
            }
            tokio::time::sleep(self.chance.millis(50, 400)).await;
        }
        None
    }
}

fn tus(request: Request) -> Request {
    request.header("Tus-Resumable", "1.0.0")
}
