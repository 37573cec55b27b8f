//! How an artifact is shown.

mod reference;
mod take_down;

pub use reference::ArtifactRef;
pub use take_down::TakeDownView;

use super::store::{Artifact, ContentVersion, Whole};
use crate::domain::artifact::{ArtifactKind, PublicGate, SelectionDecision, public_gates};
use crate::domain::digest::Digest;
use crate::domain::picture::{self, ArtifactFlag, NoCopies};
use crate::domain::text::{Line, Prose};
use crate::domain::text_encoding::TextEncoding;
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::mandates::{Acting, ActingFor, acting_for};
use crate::features::officers::OfficerRef;
use crate::features::pictures::store::Picture;
use crate::features::pictures::{CaptureView, PosterView, no_copies};
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use crate::office::names::Names;
use crate::pictures;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What staff bring back: a file (`content`) or a text (`draft`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Artifact)]
pub struct ArtifactView {
    pub id: Uuid,
    pub assignment_id: Uuid,
    /// The officer who sent it.
    pub sender_id: Uuid,
    pub sender: OfficerRef,
    /// Who did so in person, if by mandate.
    pub sender_acting: Option<Acting>,
    pub kind: ArtifactKind,
    /// E.g. `Bupati membuka panen raya`.
    pub title: Line<300>,
    /// E.g. `Bupati memotong padi pertama di alun-alun, Rabu (30/9).`.
    pub caption: Option<Prose<2000>>,
    /// Who made it. E.g. `Siti Aminah`.
    pub byline: Option<Line<200>>,
    /// E.g. `Humas Setda`.
    pub credit: Option<Line<200>>,
    /// E.g. `Pemerintah Kabupaten`.
    pub copyright: Option<Line<200>>,
    pub taken_at: Option<Stamp>,
    /// E.g. `Alun-alun Kabupaten`.
    pub location_shown: Option<Line<300>>,
    #[schema(max_items = 50, example = json!(["panen", "pertanian"]))]
    pub keywords: Vec<Line<100>>,
    /// For those who cannot see it; needed before an image is published. E.g. `Bupati memegang seikat padi di depan tenda`.
    pub alt_text: Option<Prose<250>>,
    #[schema(max_items = 50, example = json!(["Bupati"]))]
    pub persons_shown: Vec<Line<200>>,
    /// Whether children are in it; null: nobody has said.
    pub children_shown: Option<bool>,
    /// Basis of processing personal data (Law 27/2022). E.g. `Pelaksanaan tugas pelayanan publik`.
    pub lawful_basis: Option<Line<300>>,
    /// Where consent is kept; needed before children are published. E.g. `IZIN/12/2026`.
    pub consent_ref: Option<Line<200>>,
    /// Not to be published before.
    pub embargo_until: Option<Stamp>,
    /// The text of a WEBSITE_DRAFT or PRESS_RELEASE; null for a file.
    pub draft: Option<DraftView>,
    /// The current content of a file; null for a draft.
    pub content: Option<ContentVersionView>,
    /// The picture that stands for a video or a document; null: none was attached.
    pub poster: Option<PosterView>,
    /// What does not fit the event: TAKEN_OUTSIDE_EVENT, when `takenAt` is more than 2 hours before its start or after its end
    /// (without an end: 12 hours after its start); TAKEN_ELSEWHERE, when the camera was more than 5 km from `venuePosition`. And what
    /// was said of the file: LABEL_DIFFERS, when its bytes are of another type than its sender or its name called it.
    /// ENDS_EARLY, when a picture was cut off on its way: it is kept, and copies show what is there of it.
    /// For whoever selects to look at; it refuses nothing.
    #[schema(max_items = 10)]
    pub flags: Vec<ArtifactFlag>,
    /// *Memilah*: what the subdivision head decided; null: not yet.
    pub selection: Option<SelectionView>,
    /// Not to be shown to the public, whatever else is said; null: it is not taken down.
    pub take_down: Option<TakeDownView>,
    /// What stands between it and the public now; empty: it may be published.
    #[schema(max_items = 8, example = json!(["NOT_SELECTED", "CHILDREN_UNSAID"]))]
    pub public_gates: Vec<PublicGate>,
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
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
    /// In a row of `/v1/artifacts` with `q`: where the words were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub excerpt: Option<Vec<Piece>>,
}

has_etag!(ArtifactView);

/// The text of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// E.g. `Panen Raya Dibuka Bupati`.
    pub headline: Line<300>,
    /// The first lines, for lists. E.g. `Panen raya tahun ini naik dua belas persen.`.
    pub excerpt: Option<Prose<1000>>,
    /// null where the artifact is embedded in its assignment (`expand`), and in the answer of `_batch`: read it by itself, or in the list. E.g. `Panen raya dibuka Bupati di alun-alun, Rabu pagi.`.
    pub content: Option<Prose<100_000>>,
}

/// One content a file has or had; a new upload is a new version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContentVersion)]
pub struct ContentVersionView {
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    pub sha256: Digest,
    /// As found in the bytes.
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: String,
    /// Bytes.
    #[schema(minimum = 1, maximum = 4294967296_i64, example = 482113)]
    pub size: i64,
    /// As sent, cleaned.
    #[schema(max_length = 255, example = "IMG_0231.jpg")]
    pub file_name: Option<String>,
    pub uploaded_by_id: Uuid,
    pub uploaded_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub uploaded_by_acting: Option<Acting>,
    pub uploaded_at: Stamp,
    /// How a text is written; null for what is none, and where its bytes do not tell. It is kept as it came.
    pub encoding: Option<TextEncoding>,
    /// Why no smaller copies are made of a picture; null: nothing is known against them (some is only once one is asked for), or it is none.
    pub no_copies: Option<NoCopies>,
    /// What a picture says of itself; null for what is none, or tells not even its size (it still fills `takenAt` and the like).
    pub capture: Option<CaptureView>,
}

