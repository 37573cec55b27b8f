//! A case goes from one subdivision head to another, and nothing of it is lost, seen by who had it, or stuck.

use crate::releases::is_found;
use crate::support::work::{action, copy};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

async fn firsts(caller: &Caller, case: &Reply) -> Vec<Value> {
    let orders = caller.get(&format!("/v1/dispositions?box=ALL&assignmentId={}&sort=createdAt", case.id())).await.good();
    orders.items().iter().filter(|order| order["parentId"].is_null()).cloned().collect()
}

async fn reassign(caller: &Caller, case: &Reply, to: &Caller) -> Reply {
    let body = json!({ "assigneeId": to.officer_id(), "reason": "Pindah tugas." });
    caller.post(&format!("/v1/assignments/{}/reassignment", case.id()), body).await
}

#[tokio::test]
async fn in_every_open_state_the_new_one_leads_the_case_to_its_end() {
    let office = Office::open().await;
    for state in State::OPEN.iter().copied() {
        let mut case = Case::in_state(&office, state).await;
        let (before, clock) = (case.subhead.clone(), case.now().await["steps"].clone());
        let answer = case.head.reassigns(&case.assignment, &case.other_subhead, "Pindah tugas.").await;
        assert_eq!((&answer["assignee"]["id"], &answer["state"]), (&json!(case.other_subhead.officer_id()), &json!(state)));
        assert_eq!(answer["steps"][0], clock[0]);
        assert_eq!(answer["steps"][1]["startedAt"], clock[1]["startedAt"]);
        assert!(!is_found(&before, &case.assignment).await && is_found(&case.other_subhead, &case.assignment).await);
        assert!(before.get("/v1/dispositions?box=OUTGOING").await.good().items().is_empty());
        before.get(&format!("/v1/assignments/{}/journal", case.assignment.id())).await.refused(404, "NOT_FOUND");
        let inbox = case.other_subhead.get("/v1/inbox").await.good();
        assert_eq!(inbox["counters"]["unread"], 1, "{state}");
        case.subhead = case.other_subhead.clone();
        if state < State::Dispatched {
            case.is_dispatched().await;
        }
        if state < State::Documented {
            case.is_documented().await;
        }
        if state < State::Reported {
            case.is_reported().await;
        }
        case.head.accepts(case.report()).await;
        assert_eq!(case.now().await["state"], "CLOSED");
        let mine = case.subhead.get("/v1/dispositions").await.good().items()[0]["id"].as_str().expect("an id").to_owned();
        case.subhead.post(&format!("/v1/dispositions/{mine}/acknowledgement"), json!({})).await.is(200);
        hide(&office, &case.assignment).await;
    }
}

/// So that what is counted is of one case alone.
async fn hide(office: &Office, case: &Reply) {
    let sql = format!("DELETE FROM participants WHERE assignment_id = '{}'", case.id());
    office.sql().await.batch_execute(&sql).await.expect("nobody takes part");
}

#[tokio::test]
async fn the_order_is_issued_anew_and_the_old_one_stays_on_record() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    case.head.reassigns(&case.assignment, &case.other_subhead, "Pindah tugas.").await;
    case.other_subhead.dispatches(&case.assignment, &[action(&case.photographer, "PHOTOGRAPHER")]).await;
    case.head.reassigns(&case.assignment, &case.subhead, "Kembali.").await;
    let orders = firsts(&case.head, &case.assignment).await;
    let states: Vec<&Value> = orders.iter().map(|order| &order["recipients"][0]["state"]).collect();
    assert_eq!(states, ["RECALLED", "RELEASED", "DELIVERED"]);
    let next: Vec<&Value> = orders.iter().map(|order| &order["supersededById"]).collect();
    assert_eq!(next, [&orders[1]["id"], &orders[2]["id"], &Value::Null]);
    let mut numbers: Vec<&str> = orders.iter().filter_map(|order| order["registerNumber"].as_str()).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 3);
    assert_eq!(orders[2]["instructions"], orders[0]["instructions"]);
    assert_eq!(orders[2]["issuerId"], json!(case.head.officer_id()));

    let entries = office.auditor().journal_of(case.assignment.id()).await;
    let entry = entries.last().expect("an entry");
    assert_eq!((&entry["type"], &entry["reason"]), (&json!("assignment.reassigned"), &json!("Kembali.")));
    let told = |who: &Caller, order: &Value| json!({ "assigneeId": who.officer_id(), "dispositionId": order["id"] });
    let changes = json!({ "before": told(&case.other_subhead, &orders[1]), "after": told(&case.subhead, &orders[2]) });
    assert_eq!(entry["changes"], changes);
    let registers = office.auditor().get(&format!("/v1/dispositions/{}", orders[0]["id"].as_str().expect("an id"))).await;
    registers.is(200);
}

