//! The law of the office: which act, by whom, in which state, to what effect. SOP-21.04.1.3.1.3-2 as one table.
//!
//! Enforcement, `allowedActions`, the documentation and the exhaustive tests all read [`RULES`]. A new act is one row.

mod gate;
mod hats;
mod standing;
mod when;

pub use gate::{Gate, Refusal, Unmet};
pub use hats::{Early, Hat, Hats, Lent, Post};
pub use standing::{Facts, Order, Recipient, Who};

use super::assignment::State::{self, *};
use super::clock::Step;
use super::label::labels;
use super::role::Roles;
use when::*;

labels! {
    /// Everything that can be done to an assignment and what belongs to it.
    Act {
        Assign = "ASSIGN", EditAssignment = "EDIT_ASSIGNMENT", ExplainLateness = "EXPLAIN_LATENESS", Dispatch = "DISPATCH", Reassign = "REASSIGN", Cancel = "CANCEL",
        AcknowledgeEvent = "ACKNOWLEDGE_EVENT",
        Acknowledge = "ACKNOWLEDGE", Complete = "COMPLETE", Recall = "RECALL", Release = "RELEASE", ReturnWork = "RETURN_WORK",
        AddArtifact = "ADD_ARTIFACT", EditArtifact = "EDIT_ARTIFACT", ReplaceContent = "REPLACE_CONTENT",
        AttachPoster = "ATTACH_POSTER", RemovePoster = "REMOVE_POSTER", DeleteArtifact = "DELETE_ARTIFACT", Select = "SELECT",
        TakeDown = "TAKE_DOWN", LiftTakeDown = "LIFT_TAKE_DOWN",
        OpenReport = "OPEN_REPORT", EditReport = "EDIT_REPORT", Report = "REPORT", Accept = "ACCEPT", ReturnReport = "RETURN_REPORT",
        Publish = "PUBLISH", Correct = "CORRECT", Verify = "VERIFY", Withdraw = "WITHDRAW", Exempt = "EXEMPT", LiftExemption = "LIFT_EXEMPTION",
    }

    /// The kind of thing an act is asked of: the `{id}` in its path.
    Thing { AgendaItem = "AGENDA_ITEM", Assignment = "ASSIGNMENT", Disposition = "DISPOSITION", Artifact = "ARTIFACT", Report = "REPORT",
        Publication = "PUBLICATION", Exemption = "EXEMPTION" }
}

/// One row of the law.
pub struct Rule {
    pub act: Act,
    /// Whose `allowedActions` list it.
    pub on: Thing,
    /// The step of the SOP it carries out, if it is the SOP's own act.
    pub step: Option<Step>,
    pub who: &'static [Who],
    /// The assignment's states it is possible in; none for the act that makes one.
    pub from: &'static [State],
    /// The state it leads to at once, or for COMPLETE and RELEASE with the last recipient.
    pub to: Option<State>,
    /// What must be so of the thing itself.
    pub when: fn(&Facts) -> Option<Gate>,
    /// What must be so of the person, under whatever hat: four eyes.
    pub eyes: fn(&Facts, &Hats) -> Option<Gate>,
    /// What else is asked of the content before the act is done; `allowedActions` does not look at these.
    pub gates: &'static [Gate],
    /// The journal's name for it.
    pub entry: &'static str,
}

const fn rule(act: Act, on: Thing, who: &'static [Who], from: &'static [State], entry: &'static str) -> Rule {
    Rule { act, on, step: None, who, from, to: None, when: |_| None, eyes: |_, _| None, gates: &[], entry }
}

