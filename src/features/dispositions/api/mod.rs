//! Dispositions over HTTP.

mod sheet;

use super::requests::{Acknowledge, Complete, Dispatch, DispositionFilter, Recall, Release, ReturnWork};
use super::store::{self, Whole};
use super::view::DispositionView;
use super::{act, dispatch, take_off};
use crate::db::Connection;
use crate::features::assignments::late;
use crate::features::papers::{self, About, PaperParameters};
use crate::features::search;
use crate::http::accept::Form;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::Problem;
use crate::http::row::HasEtag;
use crate::office::actor::Actor;
use crate::office::call::{Call, Doing, DryRun, Embedded};
use crate::office::reference::Office;
use actix_web::http::StatusCode;
use actix_web::{get, post};
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config
        .service(dispatch_assignment)
        .service(list_dispositions)
        .service(read_disposition)
        .service(sheet::print_disposition)
        .service(acknowledge_disposition)
        .service(complete_disposition)
        .service(recall_disposition)
        .service(release_recipient)
        .service(return_work);
}

const RULES: ListRules = ListRules { sorts: store::SORTS, expands: &[] };

/// Order staff to carry it out (step 2)
///
/// A disposition with the activity agenda: who covers what, when. Again while DISPATCHED, for more crew.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = Dispatch,
    responses((status = 201, description = "The disposition", body = DispositionView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("DISPATCH"))))]
#[post("/assignments/{id}/dispositions")]
async fn dispatch_assignment(call: Call, id: Id, body: Body<Dispatch>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let made = dispatch::dispatch(conn, doing, id.0, request).await?;
        let answer = shown(conn, doing, made).await?;
        Ok(Answer { status: StatusCode::CREATED, location: Some(format!("/v1/dispositions/{made}")), ..answer })
    })
    .await
}

/// The dispositions of an assignment as they are embedded in it: the first page of this list.
pub fn embed(call: &Call, case: Uuid, first: Vec<Whole>) -> Result<Embedded<DispositionView>, Problem> {
    let list = format!("/v1/dispositions?box=ALL&assignmentId={case}&sort=createdAt");
    call.embed(&list, &RULES, first, |whole| whole.row.id, |whole| whole.view(&call.actor).into_row())
}

/// List dispositions
///
/// `box` says whose: INCOMING addressed to you (the default for a subdivision head and staff), OUTGOING issued by you or by whoever had the
/// case before you, ALL in sight. What is due at no time comes behind all that is, by `sort=dueAt`.
#[utoipa::path(tag = "dispositions", params(DispositionFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<DispositionView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/dispositions")]
async fn list_dispositions(call: Call) -> Result<Answer, Problem> {
    let (mut filter, page) = call.list::<DispositionView, DispositionFilter>(&RULES)?;
    filter.default_box(&call.sight());
    if page.count && filter.late.is_some() {
        return Err(late::uncounted());
    }
    let office = call.office().await?;
    let mut conn = call.lease().await?;
    let looked =
        search::look(&mut conn, &call.actor, search::Kind::Disposition, (filter.q.as_ref(), filter.narrows()), &page).await?;
    let looked = looked.as_ref();
    let few = store::few(&mut conn, &call.actor, &filter, &page).await?;
    let among = looked.map(search::Looked::among);
    let asked = store::Asked { filter: &filter, now: call.now, looked, among, few: few.as_deref() };
    let (rows, next) = store::list(&mut conn, &call.actor, &office, asked, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &call.actor, asked).await?) } else { None };
    let issued: Vec<Uuid> = rows.iter().map(|row| row.row.id).collect();
    let mut excerpts = search::excerpts(&mut conn, looked, &page, issued.clone()).await?;
    let mut papers = papers::of_rows(&mut conn, &page, issued).await?;
    let view = |row: Whole| {
        let (about, excerpt) = (papers.remove(&row.row.id), excerpts.remove(&row.row.id));
        let has_paper = about.as_ref().map(|_| ());
        // The ETag is that of the disposition with its paper.
        let shown = page.as_row(told(&row, about, &call.actor, &office)).beside(has_paper, |view, ()| view.paper = None);
        shown.beside(excerpt, |view, excerpt| view.excerpt = Some(excerpt))
    };
    Ok(call.cut_page(&page, rows, next, view, count))
}

