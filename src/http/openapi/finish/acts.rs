//! Acts of the workflow as the document tells them: read from the one table.

use crate::domain::assignment::State;
use crate::domain::label::Label;
use crate::domain::officer::MandateKind;
use crate::domain::report::ReportState;
use crate::domain::role::Role;
use crate::domain::text::Line;
use crate::domain::workflow::{Act, Facts, Gate, Hat, Hats, Lent, Order, Post, Refusal, Rule, Unmet, Who, rules};
use crate::http::problem::{Problem, tell_gate};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// The act an operation does: its handler says so with `extensions(("x-act" = json!(Act::Dispatch)))`.
pub fn of(operation: &Value) -> Option<Act> {
    Act::from_label(operation["x-act"].as_str()?)
}

pub fn introduction(act: Act) -> String {
    let step = rules(act).find_map(|rule| rule.step).map(|step| format!(", step {} of the SOP", step.ordinal()));
    let rows: Vec<String> = rules(act).map(row).collect();
    format!("Act `{act}`{}: by {}.", step.unwrap_or_default(), rows.join("; or by "))
}

fn row(rule: &Rule) -> String {
    let who: Vec<&str> = rule.who.iter().map(|who| person(*who)).collect();
    let when = if rule.from.is_empty() { String::new() } else { format!(" while the assignment is {}", listed(rule.from)) };
    let then = rule.to.map(|state| format!(", which makes it {state}")).unwrap_or_default();
    format!("{}{when}{then}", who.join(" or "))
}

fn person(who: Who) -> &'static str {
    match who {
        Who::DivisionHead => "the head of the division whose case it is",
        Who::Assignee => "the subdivision head it was assigned to",
        Who::Crew => "staff with an ACTION duty",
        Who::Recipient => "whoever the disposition is addressed to",
        Who::Told => "whoever the case was given to and a change of its event waits for",
        Who::Issuer => {
            "whoever has the post that issued the disposition (step 1: a division head, step 2: the subdivision head of the assignment)"
        }
        Who::Sender => "the staff who sent the artifact",
    }
}

fn listed(states: &[State]) -> String {
    let names: Vec<&str> = states.iter().map(|state| state.label()).collect();
    names.join(" or ")
}

/// Every condition of an act besides the state, each with what mends it.
pub fn conditions(act: Act) -> String {
    let lines =
        gates(act).into_iter().map(|gate| format!("\n- `{}`: {}", gate.label(), tell_gate(&Unmet::from(gate).about("…")).en));
    let state = if states(act).is_empty() {
        String::new()
    } else {
        format!("\n- `STATE_FORBIDS`: possible while {}.", listed(&states(act)))
    };
    format!(
        "The act cannot be done now. `errors` names every unmet condition at once, of these:{state}{}",
        lines.collect::<String>()
    )
}

/// The answer when everything is in the way at once.
pub fn refusal(act: Act) -> Problem {
    let state = (!states(act).is_empty()).then(|| Unmet::state(State::Cancelled, states(act).into_iter()));
    let unmet = state.into_iter().chain(gates(act).into_iter().map(|gate| Unmet::from(gate).about("…"))).collect();
    Refusal::Gates { act, unmet }.into()
}

fn states(act: Act) -> Vec<State> {
    let mut states: Vec<State> = rules(act).flat_map(|rule| rule.from.iter().copied()).collect();
    states.sort_unstable();
    states.dedup();
    states
}

fn gates(act: Act) -> Vec<Gate> {
    // Of a take-down one act asks that there is none, another that there is; an order may be the wrong one, or the right one and done; a
    // report may be decided already, or not yet.
    let done = Order { to_crew: true, recipients: Vec::new() };
    let undecided = Facts { report: Some(ReportState::Draft), ..unfit() };
    let things = [unfit(), Facts { taken_down: true, ..unfit() }, unfit().with_order(done), undecided];
    let nobody = Hats::of(Some(Uuid::nil()), Vec::new(), Vec::new());
    let mut gates = Vec::new();
    for rule in rules(act) {
        for gate in things.iter().filter_map(rule.when).chain((rule.eyes)(&things[0], &nobody)).chain(rule.gates.iter().copied())
        {
            if !gates.contains(&gate) {
                gates.push(gate);
            }
        }
    }
    gates
}

/// A thing that fits no act: what each row asks of the thing itself is a function, which tells its gate only when asked.
fn unfit() -> Facts {
    let order = Order { to_crew: false, recipients: Vec::new() };
    Facts {
        event_cancelled: true,
        order: Some(order),
        completed: true,
        selected: true,
        report: Some(ReportState::Accepted),
        writers: vec![Uuid::nil()],
        guarded: true,
        over: true,
        ..Facts::of(State::Cancelled, Uuid::nil(), None, Vec::new())
    }
}

/// Somebody's own hat, and one that they wear for another.
pub fn some_hats() -> Vec<Hat> {
    let hat = |last: u128, name: &str, title: &str, lent: Option<Lent>| {
        let officer = Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + last);
        let post = Post { officer, name: Line::kept(name), position_title: Line::kept(title), unit: "HUMAS".to_owned() };
        Hat { role: Role::DivisionHead, officer: Some(officer), post: Some(Arc::new(post)), lent: lent.map(Arc::new) }
    };
    let decree_number = Line::kept("800.1.3/114/2026");
    let lent = Lent {
        mandate: Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0009),
        kind: MandateKind::ActingDaily,
        decree_number,
    };
    vec![
        hat(1, "Hendra Kusuma", "Kepala Bagian Umum", None),
        hat(2, "Ratna Wulandari", "Kepala Bagian Kominfo dan Humas", Some(lent)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_tells_the_conditions_of_its_row_and_of_the_thing() {
        assert_eq!(
            gates(Act::Complete),
            [Gate::AlreadyCompleted, Gate::NewDataMissing, Gate::DraftMissing, Gate::UploadUnfinished]
        );
        assert_eq!(gates(Act::Recall), [Gate::AlreadyRead, Gate::NotARecipient, Gate::NewDataMissing, Gate::DraftMissing]);
        assert_eq!(gates(Act::Release)[..2], [Gate::NotAStepTwoDisposition, Gate::NobodyOutstanding]);
        assert_eq!(gates(Act::TakeDown), [Gate::AlreadyTakenDown]);
        assert_eq!(gates(Act::Accept), [Gate::ReportNotSubmitted, Gate::ReportIsOnesOwn]);
        assert_eq!(gates(Act::LiftTakeDown), [Gate::NotTakenDown]);
        assert_eq!(states(Act::Report), [State::Documented]);
    }
}
