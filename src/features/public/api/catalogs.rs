//! The public information list and the catalogue of data, over HTTP.

use super::super::catalog::{self, Catalog};
use super::super::kept::{Made, Reader, borders, document};
use super::super::requests::{PageOfCatalog, PublishedFilter};
use super::super::store::{self, Asked, At, Item};
use super::super::view::{Addresses, InformationItem, InformationPage, PublishedView};
use super::MOST_WITHDRAWN;
use crate::db::Db;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::openapi::Routes;
use crate::http::paging::{ListParameters, ListRules, following};
use crate::http::problem::Problem;
use crate::http::query::NoParameters;
use crate::http::table::{Book, CsvWriter, Form, Wanted};
use crate::office::showcase::{FOR_A_MINUTE, Ready, Told, Wording, dress};
use actix_web::body::BodyStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage, HttpResponse, get, web};
use bytes::Bytes;
use futures_util::stream;
use serde_json::json;
use std::io;

pub fn routes(config: &mut impl Routes) {
    config.service(list_information).service(download_csv).service(download_xlsx).service(read_catalog);
}

const LIST: ListRules = ListRules { sorts: &["-publishedAt"], expands: &[] };

/// List public information
///
/// The public information list (*Daftar Informasi Publik*, Law 14/2008): of each thing what it says in short, who holds it and is
/// responsible, when and in what form it was made, how long it is kept, and its class; how fresh it is, when it was last corrected and in
/// what, how many of its files were taken down, and what was withdrawn. As CSV or XLSX the whole list, which is also at addresses of its own:
/// `/v1/public/information-list.csv` and `.xlsx`.
#[utoipa::path(tag = "public", params(ListParameters), extensions(("x-sorts" = json!(LIST.sorts)), ("x-rows" = json!("InformationItem"))),
    responses((status = 200, description = "One page, or as a table all of it", body = InformationPage, headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/information-list")]
async fn list_information(reader: Reader) -> Result<HttpResponse, Problem> {
    let table = reader.request.extensions().get::<Wanted>().cloned();
    if let Some(wanted) = table {
        return as_table(&reader, wanted).await;
    }
    reader.ready(reader.shelf(), "", async || information(&reader).await).await
}

/// Download the public information list as CSV
///
/// The whole list (*Daftar Informasi Publik*, Law 14/2008), a row for each thing with the members of `/v1/public/information-list`.
#[utoipa::path(tag = "public", params(ListParameters), extensions(("x-sorts" = json!(LIST.sorts)), ("x-rows" = json!("InformationItem"))),
    responses((status = 200, description = "The list", body = String, content_type = "text/csv", headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/information-list.csv")]
async fn download_csv(reader: Reader) -> Result<HttpResponse, Problem> {
    download(reader).await
}

/// Download the public information list as a workbook
///
/// The same as XLSX, for Excel and LibreOffice.
#[utoipa::path(tag = "public", params(ListParameters), extensions(("x-sorts" = json!(LIST.sorts)), ("x-rows" = json!("InformationItem"))),
    responses((status = 200, description = "The list", body = [u8], content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/information-list.xlsx")]
async fn download_xlsx(reader: Reader) -> Result<HttpResponse, Problem> {
    download(reader).await
}

/// At an address that has nothing else.
async fn download(reader: Reader) -> Result<HttpResponse, Problem> {
    let wanted = reader.request.extensions().get::<Wanted>().cloned();
    as_table(&reader, wanted.ok_or_else(|| Problem::internal("a table without its columns"))?).await
}

/// The whole list as a table: kept ready where it is short, and else read while it is sent, but not for who has it already.
async fn as_table(reader: &Reader, wanted: Wanted) -> Result<HttpResponse, Problem> {
    let kept = reader.kept(reader.shelf(), "table", async || short_table(reader, &wanted).await).await?;
    if let Told::Answer(ready) = &kept.told {
        return Ok(ready.answer(&reader.request, reader.now));
    }
    let publisher = reader.publisher().await?;
    let tag = tag(reader, &wanted, &publisher).await?;
    if tag.status() == StatusCode::NOT_MODIFIED {
        return Ok(tag);
    }
    whole(rows(reader, publisher), wanted, &tag).await
}

/// So many entries are kept ready.
const SHORT: i64 = 2 * AT_ONCE;

fn rows(reader: &Reader, publisher: String) -> Rows {
    Rows { db: reader.app.db.clone(), addresses: reader.addresses(), publisher, now: reader.now, after: None }
}

/// Nothing, where it is long.
async fn short_table(reader: &Reader, wanted: &Wanted) -> Result<Made, Problem> {
    reader.list::<InformationItem, NoParameters>(&LIST)?;
    let list = store::standing(&mut *reader.lease().await?, reader.now).await?;
    if list.things > SHORT {
        return Ok((Told::Nothing, None));
    }
    let mut rows = rows(reader, reader.publisher().await?);
    let mut items = Vec::new();
    loop {
        let some = rows.next().await?;
        if some.is_empty() {
            break;
        }
        items.extend(some);
    }
    let body = wanted.written(json!({ "items": items }).to_string().as_bytes())?;
    let name = HeaderValue::from_str(&wanted.disposition()).map_err(Problem::internal)?;
    let headers = vec![(header::CONTENT_DISPOSITION, name)];
    let wording = Wording { media_type: wanted.form.content_type(), body, changed: list.changed, headers };
    Ok((Told::Answer(Ready::of(wording)), list.changes))
}

/// What would be answered if the list were nothing but its tag: of the whole list that is known before any of it is read, from how it
/// stands and everything else that makes it another.
async fn tag(reader: &Reader, wanted: &Wanted, publisher: &str) -> Result<HttpResponse, Problem> {
    let list = store::standing(&mut *reader.lease().await?, reader.now).await?;
    let columns: Vec<&str> = wanted.shown().iter().map(|column| column.name.as_str()).collect();
    let (form, base_url, version) = (wanted.form.extension(), &reader.app.config.base_url, env!("CARGO_PKG_VERSION"));
    let said = json!([version, form, wanted.bom, columns, publisher, base_url, list.changed.map(Stamp), list.things, list.acts]);
    let body = said.to_string().into_bytes();
    let wording = Wording { media_type: wanted.form.content_type(), body, changed: list.changed, headers: Vec::new() };
    Ok(Ready::of(wording).answer(&reader.request, reader.now))
}

async fn information(reader: &Reader) -> Result<Made, Problem> {
    let (NoParameters {}, page) = reader.list::<InformationItem, NoParameters>(&LIST)?;
    let (addresses, now) = (reader.addresses(), reader.now);
    let publisher = reader.publisher().await?;
    let conn = &mut *reader.lease().await?;
    let mut rows = store::items(conn, now, page.after::<At>()?, page.fetch()).await?;
    let (changed, begins) = store::borders(conn, now).await?;
    let changed = changed.max(rows.iter().filter_map(|item| item.standing_terms()?.crossed_at(now)).max());
    let until = rows.iter().filter_map(|item| item.standing_terms()?.crosses_at(now)).chain(begins).min();
    let count = if page.count { Some(store::count_items(conn, now).await?) } else { None };
    let next = page.cut(&mut rows, |item| (item.publish_at, item.id));
    let shown = InformationPage {
        items: rows.into_iter().map(|item| item.view(&addresses, &publisher, now)).collect(),
        next_cursor: next.clone(),
        count,
    };
    Ok((reader.page(&shown, &page.shape, changed, next.as_deref())?, until))
}

/// So many entries are read at a time.
const AT_ONCE: i64 = 500;

/// The list that is being read whole. A connection is held while entries are read, not while they are sent.
struct Rows {
    db: Db,
    addresses: Addresses,
    publisher: String,
    now: Instant,
    after: Option<At>,
}

impl Rows {
    /// The next entries; none when all were read.
    async fn next(&mut self) -> Result<Vec<serde_json::Value>, Problem> {
        let items = store::items(&mut *self.db.lease().await?, self.now, self.after, AT_ONCE).await?;
        if let Some(last) = items.last() {
            self.after = Some((last.publish_at, last.id));
        }
        let row = |item: Item| serde_json::to_value(item.view(&self.addresses, &self.publisher, self.now));
        items.into_iter().map(row).collect::<Result<_, _>>().map_err(Problem::internal)
    }
}

/// What breaks off must not pass for whole: an error ends the transfer before its end.
async fn whole(mut rows: Rows, wanted: Wanted, tag: &HttpResponse) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    dress(&mut response, FOR_A_MINUTE);
    for name in [header::ETAG, header::LAST_MODIFIED] {
        if let Some(value) = tag.headers().get(&name) {
            response.insert_header((name, value.clone()));
        }
    }
    response.content_type(wanted.form.content_type()).insert_header((header::CONTENT_DISPOSITION, wanted.disposition()));
    if wanted.form == Form::Xlsx {
        let mut book = Book::new(&wanted.shown()).map_err(Problem::internal)?;
        loop {
            let some = rows.next().await?;
            if some.is_empty() {
                break;
            }
            some.iter().try_for_each(|row| book.row(&wanted.shown(), row)).map_err(Problem::internal)?;
        }
        let written = web::block(move || book.finish()).await.map_err(Problem::internal)?;
        return Ok(response.body(written.map_err(Problem::internal)?));
    }
    let begun = CsvWriter::new(&wanted.shown(), wanted.bom).map_err(Problem::internal)?;
    let chunks = stream::try_unfold(Some((rows, wanted, begun)), |going_on| async {
        let Some((mut rows, wanted, mut csv)) = going_on else { return Ok::<_, io::Error>(None) };
        let some = rows.next().await.map_err(io::Error::other)?;
        some.iter().try_for_each(|row| csv.row(&wanted.shown(), row)).map_err(io::Error::other)?;
        let chunk = Bytes::from(csv.take()?);
        let next = (!some.is_empty()).then_some((rows, wanted, csv));
        Ok(Some((chunk, next)))
    });
    Ok(response.body(BodyStream::new(Box::pin(chunks))))
}

/// Read the catalogue of data
///
/// DCAT-AP in JSON-LD, as the harvester of CKAN takes it (Satu Data): each article a dataset, its files distributions, fifty on a page, the
/// next of which Hydra names; on the first page also the public information list, as CSV, XLSX and JSON. With how fresh each is, its
/// corrections, and what was withdrawn, and where these interfaces are described.
#[utoipa::path(tag = "public", params(PageOfCatalog),
    responses((status = 200, description = "One page",
        content((serde_json::Value = "application/ld+json", example = json!({ "@context": { "dcat": "http://www.w3.org/ns/dcat#" }, "@graph": [] }))),
        headers(("ETag" = String), ("Last-Modified" = String)))))]
#[get("/catalog.jsonld")]
async fn read_catalog(reader: Reader) -> Result<HttpResponse, Problem> {
    reader.ready(reader.shelf(), "", async || catalog(&reader).await).await
}

async fn catalog(reader: &Reader) -> Result<Made, Problem> {
    reader.parameters::<PageOfCatalog>()?;
    let (NoParameters {}, page) = reader.list::<PublishedView, NoParameters>(&LIST)?;
    let (addresses, now, filter) = (reader.addresses(), reader.now, PublishedFilter::default());
    let publisher = reader.publisher().await?;
    let conn = &mut *reader.lease().await?;
    let asked = Asked { filter: &filter, now };
    let mut rows = store::list(conn, asked, None, false, &page).await?;
    let (changed, until) = borders(store::borders(conn, now).await?, rows.iter(), now);
    let next = page.cut(&mut rows, Asked::key);
    let is_first = page.after::<serde_json::Value>()?.is_none();
    let withdrawn = store::withdrawn(conn, MOST_WITHDRAWN).await?;
    let articles: Vec<PublishedView> = rows.into_iter().map(|whole| whole.view(&addresses, now)).collect();
    let withdrawn: Vec<_> = withdrawn.into_iter().map(|one| one.view(&addresses)).collect();
    let told = Catalog {
        addresses: &addresses,
        publisher: &publisher,
        first: addresses.of("catalog.jsonld"),
        here: reader.address(),
        is_first,
        next: next.map(|cursor| following(&reader.address(), &cursor)),
        changed,
        articles: &articles,
        withdrawn: &withdrawn,
    };
    Ok((document(catalog::MEDIA_TYPE, told.written(), changed), until))
}
