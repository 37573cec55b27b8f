//! The sprite of a case over HTTP: fifty thumbnails in one picture, and a map that says which is where.

use super::super::store::Original;
use super::super::workshop::Workshop;
use super::renditions;
use crate::domain::digest::Digest;
use crate::domain::picture::RenditionSize;
use crate::features::artifacts::store::{self, Texts, Whole};
use crate::features::artifacts::{self, ArtifactFilter, ArtifactView, LIST_RULES as RULES};
use crate::http::answer::Answer;
use crate::http::download::Freshness;
use crate::http::extract::Id;
use crate::http::paging::ListParameters;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::http::query::Many;
use crate::office::call::Call;
use crate::office::visibility;
use crate::pictures::{MEDIA_TYPE, sprite};
use actix_web::get;
use actix_web::http::header;
use actix_web::web::Data;
use deserr::Deserr;
use futures_util::future::try_join_all;
use serde::Serialize;
use tokio::task;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Larger than any thumbnail.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Fifty thumbnails in one picture.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sprite {
    /// The picture, at an address that names what is on it: it may be kept for good. Null: nothing on this page has one.
    #[schema(
        max_length = 4000,
        format = "uri-reference",
        example = "/v1/assignments/0198c0de-0000-7000-8000-000000000001/sprite.jpg?artifact=0198c0de-0000-7000-8000-000000000002&of=5f8f04f6"
    )]
    image: Option<String>,
    /// Pixels of the picture.
    #[schema(minimum = 160, maximum = 1600, example = 1600)]
    width: u32,
    /// Pixels of the picture.
    #[schema(minimum = 160, maximum = 800, example = 800)]
    height: u32,
    /// In the order of the list; what has no thumbnail is not among them.
    #[schema(max_items = 50)]
    tiles: Vec<Tile>,
    /// Send it as `cursor` for the next fifty; null on the last page.
    #[schema(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$", example = "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0")]
    next_cursor: Option<String>,
}

/// Where one is: its thumbnail stands in the middle of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tile {
    artifact_id: Uuid,
    #[schema(minimum = 0, maximum = 1440, example = 160)]
    x: u32,
    #[schema(minimum = 0, maximum = 640, example = 0)]
    y: u32,
    #[schema(minimum = 160, maximum = 160, example = 160)]
    width: u32,
    #[schema(minimum = 160, maximum = 160, example = 160)]
    height: u32,
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct OnSprite {
    /// Repeatable: what is on it, in this order.
    #[deserr(default)]
    #[param(value_type = Vec<Uuid>, required = true, min_items = 1, max_items = 50)]
    artifact: Many<Uuid, 50>,
    /// What names their contents, as the map tells it: with it the picture may be kept for good.
    #[deserr(default)]
    #[param(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "5f8f04f6a3a892aaabbddb6cf273894493773960d4a325b105fee46eef4304f1"
    )]
    of: Option<String>,
}

