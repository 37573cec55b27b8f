//! What senders and the subdivision head do with an artifact: change it, send a new content, take it away.

use super::receive::File;
use super::requests::ChangeArtifact;
use super::store::{self, Artifact, ContentVersion, Loaded, TakeDown, Whole};
use super::{add, room};
use crate::blobs::FileName;
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Facts, Hat, Unmet};
use crate::features::assignments::{self, Case, CaseOf};
use crate::features::journal::{self, Entry};
use crate::features::pictures::{self, store::Poster};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place, Problem, Thing, ThingKind};
use crate::office::call::Doing;
use crate::office::names::Names;
use serde_json::{Value, json};
use uuid::Uuid;

/// An artifact under the hand of one act, its case locked.
pub struct Opened {
    pub case: Case,
    pub row: Artifact,
    /// The one that stands.
    pub take_down: Option<TakeDown>,
    pub content: Option<ContentVersion>,
    pub poster: Option<Poster>,
    /// By which mandate it was decided on, and before the act.
    pub selected_under: Option<Uuid>,
    was_selected_under: Option<Uuid>,
    /// How it is told before the act, or before its next step.
    before: Value,
    /// What the journal is to tell of it.
    entries: Vec<Entry>,
}

pub async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let (case, mut rows) = assignments::open_with(conn, doing, CaseOf::Artifact(id), store::loading(id)).await?;
    Ok(Opened::new(case, rows.pop().ok_or_else(Problem::not_found)?))
}

impl Opened {
    /// `loaded` under the lock of the case.
    pub fn new(case: Case, (row, take_down, content, poster, under): Loaded) -> Self {
        let before = told(&row, content.as_ref(), take_down.as_ref());
        Self {
            case,
            row,
            take_down,
            content,
            poster,
            selected_under: under,
            was_selected_under: under,
            before,
            entries: Vec::new(),
        }
    }

    pub fn permit<'a>(&self, doing: &'a Doing, act: Act) -> Result<&'a Hat, Problem> {
        self.permit_unless(doing, act, Vec::new())
    }

    /// The same where more is asked than the table can see.
    pub fn permit_unless<'a>(&self, doing: &'a Doing, act: Act, unmet: Vec<Unmet>) -> Result<&'a Hat, Problem> {
        let facts = Facts {
            taken_down: self.take_down.is_some(),
            ..self.row.facts(self.case.facts(), self.content.as_ref(), self.poster.is_some())
        };
        let hat = workflow::permit(act, &doing.actor.hats, &facts, unmet)?;
        self.case.is_ordered_for(doing, hat)?;
        Ok(hat)
    }

    /// One thing was done to it: it moves on, and the journal will tell what changed.
    pub fn step(&mut self, doing: &Doing, entry: Entry) {
        self.row.updated_at = doing.now;
        self.row.version += 1;
        let after = told(&self.row, self.content.as_ref(), self.take_down.as_ref());
        let before = std::mem::replace(&mut self.before, after.clone());
        self.entries.push(entry.of_case(self.case.id()).changed(before, after));
    }

    /// Writes what the act changed, and the journal's entry of it.
    pub async fn save(mut self, conn: &mut Connection, doing: &Doing, entry: Entry) -> Result<(), Problem> {
        self.step(doing, entry);
        self.keep(conn, doing).await
    }

    /// Writes what the steps changed, and the journal's entries of them.
    pub async fn keep(self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        store::update(conn, &self.row).await?;
        self.tell(conn, doing).await
    }

    /// The same of steps that decide, and leave what was sent as it is.
    pub async fn keep_decision(self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        store::update_decision(conn, &self.row).await?;
        self.tell(conn, doing).await
    }

    async fn tell(self, conn: &mut Connection, doing: &Doing) -> Result<(), Problem> {
        let under = self.selected_under.filter(|_| self.row.decision.is_some());
        if under != self.was_selected_under {
            store::select_under(conn, self.row.id, under).await?;
        }
        for entry in self.entries {
            journal::record(conn, doing, entry).await?;
        }
        Ok(())
    }
}

fn told(row: &Artifact, content: Option<&ContentVersion>, take_down: Option<&TakeDown>) -> Value {
    let mut value = row.told(content);
    value["takeDown"] = take_down.map_or(Value::Null, |take_down| json!(take_down.view(&Names::default(), None)));
    unname(&mut value);
    value
}

/// What somebody is called is no change of the artifact: the journal tells their ids.
fn unname(value: &mut Value) {
    for (part, member) in [("", "sender"), ("/content", "uploadedBy"), ("/selection", "by"), ("/takeDown", "by")] {
        value.pointer_mut(part).and_then(Value::as_object_mut).and_then(|part| part.remove(member));
    }
}

impl Artifact {
    /// How it is told in the journal, which holds no long text.
    pub fn told(&self, content: Option<&ContentVersion>) -> Value {
        let names = Names::default();
        let mut value = journal::told(&self.view(&names, content.map(|content| content.view(&names, None, None)), Vec::new()));
        unname(&mut value);
        // What is derived on reading, and what a camera says of places, is no change of the artifact.
        for (part, member) in [("", "flags"), ("", "poster"), ("/content", "capture"), ("/content", "noCopies")] {
            value.pointer_mut(part).and_then(Value::as_object_mut).and_then(|part| part.remove(member));
        }
        if let Some(object) = value.as_object_mut() {
            // Not of the artifact itself.
            object.retain(|name, _| !["takeDown", "publicGates"].contains(&name.as_str()));
        }
        if let Some(text) = &self.content {
            value["draft"]["content"] =
                json!({ "length": text.chars().count(), "sha256": Digest::of(text.as_bytes()).to_string() });
        }
        value
    }

