//! The selection as one file to hand over.

use super::super::bag::{self, Sender};
use crate::http::extract::Id;
use crate::http::precondition;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::body::BodyStream;
use actix_web::http::header::{self, ContentEncoding, ETag, EntityTag};
use actix_web::{HttpResponse, get};

/// Download what is selected
///
/// A ZIP with the originals of everything SELECTED and not taken down, in the order of the selection: a BagIt bag (RFC 8493)
/// with the SHA-256 of each file in `manifest-sha256.txt`, so that `sha256sum --check` tells whether all arrived. Files are as
/// they came; drafts are plain text. Made while it is sent, so it has no length: a transfer that breaks off was not whole (so does one whose draft is changed meanwhile).
/// While nothing is selected there is none: 404.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The archive", body = [u8], content_type = "application/zip",
        headers(("Content-Disposition" = String)))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/selection.zip")]
pub(super) async fn download_selection(call: Call, id: Id) -> Result<HttpResponse, Problem> {
    call.no_parameters()?;
    let office = call.office().await?;
    let name = office.letterhead(office.zone().local_date(call.now)).lines.join(", ");
    let sender = Sender { office: &name, zone: office.zone(), now: call.now };
    // A slow client must not hold a connection of the pool: it is given back before the first byte goes out.
    let bag = bag::of_case(&mut *call.lease().await?, &call.actor, &office, &sender, id.0).await?;
    let Some(bag) = bag else {
        return Err(Problem::not_found().detail(
            "Belum ada yang terpilih (atau semuanya diturunkan); pilih dahulu di …/selection.",
            "Nothing is selected (or all of it is taken down); select first at …/selection.",
        ));
    };
    let etag = bag.digest.to_string();
    let known = precondition::is_known(&call.request, &etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(EntityTag::new_strong(etag))).insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if known {
        return Ok(response.finish());
    }
    let disposition = format!("attachment; filename=\"{}.zip\"", bag.name);
    Ok(response
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header(ContentEncoding::Identity)
        .body(BodyStream::new(bag.pack(call.app.blobs.clone(), call.app.db.clone()))))
}
