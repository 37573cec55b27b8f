//! How an event is shown.

use super::requests::Invitation;
use super::store::AgendaItem;
use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::text::{Line, Prose};
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::position::PositionView;
use crate::http::row::has_etag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An event on the work agenda.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItem)]
pub struct AgendaItemView {
    pub id: Uuid,
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    /// E.g. `Festival panen tahunan kabupaten`.
    pub description: Option<Prose<4000>>,
    pub starts_at: Stamp,
    /// null: until finished (*sampai selesai*).
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    pub venue: Option<Line<300>>,
    /// Where the venue is: pictures taken more than 5 km from it are flagged.
    pub venue_position: Option<PositionView>,
    /// Kemendagri region code. E.g. `33.13.01.2001`.
    pub region_code: Option<Line<13>>,
    /// Who holds the event: an OPD or another body. E.g. `Dinas Pertanian`.
    pub organiser: Option<Line<200>>,
    /// Officials expected.
    #[schema(max_items = 100, example = json!(["Bupati"]))]
    pub attendees: Vec<Line<200>>,
    pub attendance: Option<Attendance>,
    pub certainty: Certainty,
    /// E.g. `Batik`.
    pub dress_code: Option<Line<100>>,
    /// E.g. `Protokol, ext. 12`.
    pub contact: Option<Line<200>>,
    pub invitation: Option<Invitation>,
    /// E.g. `Bawa lensa tele`.
    pub notes: Option<Prose<4000>>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
    /// In a row of a list with `q`: where the words were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub excerpt: Option<Vec<Piece>>,
}

has_etag!(AgendaItemView);

/// An event in short, where something else refers to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaItemRef {
    pub id: Uuid,
    /// E.g. `Festival Panen Raya`.
    pub title: Line<300>,
    pub starts_at: Stamp,
    pub ends_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    pub venue: Option<Line<300>>,
    /// Nobody is sent to a CANCELLED event; for a POSTPONED one work may be prepared.
    pub certainty: Certainty,
    /// When its time, place or certainty last changed, if it is another than when the order was given: the assignment, or the
    /// disposition that shows it.
    pub changed_at: Option<Stamp>,
    /// What it was when the order was given; null if it is still that.
    pub previous: Option<EventBefore>,
}

/// What an event was.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventBefore {
    pub starts_at: Stamp,
    pub ends_at: Option<Stamp>,
    /// E.g. `Pendopo`.
    pub venue: Option<Line<300>>,
    pub certainty: Certainty,
}

impl AgendaItem {
    pub fn view(&self) -> AgendaItemView {
        let (item, venue_position) = (self.clone(), self.venue_position());
        AgendaItemView {
            id: item.id,
            title: item.title,
            description: item.description,
            starts_at: item.starts_at.into(),
            ends_at: item.ends_at.map(Into::into),
            venue: item.venue,
            venue_position,
            region_code: item.region_code,
            organiser: item.organiser,
            attendees: item.attendees,
            attendance: item.attendance,
            certainty: item.certainty,
            dress_code: item.dress_code,
            contact: item.contact,
            invitation: item.invitation.map(|json| json.0),
            notes: item.notes,
            created_at: item.created_at.into(),
            updated_at: item.updated_at.into(),
            version: item.version,
            etag: None,
            excerpt: None,
        }
    }
}
