//! How a disposition is shown.

mod agenda;
mod changed;

use super::store::{Addressee, Whole};
use crate::domain::assignment::{Classification, Urgency};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::role::Role;
use crate::domain::text::{Line, Prose};
use crate::domain::workflow::{self, Act, Facts, Thing};
use crate::features::agenda::AgendaItemRef;
use crate::features::assignments::AssignmentRef;
use crate::features::mandates::{Acting, ActingFor, acting_for};
use crate::features::officers::OfficerRef;
use crate::features::papers::PaperView;
use crate::features::search::Piece;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use crate::office::names::CodeLabel;
use agenda::{ActivityAgendaView, agenda};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An order on paper (*lembar disposisi*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Disposition)]
pub struct DispositionView {
    pub id: Uuid,
    #[schema(max_length = 200, example = "12/DISP/HUMAS/IX/2026")]
    pub register_number: String,
    pub assignment: AssignmentRef,
    /// The event, and what it was when this was issued.
    pub agenda_item: AgendaItemRef,
    /// The disposition it continues; null for step 1's.
    pub parent_id: Option<Uuid>,
    /// Of step 1's: the one that took its place when the case was given to another; null: it is in force.
    pub superseded_by_id: Option<Uuid>,
    pub issuer_id: Uuid,
    pub issuer: OfficerRef,
    /// Who issued it in person, if by mandate.
    pub issuer_acting: Option<Acting>,
    #[schema(min_items = 1, max_items = 20, example = json!(["DOCUMENT", "WRITE_ARTICLE"]))]
    pub instructions: Vec<Line<50>>,
    /// The same in words.
    #[schema(min_items = 1, max_items = 20)]
    pub instruction_labels: Vec<CodeLabel>,
    /// E.g. `Koordinasi dengan protokol`.
    pub note: Option<Prose<4000>>,
    /// As the case stands, like the next three.
    pub urgency: Urgency,
    pub classification: Classification,
    pub due_at: Option<Stamp>,
    /// What to cover. E.g. `Foto, siaran pers dan artikel website`.
    pub scope: Option<Prose<4000>>,
    /// What of these four the division head has changed since it was issued; null: nothing.
    pub changed_since_issue: Option<changed::ChangedView>,
    /// Step 2's output; null on step 1's disposition.
    pub activity_agenda: Option<ActivityAgendaView>,
    #[schema(min_items = 1, max_items = 50)]
    pub recipients: Vec<RecipientView>,
    /// What you may do to it now; whether the content is complete is asked with `dryRun`.
    #[schema(max_items = 20)]
    pub allowed_actions: Vec<Act>,
    /// Which of these a mandate of yours has a part in, and for whom each can be done (`?actingFor=`).
    #[schema(max_items = 100)]
    pub acting_for: Vec<ActingFor>,
    /// When it was issued, as its issuer told it; `createdAt` is when that was received.
    pub issued_at: Stamp,
    /// Its sheet, and what happened since. Told of one disposition, not in lists.
    pub paper: Option<PaperView>,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
    /// In a row of a list with `q`: where the words were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 200)]
    pub excerpt: Option<Vec<Piece>>,
}

has_etag!(DispositionView);

/// Somebody a disposition is addressed to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecipientView {
    pub officer: OfficerRef,
    pub kind: RecipientKind,
    /// null for a COPY, and on step 1's disposition.
    pub duty: Option<Duty>,
    pub state: RecipientState,
    pub read_at: Option<Stamp>,
    /// Who read it in person, if by mandate.
    pub read_by_acting: Option<Acting>,
    pub completed_at: Option<Stamp>,
    /// When that was told, where it was told later (*dilaporkan kemudian*).
    pub completion_received_at: Option<Stamp>,
    /// Who completed in person, if by mandate.
    pub completed_by_acting: Option<Acting>,
    /// The recipient's note on completion, or why the work was returned or they were released. E.g. `24 foto, satu siaran pers dan satu draf artikel`.
    pub note: Option<Prose<4000>>,
}

impl Whole {
    pub fn facts(&self, actor: &Actor) -> Facts {
        let order = self.order();
        let mine = |officer: Uuid| actor.hats.iter().any(|hat| hat.role == Role::Staff && hat.officer == Some(officer));
        let waiting = order.recipients.iter().any(|to| to.state.is_outstanding() && mine(to.officer));
        let unit = Some(self.case.register_unit.clone());
        Facts { completed: !waiting, ..Facts::of(self.case.state, self.case.assignee_id, unit, self.crew.clone()) }
            .with_order(order.clone())
    }

    pub fn view(&self, actor: &Actor) -> DispositionView {
        actor.shown.add(self.case.id, self.case.classification);
        let (row, case, facts) = (self.row.clone(), self.case.clone(), self.facts(actor));
        DispositionView {
            id: row.id,
            register_number: row.register_number,
            assignment: AssignmentRef {
                id: self.case.id,
                register_number: self.case.register_number.clone(),
                subject: self.case.subject.clone(),
                state: self.case.state,
            },
            agenda_item: self.event.clone().into(),
            parent_id: row.parent_id,
            superseded_by_id: row.superseded_by_id,
            issuer_id: row.issuer_id,
            issuer: actor.names.officer(row.issuer_id),
            instruction_labels: actor.names.instructions(&row.instructions),
            issuer_acting: self.acting.clone(),
            instructions: row.instructions,
            note: row.note,
            urgency: case.urgency,
            classification: case.classification,
            due_at: case.due_at.map(Stamp),
            scope: case.scope,
            changed_since_issue: changed::since_issue(&self.row, &self.case),
            activity_agenda: row.activity_agenda.map(|json| agenda(json.0, &actor.names)),
            recipients: self.recipients.iter().map(Addressee::view).collect(),
            allowed_actions: workflow::allowed(Thing::Disposition, &actor.hats, &facts),
            acting_for: acting_for(Thing::Disposition, &actor.hats, &facts),
            issued_at: row.issued_at.into(),
            paper: None,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
            etag: None,
            excerpt: None,
        }
    }
}

impl Addressee {
    fn view(&self) -> RecipientView {
        RecipientView {
            officer: OfficerRef { id: self.row.officer_id, name: self.name.clone(), position_title: self.position_title.clone() },
            kind: self.row.kind,
            duty: self.row.duty,
            state: self.row.state,
            read_at: self.row.read_at.map(Stamp),
            read_by_acting: self.read_by.clone(),
            completed_at: self.row.completed_at.map(Stamp),
            completion_received_at: self.told_later().map(Stamp),
            completed_by_acting: self.completion.as_ref().and_then(|completion| completion.acting.clone()),
            note: self.row.note.clone(),
        }
    }
}
