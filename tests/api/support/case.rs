//! A case brought by acts alone to where a test begins.

use super::work::{action, copy};
use super::{Caller, Office, Reply};
use pubdok::domain::assignment::State;

/// One case and everybody who has to do with it. The things are as they were when they were made.
pub struct Case {
    pub head: Caller,
    pub subhead: Caller,
    /// Has nothing to do with it, and could have.
    pub other_subhead: Caller,
    pub photographer: Caller,
    pub writer: Caller,
    /// Has a copy, and no duty.
    pub informed: Caller,
    pub event: Reply,
    pub assignment: Reply,
    pub order: Option<Reply>,
    pub photo: Option<Reply>,
    pub release: Option<Reply>,
    pub report: Option<Reply>,
}

impl Case {
    /// A case in this state, by the shortest way the SOP has.
    pub async fn in_state(office: &Office, state: State) -> Self {
        let mut case = Self::assigned(office).await;
        // A cancelled case has had everything a case can have.
        let goal = if state == State::Cancelled { State::Reported } else { state };
        if goal >= State::Dispatched {
            case.is_dispatched().await;
        }
        if goal >= State::Documented {
            case.is_documented().await;
        }
        if goal >= State::Reported {
            case.is_reported().await;
        }
        if state == State::Closed {
            case.head.accepts(case.report()).await;
        }
        if state == State::Cancelled {
            case.head.cancels(&case.assignment, "Acara batal.").await;
        }
        assert_eq!(case.now().await["state"], state.to_string());
        case
    }

    pub async fn assigned(office: &Office) -> Self {
        let (head, subhead) = (office.division_head(), office.subdivision_head());
        let event = head.puts_on_agenda("Festival Panen Raya").await;
        let assignment = head.assigns(&subhead, &event).await;
        let (photographer, writer, informed) = (office.staff(1), office.staff(2), office.staff(3));
        Self {
            head,
            subhead,
            other_subhead: office.other_subdivision_head(),
            photographer,
            writer,
            informed,
            event,
            assignment,
            order: None,
            photo: None,
            release: None,
            report: None,
        }
    }

    pub async fn is_dispatched(&mut self) {
        let crew = [action(&self.photographer, "PHOTOGRAPHER"), action(&self.writer, "WRITER"), copy(&self.informed)];
        self.order = Some(self.subhead.dispatches(&self.assignment, &crew).await);
    }

    /// What step 3 must bring, but nobody has completed yet.
    pub async fn has_results(&mut self) {
        self.photo = Some(self.photographer.uploads_photo(&self.assignment, "Bupati membuka panen").await);
        self.release = Some(self.writer.drafts(&self.assignment, "PRESS_RELEASE", "Panen Raya Dibuka Bupati").await);
    }

    pub async fn is_documented(&mut self) {
        self.has_results().await;
        self.photographer.completes(self.order()).await;
        self.writer.completes(self.order()).await;
    }

    pub async fn is_reported(&mut self) {
        self.subhead.selects(self.photo()).await;
        self.subhead.leaves_out(self.release(), "Ditulis ulang humas provinsi.").await;
        self.report = Some(self.subhead.reports(&self.assignment, "Festival dibuka Bupati; satu foto terpilih.").await);
    }

    pub fn order(&self) -> &Reply {
        self.order.as_ref().expect("the crew has its order")
    }

    pub fn photo(&self) -> &Reply {
        self.photo.as_ref().expect("a photo was sent")
    }

    pub fn release(&self) -> &Reply {
        self.release.as_ref().expect("a press release was sent")
    }

    pub fn report(&self) -> &Reply {
        self.report.as_ref().expect("there is a report")
    }

    /// The assignment as the division head sees it now.
    pub async fn now(&self) -> Reply {
        self.head.reads("assignments", &self.assignment).await
    }
}
