//! What an act that was done changes in the model.

use super::deed::Deed;
use super::office::{Artifact, Model};
use pubdok::domain::assignment::State;
use pubdok::domain::disposition::{RecipientKind, RecipientState};
use pubdok::domain::report::ReportState;
use pubdok::domain::workflow::{Act, Order, Recipient};
use serde_json::Value;
use uuid::Uuid;

impl Model {
    /// The act was done; `answer` tells the ids of what it made.
    pub fn done(&mut self, person: usize, deed: &Deed, answer: &Value) {
        let id = |member: &str| answer[member].as_str().and_then(|id| id.parse::<Uuid>().ok()).expect("an id");
        let me = self.doer(person, deed);
        self.acts.push(deed.act());
        match deed {
            Deed::Dispatch { crew, informed } => {
                let crew = crew.iter().map(|who| (*who, RecipientKind::Action));
                let everybody = crew.chain(informed.map(|who| (who, RecipientKind::Copy)));
                let addressed =
                    |(who, kind): (usize, _)| Recipient { officer: self.ids[who], kind, state: RecipientState::Delivered };
                let order = Order { to_crew: true, recipients: everybody.map(addressed).collect() };
                // Whoever passes an order on has read it.
                self.moves(self.first, RecipientState::Delivered, RecipientState::Read);
                self.orders.push((id("id"), order));
                self.state = State::Dispatched;
            }
            Deed::AddPhoto { shade } => self.sent(id("id"), me, Some(*shade)),
            Deed::AddDraft => self.sent(id("id"), me, None),
            Deed::OpenReport => {
                self.writers.push(me);
                self.reports.push((id("id"), ReportState::Draft));
            }
            Deed::Cancel => self.state = State::Cancelled,
            Deed::EditAssignment | Deed::ExplainLateness => {}
            Deed::OnOrder(act, order) => self.order_done(*act, *order, me),
            Deed::Recall(order, who) => {
                let named = who.map(|who| self.ids[who]);
                let (_, order) = self.orders.iter_mut().find(|(id, _)| id == order).expect("an order");
                let unread = order.recipients.iter_mut().filter(|to| to.state == RecipientState::Delivered);
                unread
                    .filter(|to| named.is_none_or(|named| named == to.officer))
                    .for_each(|to| to.state = RecipientState::Recalled);
                self.ends_step_three();
            }
            Deed::Release(order, who) => {
                let released = self.ids[*who];
                self.recipient(*order, released).state = RecipientState::Released;
                self.ends_step_three();
            }
            Deed::Reassign(to) => {
                for before in &mut self.orders[self.first].1.recipients {
                    before.state = match before.state {
                        RecipientState::Delivered | RecipientState::Recalled => RecipientState::Recalled,
                        _ => RecipientState::Released,
                    };
                }
                let now = Recipient { officer: self.ids[*to], kind: RecipientKind::Action, state: RecipientState::Delivered };
                (self.assignee, self.first) = (*to, self.orders.len());
                self.orders.push((id("dispositionId"), Order { to_crew: false, recipients: vec![now] }));
            }
            Deed::ReturnWork(order, who) => {
                let returned = self.ids[*who];
                self.recipient(*order, returned).state = RecipientState::Returned;
                self.state = State::Dispatched;
            }
            Deed::Select(artifact, decision) => self.artifact_mut(*artifact).decision = *decision,
            Deed::TakeDown(artifact) => self.artifact_mut(*artifact).is_taken_down = true,
            Deed::LiftTakeDown(artifact) => self.artifact_mut(*artifact).is_taken_down = false,
            Deed::EditArtifact(artifact, title) => {
                let artifact = self.artifact_mut(*artifact);
                // A decision was on what was there before.
                if artifact.title != *title {
                    (artifact.title, artifact.decision) = (*title, None);
                }
            }
            Deed::DeleteArtifact(artifact) => self.artifacts.retain(|known| known.id != *artifact),
            Deed::OnReport(act, report) => {
                if [Act::EditReport, Act::Report].contains(act) {
                    self.writers.push(me);
                }
                let (state, becomes) = match act {
                    Act::Report => (State::Reported, ReportState::Submitted),
                    Act::Accept => (State::Closed, ReportState::Accepted),
                    Act::ReturnReport => (State::Documented, ReportState::Returned),
                    _ => return,
                };
                self.state = state;
                self.reports.iter_mut().filter(|(id, _)| id == report).for_each(|(_, state)| *state = becomes);
                // Step 1's disposition is carried out by the report.
                match becomes {
                    ReportState::Submitted => self.settles(RecipientState::Completed),
                    ReportState::Returned => {
                        self.settles(RecipientState::Returned);
                        self.reports.push((id("nextRevisionId"), ReportState::Draft));
                    }
                    _ => {}
                }
            }
        }
    }

    /// A photo that is there already is answered with the one there is.
    fn sent(&mut self, id: Uuid, sender: Uuid, shade: Option<u8>) {
        match self.artifacts.iter().find(|known| shade.is_some() && known.shade == shade) {
            Some(known) => assert_eq!(known.id, id, "the same photo twice"),
            None => self.artifacts.push(Artifact { id, sender, shade, decision: None, is_taken_down: false, title: 0 }),
        }
    }

    fn order_done(&mut self, act: Act, order: Uuid, me: Uuid) {
        match act {
            Act::Acknowledge => {
                let mine = self.recipient(order, me);
                if mine.state == RecipientState::Delivered {
                    mine.state = RecipientState::Read;
                }
            }
            _ => {
                self.recipient(order, me).state = RecipientState::Completed;
                self.ends_step_three();
            }
        }
    }

    /// What becomes of the assignee's own order: not of one they have only had since the report was submitted.
    fn settles(&mut self, state: RecipientState) {
        let mine = &mut self.orders[self.first].1.recipients[0];
        if mine.state.stands() && (state, mine.state) != (RecipientState::Returned, RecipientState::Delivered) {
            mine.state = state;
        }
    }

    /// Nobody of the crew is outstanding, and somebody completed.
    fn ends_step_three(&mut self) {
        let states: Vec<RecipientState> = self.crew().map(|to| to.state).collect();
        let is_done = states.contains(&RecipientState::Completed) && !states.iter().any(|state| state.is_outstanding());
        if is_done && self.state == State::Dispatched {
            self.state = State::Documented;
        }
    }

    fn moves(&mut self, order: usize, from: RecipientState, to: RecipientState) {
        self.orders[order].1.recipients.iter_mut().filter(|one| one.state == from).for_each(|one| one.state = to);
    }

    fn recipient(&mut self, order: Uuid, officer: Uuid) -> &mut Recipient {
        let order = self.orders.iter_mut().find(|(id, _)| *id == order).map(|(_, order)| order);
        order.and_then(|order| order.recipients.iter_mut().find(|to| to.officer == officer)).expect("a recipient")
    }

    fn artifact_mut(&mut self, id: Uuid) -> &mut Artifact {
        self.artifacts.iter_mut().find(|artifact| artifact.id == id).expect("an artifact")
    }
}