/// Map the thumbnails of an assignment
///
/// For a screen of hundreds: filters, orders and pages of `…/artifacts`, at most fifty a page, and for each page one picture (`image`) with
/// all its thumbnails instead of one a request.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), ArtifactFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts)), ("x-most" = json!(sprite::MOST))),
    responses((status = 200, description = "Which thumbnail is where", body = Sprite)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/sprite")]
pub(super) async fn map_sprite(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ArtifactView, ArtifactFilter>(&RULES)?;
    if page.limit > sprite::MOST as i64 {
        let range = FaultKind::OutOfRange { min: 1, max: sprite::MOST as i64 };
        return Err(Problem::at(Place::Parameter("limit".to_owned()), range));
    }
    let mut conn = call.lease().await?;
    visibility::require_case(&mut conn, &call.actor, id.0).await?;
    let among = artifacts::filtered(&mut conn, id.0, &filter).await?;
    let narrowed = (&filter, among.as_deref());
    let (rows, next) = store::list(&mut conn, &call.actor, id.0, narrowed, (&page, Texts::Left)).await?;
    shows(&call, &rows);
    let shown: Vec<(Uuid, Original)> =
        rows.iter().filter_map(|whole| Some((whole.row.id, renditions::original(whole)?))).collect();
    let tiles = shown.iter().enumerate().map(|(index, (artifact_id, _))| {
        let (x, y) = sprite::place(index);
        Tile { artifact_id: *artifact_id, x, y, width: sprite::SIDE, height: sprite::SIDE }
    });
    let (width, height) = sprite::size(shown.len());
    let image = (!shown.is_empty()).then(|| address(id.0, &shown));
    let view = Sprite { image, width, height, tiles: tiles.collect(), next_cursor: next.clone() };
    Ok(Answer::linked(&view, shown.len(), next.as_deref(), &call.address()))
}

/// Download a sprite
///
/// One JPEG with the thumbnails of these artifacts, ten a row, each in the middle of 160 × 160 pixels; grey, where one cannot be shown.
/// `…/sprite` tells its address. With `of` the answer is `immutable`; once a content on it is another, that address is 404.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), OnSprite),
    responses((status = 200, description = "The picture", body = [u8], content_type = "image/jpeg")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/sprite.jpg")]
pub(super) async fn read_sprite(call: Call, id: Id, workshop: Data<Workshop>) -> Result<Answer, Problem> {
    let wanted = call.parameters()?.read::<OnSprite>()?;
    let ids = wanted.artifact.0;
    check(&ids)?;
    let mut conn = call.lease().await?;
    visibility::require_case(&mut conn, &call.actor, id.0).await?;
    let found = store::of_ids(&mut conn, &call.actor, &ids, Texts::Left).await?;
    drop(conn);
    shows(&call, &found);
    let of_case = |wanted: &Uuid| found.iter().find(|whole| whole.row.id == *wanted && whole.row.assignment_id == id.0);
    let on_it: Vec<&Whole> = ids.iter().map(|wanted| of_case(wanted).ok_or_else(Problem::not_found)).collect::<Result<_, _>>()?;
    let shown: Vec<(Uuid, Original)> =
        on_it.iter().filter_map(|whole| Some((whole.row.id, renditions::original(whole)?))).collect();
    let named = name(&shown);
    let freshness = match &wanted.of {
        None => Freshness::Asked,
        Some(of) if *of == named.to_string() && shown.len() == ids.len() => Freshness::ForGood,
        Some(_) => return Err(another()),
    };
    let thumbnails = on_it.iter().map(|whole| thumbnail(&call, &workshop, whole));
    let thumbnails = try_join_all(thumbnails).await?;
    let turn = workshop.easel(call.actor.key()).await?;
    // The turn is over when the thread is done, even if nobody waits for it any more.
    let composed = task::spawn_blocking(move || {
        let composed = sprite::compose(&thumbnails);
        drop(turn);
        composed
    });
    let jpeg = composed.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let answer = Answer::exact(MEDIA_TYPE, &Digest::of(&jpeg), jpeg);
    Ok(answer.with(header::CACHE_CONTROL, freshness.told()))
}

/// Noted, where the case is classified.
fn shows(call: &Call, all: &[Whole]) {
    all.iter().for_each(|whole| call.actor.shown.add(whole.row.assignment_id, whole.case.classification));
}

fn check(ids: &[Uuid]) -> Result<(), Faults> {
    let place = Place::Parameter("artifact".to_owned());
    match ids {
        [] => Err(Faults::one(place, FaultKind::Required)),
        ids if ids.len() > sprite::MOST => Err(Faults::one(place, FaultKind::TooMany { max: sprite::MOST })),
        _ => Ok(()),
    }
}

/// The small picture of a file; None for one that has none.
async fn thumbnail(call: &Call, workshop: &Workshop, whole: &Whole) -> Result<Option<Vec<u8>>, Problem> {
    let Some(original) = renditions::original(whole) else { return Ok(None) };
    match workshop.rendition(&call.app.db, &original, RenditionSize::Thumbnail).await? {
        Some(made) => Ok(Some(made.blob.bytes(LARGEST).await?)),
        None => Ok(None),
    }
}

/// What is on it, and how it is laid out: another layout is another picture.
fn name(shown: &[(Uuid, Original)]) -> Digest {
    let lines: String = shown.iter().map(|(id, original)| format!("{id} {}\n", original.digest)).collect();
    Digest::of(format!("{} {}\n{lines}", sprite::SIDE, sprite::COLUMNS).as_bytes())
}

fn address(case: Uuid, shown: &[(Uuid, Original)]) -> String {
    let ids: String = shown.iter().map(|(id, _)| format!("artifact={id}&")).collect();
    format!("/v1/assignments/{case}/sprite.jpg?{ids}of={}", name(shown))
}

fn another() -> Problem {
    Problem::not_found().detail(
        "Gambar di dalamnya sekarang lain: minta petanya lagi di …/sprite.",
        "What is on it is another by now: ask for the map again at …/sprite.",
    )
}
