//! What can be asked of the SOP.

use crate::domain::procedure::StandardTime;
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::http::fields::Integer;
use crate::http::problem::Faults;
use chrono::NaiveDate;
use deserr::Deserr;
use utoipa::ToSchema;

/// A new revision of the SOP.
#[derive(Debug, Clone, Deserr, ToSchema)]
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
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct AddProcedureStep {
    #[schema(value_type = u8, minimum = 1, maximum = 4, example = 1)]
    pub ordinal: Integer<1, 4>,
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
