//! What is to be published: put together, and held against every gate at once.

use super::requests::{Channel, ChosenMedium};
use super::store::contents::{Medium, Version, VersionRow};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::domain::artifact::{Exposure, PublicGate, public_gates};
use crate::domain::digest::Digest;
use crate::domain::publication::{ContentLanguage, InformationClass};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{Line, Prose};
use crate::domain::time::Instant;
use crate::domain::workflow::{Gate, Hat, Unmet};
use crate::features::artifacts::store::{self as artifacts, Texts, Whole as Artifact};
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What the public is to read.
#[derive(Debug)]
pub struct Content {
    pub information_class: InformationClass,
    pub headline: Line<300>,
    pub excerpt: Option<Prose<1000>>,
    pub body: StructuredText,
    pub language: ContentLanguage,
    pub tags: Vec<Line<100>>,
    pub channels: Vec<Channel>,
    pub lawful_basis: Option<Line<300>>,
    pub as_accepted: bool,
    pub media: Vec<Medium>,
}

/// What stands against it: of the request, and of the things it names.
#[derive(Debug, Default)]
pub struct Against {
    pub faults: Faults,
    pub unmet: Vec<Unmet>,
}

impl Against {
    fn gate(&mut self, gate: Gate, pointer: &str, about: Uuid) {
        self.unmet.push(Unmet::at(gate, pointer).about(about));
    }

    /// Each lack of one artifact; that its case is guarded is told once, of the case.
    fn exposed(&mut self, exposure: &Exposure, pointer: &str, artifact: Uuid) {
        for lack in public_gates(exposure) {
            let gate = match lack {
                PublicGate::Classification => continue,
                PublicGate::NotSelected => Gate::ArtifactNotSelected,
                PublicGate::TakenDown => Gate::ArtifactTakenDown,
                PublicGate::Embargoed => Gate::Embargoed,
                PublicGate::AltTextMissing => Gate::AltTextMissing,
                PublicGate::LawfulBasisMissing => Gate::LawfulBasisMissing,
                PublicGate::ChildrenUnsaid => Gate::ChildrenUnsaid,
                PublicGate::ConsentMissing => Gate::ConsentMissing,
            };
            self.gate(gate, pointer, artifact);
        }
    }

    /// EXEMPT is no class that anything is published in.
    pub fn class(&mut self, class: InformationClass) {
        if class == InformationClass::Exempt {
            self.unmet.push(Unmet::at(Gate::InformationExempt, "#/informationClass").about(class));
        }
    }

    pub fn tags(&mut self, tags: &[Line<100>]) {
        let mut seen = HashSet::new();
        for (at, _) in tags.iter().enumerate().filter(|(_, tag)| !seen.insert(tag.to_lowercase())) {
            self.faults.add(Place::Body(format!("#/tags/{at}")), FaultKind::NotUnique);
        }
    }
}

/// The artifacts of a case that a request names; what is of another case is not there.
pub struct Files(HashMap<Uuid, Artifact>);

impl Files {
    /// Of the draft with its text; of what else is named, be it a draft as well, no text is read.
    pub async fn of(
        conn: &mut Connection,
        doing: &Doing,
        case: Uuid,
        media: &[ChosenMedium],
        draft: Option<Uuid>,
    ) -> Result<Self, Problem> {
        let media: Vec<Uuid> = media.iter().map(|one| one.artifact_id).collect();
        let mut found = artifacts::of_ids(conn, &doing.actor, &media, Texts::Left).await?;
        found.extend(artifacts::of_ids(conn, &doing.actor, draft.as_slice(), Texts::Read).await?);
        Ok(Self(found.into_iter().filter(|one| one.row.assignment_id == case).map(|one| (one.row.id, one)).collect()))
    }

    /// The draft, held against its gates at the time it is to be read.
    pub fn draft(&self, id: Uuid, lawful_basis: bool, at: Instant, against: &mut Against) -> Option<&Artifact> {
        let Some(draft) = self.0.get(&id).filter(|one| one.row.kind.is_draft()) else {
            against.faults.add(Place::body("#/draftId"), FaultKind::UnknownReference { what: "draft" });
            return None;
        };
        let exposure = draft.exposure(at);
        let has_lawful_basis = exposure.has_lawful_basis || lawful_basis;
        against.exposed(&Exposure { has_lawful_basis, ..exposure }, "#/draftId", id);
        Some(draft)
    }

