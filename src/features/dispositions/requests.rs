//! What can be asked of dispositions.

mod filter;

pub use filter::DispositionFilter;

use crate::domain::disposition::{Duty, RecipientKind};
use crate::domain::text::{Line, Prose};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Step 2 of the SOP: carry it out.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Dispatch {
    /// At least one ACTION recipient, each active staff with a duty.
    #[schema(min_items = 1, max_items = 50)]
    pub recipients: Vec<DispatchRecipient>,
    /// *Isi disposisi*: codes of /v1/settings/instructions.
    #[schema(min_items = 1, max_items = 20, example = json!(["DOCUMENT", "WRITE_ARTICLE"]))]
    pub instructions: Vec<Line<50>>,
    /// E.g. `Koordinasi dengan protokol`.
    #[deserr(default)]
    pub note: Option<Prose<4000>>,
    /// What the coverage should tell. E.g. `Angle: petani muda dan hasil panen`.
    #[deserr(default)]
    pub brief: Option<Prose<4000>>,
    /// Channels wanted.
    #[deserr(default)]
    #[schema(required = false, max_items = 20, example = json!(["WEBSITE", "INSTAGRAM"]))]
    pub channels: Vec<Line<50>>,
    /// Who covers what, when.
    #[deserr(default)]
    #[schema(required = false, max_items = 100)]
    pub schedule: Vec<ScheduleEntry>,
    /// The disposition this one continues; the assignment's first when left out.
    #[deserr(default)]
    pub parent_id: Option<Uuid>,
}

/// *Agenda kegiatan*: who covers what, when. Source material is on the assignment, as artifacts of that kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityAgenda {
    pub brief: Option<Prose<4000>>,
    pub schedule: Vec<ScheduleEntry>,
    pub channels: Vec<Line<50>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleEntry {
    pub at: Stamp,
    /// E.g. `Penyerahan bantuan di panggung utama`.
    pub activity: Line<300>,
    /// One of the recipients.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct DispatchRecipient {
    pub officer_id: Uuid,
    pub kind: RecipientKind,
    /// Required for ACTION.
    #[deserr(default)]
    pub duty: Option<Duty>,
}

/// Nothing but the act.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Acknowledge {}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Complete {
    /// The results in a sentence or two. E.g. `24 foto, satu siaran pers dan satu draf artikel`.
    #[deserr(default)]
    pub note: Option<Prose<4000>>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Recall {
    /// E.g. `Salah alamat`.
    pub reason: Prose<2000>,
    /// From this recipient alone; from every one who has not read it when left out.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct Release {
    /// An ACTION recipient who has not completed this disposition.
    pub officer_id: Uuid,
    /// E.g. `Pindah tugas ke kecamatan`.
    pub reason: Prose<4000>,
}

#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct ReturnWork {
    /// An ACTION recipient who completed this disposition.
    pub officer_id: Uuid,
    /// E.g. `Foto penyerahan bantuan belum ada`.
    pub reason: Prose<4000>,
}
