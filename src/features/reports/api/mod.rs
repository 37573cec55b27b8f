//! Reports over HTTP.

mod sheet;

use super::requests::{Accept, ChangeReport, OpenReport, ReportFilter, ReturnReport, RevisionFilter, Submit};
use super::store::{self, Parts, Whole};
use super::view::{ReportInShort, ReportView};
use super::{decide, draft, submit};
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::report::ReportState;
use crate::domain::time::Instant;
use crate::features::assignments::late;
use crate::features::papers::{self, PaperParameters};
use crate::features::search;
use crate::http::accept::Form;
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::head::{HeadersOnly, of_size};
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::precondition;
use crate::http::problem::Problem;
use crate::http::row::HasEtag;
use crate::office::actor::Actor;
use crate::office::call::{Call, Doing, DryRun, Embedded};
use crate::office::reference::Office;
use crate::office::visibility;
use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpResponse, Responder, get, patch, post};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config
        .service(open_report)
        .service(list_revisions)
        .service(list_reports)
        .service(read_report)
        .service(sheet::print_report)
        .service(change_report)
        .service(submit_report)
        .service(accept_report)
        .service(return_report)
        .service(read_report_bundle);
}

const RULES: ListRules = ListRules { sorts: store::SORTS, expands: &[] };

/// Open a report
///
/// A draft of the report on the assignment; one at a time. A return opens the next revision by itself.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The assignment"), DryRun), request_body = OpenReport,
    responses((status = 201, description = "The draft", body = ReportView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("OPEN_REPORT"))))]
#[post("/assignments/{id}/reports")]
async fn open_report(call: Call, id: Id, body: Body<OpenReport>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let made = draft::open_report(conn, doing, id.0, request).await?;
        let answer = shown(conn, doing, made).await?;
        Ok(Answer { status: StatusCode::CREATED, location: Some(format!("/v1/reports/{made}")), ..answer })
    })
    .await
}

/// List the revisions of a report
///
/// Every report of the assignment, the newest first.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The assignment"), RevisionFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ReportView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/assignments/{id}/reports")]
async fn list_revisions(call: Call, id: Id) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ReportView, RevisionFilter>(&RULES)?;
    let mut conn = call.lease().await?;
    visibility::require_case(&mut conn, &call.actor, id.0).await?;
    page_of(&call, &mut conn, &ReportFilter { state: filter.state, assignment_id: Some(id.0), ..ReportFilter::default() }, &page)
        .await
}

/// The reports of an assignment as they are embedded in it: the first page of that list, in short.
pub fn embed(call: &Call, office: &Office, case: Uuid, first: Vec<Whole>) -> Result<Embedded<ReportInShort>, Problem> {
    let list = format!("/v1/assignments/{case}/reports");
    let view = |whole: Whole| ReportInShort::from(whole.view(&call.actor, office, call.now)).into_row();
    call.embed(&list, &RULES, first, |whole| whole.report.id, view)
}

/// List reports
///
/// Those of the assignments in sight, drafts included; these come behind all that were submitted, by `sort=submittedAt` or
/// `sort=registerNumber`.
#[utoipa::path(tag = "reports", params(ReportFilter, ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ReportView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/reports")]
async fn list_reports(call: Call) -> Result<Answer, Problem> {
    let (filter, page) = call.list::<ReportView, ReportFilter>(&RULES)?;
    page_of(&call, &mut *call.lease().await?, &filter, &page).await
}

/// Read one report
///
/// As JSON, or printed by `Accept: application/pdf` as the *Laporan Hasil Publikasi dan Dokumentasi*: a draft as it stands, then as it was
/// submitted and, once it is decided, as it was decided; each always the same file.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), ShapeParameters, PaperParameters),
    responses((status = 200, description = "The report; of the PDF, unless it is a draft's, `ETag` and `Repr-Digest` are its SHA-256",
        content((ReportView = "application/json"), (Vec<u8> = "application/pdf")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/reports/{id}")]
async fn read_report(call: Call, id: Id) -> Result<Answer, Problem> {
    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "nothing is printed"))]
    let (shape, paper) = call.shape_with::<ReportView, PaperParameters>(&[], PaperParameters::NAMES)?;
    let form = Form::wanted(&call.request)?;
    let office = call.office().await?;
    let mut conn = call.lease().await?;
    let parts = if form == Form::Json { Parts::of(&shape) } else { Parts::ALL };
    let whole = store::find(&mut conn, &call.actor, id.0, parts).await?;
    match form {
        Form::Json => {
            let view = told(&mut conn, &whole, &call.actor, &office, call.now).await?;
            Ok(call.show(&shape, whole.report.version, &view))
        }
        #[cfg(feature = "pdf")]
        Form::Pdf => {
            drop(conn);
            super::paper::print(&call, &office, whole, paper.with_notes()).await
        }
    }
}

/// Change a draft
///
/// A merge patch; what was submitted is fixed.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), DryRun),
    request_body(content = ChangeReport, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The report as it now stands", body = ReportView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("EDIT_REPORT"))))]
#[patch("/reports/{id}")]
async fn change_report(call: Call, id: Id, body: Body<ChangeReport>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        draft::change_report(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Submit a report (step 4)
///
/// Draws its number and fixes exactly what is submitted under `contentDigest`; every artifact must be decided and one selected.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), DryRun), request_body = Submit,
    responses((status = 200, description = "The report as it now stands", body = ReportView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("REPORT"))))]
#[post("/reports/{id}/submission")]
async fn submit_report(call: Call, id: Id, body: Body<Submit>) -> Result<Answer, Problem> {
    call.act(&body.canonical, async move |conn, doing| {
        submit::submit(conn, doing, id.0).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Accept a report
///
/// Closes the assignment. `If-Match` is required: the digest you saw is the digest that stands.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), DryRun), request_body = Accept,
    responses((status = 200, description = "The report as it now stands", body = ReportView),
        (status = 428, description = "The digest that is accepted is told by `If-Match`")),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("ACCEPT"))))]
