//! The office as the table has it: one case in memory, without HTTP or SQL.

use super::deed::Deed;
use super::people::Person;
use super::random::Random;
use pubdok::domain::artifact::SelectionDecision;
use pubdok::domain::assignment::State;
use pubdok::domain::disposition::{RecipientKind, RecipientState};
use pubdok::domain::label::Label;
use pubdok::domain::report::ReportState;
use pubdok::domain::role::Role;
use pubdok::domain::workflow::{self, Act, Facts, Hat, Hats, Order, Recipient, Refusal, Thing};
use uuid::Uuid;

/// The third has the case at first.
pub const PEOPLE: [(&str, Role); 8] = [
    ("kabag", Role::DivisionHead),
    ("kabag-2", Role::DivisionHead),
    ("kasubag", Role::SubdivisionHead),
    ("kasubag-2", Role::SubdivisionHead),
    ("staf-1", Role::Staff),
    ("staf-2", Role::Staff),
    ("staf-3", Role::Staff),
    ("staf-4", Role::Staff),
];
const ASSIGNEE: usize = 2;

#[derive(Clone)]
pub struct Model {
    pub ids: Vec<Uuid>,
    pub people: Vec<Person>,
    /// Who acts in whose post, as what.
    pub acting: Vec<(usize, usize, Role)>,
    pub state: State,
    /// Who has the case.
    pub assignee: usize,
    /// Where step 1's order in force stands among them.
    pub first: usize,
    pub orders: Vec<(Uuid, Order)>,
    pub artifacts: Vec<Artifact>,
    pub reports: Vec<(Uuid, ReportState)>,
    /// Whoever had a hand in them: each revision goes on with the text of the one before.
    pub writers: Vec<Uuid>,
    /// Everything that was done.
    pub acts: Vec<Act>,
}

#[derive(Clone)]
pub struct Artifact {
    pub id: Uuid,
    pub sender: Uuid,
    /// Of a photo; None for a draft.
    pub shade: Option<u8>,
    pub decision: Option<SelectionDecision>,
    pub is_taken_down: bool,
    pub title: u8,
}

/// What the table answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// 403 or 404.
    Refused(u16),
    /// 409, with these codes in order.
    Gates(Vec<&'static str>),
}

impl Model {
    /// After step 1: the disposition to the assignee is made.
    pub fn assigned(ids: Vec<Uuid>, first: Uuid) -> Self {
        let assignee = Recipient { officer: ids[ASSIGNEE], kind: RecipientKind::Action, state: RecipientState::Delivered };
        let order = Order { to_crew: false, recipients: vec![assignee] };
        let people = PEOPLE.iter().map(|(_, role)| Person { active: true, roles: vec![*role] }).collect();
        Self {
            ids,
            people,
            acting: Vec::new(),
            state: State::Assigned,
            assignee: ASSIGNEE,
            first: 0,
            orders: vec![(first, order)],
            artifacts: Vec::new(),
            reports: Vec::new(),
            writers: Vec::new(),
            acts: vec![Act::Assign],
        }
    }

    /// Somebody and what they try: anything, or oftener what can be done and was done least, so that cases get far.
    pub fn deed(&self, random: &mut Random) -> (usize, Deed) {
        let mut tries: Vec<(usize, Deed)> = (0..500).map(|_| (random.below(PEOPLE.len()), self.any_deed(random))).collect();
        tries.retain(|(person, deed)| !self.is_ambiguous(*person, deed));
        let first = tries.swap_remove(0);
        if random.below(3) == 0 {
            return first;
        }
        tries.retain(|(person, deed)| self.answer(*person, deed) == Answer::Done);
        let times = |act: Act| self.acts.iter().filter(|done| **done == act).count();
        let weight = |act: Act, chance: usize| match act {
            // An end comes last, and what undoes or widens the work seldom.
            Act::Cancel => 60 + chance,
            Act::Accept => 15 + chance,
            Act::Dispatch | Act::DeleteArtifact | Act::Recall | Act::Release | Act::Reassign => 12 * times(act) + chance,
            // A report waits for what is taken down.
            Act::TakeDown => 12 * times(act) + chance,
            Act::Complete | Act::Select | Act::Report | Act::LiftTakeDown => times(act) + chance,
            act => 4 * times(act) + chance,
        };
        tries.into_iter().min_by_key(|(_, deed)| weight(deed.act(), random.below(12))).unwrap_or(first)
    }

