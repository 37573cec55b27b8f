//! The selection as one file to hand over.

use super::super::bag;
use super::content::not_sent;
use crate::http::download::{self, Asked, Freshness};
use crate::http::extract::Id;
use crate::http::head::HeadersOnly;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding, ETag, EntityTag};
use actix_web::{HttpMessage, HttpResponse, get};

/// Download what is selected
///
/// A ZIP with the originals of everything SELECTED and not taken down, in the order of the selection: a BagIt bag (RFC 8493)
/// with the SHA-256 of each file in `manifest-sha256.txt`, so that `sha256sum --check` tells whether all arrived. Files are as
/// they came; drafts are plain text. Size and CRC-32 stand before each file, so that it can be unpacked while it comes. Made while it is
/// sent, and the same for the same selection: ranges, `If-Range` and conditional requests are honoured, a download that broke off goes on.
/// A draft that is changed meanwhile breaks it off; then the ETag is another. While nothing is selected there is none: 404.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The archive", body = [u8], content_type = "application/zip",
        headers(("Content-Disposition" = String))),
        (status = 206, description = "The part asked for", body = [u8], content_type = "application/zip"),
        (status = 503, description = "A selected draft was changed at this moment: ask once more.")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/selection.zip")]
pub(super) async fn download_selection(call: Call, id: Id) -> Result<HttpResponse, Problem> {
    call.no_parameters()?;
    let office = call.office().await?;
    // A slow client must not hold a connection of the pool: it is given back before the first byte goes out.
    let bag = bag::of_case(&mut *call.lease().await?, &call.actor, &office, id.0).await?;
    let Some(mut bag) = bag else {
        return Err(Problem::not_found().detail(
            "Belum ada yang terpilih (atau semuanya diturunkan); pilih dahulu di …/selection.",
            "Nothing is selected (or all of it is taken down); select first at …/selection.",
        ));
    };
    let (tag, size) = (EntityTag::new_strong(bag.digest.to_string()), bag.size());
    let asked = download::asked(&call.request, &tag, None, size).map_err(not_sent)?;
    let mut response = if asked == Asked::Nothing { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, Freshness::Asked.told()));
    if asked == Asked::Nothing {
        return Ok(response.finish());
    }
    let disposition = format!("attachment; filename=\"{}.zip\"", bag.name);
    response
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(ContentEncoding::Identity);
    let range = asked.told(size, &mut response);
    // Its length is told without them.
    if !call.request.extensions().contains::<HeadersOnly>() {
        bag.sum(&call.app.blobs, &call.app.db).await?;
    }
    let length = range.end - range.start;
    Ok(response.body(SizedStream::new(length, bag.plan().stream(range, call.app.blobs.clone(), call.app.db.clone()))))
}
