//! The contact sheet of a case over HTTP: a page of its files as small pictures, to lay on the table.

use super::super::workshop::Workshop;
use crate::domain::artifact::SelectionDecision;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::problem::{Faults, Problem};
use crate::http::query::{Many, Whole};
use crate::office::call::Call;
use actix_web::get;
use actix_web::web::Data;
use deserr::Deserr;
use utoipa::IntoParams;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct ContactParameters {
    /// Which page of 20; the first when left out.
    #[deserr(default)]
    #[param(value_type = Option<i32>, minimum = 1, maximum = 1000, example = 1)]
    page: Option<Whole<1, 1000>>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<SelectionDecision>>, max_items = 3)]
    decision: Many<SelectionDecision, 3>,
}

/// Print a contact sheet
///
/// One A4 page of 20 files in the order they were sent, each with its thumbnail (or its poster's), number, title, sender, time,
/// decision and flags; drafts are not on it. `Link` names the next page.
#[utoipa::path(tag = "artifacts", params(("id" = Uuid, Path, description = "The assignment"), ContactParameters),
    responses((status = 200, description = "The page", body = [u8], content_type = "application/pdf")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/contact-sheet")]
pub(super) async fn read_contact_sheet(call: Call, id: Id, workshop: Data<Workshop>) -> Result<Answer, Problem> {
    let wanted = call.parameters()?.read::<ContactParameters>()?;
    let page = wanted.page.map_or(1, |page| page.0);
    sheet::print(&call, &workshop, id.0, page, &wanted.decision.0).await
}

#[cfg(feature = "pdf")]
mod sheet {
    use super::super::super::store::MOST_BYTES;
    use super::super::super::workshop::Workshop;
    use super::super::renditions;
    use crate::db::Connection;
    use crate::db::schema::officers;
    use crate::domain::artifact::SelectionDecision;
    use crate::domain::picture::RenditionSize;
    use crate::domain::time::OfficeZone;
    use crate::features::artifacts::store::Whole;
    use crate::features::{artifacts, assignments, papers, printing};
    use crate::http::answer::Answer;
    use crate::http::problem::Problem;
    use crate::office::call::Call;
    use crate::print::{A_PAGE, ContactSheet, Event, Tile, words};
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    use futures_util::future::try_join_all;
    use std::collections::HashMap;
    use uuid::Uuid;

    pub async fn print(
        call: &Call,
        workshop: &Workshop,
        case: Uuid,
        page: i64,
        decision: &[SelectionDecision],
    ) -> Result<Answer, Problem> {
        let office = call.office().await?;
        let mut conn = call.lease().await?;
        let assignment = assignments::store::find(&mut conn, &call.actor, &office, case).await?;
        let a_page = i64::try_from(A_PAGE).map_err(Problem::internal)?;
        let skip = (page - 1) * a_page;
        let mut files = artifacts::store::files(&mut conn, &call.actor, case, decision, (skip, a_page + 1)).await?;
        let more = files.len() > A_PAGE;
        files.truncate(A_PAGE);
        let names = names(&mut conn, &files).await?;
        drop(conn);
        let mut pictures = Vec::new();
        let mut tiles = Vec::new();
        let first = usize::try_from(skip).map_err(Problem::internal)? + 1;
        let thumbnails = try_join_all(files.iter().map(|whole| thumbnail(call, workshop, whole))).await?;
        for ((whole, thumbnail), number) in files.iter().zip(thumbnails).zip(first..) {
            let picture = thumbnail.map(|jpeg| {
                pictures.push(jpeg);
                pictures.len() - 1
            });
            let sender = names.get(&whole.row.sender_id).cloned().unwrap_or_default();
            tiles.push(Tile { number, sender, picture, ..tile(whole, office.zone()) });
        }
        let (row, event) = (&assignment.assignment, &assignment.event);
        let sheet = ContactSheet {
            letterhead: office.letterhead(office.zone().local_date(call.now)).clone(),
            subject: row.subject.to_string(),
            assignment: row.register_number.clone(),
            event: Event {
                title: event.title.to_string(),
                time: words::period(event.starts_at, event.ends_at, office.zone()),
                venue: event.venue.as_deref().map(str::to_owned),
            },
            page: usize::try_from(page).map_err(Problem::internal)?,
            tiles,
            pictures,
        };
        let sheet = papers::with_logo(call, sheet).await?;
        let name = format!("Lembar kontak {} {page}", row.register_number);
        let answer = printing::answer(call, row.version, &name, sheet).await?;
        Ok(Answer { link: if more { Some(next(call, page + 1)?) } else { None }, ..answer })
    }

    /// The small picture of a file; None for one that has none.
    async fn thumbnail(call: &Call, workshop: &Workshop, whole: &Whole) -> Result<Option<Vec<u8>>, Problem> {
        let Some(original) = renditions::original(whole) else { return Ok(None) };
        let made = workshop.rendition(&call.app.db, &original, RenditionSize::Thumbnail).await?;
        match made {
            Some(made) => Ok(Some(made.blob.bytes(MOST_BYTES).await?)),
            None => Ok(None),
        }
    }

    async fn names(conn: &mut Connection, files: &[Whole]) -> QueryResult<HashMap<Uuid, String>> {
        let ids: Vec<Uuid> = files.iter().map(|whole| whole.row.sender_id).collect();
        let found = officers::table.filter(officers::id.eq_any(ids)).select((officers::id, officers::name));
        Ok(found.load::<(Uuid, String)>(conn).await?.into_iter().collect())
    }

    fn tile(whole: &Whole, zone: OfficeZone) -> Tile {
        Tile {
            number: 0,
            kind: words::artifact_kind(whole.row.kind).to_owned(),
            title: whole.row.title.to_string(),
            sender: String::new(),
            taken: whole.row.taken_at.map(|at| words::moment(at, zone)),
            decision: match &whole.take_down {
                Some(_) => Some(words::TAKEN_DOWN.to_owned()),
                None => whole.row.decision.map(|decision| words::decision(decision).to_owned()),
            },
            flags: whole.flags().into_iter().map(|flag| words::flag(flag).to_owned()).collect(),
            picture: None,
        }
    }

    /// The address of the next page, as `Link` has it.
    fn next(call: &Call, page: i64) -> Result<String, Problem> {
        let mut url = url::Url::parse(&call.address()).map_err(Problem::internal)?;
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept).append_pair("page", &page.to_string());
        Ok(format!("<{url}>; rel=\"next\""))
    }
}

/// Built without the press.
#[cfg(not(feature = "pdf"))]
mod sheet {
    use super::super::super::workshop::Workshop;
    use crate::domain::artifact::SelectionDecision;
    use crate::http::answer::Answer;
    use crate::http::problem::{Kind, Problem};
    use crate::office::call::Call;
    use crate::office::visibility;
    use uuid::Uuid;

    pub async fn print(call: &Call, _: &Workshop, case: Uuid, _: i64, _: &[SelectionDecision]) -> Result<Answer, Problem> {
        visibility::require_case(&mut *call.lease().await?, &call.actor, case).await?;
        Err(Problem::new(Kind::NotAcceptable).detail(
            "Layanan ini dibangun tanpa PDF; unduh …/renditions/thumbnail tiap artefak.",
            "This service was built without PDF; download …/renditions/thumbnail of each artifact.",
        ))
    }
}
