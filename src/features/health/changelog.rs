//! What changed from one release to the next.

use super::bilingual::Bilingual;
use crate::domain::text::Line;
use crate::http::answer::Answer;
use actix_web::get;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use utoipa::ToSchema;

/// What changed, release by release, the latest first.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Changelog {
    #[schema(max_items = 1000)]
    pub releases: Vec<ApiRelease>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiRelease {
    /// By Semantic Versioning: below 1.0 the second number is raised for what breaks a client.
    #[schema(max_length = 30, example = "0.1.0")]
    pub version: String,
    /// null: not released yet.
    pub released_on: Option<NaiveDate>,
    #[schema(max_items = 1000)]
    pub changes: Vec<ChangeToApi>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangeToApi {
    pub kind: ChangeKind,
    pub text: Bilingual,
    /// What is new by it: operations, parameters, members and values.
    #[schema(max_items = 1000, example = json!(["GET /v1/search", "InboxDue.etag"]))]
    pub adds: Vec<Line<300>>,
    /// What it breaks, operation by operation and member by member.
    #[schema(max_items = 1000, example = json!([]))]
    pub breaks: Vec<Line<300>>,
    /// Why it had to be, where it breaks anything.
    #[schema(max_length = 2000, example = "The member never told what its name said.")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ChangeKind {
    Added,
    Changed,
    Mended,
    Removed,
}

static CHANGELOG: LazyLock<Changelog> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../openapi/changelog.json")).unwrap_or_default());

/// Read what changed
///
/// From release to release: what was added, changed, mended or removed, and what of it breaks a client. The same as
/// `openapi/changelog.json` in the source.
#[utoipa::path(tag = "health", responses((status = 200, description = "What changed", body = Changelog)))]
#[get("/changelog")]
pub async fn read_changelog() -> Answer {
    Answer::plain(&*CHANGELOG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_of_this_version() {
        assert!(CHANGELOG.releases.iter().any(|release| release.version == env!("CARGO_PKG_VERSION")));
    }
}
