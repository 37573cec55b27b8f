//! The SOP over HTTP.

use super::view::ProcedureView;
use super::{commands, store};
use crate::domain::procedure::StandardTime;
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::http::answer::Answer;
use crate::http::extract::{Body, Id};
use crate::http::paging::{ListOf, ListParameters, ListRules, ShapeParameters};
use crate::http::problem::{Faults, Problem};
use crate::http::query::{NoParameters, Whole};
use crate::office::call::{Call, DryRun};
use actix_web::{get, post};
use chrono::NaiveDate;
use deserr::Deserr;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_procedures).service(add_procedure).service(read_procedure);
}

/// A new revision of the SOP.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct AddProcedure {
    /// E.g. `SOP-21.04.1.3.1.3-3`.
    pub number: Line<100>,
    /// E.g. `Publikasi dan Dokumentasi Kegiatan`.
    pub name: Line<300>,
    /// *Tanggal pembuatan*
    #[schema(example = "2017-09-01")]
    pub created_on: NaiveDate,
    /// *Tanggal revisi*; not before `createdOn`.
    #[schema(example = "2026-12-01")]
    pub revised_on: NaiveDate,
    /// *Tanggal efektif*; every revision has its own.
    #[schema(example = "2027-01-01")]
    pub effective_on: NaiveDate,
    /// *Disahkan oleh*. E.g. `Kepala Bagian Kominfo dan Humas`.
    pub approver: Line<200>,
    /// *Dasar hukum*
    #[schema(max_items = 50, example = json!(["Undang-Undang Nomor 14 tahun 2008 tentang keterbukaan informasi publik"]))]
    pub legal_bases: Vec<Line<500>>,
    /// *Kualifikasi pelaksana*
    #[schema(max_items = 50, example = json!(["Mampu menyusun artikel berita dengan baik"]))]
    pub qualifications: Vec<Line<500>>,
    /// *Peralatan*
    #[schema(max_items = 50, example = json!(["Komputer", "Jaringan internet"]))]
    pub equipment: Vec<Line<500>>,
    /// *Peringatan*. E.g. `Apabila tidak dilakukan maka data-data online menjadi data kadaluarsa.`.
    pub warning: Prose<2000>,
    /// The SOP's four steps in its order: DIVISION_HEAD, SUBDIVISION_HEAD, STAFF, SUBDIVISION_HEAD.
    #[schema(min_items = 4, max_items = 4, example = json!([
        {"ordinal": 1, "activity": "Menugaskan kasubbag", "role": "DIVISION_HEAD", "inputs": ["Agenda kerja"],
         "standardTime": "PT5M", "output": ["Disposisi"]},
        {"ordinal": 2, "activity": "Memerintahkan staf", "role": "SUBDIVISION_HEAD", "inputs": ["Disposisi"],
         "standardTime": "PT5M", "output": ["Agenda kegiatan"]},
        {"ordinal": 3, "activity": "Melaksanakan dan melaporkan", "role": "STAFF", "inputs": ["Agenda kegiatan"],
         "standardTime": "PT1H", "output": ["Data baru", "Draft konsep"]},
        {"ordinal": 4, "activity": "Memproses, memilah dan melaporkan", "role": "SUBDIVISION_HEAD", "inputs": ["Hasil"],
         "standardTime": "PT1H", "output": ["Laporan"]}]))]
    pub steps: Vec<AddProcedureStep>,
}

/// One step of a new revision.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct AddProcedureStep {
    #[schema(value_type = u8, minimum = 1, maximum = 4, example = 1)]
    pub ordinal: Whole<1, 4>,
    /// E.g. `Menugaskan kasubbag untuk publikasian dan pendokumentasian acara.`.
    pub activity: Line<1000>,
    /// The SOP's role for this step.
    pub role: Role,
    /// *Kelengkapan*
    #[schema(min_items = 1, max_items = 20, example = json!(["Agenda kerja"]))]
    pub inputs: Vec<Line<300>>,
    /// *Waktu*
    pub standard_time: StandardTime,
    #[schema(min_items = 1, max_items = 20, example = json!(["Disposisi"]))]
    pub output: Vec<Line<300>>,
}

const RULES: ListRules = ListRules { sorts: &["-effectiveOn", "effectiveOn"], expands: &[] };

/// List the revisions of the SOP
///
/// The latest first. In force is the one with the latest `effectiveOn` that is not in the future.
#[utoipa::path(tag = "procedures", params(ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<ProcedureView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/procedures")]
async fn list_procedures(call: Call) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<ProcedureView, NoParameters>(&RULES)?;
    let mut conn = call.lease().await?;
    let rows = store::list(&mut conn, &page).await?;
    let count = if page.count { Some(store::count(&mut conn).await?) } else { None };
    call.page(&page, rows, |procedure| procedure.effective_on, |procedure| procedure.view(), count)
}

/// Add a revision of the SOP
///
/// Assignments made from `effectiveOn` on follow it; those made before keep theirs. The four steps and their roles are the SOP's:
/// a revision changes their words and their standard times. An `effectiveOn` that another revision has is a 409.
#[utoipa::path(tag = "procedures", params(DryRun), request_body = AddProcedure,
    responses((status = 201, description = "The revision", body = ProcedureView)),
    security(("bearer" = ["ADMIN"])))]
#[post("/procedures")]
async fn add_procedure(call: Call, body: Body<AddProcedure>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    call.act(&canonical, async move |conn, doing| {
        let procedure = commands::add_procedure(conn, doing, request).await?;
        Ok(Answer::made(format!("/v1/procedures/{}", procedure.id), procedure.version, &procedure.view()))
    })
    .await
}

/// Read one revision of the SOP
#[utoipa::path(tag = "procedures", params(("id" = Uuid, Path, description = "The revision"), ShapeParameters),
    responses((status = 200, description = "The revision", body = ProcedureView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/procedures/{id}")]
async fn read_procedure(call: Call, id: Id) -> Result<Answer, Problem> {
    let shape = call.shape::<ProcedureView>(&[])?;
    let procedure = store::find(&mut *call.lease().await?, id.0).await?;
    Ok(call.show(&shape, procedure.version, &procedure.view()))
}