    /// The chosen files, each held against its gates.
    pub fn media(&self, chosen: Vec<ChosenMedium>, at: Instant, against: &mut Against) -> Vec<Medium> {
        let (mut media, mut seen) = (Vec::new(), HashSet::new());
        for (place, one) in chosen.into_iter().enumerate() {
            let pointer = format!("#/media/{place}");
            let here = || Place::Body(format!("{pointer}/artifactId"));
            let file = self.0.get(&one.artifact_id);
            let Some((file, content)) = file.and_then(|file| Some((file, file.content.as_ref()?))) else {
                against.faults.add(here(), FaultKind::UnknownReference { what: "file" });
                continue;
            };
            if !seen.insert(one.artifact_id) {
                against.faults.add(here(), FaultKind::NotUnique);
                continue;
            }
            let row = &file.row;
            let alt_text = one.alt_text.or_else(|| row.alt_text.clone());
            let lawful_basis = one.lawful_basis.or_else(|| row.lawful_basis.clone());
            let consent_ref = one.consent_ref.or_else(|| row.consent_ref.clone());
            // What the artifact says of children nobody takes back here.
            let children_shown = row.children_shown.filter(|shown| *shown).or(one.children_shown).or(row.children_shown);
            let exposure = Exposure {
                has_alt_text: alt_text.is_some(),
                has_lawful_basis: lawful_basis.is_some(),
                has_consent: consent_ref.is_some(),
                children_shown,
                ..file.exposure(at)
            };
            against.exposed(&exposure, &pointer, row.id);
            let Some(credit) = one.credit.or_else(|| row.credit.clone()) else {
                against.gate(Gate::CreditMissing, &pointer, row.id);
                continue;
            };
            media.push(Medium {
                publication_id: Uuid::nil(),
                number: 0,
                position: 0,
                artifact_id: row.id,
                sha256: content.sha256,
                media_type: content.media_type.clone(),
                caption: one.caption.or_else(|| row.caption.clone()),
                alt_text,
                credit,
                copyright: row.copyright.clone(),
                children_shown,
                lawful_basis,
                consent_ref,
                withdrawn_at: None,
                withdrawal_reason: None,
            });
        }
        media
    }
}

impl Content {
    /// SHA-256 of what the public reads, as canonical JSON: keys are ASCII, so sorted members without blanks are RFC 8785.
    pub fn digest(&self) -> Digest {
        // Whose it is stands in the bytes that are given.
        let medium = |one: &Medium| {
            let mut told = json!({ "sha256": one.sha256, "mediaType": one.media_type, "caption": one.caption, "altText": one.alt_text,
                "credit": one.credit });
            if let Some(copyright) = &one.copyright {
                told["copyright"] = json!(copyright);
            }
            told
        };
        let mut told: Value = json!({
            "informationClass": self.information_class, "headline": self.headline, "excerpt": self.excerpt, "body": self.body,
            "language": self.language, "tags": self.tags, "channels": self.channels,
            "media": self.media.iter().map(medium).collect::<Vec<_>>(),
        });
        told.sort_all_objects();
        Digest::of(told.to_string().as_bytes())
    }

    /// As a version of a publication, received at a moment.
    pub fn version(
        self,
        (doing, received_at): (&Doing, Instant),
        hat: &Hat,
        (publication, number): (Uuid, i32),
        changed: Option<Prose<2000>>,
    ) -> Result<Version, Problem> {
        let content_digest = self.digest();
        let media = self.media.into_iter().zip(1..);
        let media = media.map(|(one, position)| Medium { publication_id: publication, number, position, ..one }).collect();
        let row = VersionRow {
            publication_id: publication,
            number,
            information_class: self.information_class,
            headline: self.headline,
            excerpt: self.excerpt,
            body: self.body,
            language: self.language,
            tags: self.tags,
            channels: Json(self.channels),
            lawful_basis: self.lawful_basis,
            as_accepted: self.as_accepted,
            changed,
            content_digest,
            made_by_id: officer(hat)?,
            made_by_mandate_id: hat.mandate(),
            made_at: doing.occurred_at,
            received_at,
        };
        Ok(Version { row, media })
    }
}

impl Version {
    /// What the journal tells of it: which text and which files, by their digests.
    pub fn told(&self) -> Value {
        let files: Vec<Digest> = self.media.iter().map(|one| one.sha256).collect();
        json!({
            "number": self.row.number, "informationClass": self.row.information_class, "language": self.row.language,
            "contentDigest": self.row.content_digest, "asAccepted": self.row.as_accepted, "media": files,
        })
    }
}

/// Of a head, who has an entry in the directory.
pub fn officer(hat: &Hat) -> Result<Uuid, Problem> {
    hat.officer.ok_or_else(|| Problem::internal("a head without an officer"))
}
