//! The work of the office in its own words: each verb is one request that must succeed.

use super::{Caller, Reply};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// When an event is, where it does not matter: long over.
pub const STARTS_AT: &str = "2026-01-14T09:00:00+07:00";
pub const ENDS_AT: &str = "2026-01-14T11:00:00+07:00";

/// Who is to do what: `action(&photographer, "PHOTOGRAPHER")`.
pub fn action(officer: &Caller, duty: &str) -> (Caller, Value) {
    (officer.clone(), json!({ "kind": "ACTION", "duty": duty }))
}

/// Who has a copy (*tembusan*).
pub fn copy(officer: &Caller) -> (Caller, Value) {
    (officer.clone(), json!({ "kind": "COPY" }))
}

/// A small picture, different for every shade.
pub fn photo(shade: u8) -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(16, 12, image::Rgb([shade, 90, 160]));
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).expect("a picture");
    let mut jpeg = jpeg.into_inner();
    // Shades close to each other are pressed to the same picture: a comment tells them apart.
    jpeg.splice(2..2, [0xff, 0xfe, 0, 3, shade]);
    jpeg
}

impl Caller {
    // Step 1 -------------------------------------------------------------------------------------------------------

    pub async fn puts_on_agenda(&self, title: &str) -> Reply {
        self.puts_event(title, STARTS_AT, ENDS_AT).await
    }

    pub async fn puts_event(&self, title: &str, starts_at: &str, ends_at: &str) -> Reply {
        self.post("/v1/agenda-items", json!({ "title": title, "startsAt": starts_at, "endsAt": ends_at })).await.is(201)
    }

    pub async fn assigns(&self, subhead: &Caller, item: &Reply) -> Reply {
        self.post("/v1/assignments", assignment(item, subhead)).await.is(201)
    }

    // Step 2 -------------------------------------------------------------------------------------------------------

    /// Orders the crew to cover the event; answers the disposition.
    pub async fn dispatches(&self, assignment: &Reply, crew: &[(Caller, Value)]) -> Reply {
        let order = dispatch(crew);
        self.post(&format!("/v1/assignments/{}/dispositions", assignment.id()), order).await.is(201)
    }

    pub async fn acknowledges(&self, disposition: &Reply) -> Reply {
        self.post(&format!("/v1/dispositions/{}/acknowledgement", disposition.id()), json!({})).await.is(200)
    }

    pub async fn recalls(&self, disposition: &Reply, reason: &str) -> Reply {
        self.post(&format!("/v1/dispositions/{}/recall", disposition.id()), json!({ "reason": reason })).await.is(200)
    }

    /// Takes one of the crew off.
    pub async fn releases(&self, disposition: &Reply, officer: &Caller, reason: &str) -> Reply {
        let body = json!({ "officerId": officer.officer_id(), "reason": reason });
        self.post(&format!("/v1/dispositions/{}/release", disposition.id()), body).await.is(200)
    }

    /// Gives a case to another subdivision head.
    pub async fn reassigns(&self, assignment: &Reply, subhead: &Caller, reason: &str) -> Reply {
        let body = json!({ "assigneeId": subhead.officer_id(), "reason": reason });
        self.post(&format!("/v1/assignments/{}/reassignment", assignment.id()), body).await.is(200)
    }

    // Step 3 -------------------------------------------------------------------------------------------------------

    pub async fn uploads_photo(&self, assignment: &Reply, title: &str) -> Reply {
        let shade = title.bytes().fold(0, u8::wrapping_add);
        let metadata = json!({ "kind": "PHOTO", "title": title, "altText": title });
        self.uploads(assignment, metadata, "photo.jpg", "image/jpeg", photo(shade)).await.is(201)
    }

    /// One file with its metadata, in one request.
    pub async fn uploads(&self, assignment: &Reply, metadata: Value, name: &str, media_type: &str, file: Vec<u8>) -> Reply {
        let metadata = Part::text(metadata.to_string()).mime_str("application/json").expect("a media type");
        let file = Part::bytes(file).file_name(name.to_owned()).mime_str(media_type).expect("a media type");
        let form = Form::new().part("metadata", metadata).part("file", file);
        self.ask(Method::POST, &format!("/v1/assignments/{}/artifacts", assignment.id())).multipart(form).await
    }

    /// Writes a text: `WEBSITE_DRAFT` or `PRESS_RELEASE`.
    pub async fn drafts(&self, assignment: &Reply, kind: &str, headline: &str) -> Reply {
        let draft =
            json!({ "kind": kind, "title": headline, "headline": headline, "content": "Panen raya dibuka Bupati di alun-alun." });
        self.post(&format!("/v1/assignments/{}/artifacts", assignment.id()), draft).await.is(201)
    }