/// The subdivision head's decision on an artifact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Selection)]
pub struct SelectionView {
    pub decision: SelectionDecision,
    /// E.g. `Kurang tajam`.
    pub reason: Option<Prose<2000>>,
    /// The order among the selected.
    #[schema(minimum = 1, maximum = 10000, example = 1)]
    pub rank: Option<i32>,
    pub by_id: Uuid,
    pub by: OfficerRef,
    /// Who decided in person, if by mandate.
    pub by_acting: Option<Acting>,
    pub at: Stamp,
}

impl Artifact {
    fn draft(&self) -> Option<DraftView> {
        Some(DraftView { headline: self.headline.clone()?, excerpt: self.excerpt.clone(), content: self.content.clone() })
    }

    fn selection(&self, names: &Names, by_acting: Option<Acting>) -> Option<SelectionView> {
        Some(SelectionView {
            decision: self.decision?,
            reason: self.decision_reason.clone(),
            rank: self.decision_rank,
            by_id: self.decided_by_id?,
            by: names.officer(self.decided_by_id?),
            by_acting,
            at: self.decided_at?.into(),
        })
    }

    /// What the workflow asks of an artifact, added to what it asks of its case.
    pub fn facts(&self, case: Facts, content: Option<&ContentVersion>, poster: bool) -> Facts {
        let selected = self.decision == Some(SelectionDecision::Selected);
        let depicted = content.is_some_and(|content| pictures::is_decodable(&content.media_type));
        Facts { sender: Some(self.sender_id), selected, draft: self.kind.is_draft(), depicted, poster, ..case }
    }

    /// By itself, without what is known only of the whole: `takeDown`, `publicGates` and who did what by mandate.
    pub fn view(&self, names: &Names, content: Option<ContentVersionView>, allowed_actions: Vec<Act>) -> ArtifactView {
        let row = self.clone();
        ArtifactView {
            draft: row.draft(),
            content,
            poster: None,
            flags: Vec::new(),
            selection: row.selection(names, None),
            take_down: None,
            public_gates: Vec::new(),
            allowed_actions,
            acting_for: Vec::new(),
            id: row.id,
            assignment_id: row.assignment_id,
            sender_id: row.sender_id,
            sender: names.officer(row.sender_id),
            sender_acting: None,
            kind: row.kind,
            title: row.title,
            caption: row.caption,
            byline: row.byline,
            credit: row.credit,
            copyright: row.copyright,
            taken_at: row.taken_at.map(Stamp),
            location_shown: row.location_shown,
            keywords: row.keywords,
            alt_text: row.alt_text,
            persons_shown: row.persons_shown,
            children_shown: row.children_shown,
            lawful_basis: row.lawful_basis,
            consent_ref: row.consent_ref,
            embargo_until: row.embargo_until.map(Stamp),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
            etag: None,
            excerpt: None,
        }
    }
}

impl ContentVersion {
    /// What does not fit between a content and what was said of it.
    fn flags(&self) -> Vec<ArtifactFlag> {
        picture::file_flags(self.label_differs, self.ends_early)
    }

    pub fn view(&self, names: &Names, acting: Option<Acting>, picture: Option<&Picture>) -> ContentVersionView {
        ContentVersionView {
            number: self.number,
            sha256: self.sha256,
            media_type: self.media_type.clone(),
            size: self.size,
            file_name: self.file_name.clone(),
            uploaded_by_id: self.uploaded_by_id,
            uploaded_by: names.officer(self.uploaded_by_id),
            uploaded_by_acting: acting,
            uploaded_at: self.uploaded_at.into(),
            encoding: self.encoding,
            no_copies: no_copies(&self.media_type, self.size.unsigned_abs(), picture),
            capture: picture.map(Picture::view),
        }
    }
}

impl Whole {
    pub fn facts(&self) -> Facts {
        let case = Facts::of(self.case.state, self.case.assignee_id, Some(self.case.register_unit.clone()), self.crew.clone());
        let facts = self.row.facts(case, self.content.as_ref(), self.poster.is_some());
        Facts { taken_down: self.take_down.is_some(), ..facts }
    }

    pub fn view(&self, actor: &Actor, now: Instant) -> ArtifactView {
        actor.shown.add(self.row.assignment_id, self.case.classification);
        let (names, by) = (&actor.names, self.by.clone());
        let content = self.content.as_ref().map(|content| content.view(names, by.uploaded, self.picture.as_ref()));
        let facts = self.facts();
        let allowed = workflow::allowed(Thing::Artifact, &actor.hats, &facts);
        ArtifactView {
            sender_acting: by.sent,
            poster: self.poster.as_ref().map(|poster| poster.view(names, by.attached_poster)),
            flags: self.flags(),
            take_down: self.take_down.as_ref().map(|take_down| take_down.view(names, by.took_down)),
            public_gates: public_gates(&self.exposure(now)),
            selection: self.row.selection(names, self.acting.clone()),
            acting_for: acting_for(Thing::Artifact, &actor.hats, &facts),
            ..self.row.view(names, content, allowed)
        }
    }

    /// What of it does not fit the event, or what was said of it.
    pub fn flags(&self) -> Vec<ArtifactFlag> {
        // When a text was written says nothing of the event.
        let taken_at = self.row.taken_at.filter(|_| !self.row.kind.is_draft());
        let position = self.picture.as_ref().and_then(Picture::position);
        let mut flags = picture::flags(taken_at, position, &self.event.happening());
        flags.extend(self.content.as_ref().map(ContentVersion::flags).unwrap_or_default());
        flags
    }
}
