//! Correcting: a new version that supersedes the one before, and says what it changed. The old one stays as it was.

use super::prepare::{Against, Content, Files};
use super::requests::{ChosenMedium, Correct};
use super::store::contents::{self, Medium, Texts, Version};
use super::store::{self, Publication, exemptions};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts, Gate, Unmet};
use crate::features::assignments::{self, Case, CaseOf};
use crate::features::journal::{self, Entry};
use crate::features::receipts;
use crate::http::fields::Patch;
use crate::http::problem::Problem;
use crate::office::call::{Doing, Earlier};
use uuid::Uuid;

/// A publication under the hand of one act, its case locked.
pub struct Opened {
    pub case: Case,
    pub row: Publication,
}

pub async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let (case, mut rows) = assignments::open_with(conn, doing, CaseOf::Publication(id), store::loading(id)).await?;
    let row: Publication = rows.pop().ok_or_else(Problem::not_found)?;
    doing.expected.check(row.version)?;
    Ok(Opened { case, row })
}

impl Opened {
    pub fn facts(&self) -> Facts {
        Facts { over: self.row.withdrawn_at.is_some(), ..self.case.facts() }
    }

    /// The act is told for a time after the one before.
    pub fn follows(&self, doing: &Doing, last: &Version) -> Result<(), Problem> {
        doing.follows([(Earlier::Publication, Some(last.row.made_at)), (Earlier::Publication, self.row.last_verified_at)])
    }

    /// The version that stands.
    pub async fn content(&self, conn: &mut Connection) -> Result<Version, Problem> {
        let found = contents::standing(conn, &[self.row.id], Texts::Read).await?.remove(&self.row.id);
        found.ok_or_else(|| Problem::internal("a publication without its version"))
    }

    /// Writes what the act changed; the version moves on.
    pub async fn save(&mut self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        self.row.updated_at = self.row.seen_from(doing.now);
        self.row.version += 1;
        Ok(store::save(conn, &self.row).await?)
    }
}

pub async fn correct(conn: &mut Connection, doing: &Doing, id: Uuid, request: Correct) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    let facts = opened.facts();
    workflow::choose(Act::Correct, &doing.actor.hats, &facts)?;
    let before = opened.content(conn).await?;
    let mut against = Against::default();
    if let Some(exemption) = exemptions::standing(conn, opened.case.id(), doing.now).await? {
        against.unmet.push(Unmet::from(Gate::InformationExempt).about(exemption));
    }
    let changed = request.changed.clone();
    let content = compose(conn, doing, &opened, request, &before, &mut against).await?;
    against.faults.none()?;
    // To show again what was taken down is a change of what is shown.
    let is_whole = before.media.iter().all(|one| one.withdrawn_at.is_none());
    if is_whole && content.digest() == before.row.content_digest {
        against.unmet.push(Gate::NothingChanged.into());
    }
    let hat = workflow::permit(Act::Correct, &doing.actor.hats, &facts, against.unmet)?;
    opened.follows(doing, &before)?;
    opened.row.content_number += 1;
    let received = opened.row.seen_from(doing.now);
    let version = content.version((doing, received), hat, (id, opened.row.content_number), Some(changed))?;
    contents::insert(conn, &version).await?;
    opened.save(conn, doing).await?;
    receipts::outdate(conn, id, received).await?;
    let entry = Entry::act(Act::Correct, hat, (SubjectKind::Publication, id))
        .of_case(opened.case.id())
        .changed(before.told(), version.told());
    Ok(journal::record(conn, doing, entry).await?)
}

/// The version before with what the correction changes, all of it held against the gates anew.
async fn compose(
    conn: &mut Connection,
    doing: &Doing,
    opened: &Opened,
    request: Correct,
    before: &Version,
    against: &mut Against,
) -> Result<Content, Problem> {
    let last = before.row.clone();
    let is_text_kept = request.headline.is_none() && request.excerpt == Patch::Keep && request.body.is_none();
    let chosen = request.media.unwrap_or_else(|| before.media.iter().filter_map(Medium::again).collect());
    let files = Files::of(conn, doing, opened.case.id(), &chosen, None).await?;
    let at = opened.row.publish_at.max(doing.now);
    let mut excerpt = last.excerpt;
    request.excerpt.apply(&mut excerpt);
    let content = Content {
        information_class: request.information_class.unwrap_or(last.information_class),
        headline: request.headline.unwrap_or(last.headline),
        excerpt,
        body: request.body.unwrap_or(last.body),
        language: request.language.unwrap_or(last.language),
        tags: request.tags.unwrap_or(last.tags),
        channels: request.channels.unwrap_or(last.channels.0),
        lawful_basis: request.lawful_basis.or(last.lawful_basis),
        as_accepted: last.as_accepted && is_text_kept,
        media: files.media(chosen, at, against),
    };
    against.class(content.information_class);
    against.tags(&content.tags);
    Ok(content)
}

impl Medium {
    /// Chosen again as it was; not what was taken down.
    fn again(&self) -> Option<ChosenMedium> {
        self.withdrawn_at.is_none().then(|| ChosenMedium {
            artifact_id: self.artifact_id,
            caption: self.caption.clone(),
            alt_text: self.alt_text.clone(),
            credit: Some(self.credit.clone()),
            children_shown: self.children_shown,
            lawful_basis: self.lawful_basis.clone(),
            consent_ref: self.consent_ref.clone(),
        })
    }
}