    fn any_deed(&self, random: &mut Random) -> Deed {
        // Mostly those who are staff at first: others can be tried.
        let staff = if random.below(5) == 0 { random.below(PEOPLE.len()) } else { 4 + random.below(4) };
        let order = random.pick(&self.orders).map_or(Uuid::nil(), |(id, _)| *id);
        let artifact = random.pick(&self.artifacts).map(|artifact| artifact.id);
        let report = random.pick(&self.reports).map(|(id, _)| *id);
        let decision =
            [Some(SelectionDecision::Selected), Some(SelectionDecision::NotSelected), Some(SelectionDecision::Returned), None];
        match (random.below(26), artifact, report) {
            (0, ..) => Deed::Dispatch { crew: vec![staff], informed: None },
            (1, ..) => Deed::Dispatch { crew: vec![staff, 4 + (staff + 1) % 4], informed: Some(4 + (staff + 2) % 4) },
            (2, ..) => Deed::AddPhoto { shade: u8::try_from(random.below(256)).expect("a shade") },
            (3, ..) => Deed::OpenReport,
            (4, ..) => Deed::EditAssignment,
            (5, ..) => Deed::ExplainLateness,
            (6, ..) => Deed::OnOrder(Act::Acknowledge, order),
            (7, ..) => Deed::OnOrder(Act::Complete, order),
            (8, ..) => Deed::Recall(order, None),
            (22, ..) => Deed::Recall(order, Some(random.below(PEOPLE.len()))),
            (23, ..) => Deed::Release(order, random.below(PEOPLE.len())),
            (24, ..) => Deed::Reassign(random.below(PEOPLE.len())),
            (9, ..) => Deed::ReturnWork(order, staff),
            (10, ..) => Deed::Cancel,
            (11..=13, Some(id), _) => Deed::Select(id, decision[random.below(6) % 4]),
            (14, Some(id), _) => Deed::EditArtifact(id, u8::try_from(1 + random.below(3)).expect("a title")),
            (15, Some(id), _) => Deed::DeleteArtifact(id),
            (16, _, Some(id)) => Deed::OnReport(Act::EditReport, id),
            (17, _, Some(id)) => Deed::OnReport(Act::Report, id),
            (18..=19, _, Some(id)) => Deed::OnReport([Act::Accept, Act::ReturnReport][random.below(2)], id),
            (20, Some(id), _) => Deed::TakeDown(id),
            (21, Some(id), _) => Deed::LiftTakeDown(id),
            _ => Deed::AddDraft,
        }
    }

    /// A division head all; others what a disposition that still stands is addressed to them, or to one in whose post they act.
    pub fn sees(&self, person: usize) -> bool {
        let hats = self.hats(person);
        let mine = |hat: &Hat| hat.officer.is_some_and(|officer| self.takes_part(officer));
        hats.iter().any(|hat| hat.role == Role::DivisionHead || mine(hat))
    }

    pub fn takes_part(&self, officer: Uuid) -> bool {
        self.orders.iter().any(|(_, order)| order.recipients.iter().any(|to| to.officer == officer && to.state.stands()))
    }

    pub fn crew(&self) -> impl Iterator<Item = &Recipient> {
        let orders = self.orders.iter().filter(|(_, order)| order.to_crew);
        let recipients = orders.flat_map(|(_, order)| &order.recipients);
        recipients.filter(|to| to.kind == RecipientKind::Action && to.state.stands())
    }

    fn facts(&self) -> Facts {
        Facts::of(self.state, self.ids[self.assignee], None, self.crew().map(|to| to.officer).collect())
    }

    pub fn order(&self, id: Uuid) -> &Order {
        &self.orders.iter().find(|(known, _)| *known == id).expect("an order").1
    }

    pub fn artifact(&self, id: Uuid) -> &Artifact {
        self.artifacts.iter().find(|artifact| artifact.id == id).expect("an artifact")
    }

    fn facts_of_order(&self, person: usize, id: Uuid) -> Facts {
        let order = self.order(id).clone();
        let hats = self.hats(person);
        let mine = |officer: Uuid| hats.iter().any(|hat| hat.role == Role::Staff && hat.officer == Some(officer));
        let waits = order.recipients.iter().any(|to| mine(to.officer) && to.state.is_outstanding());
        Facts { order: Some(order), completed: !waits, ..self.facts() }
    }

    fn facts_of_artifact(&self, id: Uuid) -> Facts {
        let artifact = self.artifact(id);
        let selected = artifact.decision == Some(SelectionDecision::Selected);
        let (draft, taken_down) = (artifact.shade.is_none(), artifact.is_taken_down);
        Facts { sender: Some(artifact.sender), selected, taken_down, draft, depicted: !draft, ..self.facts() }
    }

    fn facts_of_report(&self, id: Uuid) -> Facts {
        let report = self.reports.iter().find(|(known, _)| *known == id).map(|(_, state)| *state);
        Facts { report, writers: self.writers.clone(), ..self.facts() }
    }

