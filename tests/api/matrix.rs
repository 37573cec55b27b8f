//! Role × act × state × ownership: what the workflow table says, HTTP does; refusals included.

use crate::standing_in::is_of_unit;
use crate::support::work::{action, assignment, dispatch};
use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use pubdok::domain::workflow::{self, Act, Thing, Who};
use reqwest::Method;
use serde_json::{Value, json};

/// Everybody there is, and what they are to the case of this test.
const PEOPLE: [(&str, Role, &[Who]); 12] = [
    ("kabag", Role::DivisionHead, &[Who::DivisionHead]),
    ("kabag-2", Role::DivisionHead, &[Who::DivisionHead]),
    // Of another division.
    ("kabag-3", Role::DivisionHead, &[]),
    ("kasubag", Role::SubdivisionHead, &[Who::Assignee, Who::Issuer]),
    ("kasubag-2", Role::SubdivisionHead, &[]),
    ("staf-1", Role::Staff, &[Who::Crew, Who::Recipient, Who::Sender]),
    ("staf-2", Role::Staff, &[Who::Crew, Who::Recipient]),
    ("staf-3", Role::Staff, &[Who::Recipient]),
    ("staf-4", Role::Staff, &[]),
    ("admin", Role::Admin, &[]),
    ("auditor", Role::Auditor, &[]),
    ("portal", Role::Integration, &[]),
];

/// What comes of an act, as far as person and state decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    WrongRole,
    Unseen,
    NotYours,
    WrongState,
    /// Done, or refused for what the thing itself still lacks.
    Possible,
}

fn expected(act: Act, state: State, (_, role, is): (&str, Role, &[Who])) -> Outcome {
    if !workflow::roles(act).contains(role) {
        return Outcome::WrongRole;
    }
    // Before there is a case, there is no division whose it is.
    let is: &[Who] = if act == Act::Assign && role == Role::DivisionHead { &[Who::DivisionHead] } else { is };
    // In the state ASSIGNED no staff are addressed yet.
    let part = is.iter().any(|who| !matches!(who, Who::Crew | Who::Recipient | Who::Sender) || state != State::Assigned);
    if !part && act != Act::Assign {
        return Outcome::Unseen;
    }
    let mine: Vec<_> = workflow::rules(act).filter(|rule| rule.who.iter().any(|who| is.contains(who))).collect();
    if mine.is_empty() {
        Outcome::NotYours
    } else if mine.iter().any(|rule| rule.from.is_empty() || rule.from.contains(&state)) {
        Outcome::Possible
    } else {
        Outcome::WrongState
    }
}

fn outcome(act: Act, answer: &Reply) -> Outcome {
    match (answer.status, answer["code"].as_str().unwrap_or_default()) {
        (403, "ROLE_MISSING") => Outcome::WrongRole,
        (404, "NOT_FOUND") => Outcome::Unseen,
        (403, "NOT_YOURS") => Outcome::NotYours,
        (409, "STATE_FORBIDS") if answer.faults().iter().any(|(_, code)| *code == "STATE_FORBIDS") => Outcome::WrongState,
        (200 | 204, _) | (409, "STATE_FORBIDS") => Outcome::Possible,
        _ => panic!("{act} must be done or refused by the table: {answer:?}"),
    }
}

/// The request of an act on the things of this case; None while the case has no such thing.
fn request(case: &Case, act: Act) -> Option<(Method, String, Value)> {
    let path = |collection: &str, thing: &Reply, rest: &str| format!("/v1/{collection}/{}{rest}", thing.id());
    let assignment_at = |rest: &str| path("assignments", &case.assignment, rest);
    let order = |rest: &str| Some(path("dispositions", case.order.as_ref()?, rest));
    let photo = |rest: &str| Some(path("artifacts", case.photo.as_ref()?, rest));
    let report = |rest: &str| Some(path("reports", case.report.as_ref()?, rest));
    let draft = json!({ "kind": "PRESS_RELEASE", "title": "Siaran", "headline": "Panen", "content": "Panen raya." });
    Some(match act {
        Act::Assign => (Method::POST, "/v1/assignments".to_owned(), assignment(&case.event, &case.subhead)),
        Act::EditAssignment => (Method::PATCH, assignment_at(""), json!({ "scope": "Foto saja." })),
        Act::ExplainLateness => (Method::POST, assignment_at("/late-reasons"), json!({ "step": 1, "reason": "Hujan." })),
        Act::Dispatch => (Method::POST, assignment_at("/dispositions"), dispatch(&[action(&case.photographer, "PHOTOGRAPHER")])),
        Act::Cancel => (Method::POST, assignment_at("/cancellation"), json!({ "reason": "Batal." })),
        Act::AddArtifact => (Method::POST, assignment_at("/artifacts"), draft),
        Act::OpenReport => (Method::POST, assignment_at("/reports"), json!({ "summary": "Selesai." })),
        Act::Acknowledge => (Method::POST, order("/acknowledgement")?, json!({})),
        Act::Complete => (Method::POST, order("/completion")?, json!({})),
        Act::Recall => (Method::POST, order("/recall")?, json!({ "reason": "Salah alamat." })),
        Act::Reassign => (
            Method::POST,
            assignment_at("/reassignment"),
            json!({ "assigneeId": case.other_subhead.officer_id(), "reason": "Pindah tugas." }),
        ),
        Act::Release => {
            (Method::POST, order("/release")?, json!({ "officerId": case.photographer.officer_id(), "reason": "Sakit." }))
        }
        Act::ReturnWork => {
            (Method::POST, order("/return")?, json!({ "officerId": case.photographer.officer_id(), "reason": "Buram." }))
        }
        Act::EditArtifact => (Method::PATCH, photo("")?, json!({ "title": "Judul lain" })),
        Act::DeleteArtifact => (Method::DELETE, photo("")?, Value::Null),
        Act::RemovePoster => (Method::DELETE, photo("/poster")?, Value::Null),
        Act::Select => (Method::PUT, photo("/selection")?, json!({ "decision": "SELECTED" })),
        Act::TakeDown => (Method::POST, photo("/take-down")?, json!({ "reason": "Anak dikenali." })),
        Act::LiftTakeDown => (Method::POST, photo("/take-down/lifting")?, json!({ "reason": "Izin ada." })),
        Act::EditReport => (Method::PATCH, report("")?, json!({ "summary": "Lain." })),
        Act::Report => (Method::POST, report("/submission")?, json!({})),
        Act::Accept => (Method::POST, report("/acceptance")?, json!({})),
        Act::ReturnReport => (Method::POST, report("/return")?, json!({ "reason": "Kurang." })),
        Act::Publish => {
            let body = json!({ "reportId": case.report.as_ref()?.id(), "draftId": case.release.as_ref()?.id(), "informationClass": "PERIODIC" });
            (Method::POST, "/v1/publications".to_owned(), body)
        }
        Act::Exempt => {
            let body = json!({ "assignmentId": case.assignment.id(), "statute": "UU 14/2008", "consequence": "x", "until": "2999-01-01T00:00:00Z" });
            (Method::POST, "/v1/exemptions".to_owned(), body)
        }
        // A file, not JSON, what waits for somebody alone, and what there is only of a publication: their own tests.
        Act::ReplaceContent | Act::AttachPoster | Act::AcknowledgeEvent => return None,
        Act::Correct | Act::Verify | Act::Withdraw | Act::LiftExemption => return None,
    })
}

