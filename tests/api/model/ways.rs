//! From wherever chance has brought a case, those who are there bring it to its end.

use super::deed::Deed;
use super::office::{Answer, Artifact, Model, PEOPLE};
use pubdok::domain::artifact::SelectionDecision;
use pubdok::domain::assignment::State;
use pubdok::domain::disposition::{RecipientKind, RecipientState};
use pubdok::domain::report::ReportState;
use pubdok::domain::role::Role;
use pubdok::domain::workflow::Act;
use serde_json::{Value, json};
use uuid::Uuid;

/// No way is longer: every deed on it does away with something that stands before the end.
const LONGEST: usize = 200;

impl Model {
    /// What somebody who is there can do next to bring the case on to CLOSED; None: it is stuck.
    pub fn way_on(&self) -> Option<(usize, Deed)> {
        self.leading_on().into_iter().find_map(|deed| {
            let can = |who: &usize| !self.is_ambiguous(*who, &deed) && self.answer(*who, &deed) == Answer::Done;
            Some(((0..PEOPLE.len()).find(can)?, deed))
        })
    }

    /// All that is left is a decision that nobody there may make on their own report: ADMIN is told, and has another act in the post.
    pub fn waits_for_other_eyes(&self) -> bool {
        let is_head = |who: usize| self.hats(who).iter().any(|hat| hat.role == Role::DivisionHead);
        self.state == State::Reported && !(0..PEOPLE.len()).any(|who| is_head(who) && !self.writers.contains(&self.ids[who]))
    }

    /// Goes that way to its end, without the office; answers what was done, or how far it came.
    pub fn goes_to_its_end(&self) -> Result<Vec<String>, Vec<String>> {
        let (mut model, mut done) = (self.clone(), Vec::new());
        while model.state != State::Closed && !model.waits_for_other_eyes() {
            let Some((who, deed)) = model.way_on().filter(|_| done.len() < LONGEST) else { return Err(done) };
            done.push(format!("{}: {deed:?}", PEOPLE[who].0));
            let answer = model.imagined(&deed);
            model.done(who, &deed, &answer);
        }
        Ok(done)
    }

    /// What the office would answer, where only the ids of what is made matter.
    pub fn imagined(&self, deed: &Deed) -> Value {
        let fresh = Uuid::now_v7();
        let is_sent = |known: &&Artifact| matches!(deed, Deed::AddPhoto { shade } if known.shade == Some(*shade));
        let id = self.artifacts.iter().find(is_sent).map_or(fresh, |known| known.id);
        json!({ "id": id, "nextRevisionId": fresh, "dispositionId": fresh })
    }

    /// What leads on from here, whoever may do it, the best first.
    fn leading_on(&self) -> Vec<Deed> {
        let everybody = || 0..PEOPLE.len();
        let dispatches = || everybody().map(|who| Deed::Dispatch { crew: vec![who], informed: None });
        let first = &self.orders[self.first].1;
        let is_led = self.is_filled(self.ids[self.assignee], Role::SubdivisionHead) && first.recipients[0].state.stands();
        if !is_led && self.state != State::Reported {
            return everybody().map(Deed::Reassign).collect();
        }
        match self.state {
            State::Assigned => dispatches().collect(),
            State::Dispatched if self.crew().all(|to| to.state == RecipientState::Completed) => dispatches().collect(),
            State::Dispatched => self.completing(),
            State::Documented => self.reporting(),
            State::Reported => self.reports.last().map(|(id, _)| Deed::OnReport(Act::Accept, *id)).into_iter().collect(),
            State::Closed | State::Cancelled => Vec::new(),
        }
    }

    fn completing(&self) -> Vec<Deed> {
        let lacking = self.without_results();
        let (photo, draft) =
            (self.artifacts.iter().any(|one| one.shade.is_some()), self.artifacts.iter().any(|one| one.shade.is_none()));
        if !lacking.is_empty() {
            return [(!photo).then(|| self.new_photo()), (!draft).then_some(Deed::AddDraft)].into_iter().flatten().collect();
        }
        let crews = self.orders.iter().filter(|(_, order)| order.to_crew);
        let outstanding = crews.flat_map(|(id, order)| {
            let open = order.recipients.iter().filter(|to| to.kind == RecipientKind::Action && to.state.is_outstanding());
            open.map(move |to| (*id, to.officer))
        });
        let both =
            outstanding.flat_map(|(id, officer)| [Deed::OnOrder(Act::Complete, id), Deed::Release(id, self.person(officer))]);
        both.collect()
    }

    fn reporting(&self) -> Vec<Deed> {
        let is_good = |one: &&Artifact| one.decision == Some(SelectionDecision::Selected) && !one.is_taken_down;
        if !self.artifacts.iter().any(|one| is_good(&one)) {
            let Some(fit) = self.artifacts.iter().find(|one| !one.is_taken_down) else { return vec![self.new_photo()] };
            return vec![Deed::Select(fit.id, Some(SelectionDecision::Selected))];
        }
        let is_settled = |one: &&Artifact| is_good(one) || one.decision == Some(SelectionDecision::NotSelected);
        if let Some(open) = self.artifacts.iter().find(|one| !is_settled(one)) {
            return vec![Deed::Select(open.id, Some(SelectionDecision::NotSelected))];
        }
        match self.reports.last() {
            Some((id, ReportState::Draft)) => vec![Deed::OnReport(Act::Report, *id)],
            _ => vec![Deed::OpenReport],
        }
    }

    fn new_photo(&self) -> Deed {
        let is_new = |shade: &u8| !self.artifacts.iter().any(|one| one.shade == Some(*shade));
        Deed::AddPhoto { shade: (0..=u8::MAX).find(is_new).expect("a shade") }
    }

    /// How many parts that nobody plays somebody's inbox tells.
    pub fn orphans(&self, person: usize) -> usize {
        let hats = self.hats(person);
        if [State::Closed, State::Cancelled].contains(&self.state) {
            return 0;
        }
        let assignee = self.ids[self.assignee];
        let is_led = self.is_filled(assignee, Role::SubdivisionHead) && self.orders[self.first].1.recipients[0].state.stands();
        let heads = hats.iter().any(|hat| hat.role == Role::DivisionHead) && !is_led;
        let leads = hats.iter().any(|hat| hat.role == Role::SubdivisionHead && hat.officer == Some(assignee));
        let gone = self.crew().filter(|to| to.state.is_outstanding() && !self.is_filled(to.officer, Role::Staff)).count();
        let told = if leads && self.takes_part(assignee) && self.state == State::Dispatched { gone } else { 0 };
        usize::from(heads) + told
    }
}
