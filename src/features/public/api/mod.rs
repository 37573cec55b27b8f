//! What the public reads, over HTTP.

mod catalogs;
mod feeds;
mod media;
mod sitemaps;

use super::article::Form;
use super::kept::{Made, Reader, borders, document};
use super::requests::PublishedFilter;
use super::store::{self, Asked, Found};
use super::view::{PublishedPage, PublishedView};
use crate::features::search;
use crate::http::accept;
use crate::http::language::Words;
use crate::http::openapi::Routes;
use crate::http::paging::{ListParameters, ListRules};
use crate::http::problem::{FaultKind, Place, Problem};
use crate::office::showcase::{Shelf, Told};
use actix_web::{HttpResponse, get, web};

pub fn routes(config: &mut impl Routes) {
    config.service(list_published).service(read_published);
    feeds::routes(config);
    sitemaps::routes(config);
    media::routes(config);
    catalogs::routes(config);
}

const RULES: ListRules = ListRules { sorts: &["-publishedAt", "publishedAt", search::RELEVANCE], expands: &[] };
/// So many withdrawals are told of.
pub const MOST_WITHDRAWN: i64 = 100;
/// The text of an article, its HTML and what is marked of it take so many times what the text takes.
const TIMES: usize = 3;

/// List what is published
///
/// The newest first, each whole; what is to be shown no longer is there with the freshness EXPIRED, and what was withdrawn last is told
/// beside the first page (as a table in rows at its end: `freshness` is WITHDRAWN, `updatedAt` says when, and the excerpt why). With `q` by its words, the best first, with where they were found. {{best first}}
#[utoipa::path(tag = "public", params(PublishedFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = PublishedPage, headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/publications")]
async fn list_published(reader: Reader) -> Result<HttpResponse, Problem> {
    reader.ready(reader.shelf(), "", async || page(&reader).await).await
}

/// What is asked is looked at where the answer is not ready: for what is, it was asked for rightly before.
async fn page(reader: &Reader) -> Result<Made, Problem> {
    let (filter, page) = reader.list::<PublishedView, PublishedFilter>(&RULES)?;
    let wanted = filter.q.as_deref().map(search::Wanted::of).transpose()?;
    let by_rank = wanted.is_some() && (!page.is_sorted || page.sort == search::RELEVANCE);
    if wanted.is_none() && page.sort == search::RELEVANCE {
        let words = Words::new("Hanya bersama q.", "Only with q.");
        return Err(Problem::at(Place::Parameter("sort".to_owned()), FaultKind::Rule { code: "NOT_APPLICABLE", words }));
    }
    let (addresses, now) = (reader.addresses(), reader.now);
    let asked = Asked { filter: &filter, now };
    let conn = &mut *reader.lease().await?;
    let looked = match &wanted {
        Some(wanted) => Some(store::look(conn, asked, wanted, by_rank).await?),
        None => None,
    };
    let mut rows = store::list(conn, asked, looked.as_ref(), by_rank, &page).await?;
    let (changed, until) = borders(store::borders(conn, now).await?, rows.iter(), now);
    let count = if page.count { Some(store::count(conn, asked, looked.as_ref()).await?) } else { None };
    let told = ["body", "html"].iter().any(|member| page.shape.shows(member));
    let bytes = |whole: &store::Whole| if told { usize::try_from(whole.row.text_bytes).unwrap_or_default() * TIMES } else { 0 };
    let next = page.cut_by(&mut rows, bytes, Asked::key).filter(|_| !by_rank);
    if told {
        store::with_texts(conn, &mut rows).await?;
    }
    let is_first = page.after::<serde_json::Value>()?.is_none();
    let withdrawn = if is_first { store::withdrawn(conn, MOST_WITHDRAWN).await? } else { Vec::new() };
    let mut found = match wanted.as_ref().filter(|_| page.shape.shows("found")) {
        Some(wanted) => search::marked(conn, SAID, wanted, rows.iter().map(|whole| whole.row.id).collect()).await?,
        None => Default::default(),
    };
    let view = |whole: store::Whole| {
        let found = found.remove(&whole.row.id);
        PublishedView { found, ..whole.view(&addresses, now) }
    };
    let shown = PublishedPage {
        items: rows.into_iter().map(view).collect(),
        next_cursor: next.clone(),
        count,
        withdrawn: withdrawn.into_iter().map(|one| one.view(&addresses)).collect(),
    };
    Ok((reader.page(&shown, &page.shape, changed, next.as_deref())?, until))
}

const SAID: &str =
    "SELECT x.id, concat_ws(' · ', v.headline, v.excerpt, nullif(array_to_string(v.tags, ', '), ''), left(v.body, q.reach)) AS said
    FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number WHERE x.id";

/// Read what is published
///
/// By `Accept` as JSON, as an HTML fragment, as Markdown or as schema.org's NewsArticle; each says how fresh it is, when it was last
/// verified, what was corrected, and which pictures were taken back. An expired one is still here, and says that it is. One that was
/// withdrawn is 410 for good, with when and why.
#[utoipa::path(tag = "public",
    params(("slug" = String, Path, description = "Its name", max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")),
    responses(
        (status = 200, description = "The article",
            content((PublishedView = "application/json"), (String = "text/html", example = json!("<article lang=\"id\"></article>\n")),
                (String = "text/markdown", example = json!("# Panen Raya Dibuka Bupati\n")),
                (serde_json::Value = "application/ld+json", example = json!({ "@context": "https://schema.org", "@type": "NewsArticle" }))),
            headers(("ETag" = String), ("Last-Modified" = String))),
        (status = 410, description = "It was withdrawn: `detail` says when and why.")))]
#[get("/publications/{slug}")]
async fn read_published(reader: Reader, slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let offered = Form::ALL.map(Form::media_type);
    let wanted = accept::best(&reader.request, offered).ok_or_else(|| accept::not_acceptable(&offered))?;
    let form = Form::ALL.into_iter().find(|form| form.media_type() == wanted).unwrap_or(Form::Json);
    let (addresses, now) = (reader.addresses(), reader.now);
    let read = async || {
        reader.no_parameters()?;
        let publisher = reader.publisher().await?;
        let conn = &mut *reader.lease().await?;
        Ok(match store::find(conn, &slug, now).await? {
            Found::Shown(whole) => {
                let (changed, until) = (whole.row.changed_at(now), whole.row.changes_at(now));
                let body = form.written(&whole.view(&addresses, now), &publisher, addresses.0.zone);
                (document(form.content_type(), body, Some(changed)), until)
            }
            Found::Withdrawn { at, reason } => (Told::Withdrawn { at, reason: reason.to_string() }, None),
            Found::Nothing { until } => (Told::Nothing, until),
        })
    };
    reader.ready(Shelf::Things, form.media_type(), read).await
}