    pub async fn completes(&self, disposition: &Reply) -> Reply {
        self.post(&format!("/v1/dispositions/{}/completion", disposition.id()), json!({ "note": "Selesai." })).await.is(200)
    }

    // Step 4 -------------------------------------------------------------------------------------------------------

    pub async fn selects(&self, artifact: &Reply) -> Reply {
        self.decides(artifact, json!({ "decision": "SELECTED", "rank": 1 })).await.is(200)
    }

    pub async fn leaves_out(&self, artifact: &Reply, reason: &str) -> Reply {
        self.decides(artifact, json!({ "decision": "NOT_SELECTED", "reason": reason })).await.is(200)
    }

    /// Away from the public.
    pub async fn takes_down(&self, artifact: &Reply, reason: &str) -> Reply {
        self.post(&format!("/v1/artifacts/{}/take-down", artifact.id()), json!({ "reason": reason })).await.is(200)
    }

    pub async fn lifts_take_down(&self, artifact: &Reply, reason: &str) -> Reply {
        self.post(&format!("/v1/artifacts/{}/take-down/lifting", artifact.id()), json!({ "reason": reason })).await.is(200)
    }

    async fn decides(&self, artifact: &Reply, decision: Value) -> Reply {
        let address = format!("/v1/artifacts/{}", artifact.id());
        let etag = self.get(&address).await.good().etag().to_owned();
        self.put(&format!("{address}/selection"), &etag, decision).await
    }

    pub async fn opens_report(&self, assignment: &Reply, summary: &str) -> Reply {
        self.post(&format!("/v1/assignments/{}/reports", assignment.id()), json!({ "summary": summary })).await.is(201)
    }

    pub async fn submits(&self, report: &Reply) -> Reply {
        self.post(&format!("/v1/reports/{}/submission", report.id()), json!({})).await.is(200)
    }

    /// Opens a report and submits it.
    pub async fn reports(&self, assignment: &Reply, summary: &str) -> Reply {
        let draft = self.opens_report(assignment, summary).await;
        self.submits(&draft).await
    }

    // What follows -------------------------------------------------------------------------------------------------

    /// Accepts the report as it stands now.
    pub async fn accepts(&self, report: &Reply) -> Reply {
        let address = format!("/v1/reports/{}", report.id());
        let etag = self.get(&address).await.good().etag().to_owned();
        self.post(&format!("{address}/acceptance"), json!({ "note": "Baik." })).header("If-Match", etag).await.is(200)
    }

    pub async fn returns_report(&self, report: &Reply, reason: &str) -> Reply {
        self.post(&format!("/v1/reports/{}/return", report.id()), json!({ "reason": reason })).await.is(200)
    }

    pub async fn returns_work(&self, disposition: &Reply, officer: &Caller, reason: &str) -> Reply {
        let body = json!({ "officerId": officer.officer_id(), "reason": reason });
        self.post(&format!("/v1/dispositions/{}/return", disposition.id()), body).await.is(200)
    }

    pub async fn cancels(&self, assignment: &Reply, reason: &str) -> Reply {
        self.post(&format!("/v1/assignments/{}/cancellation", assignment.id()), json!({ "reason": reason })).await.is(200)
    }

    /// What the journal tells of a thing, the oldest first; an auditor may ask.
    pub async fn journal_of(&self, id: &str) -> Vec<Value> {
        // Backwards, for forwards it waits for older transactions, and those of the other tests are some.
        let list = self.get(&format!("/v1/journal?subjectId={id}")).await.good();
        list.items().iter().rev().cloned().collect()
    }

    /// The thing as the caller sees it now.
    pub async fn reads(&self, collection: &str, thing: &Reply) -> Reply {
        self.get(&format!("/v1/{collection}/{}", thing.id())).await.good()
    }
}

/// The body of step 1.
pub fn assignment(item: &Reply, subhead: &Caller) -> Value {
    json!({ "agendaItemId": item.id(), "assigneeId": subhead.officer_id(), "instructions": ["PUBLISH", "DOCUMENT"] })
}

/// The body of step 2.
pub fn dispatch(crew: &[(Caller, Value)]) -> Value {
    let mut recipients = Vec::new();
    for (officer, order) in crew {
        let mut recipient = order.clone();
        recipient["officerId"] = json!(officer.officer_id());
        recipients.push(recipient);
    }
    json!({ "recipients": recipients, "instructions": ["DOCUMENT", "WRITE_ARTICLE"], "brief": "Datang 30 menit lebih awal.", "channels": ["WEBSITE"] })
}
