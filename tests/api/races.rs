//! Two people at once: whatever the order, the office ends in one consistent state.

use crate::support::work::{action, assignment, dispatch};
use crate::support::{Case, Office, Reply, patiently};
use futures_util::future::join_all;
use pubdok::domain::assignment::State;
use serde_json::json;
use std::collections::BTreeSet;

/// How many times a race of two is run: the loser is not always the same.
const ROUNDS: usize = 6;

async fn entries(office: &Office, case: &Case, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM journal WHERE assignment_id = '{}' AND {condition}", case.assignment.id());
    office.sql().await.query_one(&sql, &[]).await.expect("a count").get(0)
}

#[tokio::test]
async fn a_report_is_accepted_or_returned_but_not_both() {
    let office = Office::open().await;
    for _ in 0..ROUNDS {
        let case = Case::in_state(&office, State::Reported).await;
        let other = office.other_division_head();
        let address = format!("/v1/reports/{}", case.report().id());
        let etag = case.head.get(&address).await.good().etag().to_owned();
        let (accepted, returned) = tokio::join!(
            patiently(|| case.head.post(&format!("{address}/acceptance"), json!({})).header("If-Match", &etag)),
            patiently(|| other.post(&format!("{address}/return"), json!({ "reason": "Belum lengkap." }))),
        );
        let (state, report, loser) =
            if accepted.status == 200 { ("CLOSED", "ACCEPTED", returned) } else { ("DOCUMENTED", "RETURNED", accepted) };
        assert!(matches!(loser.status, 409 | 412), "{loser:?}");
        assert_eq!(case.now().await["state"], state);
        assert_eq!(case.head.get(&address).await.good()["state"], report);
        assert_eq!(entries(&office, &case, "type IN ('report.accepted', 'report.returned')").await, 1);
    }
}

#[tokio::test]
async fn the_last_two_who_complete_at_once_end_the_step_once() {
    let office = Office::open().await;
    for _ in 0..ROUNDS {
        let mut case = Case::assigned(&office).await;
        case.is_dispatched().await;
        case.has_results().await;
        let completion = format!("/v1/dispositions/{}/completion", case.order().id());
        let (one, other) = tokio::join!(
            patiently(|| case.photographer.post(&completion, json!({}))),
            patiently(|| case.writer.post(&completion, json!({}))),
        );
        let states: BTreeSet<String> =
            [one.is(200), other.is(200)].iter().map(|reply| reply["assignment"]["state"].to_string()).collect();
        assert_eq!(states, BTreeSet::from(["\"DISPATCHED\"".to_owned(), "\"DOCUMENTED\"".to_owned()]));
        assert_eq!(case.now().await["state"], "DOCUMENTED");
        let ended = "type = 'disposition.completed' AND changes->'after'->>'state' = 'DOCUMENTED'";
        assert_eq!(entries(&office, &case, ended).await, 1);
    }
}

#[tokio::test]
async fn a_part_completed_twice_at_once_is_completed_once() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    case.has_results().await;
    let completion = format!("/v1/dispositions/{}/completion", case.order().id());
    let answers = join_all((0..8).map(|_| patiently(|| case.writer.post(&completion, json!({}))))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refused(409, "STATE_FORBIDS").faults()[0].1, "ALREADY_COMPLETED");
    }
    assert_eq!(entries(&office, &case, "type = 'disposition.completed'").await, 1);
}

/// The serials of these register numbers, as `{serial}/…` prints them.
fn serials(things: &[Reply]) -> BTreeSet<usize> {
    let serial = |thing: &Reply| thing["registerNumber"].as_str()?.split('/').next()?.parse().ok();
    things.iter().map(|thing| serial(thing).unwrap_or_else(|| panic!("no serial: {thing:?}"))).collect()
}

