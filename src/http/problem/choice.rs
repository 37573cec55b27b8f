//! For whom an act can be done, where its doer must say.

use super::Problem;
use crate::domain::officer::MandateKind;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::workflow::Hat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One officer an act may be done for: `actingFor` says which.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HatChoice)]
pub struct Choice {
    pub officer_id: Uuid,
    /// E.g. `Ratna Wulandari`.
    pub name: Line<200>,
    /// E.g. `Kepala Bagian Kominfo dan Humas`.
    pub position_title: Line<200>,
    /// The role it would be done in.
    pub role: Role,
    /// By which kind of mandate; null: as oneself.
    pub kind: Option<MandateKind>,
}

impl Choice {
    /// None for who has no entry in the directory.
    pub fn of(hat: &Hat) -> Option<Self> {
        let post = hat.post.as_ref()?;
        Some(Self {
            officer_id: post.officer,
            name: post.name.clone(),
            position_title: post.position_title.clone(),
            role: hat.role,
            kind: hat.lent.as_ref().map(|lent| lent.kind),
        })
    }
}

impl Problem {
    /// For whom it can be done.
    pub fn choose(mut self, choices: Vec<Choice>) -> Self {
        self.named.get_or_insert_default().choices = choices;
        self
    }
}