    pub fn answer(&self, person: usize, deed: &Deed) -> Answer {
        let (act, hats) = (deed.act(), self.hats(person));
        if !hats.iter().any(|hat| workflow::roles(act).contains(hat.role)) {
            return Answer::Refused(403);
        }
        if !self.sees(person) {
            return Answer::Refused(404);
        }
        let unmet = self.lacking(person, deed).into_iter().map(Into::into).collect();
        match workflow::permit(act, &hats, &self.facts_for(person, deed), unmet) {
            Ok(_) => Answer::Done,
            Err(Refusal::Ambiguous { .. } | Refusal::BeforeMandate { .. }) => panic!("nobody of the model has a mandate"),
            Err(Refusal::NotYours { .. }) => Answer::Refused(403),
            Err(Refusal::Gates { unmet, .. }) => {
                let mut gates: Vec<&'static str> = unmet.iter().map(|unmet| unmet.gate.label()).collect();
                gates.sort_unstable();
                Answer::Gates(gates)
            }
        }
    }

    fn facts_for(&self, person: usize, deed: &Deed) -> Facts {
        match deed {
            Deed::OnOrder(_, id) | Deed::Recall(id, _) | Deed::Release(id, _) | Deed::ReturnWork(id, _) => {
                self.facts_of_order(person, *id)
            }
            Deed::Select(id, _) | Deed::EditArtifact(id, _) | Deed::DeleteArtifact(id) => self.facts_of_artifact(*id),
            Deed::TakeDown(id) | Deed::LiftTakeDown(id) => self.facts_of_artifact(*id),
            Deed::OnReport(_, id) => self.facts_of_report(*id),
            _ => self.facts(),
        }
    }

    /// The officers whose deed it would be: the person, or those in whose post they act.
    fn doers(&self, person: usize, deed: &Deed) -> Vec<Uuid> {
        let facts = self.facts_for(person, deed);
        let fits = |hat: &Hat| {
            let alone = Hats::of(Some(self.ids[person]), vec![hat.clone()], Vec::new());
            let alone = workflow::permit(deed.act(), &alone, &facts, Vec::new());
            !matches!(alone, Err(Refusal::NotYours { .. }))
        };
        let mut doers: Vec<Uuid> = self.hats(person).iter().filter(|hat| fits(hat)).filter_map(|hat| hat.officer).collect();
        doers.sort_unstable();
        doers.dedup();
        doers
    }

    /// Whether it could be done in more than one place: whose it is then, the doer says.
    pub fn is_ambiguous(&self, person: usize, deed: &Deed) -> bool {
        self.doers(person, deed).len() > 1
    }

    /// The officer whose deed it is.
    pub fn doer(&self, person: usize, deed: &Deed) -> Uuid {
        self.doers(person, deed).first().copied().unwrap_or(self.ids[person])
    }

    pub fn allowed_on_assignment(&self, person: usize) -> Vec<&'static str> {
        self.labels(Thing::Assignment, person, &self.facts())
    }

    /// Where the deed is asked of, and whether the person is told there that they may do it.
    pub fn is_offered(&self, person: usize, deed: &Deed) -> (String, bool) {
        let facts = self.facts_for(person, deed);
        let (path, thing) = match deed {
            Deed::OnOrder(_, id) | Deed::Recall(id, _) | Deed::Release(id, _) | Deed::ReturnWork(id, _) => {
                (format!("dispositions/{id}"), Thing::Disposition)
            }
            Deed::Select(id, _)
            | Deed::EditArtifact(id, _)
            | Deed::DeleteArtifact(id)
            | Deed::TakeDown(id)
            | Deed::LiftTakeDown(id) => (format!("artifacts/{id}"), Thing::Artifact),
            Deed::OnReport(_, id) => (format!("reports/{id}"), Thing::Report),
            _ => (String::new(), Thing::Assignment),
        };
        let is_offered = self.labels(thing, person, &facts).contains(&deed.act().label());
        (path, is_offered)
    }

    /// Something that belongs to the case, and what the person may do to it.
    pub fn some_thing(&self, random: &mut Random, person: usize) -> Option<(String, Vec<&'static str>)> {
        let (path, thing, facts) = match random.below(3) {
            0 => {
                let (id, _) = random.pick(&self.orders)?;
                (format!("dispositions/{id}"), Thing::Disposition, self.facts_of_order(person, *id))
            }
            1 => {
                let Artifact { id, .. } = random.pick(&self.artifacts)?;
                (format!("artifacts/{id}"), Thing::Artifact, self.facts_of_artifact(*id))
            }
            _ => {
                let (id, _) = random.pick(&self.reports)?;
                (format!("reports/{id}"), Thing::Report, self.facts_of_report(*id))
            }
        };
        Some((path, self.labels(thing, person, &facts)))
    }

    fn labels(&self, thing: Thing, person: usize, facts: &Facts) -> Vec<&'static str> {
        workflow::allowed(thing, &self.hats(person), facts).into_iter().map(Label::label).collect()
    }
}