/// Read one disposition
///
/// As JSON, or printed by `Accept: application/pdf` as the *Lembar Disposisi*: as it was issued, and always the same file.
/// Reading here does not set READ: acknowledging it does.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), ShapeParameters, PaperParameters),
    responses((status = 200, description = "The disposition; of the PDF, `ETag` and `Repr-Digest` are its SHA-256",
        content((DispositionView = "application/json"), (Vec<u8> = "application/pdf")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/dispositions/{id}")]
async fn read_disposition(call: Call, id: Id) -> Result<Answer, Problem> {
    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "nothing is printed"))]
    let (shape, paper) = call.shape_with::<DispositionView, PaperParameters>(&[], PaperParameters::NAMES)?;
    let form = Form::wanted(&call.request)?;
    let office = call.office().await?;
    let (whole, about) = store::find(&mut *call.lease().await?, &call.actor, id.0).await?;
    match form {
        Form::Json => Ok(call.show(&shape, whole.row.version, &told(&whole, about, &call.actor, &office))),
        #[cfg(feature = "pdf")]
        Form::Pdf => super::paper::print(&call, whole, paper.with_notes()).await,
    }
}

/// Acknowledge a disposition
///
/// Sets READ; once read it cannot be recalled. Acknowledging again changes nothing.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), DryRun), request_body = Acknowledge,
    responses((status = 200, description = "The disposition as it now stands", body = DispositionView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF"])), extensions(("x-act" = json!("ACKNOWLEDGE"))))]
#[post("/dispositions/{id}/acknowledgement")]
async fn acknowledge_disposition(call: Call, id: Id, body: Body<Acknowledge>) -> Result<Answer, Problem> {
    call.act(&body.canonical, async move |conn, doing| {
        act::acknowledge(conn, doing, id.0).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Complete a disposition (step 3)
///
/// Your part is done and reported; the last ACTION recipient moves the assignment to DOCUMENTED.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), DryRun), request_body = Complete,
    responses((status = 200, description = "The disposition as it now stands", body = DispositionView)),
    security(("bearer" = ["STAFF"])), extensions(("x-act" = json!("COMPLETE"))))]
#[post("/dispositions/{id}/completion")]
async fn complete_disposition(call: Call, id: Id, body: Body<Complete>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        act::complete(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Recall a disposition
///
/// Takes it back from every recipient who has not read it, or from the one named. Of step 1's, the division head can issue it again, to
/// the same or another subdivision head, by REASSIGN.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), DryRun), request_body = Recall,
    responses((status = 200, description = "The disposition as it now stands", body = DispositionView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD"])), extensions(("x-act" = json!("RECALL"))))]
#[post("/dispositions/{id}/recall")]
async fn recall_disposition(call: Call, id: Id, body: Body<Recall>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_off::recall(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Release one of the crew
///
/// Takes an ACTION recipient off although they have read it or their work was returned: who left, fell ill or is needed elsewhere. What
/// they sent stays; an upload of theirs that is unfinished waits for nobody. When the rest has completed, step 3 is done; where nobody is
/// left, more crew can be dispatched. Our addition, the SOP has no release.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), DryRun), request_body = Release,
    responses((status = 200, description = "The disposition as it now stands", body = DispositionView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("RELEASE"))))]
#[post("/dispositions/{id}/release")]
async fn release_recipient(call: Call, id: Id, body: Body<Release>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        take_off::release(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Return the work of one recipient
///
/// Step 3 opens again for the officer named; our addition, the SOP has no return.
#[utoipa::path(tag = "dispositions", params(("id" = Uuid, Path, description = "The disposition"), DryRun), request_body = ReturnWork,
    responses((status = 200, description = "The disposition as it now stands", body = DispositionView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("RETURN_WORK"))))]
#[post("/dispositions/{id}/return")]
async fn return_work(call: Call, id: Id, body: Body<ReturnWork>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        act::return_work(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// The disposition as it stands after an act, for whoever did it.
async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let (whole, about) = store::find(conn, &doing.actor, id).await?;
    let view = told(&whole, about, &doing.actor, &doing.office);
    Ok(Answer::shown(view.version, &view).about([whole.row.assignment_id]))
}

/// By itself, with its paper.
fn told(whole: &Whole, about: Option<About>, actor: &Actor, office: &Office) -> DispositionView {
    DispositionView { paper: about.map(|about| about.view(office.zone())), ..whole.view(actor) }
}