/// The table. The first four rows with a `step` are the SOP's; the SOP has no return or reject branch, those are ours.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    Rule { step: Some(Step::Assign), to: Some(Assigned),
           gates: &[Gate::AgendaItemCancelled, Gate::AssigneeInactive, Gate::AssigneeNotSubdivisionHead, Gate::AssigneeIsOneself, Gate::ProcedureMissing],
           ..rule(Act::Assign, Thing::AgendaItem, &[Who::DivisionHead], &[], "assignment.assigned") },
    Rule { step: Some(Step::Order), to: Some(Dispatched), when: event_stands,
           gates: &[Gate::ActionRecipientMissing, Gate::RecipientInactive, Gate::RecipientNotStaff, Gate::DutyMissing],
           ..rule(Act::Dispatch, Thing::Assignment, &[Who::Assignee], &[Assigned, Dispatched], "assignment.dispatched") },
    Rule { step: Some(Step::Document), to: Some(Documented), when: not_completed,
           gates: &[Gate::NewDataMissing, Gate::DraftMissing, Gate::UploadUnfinished],
           ..rule(Act::Complete, Thing::Disposition, &[Who::Crew], &[Dispatched], "disposition.completed") },
    Rule { step: Some(Step::Report), to: Some(Reported), when: report_is_draft,
           gates: &[Gate::ArtifactUndecided, Gate::SelectionEmpty, Gate::ArtifactTakenDown],
           ..rule(Act::Report, Thing::Report, &[Who::Assignee], &[Documented], "report.submitted") },

    Rule { to: Some(Closed), when: report_is_submitted, eyes: others_report,
           ..rule(Act::Accept, Thing::Report, &[Who::DivisionHead], &[Reported], "report.accepted") },
    Rule { to: Some(Documented), when: report_is_submitted, eyes: others_report,
           ..rule(Act::ReturnReport, Thing::Report, &[Who::DivisionHead], &[Reported], "report.returned") },
    Rule { to: Some(Dispatched), when: crew_order, gates: &[Gate::RecipientNotCompleted],
           ..rule(Act::ReturnWork, Thing::Disposition, &[Who::Assignee], &[Documented], "disposition.returned") },
    Rule { when: somebody_unread, gates: &[Gate::NotARecipient, Gate::NewDataMissing, Gate::DraftMissing],
           ..rule(Act::Recall, Thing::Disposition, &[Who::Issuer], &[Assigned, Dispatched], "disposition.recalled") },
    Rule { to: Some(Documented), when: somebody_outstanding,
           gates: &[Gate::NotARecipient, Gate::RecipientCompleted, Gate::NewDataMissing, Gate::DraftMissing],
           ..rule(Act::Release, Thing::Disposition, &[Who::Assignee], &[Dispatched], "disposition.released") },
    Rule { gates: &[Gate::AssigneeIsOneself, Gate::AssigneeUnchanged, Gate::AssigneeInactive, Gate::AssigneeNotSubdivisionHead],
           ..rule(Act::Reassign, Thing::Assignment, &[Who::DivisionHead], State::OPEN, "assignment.reassigned") },
    Rule { to: Some(Cancelled),
           ..rule(Act::Cancel, Thing::Assignment, &[Who::DivisionHead], State::OPEN, "assignment.cancelled") },

    rule(Act::EditAssignment, Thing::Assignment, &[Who::DivisionHead], State::OPEN, "assignment.edited"),
    rule(Act::ExplainLateness, Thing::Assignment, &[Who::DivisionHead, Who::Assignee], State::ALL_STATES, "assignment.lateness-explained"),
    rule(Act::AcknowledgeEvent, Thing::Assignment, &[Who::Told], State::ALL_STATES, "assignment.event-acknowledged"),
    rule(Act::Acknowledge, Thing::Disposition, &[Who::Recipient], State::ALL_STATES, "disposition.read"),
    rule(Act::AddArtifact, Thing::Assignment, &[Who::Crew], &[Dispatched], "artifact.added"),
    rule(Act::AddArtifact, Thing::Assignment, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.added"),
    Rule { when: unselected,
           ..rule(Act::EditArtifact, Thing::Artifact, &[Who::Sender], &[Dispatched], "artifact.edited") },
    Rule { when: unselected,
           ..rule(Act::EditArtifact, Thing::Artifact, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.edited") },
    Rule { when: unselected_file,
           ..rule(Act::ReplaceContent, Thing::Artifact, &[Who::Sender], &[Dispatched], "artifact.content-replaced") },
    Rule { when: unselected_file,
           ..rule(Act::ReplaceContent, Thing::Artifact, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.content-replaced") },
    Rule { when: wants_poster,
           ..rule(Act::AttachPoster, Thing::Artifact, &[Who::Sender], &[Dispatched], "artifact.poster-attached") },
    Rule { when: wants_poster,
           ..rule(Act::AttachPoster, Thing::Artifact, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.poster-attached") },
    Rule { when: has_poster,
           ..rule(Act::RemovePoster, Thing::Artifact, &[Who::Sender], &[Dispatched], "artifact.poster-removed") },
    Rule { when: has_poster,
           ..rule(Act::RemovePoster, Thing::Artifact, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.poster-removed") },
    Rule { when: deletable,
           ..rule(Act::DeleteArtifact, Thing::Artifact, &[Who::Sender], &[Dispatched], "artifact.deleted") },
    Rule { when: deletable,
           ..rule(Act::DeleteArtifact, Thing::Artifact, &[Who::Assignee], &[Assigned, Dispatched, Documented], "artifact.deleted") },
    Rule { gates: &[Gate::ArtifactTakenDown],
           ..rule(Act::Select, Thing::Artifact, &[Who::Assignee], &[Documented], "artifact.selected") },
    Rule { when: not_yet_taken_down,
           ..rule(Act::TakeDown, Thing::Artifact, &[Who::DivisionHead, Who::Assignee], State::ALL_STATES, "artifact.taken-down") },
    Rule { when: taken_down,
           ..rule(Act::LiftTakeDown, Thing::Artifact, &[Who::DivisionHead], State::ALL_STATES, "artifact.take-down-lifted") },
    Rule { gates: &[Gate::ReportDraftOpen],
           ..rule(Act::OpenReport, Thing::Assignment, &[Who::Assignee], &[Documented], "report.opened") },
    Rule { when: report_is_draft,
           ..rule(Act::EditReport, Thing::Report, &[Who::Assignee], &[Documented], "report.edited") },

    Rule { when: publishable,
           gates: &[Gate::CaseNotOrdinary, Gate::InformationExempt, Gate::AlreadyPublished, Gate::TextOutsideSubset, Gate::ArtifactNotSelected, Gate::ArtifactTakenDown,
                    Gate::Embargoed, Gate::AltTextMissing, Gate::LawfulBasisMissing, Gate::ChildrenUnsaid, Gate::ConsentMissing, Gate::CreditMissing],
           ..rule(Act::Publish, Thing::Report, &[Who::DivisionHead, Who::Assignee], &[Closed], "publication.published") },
    Rule { when: publication_stands,
           gates: &[Gate::NothingChanged, Gate::InformationExempt, Gate::ArtifactNotSelected, Gate::ArtifactTakenDown, Gate::Embargoed,
                    Gate::AltTextMissing, Gate::LawfulBasisMissing, Gate::ChildrenUnsaid, Gate::ConsentMissing, Gate::CreditMissing],
           ..rule(Act::Correct, Thing::Publication, &[Who::DivisionHead, Who::Assignee], &[Closed], "publication.corrected") },
    Rule { when: publication_stands, gates: &[Gate::PublicationExpired],
           ..rule(Act::Verify, Thing::Publication, &[Who::DivisionHead, Who::Assignee], &[Closed], "publication.verified") },
    Rule { when: publication_stands,
           ..rule(Act::Withdraw, Thing::Publication, &[Who::DivisionHead, Who::Assignee], &[Closed], "publication.withdrawn") },
    Rule { gates: &[Gate::AlreadyExempt, Gate::PublicationStands],
           ..rule(Act::Exempt, Thing::Assignment, &[Who::DivisionHead], State::ALL_STATES, "assignment.exempted") },
    Rule { when: exemption_stands,
           ..rule(Act::LiftExemption, Thing::Exemption, &[Who::DivisionHead], State::ALL_STATES, "assignment.exemption-lifted") },
];

/// Every row of one act (an act has one row for each kind of person who may do it in different states).
pub fn rules(act: Act) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.act == act)
}

/// The roles that can ever do this act.
pub fn roles(act: Act) -> Roles {
    rules(act).flat_map(|rule| rule.who).flat_map(|who| who.roles().iter().copied()).collect()
}

/// The journal's name for an act.
pub fn entry(act: Act) -> &'static str {
    rules(act).next().map_or("", |rule| rule.entry)
}

/// The hat an act is done under: of those that fit and whose state allows it, or of those that fit at all, if that of none does.
///
/// One's own hat is not taken for another's business, nor another's for one's own: where more than one officer's fits, the caller must say.
pub fn choose<'a>(act: Act, hats: &'a Hats, facts: &Facts) -> Result<(&'static Rule, &'a Hat), Refusal> {
    let fitting: Vec<(&'static Rule, &Hat)> = rules(act)
        .flat_map(|rule| hats.in_question().filter(|hat| rule.is_for(hat, facts)).map(move |hat| (rule, hat)))
        .collect();
    let Some(first) = fitting.first().copied() else {
        let early = hats.early().find(|early| rules(act).any(|rule| rule.is_for(&early.hat, facts)));
        return Err(
            early.map_or(Refusal::NotYours { act }, |early| Refusal::BeforeMandate { told: early.told, from: early.from })
        );
    };
    let possible: Vec<_> = fitting.into_iter().filter(|(rule, _)| rule.possible_in(facts.state)).collect();
    let mut choices: Vec<Hat> = Vec::new();
    for (_, hat) in &possible {
        if !choices.iter().any(|other| other.officer == hat.officer) {
            choices.push((*hat).clone());
        }
    }
    match possible.first() {
        Some(_) if choices.len() > 1 => Err(Refusal::Ambiguous { choices }),
        chosen => Ok(chosen.copied().unwrap_or(first)),
    }
}

/// May one of these hats do this act now? Answers the hat it is done under, or every reason against.
///
/// `unmet` carries what the content lacks, found by the caller, so that all reasons are told at once.
pub fn permit<'a>(act: Act, hats: &'a Hats, facts: &Facts, unmet: Vec<Unmet>) -> Result<&'a Hat, Refusal> {
    let (rule, hat) = choose(act, hats, facts)?;
    let mut reasons = unmet;
    let of_the_thing = [(rule.when)(facts), (rule.eyes)(facts, hats)];
    reasons.splice(0..0, of_the_thing.into_iter().flatten().map(Unmet::from));
    if !rule.possible_in(facts.state) {
        let mine = rules(act).filter(|rule| hats.in_question().any(|hat| rule.is_for(hat, facts)));
        reasons.insert(0, Unmet::state(facts.state, mine.flat_map(|rule| rule.from.iter().copied())));
    }
    if reasons.is_empty() { Ok(hat) } else { Err(Refusal::Gates { act, unmet: reasons }) }
}

/// The rows that let one of these hats do something now to a thing: person, state and the thing itself allow it.
fn open<'a>(on: Thing, hats: &'a Hats, facts: &'a Facts) -> impl Iterator<Item = &'static Rule> + 'a {
    RULES
        .iter()
        .filter(move |rule| rule.on == on && rule.possible_in(facts.state))
        .filter(|rule| (rule.when)(facts).is_none() && (rule.eyes)(facts, hats).is_none())
        .filter(|rule| hats.iter().any(|hat| rule.is_for(hat, facts)))
}

/// What these hats may do now to a thing. Whether the content is complete is asked with `dryRun`.
pub fn allowed(on: Thing, hats: &Hats, facts: &Facts) -> Vec<Act> {
    let mut acts: Vec<Act> = open(on, hats, facts).map(|rule| rule.act).collect();
    acts.dedup();
    acts
}

/// Of those acts, the ones that a mandate has a part in: under which hats each can be done, by officer.
pub fn allowed_for<'a>(on: Thing, hats: &'a Hats, facts: &Facts) -> Vec<(&'a Hat, Vec<Act>)> {
    let mut of: Vec<(&Hat, Vec<Act>)> = Vec::new();
    if hats.iter().all(Hat::is_own) {
        return of;
    }
    for rule in open(on, hats, facts) {
        let fitting: Vec<&Hat> = hats.iter().filter(|hat| rule.is_for(hat, facts)).collect();
        for hat in fitting.iter().copied().filter(|_| !fitting.iter().all(|hat| hat.is_own())) {
            let known = of.iter().position(|(other, _)| other.officer == hat.officer);
            let place = known.unwrap_or_else(|| {
                of.push((hat, Vec::new()));
                of.len() - 1
            });
            if !of[place].1.contains(&rule.act) {
                of[place].1.push(rule.act);
            }
        }
    }
    of
}

impl Rule {
    fn possible_in(&self, state: State) -> bool {
        self.from.is_empty() || self.from.contains(&state)
    }

    fn is_for(&self, hat: &Hat, facts: &Facts) -> bool {
        self.who.iter().any(|who| who.is(hat, facts))
    }
}
