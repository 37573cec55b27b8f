//! How a portal is shown.

use super::store::Portal;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who shows what the office publishes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Portal)]
pub struct PortalView {
    pub id: Uuid,
    /// E.g. `Portal Kabupaten`.
    pub name: Line<200>,
    /// The client whose tokens tell what it shows.
    pub client_id: Uuid,
    /// Its front page.
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id")]
    pub address: Option<Line<1000>>,
    /// An inactive one tells nothing, and nothing is waited for from it.
    pub active: bool,
    /// The subject of the ADMIN who entered it.
    #[schema(max_length = 255, example = "admin")]
    pub created_by: String,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(PortalView);

/// A portal in short, where something else refers to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PortalRef {
    pub id: Uuid,
    /// E.g. `Portal Kabupaten`.
    pub name: Line<200>,
    pub active: bool,
}

impl Portal {
    pub fn view(&self) -> PortalView {
        PortalView {
            id: self.id,
            name: self.name.clone(),
            client_id: self.client_id,
            address: self.address.clone(),
            active: self.active,
            created_by: self.created_by.clone(),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
            version: self.version,
            etag: None,
        }
    }
}
