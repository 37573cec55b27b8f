//! How it is shown what portals show.

use super::requests::Standing;
use super::store::Shown;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::portals::PortalRef;
use crate::http::fields::Stamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a portal shows of a publication, as it told last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicationReceipt)]
pub struct ReceiptView {
    pub publication: ReceiptOf,
    pub portal: PortalRef,
    pub standing: Standing,
    /// Since when it is so: since it is shown, or should not be shown any more, or is removed; SILENT: since it could have been shown.
    pub since: Stamp,
    /// The version that it shows, or showed last; null: it has told nothing, as in the next members.
    #[schema(minimum = 1, example = 1)]
    pub version: Option<i32>,
    /// Where.
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id/berita/panen-raya")]
    pub address: Option<Line<1000>>,
    pub shown_at: Option<Stamp>,
    pub removed_at: Option<Stamp>,
    pub told_at: Option<Stamp>,
}

/// The publication in short.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptOf {
    pub id: Uuid,
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    /// The version that stands.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
    /// null: it stands.
    pub withdrawn_at: Option<Stamp>,
}

impl Shown {
    fn since(&self) -> Instant {
        let could = self.of.publish_at.max(self.from.created_at);
        let Some(receipt) = &self.receipt else { return could };
        match self.standing() {
            Standing::Silent => None,
            Standing::Removed => receipt.removed_at,
            Standing::Withdrawn => self.of.withdrawn_at,
            Standing::Superseded => receipt.outdated_since,
            Standing::Current => receipt.shown_at,
        }
        .unwrap_or(could)
    }

    pub fn view(&self) -> ReceiptView {
        let receipt = self.receipt.as_ref();
        ReceiptView {
            publication: ReceiptOf {
                id: self.of.id,
                slug: self.of.slug.clone(),
                version: self.of.content_number,
                withdrawn_at: self.of.withdrawn_at.map(Stamp),
            },
            portal: PortalRef { id: self.from.id, name: self.from.name.clone(), active: self.from.active },
            standing: self.standing(),
            since: self.since().into(),
            version: receipt.map(|receipt| receipt.number),
            address: receipt.and_then(|receipt| receipt.address.clone()),
            shown_at: receipt.and_then(|receipt| receipt.shown_at).map(Stamp),
            removed_at: receipt.and_then(|receipt| receipt.removed_at).map(Stamp),
            told_at: receipt.map(|receipt| receipt.told_at.into()),
        }
    }
}