#[tokio::test]
async fn what_the_one_before_ordered_is_the_new_ones_to_take_back() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Dispatched).await;
    case.photographer.acknowledges(case.order()).await;
    case.head.reassigns(&case.assignment, &case.other_subhead, "Pindah tugas.").await;
    let order = case.order().clone();
    case.subhead.get(&format!("/v1/dispositions/{}", order.id())).await.refused(404, "NOT_FOUND");
    let path = format!("/v1/dispositions/{}/recall", order.id());
    case.subhead.post(&path, json!({ "reason": "Salah." })).await.refused(404, "NOT_FOUND");
    let outgoing = case.other_subhead.get("/v1/dispositions?box=OUTGOING").await.good();
    assert_eq!(outgoing.items()[0]["id"], order["id"]);
    let shown = case.other_subhead.reads("dispositions", &order).await;
    assert!(["RECALL", "RELEASE"].iter().all(|act| shown.allowed().contains(act)), "{shown:?}");
    let body = json!({ "reason": "Cukup satu orang.", "officerId": case.informed.officer_id() });
    case.other_subhead.post(&path, body).await.is(200);
    case.has_results().await;
    case.writer.completes(&order).await;
    case.other_subhead.releases(&order, &case.photographer, "Sakit.").await;
    assert_eq!(case.now().await["state"], "DOCUMENTED");
    case.other_subhead.returns_work(&order, &case.writer, "Kurang.").await;
    assert_eq!(case.now().await["state"], "DISPATCHED");
}

#[tokio::test]
async fn who_takes_part_otherwise_still_sees_it_and_decides_nothing() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    case.head.reassigns(&case.assignment, &case.other_subhead, "Pindah tugas.").await;
    case.other_subhead.dispatches(&case.assignment, &[action(&case.writer, "WRITER"), copy(&case.subhead)]).await;
    let seen = case.subhead.reads("assignments", &case.assignment).await;
    assert!(seen.allowed().is_empty(), "{seen:?}");
    let late = json!({ "step": 1, "reason": "Hujan." });
    let refused = case.subhead.post(&format!("/v1/assignments/{}/late-reasons", seen.id()), late).await;
    refused.refused(403, "NOT_YOURS");
}

#[tokio::test]
async fn a_report_goes_on_with_the_new_one() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Documented).await;
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Ditulis ulang.").await;
    let draft = case.subhead.opens_report(&case.assignment, "Festival dibuka Bupati.").await;
    case.head.reassigns(&case.assignment, &case.other_subhead, "Cuti.").await;
    case.subhead.get(&format!("/v1/reports/{}", draft.id())).await.refused(404, "NOT_FOUND");
    let edit = json!({ "summary": "Festival dibuka Bupati; satu foto." });
    case.other_subhead.patch(&format!("/v1/reports/{}", draft.id()), "*", edit).await.is(200);
    let submitted = case.other_subhead.submits(&draft).await;
    // While it waits for its decision, the case goes on to another once more.
    case.head.reassigns(&case.assignment, &case.subhead, "Kembali dari cuti.").await;
    let returned = case.head.returns_report(&submitted, "Tambahkan angka.").await;
    let next = returned["nextRevisionId"].as_str().expect("a next revision").to_owned();
    assert_eq!(firsts(&case.head, &case.assignment).await[2]["recipients"][0]["state"], "DELIVERED");
    let done = case.subhead.post(&format!("/v1/reports/{next}/submission"), json!({})).await.is(200);
    case.head.accepts(&done).await;
    assert_eq!(case.now().await["state"], "CLOSED");
    case.report = Some(done);
}

