//! Sitemaps over HTTP.

use super::super::feed;
use super::super::kept::{Made, Reader, document};
use super::super::requests::WhichPart;
use super::super::sitemap;
use super::super::store::{self, Place};
use super::super::view::WithdrawnView;
use crate::db::Connection;
use crate::domain::time::Instant;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::showcase::Told;
use actix_web::{HttpResponse, get};
use chrono::TimeDelta;

pub fn routes(config: &mut impl Routes) {
    config.service(read_sitemap).service(read_news_sitemap);
}

const XML: &str = "application/xml";

/// Read the sitemap
///
/// Every article that is shown, by the sitemaps protocol; of more than ten thousand an index of the parts, each of which is at `?part=`.
/// Its schema has no place for how fresh an article is, when it was corrected, and how many of its files were taken down: that is a comment
/// beside it.
#[utoipa::path(tag = "public", params(WhichPart),
    responses(
        (status = 200, description = "The sitemap, or the index of its parts", content((String = "application/xml")),
            headers(("ETag" = String), ("Last-Modified" = String))),
        (status = 404, description = "There is no such part")))]
#[get("/sitemap.xml")]
async fn read_sitemap(reader: Reader) -> Result<HttpResponse, Problem> {
    reader.ready(reader.shelf(), "", async || all(&reader).await).await
}

async fn all(reader: &Reader) -> Result<Made, Problem> {
    let part = reader.parameters::<WhichPart>()?.part.map(|part| part.0);
    let (addresses, now) = (reader.addresses(), reader.now);
    let conn = &mut *reader.lease().await?;
    let (changed, begins) = store::borders(conn, now).await?;
    let pieces = (store::how_many(conn, now).await? - 1) / sitemap::MOST + 1;
    if part.is_none() && pieces > 1 {
        return Ok((document(XML, sitemap::index(&addresses, pieces, changed), changed), begins));
    }
    let part = part.unwrap_or(1);
    if part > pieces {
        return Ok((Told::Nothing, begins));
    }
    let places = store::piece(conn, now, sitemap::MOST, part - 1).await?;
    let gone = gone(conn, reader).await?;
    let body = sitemap::written(&addresses, &places, &gone, now);
    let changed = changed.max(crossed(&places, now));
    Ok((document(XML, body, changed), until(begins, &places, now)))
}

/// Read the sitemap of the news
///
/// What was published within two days, the newest first, as search engines take news: a thousand at most.
#[utoipa::path(tag = "public",
    responses((status = 200, description = "The sitemap", content((String = "application/xml")),
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/news-sitemap.xml")]
async fn read_news_sitemap(reader: Reader) -> Result<HttpResponse, Problem> {
    reader.ready(reader.shelf(), "", async || news(&reader).await).await
}

async fn news(reader: &Reader) -> Result<Made, Problem> {
    reader.no_parameters()?;
    let (addresses, now) = (reader.addresses(), reader.now);
    let publisher = reader.publisher().await?;
    let conn = &mut *reader.lease().await?;
    let (changed, begins) = store::borders(conn, now).await?;
    let days = TimeDelta::days(sitemap::NEWS_DAYS);
    let places = store::since(conn, now, now - days, sitemap::MOST_NEWS).await?;
    let gone = gone(conn, reader).await?;
    let body = sitemap::news(&addresses, &publisher, &places, &gone, now);
    // The oldest leaves it first.
    let leaves = |published: Instant| published + days + TimeDelta::milliseconds(1);
    let left = store::last_before(conn, now - days).await?.map(leaves);
    let changed = changed.max(crossed(&places, now)).max(left);
    let leaves = places.last().map(|place| leaves(place.publish_at));
    Ok((document(XML, body, changed), until(begins, &places, now).into_iter().chain(leaves).min()))
}

async fn gone(conn: &mut Connection, reader: &Reader) -> Result<Vec<WithdrawnView>, Problem> {
    let gone = store::withdrawn(conn, feed::MOST_TOMBSTONES).await?;
    Ok(gone.into_iter().map(|one| one.view(&reader.addresses())).collect())
}

/// When time last made one of them another: how fresh they are stands beside them.
fn crossed(places: &[Place], now: Instant) -> Option<Instant> {
    places.iter().filter_map(|place| place.terms().crossed_at(now)).max()
}

fn until(begins: Option<Instant>, places: &[Place], now: Instant) -> Option<Instant> {
    places.iter().filter_map(|place| place.terms().crosses_at(now)).chain(begins).min()
}
