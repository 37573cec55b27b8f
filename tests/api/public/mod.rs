//! What the public reads, without a token.

mod article;
mod feeds;
mod information;
mod kept;
mod list;
mod media;
mod search;
mod unseen;

use crate::publications::Accepted;
use crate::support::{Office, Reply};
use serde_json::{Value, json};

pub const LIST: &str = "/v1/public/publications";

/// Where it is read, as the office answered its publication.
pub fn page_of(publication: &Reply) -> String {
    format!("{LIST}/{}", publication["slug"].as_str().expect("a slug"))
}

/// A publication of a case of its own, made with these members.
pub async fn published(office: &Office, members: Value) -> (Accepted, Reply) {
    let accepted = Accepted::of(office).await;
    let body = accepted.body_with(members);
    let made = accepted.case.subhead.post("/v1/publications", body).await.is(201);
    (accepted, made)
}

/// The slugs on a page of a list.
pub fn slugs(page: &Reply) -> Vec<&str> {
    page.items().iter().map(|item| item["slug"].as_str().expect("a slug")).collect()
}

/// Names and ids that belong to the office, none of which the public may be told. What a publication is called by is not of these.
pub fn secrets(accepted: &Accepted) -> Vec<String> {
    let case = &accepted.case;
    let people = [&case.head, &case.subhead, &case.photographer, &case.writer];
    let ids = [case.assignment.id(), case.report().id(), case.photo().id(), case.release().id()];
    people.map(|caller| caller.officer_id()).into_iter().chain(ids.map(str::to_owned)).collect()
}

/// What is written of persons and consent, which stays in the office.
pub fn guarded() -> Value {
    json!({ "lawfulBasis": "Pelaksanaan tugas rahasia" })
}
