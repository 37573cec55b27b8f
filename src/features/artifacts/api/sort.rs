//! *Memilah* by the hundred: many decisions in one request.

use super::super::select::{self, Sorted};
use super::super::store;
use super::requests::DecideSelection;
use super::view::ArtifactView;
use crate::domain::artifact::SelectionDecision;
use crate::domain::text::Prose;
use crate::http::answer::Answer;
use crate::http::extract::Body;
use crate::http::language::Language;
use crate::http::precondition::Expected;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem, ProblemBody};
use crate::http::query::Whole;
use crate::office::call::{Call, DryRun};
use actix_web::http::StatusCode;
use actix_web::post;
use deserr::Deserr;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// Decisions on many artifacts, of one assignment or of several.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct SortArtifacts {
    /// Each artifact once.
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<SortArtifact>,
    /// `true`: all or nothing.
    #[deserr(default)]
    #[schema(required = false, example = false)]
    pub atomic: bool,
}

/// One decision of many.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase")]
pub struct SortArtifact {
    /// The artifact.
    pub id: Uuid,
    /// null takes the decision back.
    #[schema(required = true)]
    decision: Option<SelectionDecision>,
    /// Required for RETURNED. E.g. `Kurang tajam`.
    #[deserr(default)]
    reason: Option<Prose<2000>>,
    /// The order among the selected; only with SELECTED.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 10000, example = 1)]
    rank: Option<Whole<1, 10000>>,
    /// Its `version` as last read: refuse if it has changed. Without it the decision is on whatever it has become.
    #[deserr(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 2147483647, example = 1)]
    version: Option<Whole<1, 2_147_483_647>>,
}

/// What came of every decision, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SortedArtifacts)]
struct SortedView {
    #[schema(min_items = 1, max_items = 200)]
    items: Vec<SortedOneView>,
}

/// What came of one decision: the artifact or the problem.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SortedArtifact)]
struct SortedOneView {
    id: Uuid,
    /// As the same decision alone would be answered: 200 when it was made.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    status: u16,
    /// The artifact as it now stands; null when it was refused.
    artifact: Option<ArtifactView>,
    /// Why it was refused; its pointers begin at the whole request.
    problem: Option<ProblemBody>,
}

/// Decide on many artifacts
///
/// *Memilah* with few calls: up to 200 decisions, each under the same rule as `…/selection`. By itself an item fails alone:
/// 207 with the status and the artifact or the problem of each, in the order of the request. With `atomic: true` it is all or
/// nothing: 200, or 409 BATCH_REFUSED whose `errors` point at every item that is in the way (`#/items/3/reason`). One
/// Idempotency-Key covers the whole. There is no `If-Match` for many: give the `version` of each.
#[utoipa::path(tag = "artifacts", params(DryRun), request_body = SortArtifacts,
    responses((status = 200, description = "With `atomic`: every decision was made", body = SortedView),
        (status = 207, description = "What came of each", body = SortedView)),
    security(("bearer" = ["SUBDIVISION_HEAD"])), extensions(("x-act" = json!("SELECT"))))]
#[post("/artifacts/_batch")]
pub(super) async fn sort_artifacts(call: Call, body: Body<SortArtifacts>) -> Result<Answer, Problem> {
    let Body { request, canonical } = body;
    let (language, base_url) = (Language::of(&call.request), call.app.config.base_url.clone());
    call.act(&canonical, async move |conn, doing| {
        if let Expected::Versions(_) = doing.expected {
            // Many have no ETag in common.
            return Err(Problem::new(Kind::PreconditionFailed));
        }
        let status = if request.atomic { StatusCode::OK } else { StatusCode::MULTI_STATUS };
        let Sorted { outcomes, cases } = select::sort_artifacts(conn, doing, request).await?;
        let decided: Vec<Uuid> = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(id, _)| *id).collect();
        let now = store::of_ids(conn, &doing.actor, &decided).await?;
        let mut views: HashMap<Uuid, ArtifactView> =
            now.into_iter().map(|whole| (whole.row.id, whole.view(&doing.actor, doing.now))).collect();
        let told = |(id, outcome): (Uuid, Result<(), Problem>)| SortedOneView {
            id,
            status: outcome.as_ref().err().map_or(StatusCode::OK, |problem| problem.kind.status()).as_u16(),
            artifact: views.remove(&id),
            problem: outcome.err().map(|problem| problem.body(language, &base_url, &doing.request_id)),
        };
        let view = SortedView { items: outcomes.into_iter().map(told).collect() };
        Ok(Answer { status, ..Answer::plain(&view).about(cases) })
    })
    .await
}

impl SortArtifacts {
    pub const MOST: usize = 200;

    /// What the items must be to one another; each by itself is asked when its turn comes.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        match self.items.len() {
            0 => faults.add(Place::Body("#/items".to_owned()), FaultKind::TooFew { min: 1 }),
            1..=Self::MOST => {}
            _ => faults.add(Place::Body("#/items".to_owned()), FaultKind::TooMany { max: Self::MOST }),
        }
        let mut seen = HashSet::new();
        for (index, item) in self.items.iter().enumerate().take(Self::MOST) {
            if !seen.insert(item.id) {
                faults.add(Place::Body(format!("#/items/{index}/id")), FaultKind::NotUnique);
            }
        }
        faults.none()
    }
}

impl SortArtifact {
    pub fn version(&self) -> Option<i32> {
        self.version.and_then(|version| i32::try_from(version.0).ok())
    }

    pub fn decision(self) -> DecideSelection {
        DecideSelection { decision: self.decision, reason: self.reason, rank: self.rank }
    }
}
