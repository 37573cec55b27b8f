//! What the content lacks for an act, as the model has it.

use super::deed::Deed;
use super::office::{Artifact, Model};
use pubdok::domain::artifact::SelectionDecision;
use pubdok::domain::assignment::State;
use pubdok::domain::disposition::{RecipientKind, RecipientState};
use pubdok::domain::report::ReportState;
use pubdok::domain::role::Role;
use pubdok::domain::workflow::{Act, Gate, Recipient};
use uuid::Uuid;

impl Model {
    /// What the content still lacks for this.
    pub fn lacking(&self, person: usize, deed: &Deed) -> Vec<Gate> {
        let mut lacking = self.lacking_without(deed);
        let mut need = |met: bool, gate: Gate| {
            if !met {
                lacking.push(gate)
            }
        };
        match deed {
            Deed::Dispatch { crew, informed } => {
                for (who, acts) in crew.iter().map(|who| (who, true)).chain(informed.iter().map(|who| (who, false))) {
                    let officer = &self.people[*who];
                    need(officer.active, Gate::RecipientInactive);
                    need(!acts || officer.roles.contains(&Role::Staff), Gate::RecipientNotStaff);
                }
            }
            Deed::OnOrder(Act::Complete, _) => lacking = self.without_results(),
            Deed::Recall(id, Some(who)) => {
                let order = self.order(*id);
                let named = order.recipients.iter().find(|to| to.officer == self.ids[*who] && to.state.stands());
                need(named.is_some(), Gate::NotARecipient);
                let unread = named.is_none_or(|to| to.state == RecipientState::Delivered);
                need(unread || !order.has_unread(), Gate::AlreadyRead);
            }
            Deed::Release(id, who) => {
                let named =
                    self.order(*id).recipients.iter().find(|to| to.officer == self.ids[*who] && to.kind == RecipientKind::Action);
                let named = named.filter(|to| to.state.stands());
                need(named.is_some(), Gate::NotARecipient);
                need(named.is_none_or(|to| to.state.is_outstanding()), Gate::RecipientCompleted);
            }
            Deed::Reassign(to) => {
                need(!self.hats(person).is_oneself(self.ids[*to]), Gate::AssigneeIsOneself);
                let stands = self.orders[self.first].1.recipients.iter().any(|to| to.state.stands());
                need(*to != self.assignee || !stands, Gate::AssigneeUnchanged);
                need(self.people[*to].active, Gate::AssigneeInactive);
                need(self.people[*to].roles.contains(&Role::SubdivisionHead), Gate::AssigneeNotSubdivisionHead);
            }
            Deed::ReturnWork(id, who) => {
                let completed = |to: &Recipient| to.kind == RecipientKind::Action && to.state == RecipientState::Completed;
                let named = self.order(*id).recipients.iter().find(|to| to.officer == self.ids[*who]);
                need(named.is_some_and(completed), Gate::RecipientNotCompleted);
            }
            Deed::OpenReport => {
                need(self.reports.last().is_none_or(|(_, state)| *state != ReportState::Draft), Gate::ReportDraftOpen);
            }
            Deed::OnReport(Act::Report, _) => {
                let decided = |artifact: &Artifact| artifact.decision.is_some_and(SelectionDecision::is_final);
                need(self.artifacts.iter().all(decided), Gate::ArtifactUndecided);
                let selected = |artifact: &Artifact| artifact.decision == Some(SelectionDecision::Selected);
                need(self.artifacts.iter().any(selected), Gate::SelectionEmpty);
                need(!self.artifacts.iter().any(|one| selected(one) && one.is_taken_down), Gate::ArtifactTakenDown);
            }
            Deed::Select(id, Some(SelectionDecision::Selected)) => {
                need(!self.artifact(*id).is_taken_down, Gate::ArtifactTakenDown);
            }
            _ => {}
        }
        lacking
    }

    pub fn without_results(&self) -> Vec<Gate> {
        let has = |is_photo: bool| self.artifacts.iter().any(|artifact| artifact.shade.is_some() == is_photo);
        let gates = [(has(true), Gate::NewDataMissing), (has(false), Gate::DraftMissing)];
        gates.into_iter().filter(|(has, _)| !has).map(|(_, gate)| gate).collect()
    }

    /// What step 3 lacks where it would be done without those who are taken off.
    fn lacking_without(&self, deed: &Deed) -> Vec<Gate> {
        let goes = |order: &Uuid, to: &Recipient| match deed {
            Deed::Recall(id, who) => {
                id == order && to.state == RecipientState::Delivered && who.is_none_or(|who| self.ids[who] == to.officer)
            }
            Deed::Release(id, who) => id == order && to.state.is_outstanding() && self.ids[*who] == to.officer,
            _ => false,
        };
        if !matches!(deed, Deed::Recall(..) | Deed::Release(..)) || self.state != State::Dispatched {
            return Vec::new();
        }
        let crews = self.orders.iter().filter(|(_, order)| order.to_crew);
        let crew = crews.flat_map(|(id, order)| order.recipients.iter().map(move |to| (id, to)));
        let rest = crew.filter(|(id, to)| to.kind == RecipientKind::Action && !goes(id, to));
        let rest: Vec<RecipientState> = rest.map(|(_, to)| to.state).collect();
        let is_done = rest.contains(&RecipientState::Completed) && !rest.iter().any(|state| state.is_outstanding());
        if is_done { self.without_results() } else { Vec::new() }
    }
}
