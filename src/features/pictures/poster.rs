//! A poster: the picture a sender attaches to a video or a document, which nothing here draws from.

use super::arrival;
use super::store::{self, Poster};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::Act;
use crate::features::archive;
use crate::features::artifacts::act::{self, Opened};
use crate::features::artifacts::{self, File};
use crate::features::journal::{self, Entry};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use crate::office::names::Names;
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn attach(conn: &mut Connection, doing: &Doing, id: Uuid, file: File) -> Result<(), Problem> {
    let opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::AttachPoster)?;
    let poster = Poster {
        artifact_id: id,
        sha256: file.digest,
        media_type: file.media_type.as_str().to_owned(),
        size: i64::try_from(file.size).map_err(Problem::internal)?,
        uploaded_by_id: hat.officer.ok_or_else(|| Problem::internal("a sender without an officer"))?,
        uploaded_at: doing.now,
    };
    archive::claim(conn, &doing.blobs, &file.digest, file.arrival.as_deref()).await?;
    if let Some(look) = &file.look {
        arrival::keep(conn, &file.digest, look).await?;
    }
    store::set_poster(conn, &poster).await?;
    let entry = Entry::act(Act::AttachPoster, hat, (SubjectKind::Artifact, id));
    save(conn, doing, opened, entry, Some(&poster)).await
}

pub async fn remove(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let opened = act::open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::RemovePoster)?;
    store::delete_poster(conn, id).await?;
    let entry = Entry::act(Act::RemovePoster, hat, (SubjectKind::Artifact, id));
    save(conn, doing, opened, entry, None).await
}

/// The artifact moves on, and the journal tells which poster came for which.
async fn save(
    conn: &mut Connection,
    doing: &Doing,
    opened: Opened,
    entry: Entry,
    poster: Option<&Poster>,
) -> Result<(), Problem> {
    let before = told(opened.poster.as_ref());
    let mut row = opened.row;
    row.updated_at = doing.now;
    row.version += 1;
    artifacts::store::update(conn, &row).await?;
    let entry = entry.of_case(opened.case.id()).changed(before, told(poster));
    Ok(journal::record(conn, doing, entry).await?)
}

fn told(poster: Option<&Poster>) -> Value {
    let mut told = json!({ "poster": poster.map(|poster| poster.view(&Names::default(), None)) });
    // What somebody is called is no part of it: the journal tells their id.
    if let Some(poster) = told["poster"].as_object_mut() {
        poster.retain(|name, _| !["uploadedBy", "uploadedByActing"].contains(&name.as_str()));
    }
    told
}
