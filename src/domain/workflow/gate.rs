//! Why an act is refused: every unmet gate, each with what it is about.

use super::super::assignment::State;
use super::super::label::{Label, labels};
use super::super::time::Instant;
use super::{Act, Hat};

labels! {
    /// A condition of an act. The code is for programs; `http::problem` tells it to people.
    Gate {
        StateForbids = "STATE_FORBIDS",
        AgendaItemCancelled = "AGENDA_ITEM_CANCELLED",
        AssigneeInactive = "ASSIGNEE_INACTIVE",
        AssigneeNotSubdivisionHead = "ASSIGNEE_NOT_SUBDIVISION_HEAD",
        AssigneeIsOneself = "ASSIGNEE_IS_ONESELF",
        AssigneeUnchanged = "ASSIGNEE_UNCHANGED",
        ProcedureMissing = "PROCEDURE_MISSING",
        ActionRecipientMissing = "ACTION_RECIPIENT_MISSING",
        RecipientInactive = "RECIPIENT_INACTIVE",
        RecipientNotStaff = "RECIPIENT_NOT_STAFF",
        DutyMissing = "DUTY_MISSING",
        AlreadyCompleted = "ALREADY_COMPLETED",
        AlreadyRead = "ALREADY_READ",
        NobodyOutstanding = "NOBODY_OUTSTANDING",
        NotARecipient = "NOT_A_RECIPIENT",
        RecipientCompleted = "RECIPIENT_COMPLETED",
        NotAStepTwoDisposition = "NOT_A_STEP_TWO_DISPOSITION",
        RecipientNotCompleted = "RECIPIENT_NOT_COMPLETED",
        NewDataMissing = "NEW_DATA_MISSING",
        DraftMissing = "DRAFT_MISSING",
        UploadUnfinished = "UPLOAD_UNFINISHED",
        ArtifactUndecided = "ARTIFACT_UNDECIDED",
        ArtifactSelected = "ARTIFACT_SELECTED",
        ArtifactTakenDown = "ARTIFACT_TAKEN_DOWN",
        AlreadyTakenDown = "ALREADY_TAKEN_DOWN",
        NotTakenDown = "NOT_TAKEN_DOWN",
        DraftIsText = "DRAFT_IS_TEXT",
        PictureNeedsNoPoster = "PICTURE_NEEDS_NO_POSTER",
        PosterMissing = "POSTER_MISSING",
        SelectionEmpty = "SELECTION_EMPTY",
        ReportNotDraft = "REPORT_NOT_DRAFT",
        ReportNotSubmitted = "REPORT_NOT_SUBMITTED",
        ReportIsOnesOwn = "REPORT_IS_ONES_OWN",
        ReportDraftOpen = "REPORT_DRAFT_OPEN",
        ReportNotAccepted = "REPORT_NOT_ACCEPTED",
        CaseNotOrdinary = "CASE_NOT_ORDINARY",
        InformationExempt = "INFORMATION_EXEMPT",
        AlreadyPublished = "ALREADY_PUBLISHED",
        TextOutsideSubset = "TEXT_OUTSIDE_SUBSET",
        ArtifactNotSelected = "ARTIFACT_NOT_SELECTED",
        Embargoed = "EMBARGOED",
        AltTextMissing = "ALT_TEXT_MISSING",
        LawfulBasisMissing = "LAWFUL_BASIS_MISSING",
        ChildrenUnsaid = "CHILDREN_UNSAID",
        ConsentMissing = "CONSENT_MISSING",
        CreditMissing = "CREDIT_MISSING",
        NothingChanged = "NOTHING_CHANGED",
        PublicationWithdrawn = "PUBLICATION_WITHDRAWN",
        PublicationExpired = "PUBLICATION_EXPIRED",
        AlreadyExempt = "ALREADY_EXEMPT",
        PublicationStands = "PUBLICATION_STANDS",
        ExemptionOver = "EXEMPTION_OVER",
    }
}

/// One unmet gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    pub gate: Gate,
    /// The member of the body it concerns, as a JSON Pointer.
    pub pointer: Option<String>,
    /// What to name in the message: states, ids.
    pub about: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The act is somebody else's.
    NotYours { act: Act },
    /// It is the caller's under more than one officer's hat, and they did not say which: one of each officer's.
    Ambiguous { choices: Vec<Hat> },
    /// It is the caller's by a mandate that had not begun when they say they did it.
    BeforeMandate { told: Instant, from: Instant },
    /// It is the caller's, but not now.
    Gates { act: Act, unmet: Vec<Unmet> },
}

impl From<Gate> for Unmet {
    fn from(gate: Gate) -> Self {
        Self { gate, pointer: None, about: Vec::new() }
    }
}

impl Unmet {
    pub fn at(gate: Gate, pointer: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), ..gate.into() }
    }

    pub fn about(mut self, what: impl ToString) -> Self {
        self.about.push(what.to_string());
        self
    }

    /// The assignment is in `now`; the act is possible in `states`.
    pub fn state(now: State, states: impl Iterator<Item = State>) -> Self {
        let mut possible: Vec<State> = states.collect();
        possible.sort_unstable();
        possible.dedup();
        possible.into_iter().fold(Self::from(Gate::StateForbids).about(now.label()), Self::about)
    }
}