    /// What the text of a draft weighs; a file has none.
    pub fn text_bytes(&self) -> u64 {
        let parts = [self.headline.as_deref(), self.excerpt.as_deref(), self.content.as_deref()];
        parts.into_iter().flatten().map(|part| part.len() as u64).sum()
    }

    /// A decision was on what was there before: what is changed must be decided again.
    fn undecide(&mut self) {
        (self.decision, self.decision_reason, self.decision_rank) = (None, None, None);
        (self.decided_by_id, self.decided_at) = (None, None);
    }
}

pub async fn change_artifact(conn: &mut Connection, doing: &Doing, id: Uuid, request: ChangeArtifact) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let before = opened.row.text_bytes();
    edit(&mut opened, doing, request)?;
    let more = opened.row.text_bytes().saturating_sub(before);
    if more > 0 {
        // A text counts as its sender's, whoever makes it longer.
        room::reserve(conn, doing, None, opened.row.sender_id, more).await?;
    }
    opened.keep(conn, doing).await
}

/// The rule, whoever changes one or many.
pub fn edit(opened: &mut Opened, doing: &Doing, request: ChangeArtifact) -> Result<(), Problem> {
    request.check(opened.row.kind)?;
    let hat = opened.permit(doing, Act::EditArtifact)?;
    let row = opened.row.clone();
    request.apply(&mut opened.row);
    if opened.row != row {
        opened.row.undecide();
    }
    opened.step(doing, Entry::act(Act::EditArtifact, hat, (SubjectKind::Artifact, row.id)));
    Ok(())
}

/// Whether the content could be replaced now, and by whom: asked without a lock, before a file is received.
pub fn would_permit_content(doing: &Doing, whole: &Whole, held: &[String]) -> Result<Uuid, Problem> {
    check_content(doing, whole.row.version, whole.content.as_ref(), held)?;
    add::sender(workflow::permit(Act::ReplaceContent, &doing.actor.hats, &whole.facts(), Vec::new())?)
}

/// `If-Match` may carry the ETag of the artifact, or that of the content itself (`held`), which is its digest.
fn check_content(doing: &Doing, version: i32, content: Option<&ContentVersion>, held: &[String]) -> Result<(), Problem> {
    if content.is_some_and(|content| held.contains(&content.sha256.to_string())) {
        return Ok(());
    }
    doing.expected.check(version)
}

/// A new content version; the ones before stay. What is the content already makes none, and what another artifact of the case has
/// stays that one's: else what was taken down would come back under another name.
pub async fn replace_content(conn: &mut Connection, doing: &Doing, id: Uuid, held: &[String], file: File) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    check_content(doing, opened.row.version, opened.content.as_ref(), held)?;
    let hat = opened.permit(doing, Act::ReplaceContent)?;
    let by = add::sender(hat)?;
    let last = opened.content.take().ok_or_else(|| Problem::internal("a file without content"))?;
    if last.sha256 == file.digest {
        return Ok(());
    }
    if let Some(other) = store::with_content(conn, opened.case.id(), &file.digest).await? {
        return Err(already_there(file.place, other));
    }
    room::claim(conn, doing, None, by, &file).await?;
    let kept_name =
        last.file_name.filter(|_| last.media_type == file.media_type.as_str()).and_then(|name| FileName::clean(&name));
    let file = File { file_name: file.file_name.or(kept_name), ..file };
    if let Some(look) = &file.look {
        pictures::fill(&mut opened.row, &look.capture);
    }
    opened.content = Some(add::content(conn, doing, (id, last.number + 1), by, file).await?);
    opened.row.undecide();
    let entry = Entry::act(Act::ReplaceContent, hat, (SubjectKind::Artifact, id));
    opened.save(conn, doing, entry).await
}

fn already_there(place: Place, artifact: Uuid) -> Problem {
    let words = Words::new(
        format!("Penugasan ini sudah punya berkas yang sama: artefak {artifact}; pakai yang itu."),
        format!("This assignment has the same file already: artifact {artifact}; use that one."),
    );
    let there = Thing::new(ThingKind::Artifact, artifact);
    Problem::conflict(Faults::one(place, FaultKind::Rule { code: "ALREADY_THERE", words }).about(&[there]))
}

/// Takes an artifact away; the journal keeps that there was one, and which.
pub async fn delete_artifact(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<(), Problem> {
    let opened = open(conn, doing, id).await?;
    doing.expected.check(opened.row.version)?;
    let hat = opened.permit(doing, Act::DeleteArtifact)?;
    store::delete(conn, id).await?;
    let entry = Entry::act(Act::DeleteArtifact, hat, (SubjectKind::Artifact, id))
        .of_case(opened.case.id())
        .changed(opened.before, ().into());
    Ok(journal::record(conn, doing, entry).await?)
}

impl ChangeArtifact {
    fn apply(self, row: &mut Artifact) {
        self.title.apply(&mut row.title);
        self.caption.apply(&mut row.caption);
        self.byline.apply(&mut row.byline);
        self.credit.apply(&mut row.credit);
        self.copyright.apply(&mut row.copyright);
        self.taken_at.map(|at| at.0).apply(&mut row.taken_at);
        self.location_shown.apply(&mut row.location_shown);
        self.keywords.apply(&mut row.keywords);
        self.alt_text.apply(&mut row.alt_text);
        self.persons_shown.apply(&mut row.persons_shown);
        self.children_shown.apply(&mut row.children_shown);
        self.lawful_basis.apply(&mut row.lawful_basis);
        self.consent_ref.apply(&mut row.consent_ref);
        self.embargo_until.map(|at| at.0).apply(&mut row.embargo_until);
        self.headline.map(Some).apply(&mut row.headline);
        self.excerpt.apply(&mut row.excerpt);
        self.content.map(Some).apply(&mut row.content);
    }
}