/// The thing an act is asked of, to read what it says is allowed.
fn thing(case: &Case, act: Act) -> Option<String> {
    let thing = workflow::rules(act).next()?.on;
    Some(match thing {
        Thing::AgendaItem => return None,
        Thing::Assignment => format!("/v1/assignments/{}", case.assignment.id()),
        Thing::Disposition => format!("/v1/dispositions/{}", case.order.as_ref()?.id()),
        Thing::Artifact => format!("/v1/artifacts/{}", case.photo.as_ref()?.id()),
        Thing::Report => format!("/v1/reports/{}", case.report.as_ref()?.id()),
        Thing::Publication | Thing::Exemption => return None,
    })
}

async fn holds_in(state: State, at_least: usize) {
    let office = Office::open().await;
    office.plant_officer("kabag-3", "Wahyu Hidayat", "Kepala Bagian Umum", Role::DivisionHead).await;
    is_of_unit(&office, &office.caller("kabag-3", &[Role::DivisionHead]), "UMUM").await;
    let mut case = Case::in_state(&office, state).await;
    if state == State::Dispatched {
        case.has_results().await;
    }
    let mut asked = 0;
    for act in Act::ALL.iter().copied() {
        let Some((method, path, body)) = request(&case, act) else { continue };
        // What is accepted must be what was read.
        let tag = match &case.report {
            Some(report) if act == Act::Accept => case.head.reads("reports", report).await.etag().to_owned(),
            _ => "*".to_owned(),
        };
        for person in PEOPLE {
            let caller = office.caller(person.0, &[person.1]);
            let mut ask = caller.ask(method.clone(), &format!("{path}?dryRun=true")).header("If-Match", &tag);
            if !body.is_null() {
                ask = ask.json(&body);
            }
            let answer = ask.await;
            let expected = expected(act, state, person);
            assert_eq!(outcome(act, &answer), expected, "{act} by {} in {state}: {answer:?}", person.0);
            asked += 1;

            // What a thing says is allowed and what is done are one law.
            let Some(thing) = thing(&case, act).filter(|_| ![Outcome::WrongRole, Outcome::Unseen].contains(&expected)) else {
                continue;
            };
            let shown = caller.get(&thing).await.good();
            let is_shown = shown.allowed().contains(&act.label());
            assert!(!is_shown || expected == Outcome::Possible, "{act} is shown to {} in {state}", person.0);
            let gates: Vec<&str> = workflow::rules(act).flat_map(|rule| rule.gates).map(|gate| gate.label()).collect();
            let lacks_content = answer.status == 409 && answer.faults().iter().all(|(_, code)| gates.contains(code));
            assert_eq!(
                is_shown,
                answer.status < 300 || lacks_content,
                "{act} by {} in {state}: {answer:?} of {shown:?}",
                person.0
            );
        }
    }
    assert!(asked >= at_least, "only {asked} asked");
    assert_eq!(case.now().await["state"], state.to_string(), "a dry run changed something");
}

/// One test a state, so that they run side by side.
macro_rules! states {
    ($($name:ident: $state:ident, $at_least:literal;)+) => {$(
        #[tokio::test]
        async fn $name() {
            holds_in(State::$state, $at_least).await;
        }
    )+};
}

states! {
    the_table_holds_while_assigned: Assigned, 70;
    the_table_holds_while_dispatched: Dispatched, 120;
    the_table_holds_while_documented: Documented, 150;
    the_table_holds_while_reported: Reported, 190;
    the_table_holds_when_closed: Closed, 190;
    the_table_holds_when_cancelled: Cancelled, 190;
}
