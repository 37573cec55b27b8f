//! Files that are shown, over HTTP.

use super::super::kept::{Made, Reader, withdrawn};
use super::super::store::{self, File, Seen};
use super::super::view::is_given;
use crate::domain::digest::Digest;
use crate::domain::picture::RenditionSize;
use crate::features::artifacts;
use crate::features::pictures::{Workshop, store::Original};
use crate::http::download::{self, Freshness};
use crate::http::openapi::Routes;
use crate::http::problem::{Faults, Problem};
use crate::office::showcase::{Picture, Shelf, Told, whole_second};
use crate::pictures::public::{Rights, can_be_cleaned, clean};
use crate::pictures::{self, MEDIA_TYPE};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use deserr::Deserr;
use utoipa::IntoParams;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(read_medium);
}

/// What is larger is never in memory, and there are only its copies.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Strangers that ask for what nobody has asked for yet are one sender in the line of the workshop.
const STRANGERS: Uuid = Uuid::nil();

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// A smaller copy of a picture, as JPEG: at most 320 (`thumbnail`), 1600 (`web`) or 2480 pixels long (`print`).
    #[deserr(default)]
    #[param(inline)]
    size: Option<RenditionSize>,
    /// With which credit, which is in its bytes; as the addresses in articles say where it is not the first that it was told with.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 8, max_length = 8, pattern = "^[0-9a-f]{8}$", example = "5f8f04f6")]
    credit: Option<String>,
}

/// Download a file that is published
///
/// By the SHA-256 that the office has it under. Of a picture a copy for everybody: its pixels as they are, without position, camera,
/// people and thumbnails, with credit and copyright as IPTC and XMP; `?size=` a smaller one. Documents and data are as they were published;
/// films, sounds and pictures of other kinds than JPEG, PNG and WebP are not given themselves. What was taken down, or is shown by no
/// article any more, is 410.
#[utoipa::path(tag = "public",
    params(("sha256" = String, Path, description = "Its SHA-256", min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$", example = "5f8f04f6a3a892aaabbddb6cf273894493773960d4a325b105fee46eef4304f1"), Which),
    responses((status = 200, description = "The bytes", body = [u8], content_type = "application/octet-stream"),
        (status = 206, description = "The part asked for", body = [u8], content_type = "application/octet-stream"),
        (status = 410, description = "It was taken down, or is shown no more: `detail` says when and why.")))]
#[get("/media/{sha256}")]
async fn read_medium(reader: Reader, sha256: web::Path<String>, workshop: Data<Workshop>) -> Result<HttpResponse, Problem> {
    let digest: Digest = sha256.parse().map_err(|_| Problem::not_found())?;
    let kept = reader.kept(Shelf::Things, "", async || found(&reader, &workshop, digest).await).await?;
    let answered = match &kept.told {
        Told::Picture(picture) => picture.answer(&reader.request),
        Told::Stored { digest, media_type, changed } => {
            let blob = reader.app.blobs.read(digest).await?;
            let blob = blob.ok_or_else(|| Problem::internal(format!("the content {digest} is not in the store")))?;
            download::answer(&reader.request, blob, digest, media_type, None, (*changed).into(), Freshness::ForEverybody)
        }
        Told::Withdrawn { at, reason } => return Err(withdrawn(*at, reason)),
        Told::Nothing | Told::Answer(_) => return Err(none(reader.parameters::<Which>()?.size)),
    };
    answered.map_err(artifacts::not_sent)
}

async fn found(reader: &Reader, workshop: &Workshop, sha256: Digest) -> Result<Made, Problem> {
    let Which { size, credit } = reader.parameters()?;
    let mut conn = reader.lease().await?;
    let file = store::file(&mut conn, sha256, credit.as_deref(), reader.now).await?;
    let (_, begins) = store::borders(&mut conn, reader.now).await?;
    // Given back before a copy is made.
    drop(conn);
    let told = match file {
        File::Seen(seen) => copy(reader, workshop, sha256, size, seen).await?,
        File::Gone { at, reason } => {
            let reason =
                reason.map_or_else(|| "tidak ditampilkan lagi / no longer shown".to_owned(), |reason| reason.to_string());
            Told::Withdrawn { at, reason }
        }
        File::Nothing => Told::Nothing,
    };
    // What is nowhere may begin to be shown.
    let until = begins.filter(|_| !matches!(told, Told::Picture(_) | Told::Stored { .. }));
    Ok((told, until))
}

/// What everybody may have of it.
async fn copy(
    reader: &Reader,
    workshop: &Workshop,
    sha256: Digest,
    size: Option<RenditionSize>,
    seen: Seen,
) -> Result<Told, Problem> {
    let changed = whole_second(seen.said_at);
    let (blob, media_type) = match size {
        Some(size) if pictures::is_decodable(&seen.media_type) => {
            let original = Original { digest: sha256, sender: STRANGERS };
            let Some(made) = workshop.rendition(&reader.app.db, &original, size).await? else { return Ok(Told::Nothing) };
            (made.blob, MEDIA_TYPE.to_owned())
        }
        None if can_be_cleaned(&seen.media_type) => {
            let blob = reader.app.blobs.read(&sha256).await?;
            let lost = || Problem::internal(format!("the content {sha256} is not in the store"));
            (blob.ok_or_else(lost)?, seen.media_type.clone())
        }
        None if is_given(&seen.media_type) => {
            return Ok(Told::Stored { digest: sha256, media_type: seen.media_type, changed });
        }
        _ => return Ok(Told::Nothing),
    };
    if blob.size() > MOST_BYTES {
        return Ok(Told::Nothing);
    }
    let bytes = blob.bytes(MOST_BYTES).await?;
    let rights = Rights { credit: seen.credit.to_string(), copyright: seen.copyright.map(|text| text.to_string()) };
    let cleaned = web::block(move || clean(&bytes, &rights)).await.map_err(Problem::internal)?;
    Ok(cleaned.map_or(Told::Nothing, |bytes| Told::Picture(Picture::of(bytes, media_type, changed))))
}

fn none(size: Option<RenditionSize>) -> Problem {
    match size {
        Some(_) => Problem::not_found().detail(
            "Berkas ini tidak ditampilkan, atau tidak punya salinan kecil.",
            "This file is not shown, or has no smaller copies.",
        ),
        None => Problem::not_found().detail(
            "Berkas ini tidak ditampilkan, atau jenisnya tidak diberikan sendiri; gambar punya salinan: ?size=web.",
            "This file is not shown, or is of a kind that is not given itself; pictures have copies: ?size=web.",
        ),
    }
}
