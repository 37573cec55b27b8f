//! How a publication is shown.

mod exemption;
mod month;
mod version;

pub use exemption::{ExemptionOf, ExemptionView};
pub use month::FreshnessView;
pub use version::VersionView;

use super::store::{Review, Whole};
use crate::domain::assignment::Classification;
use crate::domain::publication::{Freshness, PublicationState};
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::assignments::AssignmentRef;
use crate::features::mandates::{Acting, ActingFor, acting_for};
use crate::features::officers::OfficerRef;

use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is shown to the public of an accepted report. Withdrawn, it stays as the tombstone of what was shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Publication)]
pub struct PublicationView {
    pub id: Uuid,
    /// Its name in addresses: the same in every version, and never another's.
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    pub assignment: AssignmentRef,
    pub report_id: Uuid,
    pub draft_id: Uuid,
    pub state: PublicationState,
    /// null once it is withdrawn.
    pub freshness: Option<Freshness>,
    /// Who looks after it: the subdivision head of the case. null: there is none any more, it is the division head's.
    pub owner: Option<OfficerRef>,
    /// Whose case it is.
    #[schema(max_length = 50, example = "HUMAS")]
    pub unit: String,
    /// From when the public can read it.
    pub published_at: Stamp,
    pub published_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub published_by_acting: Option<Acting>,
    /// The version that stands; the others are at `…/versions`.
    pub content: VersionView,
    /// From when it is DUE.
    pub due_from: Stamp,
    /// By when it must be verified; from then on it is STALE.
    pub review_due_at: Stamp,
    /// From then on it is EXPIRED; null: it has no end.
    pub visible_until: Option<Stamp>,
    pub last_verified_at: Option<Stamp>,
    /// null: never since it was published.
    pub last_verification: Option<VerificationView>,
    /// null: it stands.
    pub withdrawal: Option<WithdrawalView>,
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

has_etag!(PublicationView);

/// That somebody looked whether it is still right.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Verification)]
pub struct VerificationView {
    pub at: Stamp,
    pub by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub by_acting: Option<Acting>,
    /// What was looked at. E.g. `Angka panen dan nama pejabat dicocokkan dengan dinas`.
    pub checked: Prose<2000>,
    /// Which version.
    #[schema(minimum = 1, example = 1)]
    pub content_number: i32,
    pub review_due_at: Stamp,
}

/// That it was taken back: when, why and by whom.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Withdrawal)]
pub struct WithdrawalView {
    pub at: Stamp,
    /// E.g. `Kegiatan ternyata ditunda`.
    pub reason: Prose<2000>,
    pub by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub by_acting: Option<Acting>,
}

impl Whole {
    pub fn facts(&self) -> Facts {
        // No act on a publication is the crew's.
        Facts {
            over: self.row.withdrawn_at.is_some(),
            guarded: self.case.classification != Classification::Ordinary,
            ..Facts::of(self.case.state, self.row.assignee_id, Some(self.row.unit.clone()), Vec::new())
        }
    }

    fn state(&self, now: Instant) -> PublicationState {
        match self.row.withdrawn_at {
            Some(_) => PublicationState::Withdrawn,
            None if now < self.row.publish_at => PublicationState::Scheduled,
            None => PublicationState::Published,
        }
    }

    fn withdrawal(&self, actor: &Actor) -> Option<WithdrawalView> {
        let row = &self.row;
        Some(WithdrawalView {
            at: row.withdrawn_at?.into(),
            reason: row.withdrawal_reason.clone()?,
            by: actor.names.officer(row.withdrawn_by_id?),
            by_acting: self.acting.by(row.withdrawn_by_mandate_id),
        })
    }

    pub fn view(&self, actor: &Actor, now: Instant) -> PublicationView {
        let (row, names) = (&self.row, &actor.names);
        actor.shown.add(row.assignment_id, self.case.classification);
        let verified = |review: &Review| {
            Some(VerificationView {
                at: review.at.into(),
                by: names.officer(review.by_id),
                by_acting: self.acting.by(review.by_mandate_id),
                checked: review.checked.clone()?,
                content_number: review.content_number,
                review_due_at: review.review_due_at.into(),
            })
        };
        PublicationView {
            id: row.id,
            slug: row.slug.clone(),
            assignment: AssignmentRef {
                id: row.assignment_id,
                register_number: self.case.register_number.clone(),
                subject: self.case.subject.clone(),
                state: self.case.state,
            },
            report_id: row.report_id,
            draft_id: row.draft_id,
            state: self.state(now),
            freshness: row.freshness(now),
            owner: (!self.is_left).then(|| names.officer(row.assignee_id)),
            unit: row.unit.clone(),
            published_at: row.publish_at.into(),
            published_by: names.officer(row.published_by_id),
            published_by_acting: self.acting.by(row.published_by_mandate_id),
            content: self.content.view(row.content_number, names, &self.acting),
            due_from: row.due_from.into(),
            review_due_at: row.review_due_at.into(),
            visible_until: row.visible_until.map(Stamp),
            last_verified_at: row.last_verified_at.map(Stamp),
            last_verification: verified(&self.review),
            withdrawal: self.withdrawal(actor),
            allowed_actions: workflow::allowed(Thing::Publication, &actor.hats, &self.facts()),
            acting_for: acting_for(Thing::Publication, &actor.hats, &self.facts()),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
            etag: None,
        }
    }
}
