//! Who acted, where something was done by mandate: the one shape in which every view tells it.

use crate::db::Connection;
use crate::db::schema::{mandates, officers};
use crate::domain::officer::MandateKind;
use crate::domain::text::Line;
use crate::features::officers::OfficerRef;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;
use uuid::Uuid;

/// Who did it in person, by which mandate (*Plt.*, *Plh.*): it stands beside the officer whose post it was done for.
///
/// Submitted reports hold it for good: a member added later must be optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Acting {
    pub officer: OfficerRef,
    pub kind: MandateKind,
    /// E.g. `800.1.3/114/2026`.
    pub decree_number: Line<100>,
    pub mandate_id: Uuid,
}

/// Those who acted by some mandates, by mandate.
#[derive(Debug, Clone, Default)]
pub struct ActingPeople(HashMap<Uuid, Acting>);

impl ActingPeople {
    /// None of what one did for oneself.
    pub fn by(&self, mandate: Option<Uuid>) -> Option<Acting> {
        self.0.get(&mandate?).cloned()
    }
}

/// Who acted by these mandates; nothing is asked where nobody acted for another, as nearly always.
pub async fn acting(conn: &mut Connection, by: impl IntoIterator<Item = Option<Uuid>>) -> QueryResult<ActingPeople> {
    let by: BTreeSet<Uuid> = by.into_iter().flatten().collect();
    if by.is_empty() {
        return Ok(ActingPeople::default());
    }
    let found: Vec<(Uuid, MandateKind, Line<100>, OfficerRef)> = mandates::table
        .inner_join(officers::table.on(officers::id.eq(mandates::holder_id)))
        .filter(mandates::id.eq_any(by))
        .select((mandates::id, mandates::kind, mandates::decree_number, OfficerRef::as_select()))
        .load(conn)
        .await?;
    let told = |(mandate_id, kind, decree_number, officer)| (mandate_id, Acting { officer, kind, decree_number, mandate_id });
    Ok(ActingPeople(found.into_iter().map(told).collect()))
}