#[tokio::test]
async fn a_recalled_first_order_is_issued_again() {
    let office = Office::open().await;
    for same in [true, false] {
        let mut case = Case::assigned(&office).await;
        let first = firsts(&case.head, &case.assignment).await.remove(0);
        let recall = format!("/v1/dispositions/{}/recall", first["id"].as_str().expect("an id"));
        // Any head recalls what the post issued.
        office.other_division_head().post(&recall, json!({ "reason": "Salah alamat." })).await.is(200);
        assert!(!is_found(&case.subhead, &case.assignment).await);
        let to = if same { case.subhead.clone() } else { case.other_subhead.clone() };
        case.head.reassigns(&case.assignment, &to, "Diterbitkan kembali.").await;
        assert!(is_found(&to, &case.assignment).await);
        case.subhead = to;
        case.is_dispatched().await;
        case.is_documented().await;
        case.is_reported().await;
        case.head.accepts(case.report()).await;
        hide(&office, &case.assignment).await;
    }
}

#[tokio::test]
async fn it_goes_to_another_active_subdivision_head_or_nowhere() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let head = &case.head;
    let codes = |refused: Reply| -> Vec<String> { refused.faults().iter().map(|(_, code)| (*code).to_owned()).collect() };
    assert_eq!(
        codes(reassign(head, &case.assignment, &case.subhead).await.refused(409, "STATE_FORBIDS")),
        ["ASSIGNEE_UNCHANGED"]
    );
    let refused = reassign(head, &case.assignment, &case.writer).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(refused), ["ASSIGNEE_NOT_SUBDIVISION_HEAD"]);
    let path = format!("/v1/assignments/{}/reassignment", case.assignment.id());
    let nobody = json!({ "assigneeId": uuid::Uuid::now_v7(), "reason": "x" });
    assert_eq!(head.post(&path, nobody).await.refused(400, "VALIDATION").faults(), [("#/assigneeId", "UNKNOWN_REFERENCE")]);
    let refused = head.post(&path, json!({})).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/assigneeId", "REQUIRED"), ("#/reason", "REQUIRED")]);
    for other in [&case.subhead, &case.writer, &office.admin(), &office.auditor()] {
        reassign(other, &case.assignment, &case.other_subhead).await.refused(403, "ROLE_MISSING");
    }
    let body = json!({ "assigneeId": case.other_subhead.officer_id(), "reason": "x" });
    head.post(&path, body.clone()).header("If-Match", "\"1.x\"").await.refused(412, "PRECONDITION_FAILED");
    head.post(&format!("{path}?dryRun=true"), body.clone()).await.is(200);
    assert_eq!(case.now().await["assignee"]["id"], json!(case.subhead.officer_id()));

    let officer = format!("/v1/officers/{}", case.other_subhead.officer_id());
    office.admin().patch(&officer, "*", json!({ "active": false })).await.is(200);
    assert_eq!(
        codes(reassign(head, &case.assignment, &case.other_subhead).await.refused(409, "STATE_FORBIDS")),
        ["ASSIGNEE_INACTIVE"]
    );
    office.admin().patch(&officer, "*", json!({ "active": true })).await.is(200);
    let done = head.post(&path, body.clone()).with_key("pindah-1").await.is(200);
    let again = head.post(&path, body).with_key("pindah-1").await.is(200);
    assert_eq!((done.json(), again.header("idempotent-replayed")), (again.json(), Some("true")));
    head.cancels(&case.assignment, "Batal.").await;
    assert!(
        codes(reassign(head, &case.assignment, &case.subhead).await.refused(409, "STATE_FORBIDS"))
            .contains(&"STATE_FORBIDS".to_owned())
    );
}

#[tokio::test]
async fn nobody_gives_a_case_to_themselves() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let officer = format!("/v1/officers/{}", case.head.officer_id());
    office.admin().patch(&officer, "*", json!({ "roles": ["DIVISION_HEAD", "SUBDIVISION_HEAD"] })).await.is(200);
    let refused = reassign(&case.head, &case.assignment, &case.head).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/assigneeId", "ASSIGNEE_IS_ONESELF")]);
    // Nor to one in whose place they act.
    let mut mandate = crate::mandates::subhead_role(&office, -1, 24);
    mandate["principalId"] = json!(case.other_subhead.officer_id());
    let given = office.admin().post(&crate::mandates::address(&case.head), mandate).await.is(201);
    crate::mandates::confirms(&case.other_subhead, &given).await.is(200);
    let refused = reassign(&case.head, &case.assignment, &case.other_subhead).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/assigneeId", "ASSIGNEE_IS_ONESELF")]);
    reassign(&office.other_division_head(), &case.assignment, &case.other_subhead).await.is(200);
}
