//! How a revision of the SOP is shown.

use super::store::Procedure;
use crate::domain::procedure::{ProcedureStep, StandardTime};
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One revision of the SOP.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Procedure)]
pub struct ProcedureView {
    pub id: Uuid,
    /// E.g. `SOP-21.04.1.3.1.3-2`.
    pub number: Line<100>,
    /// E.g. `Publikasi dan Dokumentasi Kegiatan`.
    pub name: Line<300>,
    /// *Tanggal pembuatan*
    #[schema(example = "2017-09-01")]
    pub created_on: NaiveDate,
    /// *Tanggal revisi*
    #[schema(example = "2017-09-02")]
    pub revised_on: NaiveDate,
    /// *Tanggal efektif*: assignments made from this date on follow it, until the next revision.
    #[schema(example = "2017-09-02")]
    pub effective_on: NaiveDate,
    /// *Disahkan oleh*. E.g. `Kepala Bagian Kominfo dan Humas`.
    pub approver: Line<200>,
    /// *Dasar hukum*
    #[schema(max_items = 50)]
    pub legal_bases: Vec<Line<500>>,
    /// *Kualifikasi pelaksana*
    #[schema(max_items = 50)]
    pub qualifications: Vec<Line<500>>,
    /// *Peralatan*
    #[schema(max_items = 50, example = json!(["Komputer", "Jaringan internet"]))]
    pub equipment: Vec<Line<500>>,
    /// *Peringatan*. E.g. `Apabila tidak dilakukan maka data-data online menjadi data kadaluarsa.`.
    pub warning: Prose<2000>,
    /// The four steps, in their order.
    #[schema(min_items = 4, max_items = 4)]
    pub steps: Vec<ProcedureStepView>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(ProcedureView);

/// One step, with its quality standard (*mutu baku*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProcedureStep)]
pub struct ProcedureStepView {
    #[schema(minimum = 1, maximum = 4, example = 1)]
    pub ordinal: u8,
    #[schema(max_length = 1000, example = "Menugaskan kasubbag untuk publikasian dan pendokumentasian acara.")]
    pub activity: String,
    /// Whose step it is.
    pub role: Role,
    /// *Kelengkapan*
    #[schema(value_type = Vec<Line<300>>, max_items = 20, example = json!(["Agenda kerja"]))]
    pub inputs: Vec<String>,
    /// *Waktu*
    pub standard_time: StandardTime,
    #[schema(value_type = Vec<Line<300>>, max_items = 20, example = json!(["Disposisi"]))]
    pub output: Vec<String>,
}

impl Procedure {
    pub fn view(&self) -> ProcedureView {
        let procedure = self.clone();
        ProcedureView {
            id: procedure.id,
            number: procedure.number,
            name: procedure.name,
            created_on: procedure.created_on,
            revised_on: procedure.revised_on,
            effective_on: procedure.effective_on,
            approver: procedure.approver,
            legal_bases: procedure.legal_bases,
            qualifications: procedure.qualifications,
            equipment: procedure.equipment,
            warning: procedure.warning,
            steps: procedure.steps.0.into_iter().map(step).collect(),
            created_at: procedure.created_at.into(),
            updated_at: procedure.updated_at.into(),
            version: procedure.version,
            etag: None,
        }
    }
}

fn step(step: ProcedureStep) -> ProcedureStepView {
    ProcedureStepView {
        standard_time: step.standard_time(),
        ordinal: step.ordinal,
        activity: step.activity,
        role: step.role,
        inputs: step.inputs,
        output: step.output,
    }
}
