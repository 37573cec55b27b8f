//! How what was found is shown.

use super::requests::Kind;
use super::store::Piece;
use crate::domain::text::Line;
use crate::http::fields::Stamp;
use crate::http::paging::Count;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was found, kind by kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Search)]
pub struct SearchView {
    /// Each kind that is searched, also where nothing was found.
    #[schema(max_items = 5)]
    pub groups: Vec<GroupView>,
}

/// What was found of one kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchGroup)]
pub struct GroupView {
    pub kind: Kind,
    /// How many were found; `exact` is false where there are more.
    pub count: Count,
    /// The best of them first.
    #[schema(max_items = 20)]
    pub items: Vec<HitView>,
    /// The list of this kind, narrowed by the same words.
    #[schema(format = "uri", max_length = 4000, example = "http://127.0.0.1:8080/v1/assignments?q=panen+raya")]
    pub list: String,
}

/// One thing that was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SearchHit)]
pub struct HitView {
    pub id: Uuid,
    /// The title of an event or artifact; else the subject of the case. E.g. `Liputan Festival Panen Raya`.
    pub title: Line<300>,
    /// null where it has none.
    #[schema(max_length = 200, example = "7/PD/HUMAS/IX/2026")]
    pub register_number: Option<String>,
    /// The case it belongs to, or is; null of an event.
    pub assignment_id: Option<Uuid>,
    /// When an event starts; when all else was made.
    pub at: Stamp,
    /// Where it was found.
    #[schema(max_items = 200)]
    pub excerpt: Vec<Piece>,
}
