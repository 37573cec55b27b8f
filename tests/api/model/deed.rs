//! What can be tried in the office.

use pubdok::domain::artifact::SelectionDecision;
use pubdok::domain::workflow::Act;
use uuid::Uuid;

/// What somebody tries.
#[derive(Debug, Clone)]
pub enum Deed {
    Dispatch { crew: Vec<usize>, informed: Option<usize> },
    AddPhoto { shade: u8 },
    AddDraft,
    OpenReport,
    Cancel,
    EditAssignment,
    ExplainLateness,
    OnOrder(Act, Uuid),
    Recall(Uuid, Option<usize>),
    Release(Uuid, usize),
    ReturnWork(Uuid, usize),
    Reassign(usize),
    Select(Uuid, Option<SelectionDecision>),
    TakeDown(Uuid),
    LiftTakeDown(Uuid),
    EditArtifact(Uuid, u8),
    DeleteArtifact(Uuid),
    OnReport(Act, Uuid),
}

impl Deed {
    pub fn act(&self) -> Act {
        match self {
            Self::Dispatch { .. } => Act::Dispatch,
            Self::AddPhoto { .. } | Self::AddDraft => Act::AddArtifact,
            Self::OpenReport => Act::OpenReport,
            Self::Cancel => Act::Cancel,
            Self::EditAssignment => Act::EditAssignment,
            Self::ExplainLateness => Act::ExplainLateness,
            Self::OnOrder(act, _) | Self::OnReport(act, _) => *act,
            Self::Recall(..) => Act::Recall,
            Self::Release(..) => Act::Release,
            Self::ReturnWork(..) => Act::ReturnWork,
            Self::Reassign(_) => Act::Reassign,
            Self::Select(..) => Act::Select,
            Self::TakeDown(_) => Act::TakeDown,
            Self::LiftTakeDown(_) => Act::LiftTakeDown,
            Self::EditArtifact(..) => Act::EditArtifact,
            Self::DeleteArtifact(_) => Act::DeleteArtifact,
        }
    }
}
