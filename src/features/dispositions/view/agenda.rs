//! *Agenda kegiatan* as it is shown: with people by name and channels in words.

use super::super::requests::{ActivityAgenda, ScheduleEntry};
use crate::domain::text::{Line, Prose};
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::{CodeLabel, Names};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// *Agenda kegiatan*: who covers what, when. Source material is on the assignment, as artifacts of that kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ActivityAgenda)]
pub struct ActivityAgendaView {
    /// E.g. `Angle: petani muda dan hasil panen`.
    pub brief: Option<Prose<4000>>,
    #[schema(max_items = 100)]
    pub schedule: Vec<PlannedView>,
    #[schema(max_items = 20, example = json!(["WEBSITE", "INSTAGRAM"]))]
    pub channels: Vec<Line<50>>,
    /// The same in words.
    #[schema(max_items = 20)]
    pub channel_labels: Vec<CodeLabel>,
}

/// One entry of the schedule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedView {
    pub at: Stamp,
    /// E.g. `Penyerahan bantuan di panggung utama`.
    pub activity: Line<300>,
    /// One of the recipients.
    pub officer_id: Option<Uuid>,
    pub officer: Option<OfficerRef>,
}

pub fn agenda(agenda: ActivityAgenda, names: &Names) -> ActivityAgendaView {
    let planned = |ScheduleEntry { at, activity, officer_id }| PlannedView {
        at,
        activity,
        officer_id,
        officer: officer_id.map(|id| names.officer(id)),
    };
    ActivityAgendaView {
        brief: agenda.brief,
        schedule: agenda.schedule.into_iter().map(planned).collect(),
        channel_labels: names.channels(&agenda.channels),
        channels: agenda.channels,
    }
}
