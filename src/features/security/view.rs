//! How a security event is shown.

use super::store::Event;
use crate::domain::security::SecurityEventKind;
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::office::names::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A refusal, or a reading that the journal does not tell of. Never a token, a query, or what was sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecurityEvent)]
pub struct EventView {
    /// The order of writing.
    #[schema(minimum = 1, maximum = 9007199254740991_i64, example = 17)]
    pub id: i64,
    pub kind: SecurityEventKind,
    /// The token's subject; null where none was proven.
    #[schema(max_length = 255, example = "staf-1")]
    pub subject: Option<String>,
    /// Their entry in the directory; null where none was found or none is active.
    pub officer_id: Option<Uuid>,
    pub officer: Option<OfficerRef>,
    #[schema(max_length = 20, example = "GET")]
    pub method: String,
    /// Without the query.
    #[schema(max_length = 500, example = "/v1/assignments/01990d2c-6f5e-7c3a-9d1f-0242ac120002")]
    pub path: String,
    #[schema(minimum = 100, maximum = 599, example = 404)]
    pub status: i16,
    /// The classified cases that were shown.
    #[schema(max_items = 10000)]
    pub assignment_ids: Vec<Uuid>,
    /// Where the request came from; behind a proxy, the proxy unless it is trusted.
    #[schema(max_length = 100, example = "10.20.30.40")]
    pub address: Option<String>,
    #[schema(max_length = 64, example = "01a2087e-09f0-7650-98da-c16c4396ba52")]
    pub request_id: String,
    pub at: Stamp,
}

impl Event {
    pub fn view(self, names: &Names) -> EventView {
        let event = self;
        EventView {
            id: event.id,
            kind: event.kind,
            subject: event.subject,
            officer_id: event.officer_id,
            officer: event.officer_id.map(|id| names.officer(id)),
            method: event.method,
            path: event.path,
            status: event.status,
            assignment_ids: event.assignment_ids,
            address: event.address,
            request_id: event.request_id,
            at: event.at.into(),
        }
    }
}
