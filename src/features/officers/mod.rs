//! Officers.

use crate::domain::text::Line;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An officer in short, where something else refers to one.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfficerRef {
    pub id: Uuid,
    #[schema(example = "Siti Aminah")]
    pub name: Line<200>,
    #[schema(example = "Staf Sub Bagian Humas")]
    pub position_title: Line<200>,
}
