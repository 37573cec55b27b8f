//! How an exemption is shown.

use super::super::store::exemptions::{CaseRow, Exemption};
use super::WithdrawalView;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::mandates::{Acting, ActingFor, ActingPeople, acting_for};
use crate::features::officers::OfficerRef;

use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// *Informasi yang dikecualikan* (Law 14/2008): while it holds, nothing of this case is published.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Exemption)]
pub struct ExemptionView {
    pub id: Uuid,
    pub assignment_id: Uuid,
    /// E.g. `UU 14/2008 Pasal 17 huruf h`.
    pub statute: Line<300>,
    /// E.g. `Membuka data pribadi warga penerima bantuan`.
    pub consequence: Prose<4000>,
    pub until: Stamp,
    /// Whether it holds now.
    pub holds: bool,
    pub exempted_at: Stamp,
    pub exempted_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub exempted_by_acting: Option<Acting>,
    /// That it was lifted before its end; null: it was not.
    pub lifting: Option<WithdrawalView>,
    /// What you may do to it now.
    #[schema(max_items = 20)]
    pub allowed_actions: Vec<Act>,
    /// Which of these a mandate of yours has a part in, and for whom each can be done (`?actingFor=`).
    #[schema(max_items = 100)]
    pub acting_for: Vec<ActingFor>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// In a row of a list: the `ETag` that reading it by itself would give. Send it as `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
}

has_etag!(ExemptionView);

/// An exemption with its case and who acted.
pub struct ExemptionOf<'a> {
    pub row: &'a Exemption,
    pub case: &'a CaseRow,
    pub acting: &'a ActingPeople,
}

impl ExemptionOf<'_> {
    pub fn view(&self, actor: &Actor, now: Instant) -> ExemptionView {
        let (row, case, names) = (self.row.clone(), self.case, &actor.names);
        actor.shown.add(row.assignment_id, case.classification);
        let facts = Facts::of(case.state, case.assignee_id, Some(case.unit.clone()), Vec::new());
        let facts = Facts { over: !row.holds(now), ..facts };
        let lifted = row.lifted_at.zip(row.lift_reason.clone()).zip(row.lifted_by_id);
        ExemptionView {
            id: row.id,
            assignment_id: row.assignment_id,
            holds: row.holds(now),
            statute: row.statute,
            consequence: row.consequence,
            until: row.until.into(),
            exempted_at: row.exempted_at.into(),
            exempted_by: names.officer(row.exempted_by_id),
            exempted_by_acting: self.acting.by(row.exempted_by_mandate_id),
            lifting: lifted.map(|((at, reason), by)| WithdrawalView {
                at: at.into(),
                reason,
                by: names.officer(by),
                by_acting: self.acting.by(row.lifted_by_mandate_id),
            }),
            allowed_actions: workflow::allowed(Thing::Exemption, &actor.hats, &facts),
            acting_for: acting_for(Thing::Exemption, &actor.hats, &facts),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
            etag: None,
        }
    }
}
