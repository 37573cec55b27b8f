//! Smaller copies over HTTP.

use super::super::store::{self, Copy, Original};
use super::super::view::no_copies;
use super::super::workshop::Workshop;
use crate::blobs::FileName;
use crate::domain::digest::Digest;
use crate::domain::label::Label;
use crate::domain::picture::{NoCopies, RenditionSize};
use crate::domain::text::Line;
use crate::features::artifacts;
use crate::features::artifacts::store::Whole;
use crate::http::download::{self, Freshness};
use crate::http::extract::Id;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Call;
use crate::pictures::{self, MEDIA_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use deserr::Deserr;
use utoipa::IntoParams;

/// Download a picture in a smaller size
///
/// A JPEG whose longer side is at most 320 (`thumbnail`), 1600 (`web`) or 2480 pixels (`print`); never larger than the original,
/// held upright, without its metadata. With the digest of what it is made of (`content.sha256`, or `poster.sha256`) in `sha256` the
/// answer is `immutable`, and a browser never asks for it again; once that is another content, that address is 404. Of a file that is no picture the one of its poster; of one of which none can be made (`content.noCopies` tells
/// why), none. Made when first asked for, and kept; the ETag is the SHA-256.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The artifact"), ("size" = inline(RenditionSize), Path, description = "Which copy"), WhichContent),
    responses((status = 200, description = "The bytes", body = [u8], content_type = "image/jpeg"),
        (status = 206, description = "The part asked for", body = [u8], content_type = "image/jpeg")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/artifacts/{id}/renditions/{size}")]
pub(super) async fn read_rendition(call: Call, id: Id, workshop: Data<Workshop>) -> Result<HttpResponse, Problem> {
    let which = call.parameters()?.read::<WhichContent>()?.digest()?;
    let size = call.request.match_info().get("size").and_then(RenditionSize::from_label).ok_or_else(no_such_size)?;
    let whole = artifacts::store::find(&mut *call.lease().await?, &call.actor, id.0).await?;
    let original = original(&whole).ok_or_else(|| no_picture(&whole))?;
    if which.is_some_and(|digest| digest != original.digest) {
        return Err(another(&original));
    }
    let freshness = if which.is_some() { Freshness::ForGood } else { Freshness::Asked };
    if let Some(lack) = lack(&whole) {
        return Err(undecodable(&whole, Some(lack)));
    }
    let Some(made) = workshop.rendition(&call.app.db, &original, size).await? else {
        // Why, was found out just now.
        let copy = store::copy(&mut *call.lease().await?, &original.digest, size).await?;
        return Err(undecodable(&whole, if let Copy::Impossible(lack) = copy { Some(lack) } else { None }));
    };
    let name = name(&whole, size);
    let made_at = made.made_at.into();
    download::answer(&call.request, made.blob, &made.digest, MEDIA_TYPE, name.as_deref(), made_at, freshness)
        .map_err(artifacts::not_sent)
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct WhichContent {
    /// The SHA-256 of the content it is made of, in 64 lower-case hexadecimal digits.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$", example = "5f8f04f6a3a892aaabbddb6cf273894493773960d4a325b105fee46eef4304f1")]
    sha256: Option<Line<64>>,
}

impl WhichContent {
    fn digest(self) -> Result<Option<Digest>, Problem> {
        let digest = self.sha256.map(|text| text.parse::<Digest>()).transpose();
        digest.map_err(|_| {
            let words = Words::new("Tulis 64 angka heksadesimal huruf kecil.", "Write 64 lower-case hexadecimal digits.");
            Problem::at(Place::Parameter("sha256".to_owned()), FaultKind::Rule { code: "MALFORMED", words })
        })
    }
}

fn another(now: &Original) -> Problem {
    Problem::not_found().detail(
        format!("Isinya sekarang lain: minta dengan sha256={}.", now.digest),
        format!("Its content is another by now: ask with sha256={}.", now.digest),
    )
}

/// The content that copies of an artifact are made of: its own, or its poster.
pub fn original(whole: &Whole) -> Option<Original> {
    let own = whole.content.as_ref().filter(|content| pictures::is_decodable(&content.media_type));
    let own = own.map(|content| Original { digest: content.sha256, sender: content.uploaded_by_id });
    own.or_else(|| whole.poster.as_ref().map(|poster| Original { digest: poster.sha256, sender: poster.uploaded_by_id }))
}

/// `IMG_0231-web.jpg`
fn name(whole: &Whole, size: RenditionSize) -> Option<String> {
    let sent = whole.content.as_ref()?.file_name.as_deref()?;
    let stem = sent.rsplit_once('.').map_or(sent, |(stem, _)| stem);
    FileName::clean(&format!("{stem}-{size}.jpg")).map(|name| name.to_string())
}

fn no_such_size() -> Problem {
    let sizes = RenditionSize::ALL.iter().map(|size| size.label()).collect::<Vec<_>>().join(", ");
    Problem::not_found().detail(format!("Ukuran yang ada: {sizes}."), format!("The sizes are: {sizes}."))
}

fn no_picture(whole: &Whole) -> Problem {
    if whole.row.kind.is_draft() {
        return Problem::not_found().detail("Draf adalah teks dan tidak punya gambar.", "A draft is text and has no picture.");
    }
    if whole.content.as_ref().is_some_and(|content| content.media_type.starts_with("image/")) {
        return Problem::not_found().detail(
            "Jenis gambar ini tidak didukung untuk salinan kecil; pasang poster dengan PUT …/poster.",
            "This kind of picture is not supported for copies; attach a poster by PUT …/poster.",
        );
    }
    Problem::not_found().detail(
        "Berkas ini bukan gambar yang dapat diperkecil; pasang poster dengan PUT …/poster.",
        "This file is no picture that can be made smaller; attach a poster by PUT …/poster.",
    )
}

/// Why there is no copy of its own content.
fn lack(whole: &Whole) -> Option<NoCopies> {
    let content = whole.content.as_ref().filter(|content| pictures::is_decodable(&content.media_type))?;
    no_copies(&content.media_type, content.size.unsigned_abs(), whole.picture.as_ref())
}

fn undecodable(whole: &Whole, lack: Option<NoCopies>) -> Problem {
    let place = if whole.poster.is_some() { "poster" } else { "content" };
    let (id, en) = match lack.unwrap_or(NoCopies::Damaged) {
        NoCopies::TooLarge => (
            "Berkas ini terlalu besar untuk diperkecil; unduh aslinya di …/content.".to_owned(),
            "This file is too large to be made smaller; download it itself at …/content.".to_owned(),
        ),
        NoCopies::Packed => (
            "Berkas ini dimampatkan melebihi foto mana pun sehingga tidak diperkecil di sini; unduh aslinya di …/content."
                .to_owned(),
            "This file is packed as no photograph is, so nothing here makes it smaller; download it itself at …/content."
                .to_owned(),
        ),
        NoCopies::Unsupported => (
            "Jenis gambar ini tidak didukung untuk salinan kecil; unduh aslinya di …/content.".to_owned(),
            "This kind of picture is not supported for copies; download it itself at …/content.".to_owned(),
        ),
        NoCopies::Damaged => (
            format!(
                "Gambar ini rusak sehingga tidak dapat diperkecil; salin ulang dari kamera, lalu kirim lagi lewat …/{place}."
            ),
            format!(
                "This picture is damaged and cannot be made smaller; copy it from the camera again, then send it again at …/{place}."
            ),
        ),
    };
    Problem::not_found().detail(id, en)
}