#[tokio::test]
async fn thirty_two_who_draw_numbers_at_once_leave_no_gap() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Festival").await;
    let body = assignment(&event, &subhead);
    let mut refused = body.clone();
    refused["assigneeId"] = office.staff(1).officer_id().into();
    let creators = (0..32).map(|number| {
        let (head, body, refused) = (&head, &body, &refused);
        async move {
            // What is refused or only tried draws no number.
            match number % 3 {
                0 => drop(patiently(|| head.post("/v1/assignments", refused.clone())).await.refused(409, "STATE_FORBIDS")),
                1 => drop(patiently(|| head.post("/v1/assignments?dryRun=true", body.clone())).await.is(200)),
                _ => {}
            }
            patiently(|| head.post("/v1/assignments", body.clone())).await.is(201)
        }
    });
    let made = join_all(creators).await;
    assert_eq!(serials(&made), (1..=32).collect());

    // Each drew a disposition too: the orders of step 2 go on from there.
    let order = dispatch(&[action(&office.staff(1), "PHOTOGRAPHER")]);
    let orders = join_all(made.iter().map(|case| {
        let (subhead, order) = (&subhead, &order);
        patiently(move || subhead.post(&format!("/v1/assignments/{}/dispositions", case.id()), order.clone()))
    }));
    let orders: Vec<Reply> = orders.await.into_iter().map(|order| order.is(201)).collect();
    assert_eq!(serials(&orders), (33..=64).collect());
}

#[tokio::test]
async fn a_report_never_goes_out_with_a_selection_that_changes_under_it() {
    let office = Office::open().await;
    for _ in 0..ROUNDS {
        let mut case = Case::assigned(&office).await;
        case.is_dispatched().await;
        case.is_documented().await;
        case.subhead.selects(case.photo()).await;
        case.subhead.leaves_out(case.release(), "Cukup foto.").await;
        let draft = case.subhead.opens_report(&case.assignment, "Satu foto.").await;
        let selection = format!("/v1/artifacts/{}/selection", case.photo().id());
        let (deselected, submitted) = tokio::join!(
            patiently(|| case.subhead.put(&selection, "*", json!({ "decision": "NOT_SELECTED", "reason": "Buram." }))),
            patiently(|| case.subhead.post(&format!("/v1/reports/{}/submission", draft.id()), json!({}))),
        );
        let photo = case.subhead.reads("artifacts", case.photo()).await;
        if submitted.status == 200 {
            deselected.refused(409, "STATE_FORBIDS");
            assert_eq!(photo["selection"]["decision"], "SELECTED");
            assert_eq!(submitted["selected"][0]["id"], photo["id"]);
        } else {
            deselected.is(200);
            assert_eq!(submitted.refused(409, "STATE_FORBIDS").faults(), [("#", "SELECTION_EMPTY")]);
        }
    }
}

#[tokio::test]
async fn of_two_who_open_a_report_one_does() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let open =
        || case.subhead.post(&format!("/v1/assignments/{}/reports", case.assignment.id()), json!({ "summary": "Selesai." }));
    let answers = join_all((0..6).map(|_| patiently(open))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.refused(409, "STATE_FORBIDS").faults()[0].1, "REPORT_DRAFT_OPEN");
    }
}

#[tokio::test]
async fn a_recall_and_a_reading_at_once_do_not_both_succeed() {
    let office = Office::open().await;
    for _ in 0..ROUNDS {
        let case = Case::assigned(&office).await;
        let order = case.subhead.dispatches(&case.assignment, &[action(&case.writer, "WRITER")]).await;
        let address = format!("/v1/dispositions/{}", order.id());
        let (read, recalled) = tokio::join!(
            patiently(|| case.writer.post(&format!("{address}/acknowledgement"), json!({}))),
            patiently(|| case.subhead.post(&format!("{address}/recall"), json!({ "reason": "Salah alamat." }))),
        );
        let state = case.head.get(&address).await.good()["recipients"][0]["state"].clone();
        if read.status == 200 {
            assert_eq!(recalled.refused(409, "STATE_FORBIDS").faults()[0].1, "ALREADY_READ");
            assert_eq!(state, "READ");
        } else {
            // Nothing else was addressed to them: the case is out of sight, or goes out of it while they ask.
            assert!(matches!(read.status, 403 | 404), "{read:?}");
            recalled.is(200);
            assert_eq!(state, "RECALLED");
        }
    }
}