#[post("/reports/{id}/acceptance")]
async fn accept_report(call: Call, id: Id, body: Body<Accept>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        decide::accept(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Return a report
///
/// Step 4 opens again, and with it the next revision: see `nextRevisionId`. Our addition, the SOP has no return.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), DryRun), request_body = ReturnReport,
    responses((status = 200, description = "The report as it now stands", body = ReportView)),
    security(("bearer" = ["DIVISION_HEAD"])), extensions(("x-act" = json!("RETURN_REPORT"))))]
#[post("/reports/{id}/return")]
async fn return_report(call: Call, id: Id, body: Body<ReturnReport>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        decide::return_report(conn, doing, id.0, request).await?;
        shown(conn, doing, id.0).await
    })
    .await
}

/// Read what was submitted
///
/// The exact bytes whose SHA-256 is `contentDigest`, so that anybody can check it; a draft has none yet.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "Canonical JSON (RFC 8785)", body = Object,
        headers(("ETag" = String, description = "The digest"), ("Repr-Digest" = String, description = "The digest")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/reports/{id}/bundle")]
async fn read_report_bundle(call: Call, id: Id) -> Result<HttpResponse, Problem> {
    call.no_parameters()?;
    let mut conn = call.lease().await?;
    let (Some(digest), Some(size)) = store::bundle_head(&mut conn, &call.actor, id.0).await? else {
        return Err(Problem::not_found().detail(
            "Laporan ini masih DRAFT: yang diajukan baru tetap saat diajukan.",
            "This report is a DRAFT: what is submitted is fixed when it is submitted.",
        ));
    };
    let digest = <[u8; 32]>::try_from(digest).map(Digest::from).map_err(|_| Problem::internal("no SHA-256"))?;
    let exact = |body| Answer::exact("application/json", &digest, body);
    let is_asked = !call.request.extensions().contains::<HeadersOnly>();
    if !is_asked || precondition::is_known(&call.request, &digest.to_string()) {
        // The bytes stay where they are.
        let answer = exact(Vec::new()).respond_to(&call.request);
        return Ok(if is_asked { answer } else { answer.map_body(|_, _| of_size(size.unsigned_abs().into())) });
    }
    let bundle = store::bundle(&mut conn, id.0).await?.unwrap_or_default();
    Ok(exact(bundle.into_bytes()).respond_to(&call.request))
}

async fn page_of(
    call: &Call,
    conn: &mut crate::db::Connection,
    filter: &ReportFilter,
    page: &crate::http::paging::Page,
) -> Result<Answer, Problem> {
    if page.count && filter.late.is_some() {
        return Err(late::uncounted());
    }
    let office = call.office().await?;
    let looked = search::look(conn, &call.actor, search::Kind::Report, (filter.q.as_ref(), filter.narrows()), page).await?;
    let looked = looked.as_ref();
    let few = store::few(conn, &call.sight(), filter).await?;
    let asked = store::Asked { filter, now: call.now, looked, few: few.as_deref() };
    let (rows, next) = store::list(conn, &call.actor, &office, asked, page).await?;
    let count = if page.count { Some(store::count(conn, &call.sight(), asked).await?) } else { None };
    let mut excerpts = search::excerpts(conn, looked, page, rows.iter().map(|row| row.report.id).collect()).await?;
    let fixed = rows.iter().filter(|row| row.report.state != ReportState::Draft).map(|row| row.report.id).collect();
    let mut papers = papers::of_rows(conn, page, fixed).await?;
    let view = |row: Whole| {
        let paper = papers.remove(&row.report.id).map(|about| about.view(office.zone()));
        let (has_paper, excerpt) = (paper.as_ref().map(|_| ()), excerpts.remove(&row.report.id));
        // The ETag is that of the report with its paper.
        let shown = page.as_row(ReportView { paper, ..row.view(&call.actor, &office, call.now) });
        let shown = shown.beside(has_paper, |view, ()| view.paper = None);
        shown.beside(excerpt, |view, excerpt| view.excerpt = Some(excerpt))
    };
    Ok(call.cut_page(page, rows, next, view, count))
}

/// The report as it stands after an act, for whoever did it.
async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, id, Parts::ALL).await?;
    let view = told(conn, &whole, &doing.actor, &doing.office, doing.now).await?;
    Ok(Answer::shown(view.version, &view).about([whole.report.assignment_id]))
}

/// By itself, with its paper.
async fn told(conn: &mut Connection, whole: &Whole, actor: &Actor, office: &Office, now: Instant) -> Result<ReportView, Problem> {
    let about = match whole.report.state {
        ReportState::Draft => None,
        _ => papers::gathered(papers::about(vec![whole.report.id]).load(conn).await?).remove(&whole.report.id),
    };
    Ok(ReportView { paper: about.map(|about| about.view(office.zone())), ..whole.view(actor, office, now) })
}
