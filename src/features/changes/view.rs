//! How changes are shown.

use super::requests::Position;
use super::store::Change;
use crate::domain::digest::Digest;
use crate::domain::publication::Freshness;
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::paging::Seal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Changes)]
pub struct ChangesView {
    /// In the order in which they are told; empty where there is nothing new.
    #[schema(max_items = 200)]
    pub items: Vec<ChangeView>,
    /// Where to go on: send it as `after`, now or in a year.
    #[schema(max_length = 100, pattern = "^[A-Za-z0-9_-]+$", example = "AAAAAAAAAEJ2c2lYd0ZqQzRzVnR4dGhFdA")]
    pub after: String,
    /// Whether there is more already: ask on at once.
    pub has_more: bool,
}

/// That something befell a publication. What is told of the publication is how it is now: whoever catches up need not show what
/// was true in between.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Change)]
pub struct ChangeView {
    /// Its place: sent as `after` it leads to what comes behind it.
    #[schema(max_length = 100, pattern = "^[A-Za-z0-9_-]+$", example = "AAAAAAAAAEJ2c2lYd0ZqQzRzVnR4dGhFdA")]
    pub position: String,
    /// `publication.published`, `.appeared` (at its scheduled time), `.corrected`, `.verified`, `.due`, `.stale`, `.expired`,
    /// `.picture-withdrawn` or `.withdrawn`.
    #[schema(max_length = 100, example = "publication.published")]
    pub r#type: String,
    /// Of the publication.
    pub id: Uuid,
    /// Its name in addresses: the same in every version, and never another's.
    #[schema(max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "panen-raya-dibuka-bupati")]
    pub slug: String,
    /// When it was done, or came about.
    pub at: Stamp,
    /// The version that stands.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// SHA-256 of what the public reads of that version; files that were withdrawn since stay in it, and are told by a change of their own.
    pub content_digest: Digest,
    /// null once it is withdrawn.
    pub freshness: Option<Freshness>,
    /// That it is withdrawn, and to be shown no more; null: it stands.
    pub withdrawn: Option<Tombstone>,
    /// Of `publication.picture-withdrawn`: the file, which is to be shown no more.
    pub withdrawn_medium: Option<MediumTombstone>,
    /// Where it is read; withdrawn, it answers there what it was and why it is gone.
    #[schema(
        format = "uri",
        max_length = 1000,
        example = "https://pubdok.example/v1/public/publications/panen-raya-dibuka-bupati"
    )]
    pub url: String,
}

/// When it was withdrawn, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tombstone {
    pub at: Stamp,
    /// For the public. E.g. `Kegiatan ternyata ditunda`.
    pub reason: Prose<2000>,
}

/// A file that was withdrawn: which, when, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediumTombstone {
    pub sha256: Digest,
    pub at: Stamp,
    /// E.g. `Permintaan keluarga`.
    pub reason: Prose<2000>,
}

impl Change {
    pub fn view(&self, base_url: &str, seal: &Seal, now: Instant) -> ChangeView {
        let (told, thing) = (&self.told, &self.thing);
        let medium = |(sha256, reason): &(Digest, String)| MediumTombstone {
            sha256: *sha256,
            at: told.received_at.max(thing.publish_at).into(),
            reason: Prose::kept(reason),
        };
        ChangeView {
            position: Position(told.seq).sealed(seal),
            r#type: told.kind.clone(),
            id: thing.id,
            slug: thing.slug.clone(),
            at: told.at.into(),
            version: thing.content_number,
            content_digest: thing.content_digest,
            freshness: thing.withdrawn.is_none().then(|| thing.terms.freshness(now)),
            withdrawn: thing.withdrawn.clone().map(|(at, reason)| Tombstone { at: at.into(), reason }),
            withdrawn_medium: told.picture.as_ref().map(medium),
            // Who has its case in sight reads all of it.
            url: match thing.is_seen {
                true => format!("{base_url}/v1/publications/{}", thing.id),
                false => format!("{base_url}/v1/public/publications/{}", thing.slug),
            },
        }
    }
}
