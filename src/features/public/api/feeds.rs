//! Feeds over HTTP.

use super::super::feed::{self, Feed, Form};
use super::super::kept::{Made, Reader, borders, document};
use super::super::requests::FeedFilter;
use super::super::store::{self, Asked};
use crate::domain::time::Instant;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use actix_web::{HttpResponse, get};

pub fn routes(config: &mut impl Routes) {
    config.service(read_json_feed).service(read_atom_feed).service(read_rss_feed);
}

/// Read what is published as a JSON Feed
///
/// JSON Feed 1.1 of the last fifty articles, each whole, the newest first. How fresh each is, its corrections and the files that were
/// taken back stand in its `_pubdok`; `_pubdok.gone` of the feed tells what was withdrawn or is over, and must be shown no more.
#[utoipa::path(tag = "public", params(FeedFilter),
    responses((status = 200, description = "The feed", 
        content((serde_json::Value = "application/feed+json",
            example = json!({ "version": "https://jsonfeed.org/version/1.1", "title": "SEKRETARIAT DAERAH", "items": [] }))),
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/feed.json")]
async fn read_json_feed(reader: Reader) -> Result<HttpResponse, Problem> {
    answer(&reader, Form::Json).await
}

/// Read what is published as Atom
///
/// RFC 4287 of the last fifty articles, each whole, the newest first, with how fresh each is and its corrections; what was withdrawn or is
/// over is a tombstone (RFC 6721).
#[utoipa::path(tag = "public", params(FeedFilter),
    responses((status = 200, description = "The feed", content((String = "application/atom+xml")),
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/feed.atom")]
async fn read_atom_feed(reader: Reader) -> Result<HttpResponse, Problem> {
    answer(&reader, Form::Atom).await
}

/// Read what is published as RSS
///
/// RSS 2.0 with `content:encoded` and Media RSS of the last fifty articles, each whole, the newest first, with how fresh each is and its
/// corrections; what was withdrawn or is over is a tombstone (RFC 6721).
#[utoipa::path(tag = "public", params(FeedFilter),
    responses((status = 200, description = "The feed", content((String = "application/rss+xml")),
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/feed.rss")]
async fn read_rss_feed(reader: Reader) -> Result<HttpResponse, Problem> {
    answer(&reader, Form::Rss).await
}

async fn answer(reader: &Reader, form: Form) -> Result<HttpResponse, Problem> {
    reader.ready(reader.shelf(), "", async || fed(reader, form).await).await
}

async fn fed(reader: &Reader, form: Form) -> Result<Made, Problem> {
    let filter = reader.parameters::<FeedFilter>()?.into();
    let (addresses, now) = (reader.addresses(), reader.now);
    let publisher = reader.publisher().await?;
    let conn = &mut *reader.lease().await?;
    let rows = store::newest(conn, Asked { filter: &filter, now }, feed::MOST).await?;
    let ended = store::ended(conn, now, feed::MOST_TOMBSTONES).await?;
    let (changed, until) = borders(store::borders(conn, now).await?, rows.iter(), now);
    let changed = changed.max(ended.first().map(|one| one.at));
    let gone = store::withdrawn(conn, feed::MOST_TOMBSTONES).await?.into_iter().chain(ended);
    let fed = Feed {
        address: reader.address(),
        home: feed::home(&addresses),
        publisher,
        zone: addresses.0.zone,
        // Of what nobody has published yet nothing changes.
        updated: changed.unwrap_or(Instant::UNIX_EPOCH),
        gone: gone.map(|one| one.view(&addresses)).collect(),
        articles: rows.into_iter().map(|whole| whole.view(&addresses, now)).collect(),
    };
    Ok((document(form.content_type(), form.written(&fed), changed), until))
}
