//! The inbox: what waits for whom, at each step of the SOP.

use crate::support::work::{action, assignment, copy};
use crate::support::{Caller, Case, Office, Reply};
use chrono::{SecondsFormat, TimeDelta};
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

async fn inbox(caller: &Caller) -> Reply {
    caller.get("/v1/inbox").await.is(200)
}

/// The kinds of what waits, in their order: of every thing all that is due on it.
async fn waits(caller: &Caller) -> Vec<String> {
    let inbox = inbox(caller).await;
    let due = inbox.items().iter().flat_map(|item| item["due"].as_array().expect("what is due"));
    let kinds: Vec<String> = due.filter_map(|due| due["kind"].as_str().map(str::to_owned)).collect();
    let names = [
        ("unread", "UNREAD"),
        ("toDispatch", "TO_DISPATCH"),
        ("toComplete", "TO_COMPLETE"),
        ("toReport", "TO_REPORT"),
        ("toDecide", "TO_DECIDE"),
        ("eventChanged", "EVENT_CHANGED"),
        ("toVerify", "TO_VERIFY"),
    ];
    for (counter, kind) in names {
        let listed = kinds.iter().filter(|listed| *listed == kind).count();
        assert_eq!(inbox["counters"][counter], json!(listed), "{counter}");
    }
    kinds
}

#[tokio::test]
async fn each_step_waits_for_whoever_must_take_it() {
    let office = Office::open().await;
    let (head, subhead, staff, copied) = (office.division_head(), office.subdivision_head(), office.staff(1), office.staff(2));
    let item = head.puts_on_agenda("Festival").await;
    assert!(waits(&head).await.is_empty() && waits(&subhead).await.is_empty());

    let case = head.assigns(&subhead, &item).await;
    assert_eq!(waits(&subhead).await, ["TO_DISPATCH", "UNREAD"]);
    assert!(waits(&office.other_subdivision_head()).await.is_empty() && waits(&head).await.is_empty());
    let waiting = inbox(&subhead).await;
    assert_eq!(waiting.items().len(), 1, "one thing, however much is due on it");
    let unread = waiting.items()[0]["due"][1]["dispositionId"].clone();
    assert_eq!(waiting.items()[0]["dispositionId"], unread);
    subhead.post(&format!("/v1/dispositions/{}/acknowledgement", unread.as_str().unwrap()), json!({})).await.is(200);
    assert_eq!(waits(&subhead).await, ["TO_DISPATCH"]);

    let order = subhead.dispatches(&case, &[action(&staff, "PHOTOGRAPHER"), copy(&copied)]).await;
    assert!(waits(&subhead).await.is_empty());
    assert_eq!(
        (waits(&staff).await, waits(&copied).await),
        (vec!["TO_COMPLETE".to_owned(), "UNREAD".to_owned()], vec!["UNREAD".to_owned()])
    );
    assert_eq!(inbox(&staff).await.items()[0]["dispositionId"], order["id"]);
    staff.acknowledges(&order).await;
    copied.acknowledges(&order).await;
    assert_eq!((waits(&staff).await, waits(&copied).await), (vec!["TO_COMPLETE".to_owned()], vec![]));

    let photo = staff.uploads_photo(&case, "Pembukaan").await;
    let draft = staff.drafts(&case, "WEBSITE_DRAFT", "Panen raya").await;
    staff.completes(&order).await;
    assert_eq!((waits(&staff).await, waits(&subhead).await), (vec![], vec!["TO_REPORT".to_owned()]));
    assert_eq!(inbox(&subhead).await.items()[0]["reportId"], Value::Null);
    subhead.returns_work(&order, &staff, "Foto penyerahan belum ada").await;
    assert_eq!((waits(&staff).await, waits(&subhead).await), (vec!["TO_COMPLETE".to_owned()], vec![]));
    staff.completes(&order).await;

    subhead.selects(&photo).await;
    subhead.selects(&draft).await;
    let report = subhead.opens_report(&case, "Ringkasan").await;
    assert_eq!(inbox(&subhead).await.items()[0]["reportId"], report["id"]);
    assert!(waits(&head).await.is_empty());
    let report = subhead.submits(&report).await;
    assert_eq!((waits(&subhead).await, waits(&head).await), (vec![], vec!["TO_DECIDE".to_owned()]));
    let waiting = inbox(&office.other_division_head()).await.items()[0].clone();
    assert_eq!((&waiting["reportId"], &waiting["since"]), (&report["id"], &report["submittedAt"]));
    assert_eq!(
        waiting["assignment"],
        json!({ "id": case["id"], "registerNumber": case["registerNumber"], "subject": "Festival", "state": "REPORTED" })
    );

    head.returns_report(&report, "Nama desa keliru").await;
    assert_eq!((waits(&subhead).await, waits(&head).await), (vec!["TO_REPORT".to_owned()], vec![]));
    let next = inbox(&subhead).await.items()[0]["reportId"].as_str().unwrap().to_owned();
    let next = subhead.get(&format!("/v1/reports/{next}")).await.is(200);
    subhead.submits(&next).await;
    head.accepts(&next).await;
    for caller in [head, subhead, staff, copied] {
        assert!(waits(&caller).await.is_empty(), "{}", caller.subject);
    }
}

#[tokio::test]
async fn what_ended_or_was_taken_back_waits_no_more() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let item = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &item).await;
    let order = subhead.dispatches(&case, &[action(&staff, "WRITER"), action(&office.staff(2), "DATA")]).await;
    office.staff(2).acknowledges(&order).await;
    subhead.recalls(&order, "Salah alamat").await;
    assert!(waits(&staff).await.is_empty());
    assert_eq!(waits(&office.staff(2)).await, ["TO_COMPLETE"]);
    let other = head.assigns(&subhead, &item).await;
    assert_eq!(waits(&subhead).await, ["TO_DISPATCH", "UNREAD"]);
    for case in [case, other] {
        head.cancels(&case, "Acara batal").await;
    }
    assert!(waits(&subhead).await.is_empty() && waits(&office.staff(2)).await.is_empty());
}

#[tokio::test]
async fn the_oldest_due_comes_first_and_pages_follow_on() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let item = head.puts_on_agenda("Festival").await;
    let now = office.clock().now();
    for (subject, due) in [("tanpa", None), ("lusa", Some(48)), ("besok", Some(24)), ("tanpa lagi", None), ("nanti", Some(2))] {
        let mut body = assignment(&item, &subhead);
        body["subject"] = json!(subject);
        let due = due.map(|hours| (now + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true));
        body["dueAt"] = json!(due);
        head.post("/v1/assignments", body).await.is(201);
    }
    let all = inbox(&subhead).await;
    let subjects = |reply: &Reply| -> Vec<String> {
        reply.items().iter().filter_map(|item| item["assignment"]["subject"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(subjects(&all), ["nanti", "besok", "lusa", "tanpa", "tanpa lagi"]);
    assert_eq!((&all["nextCursor"], &all["counters"]["overdue"]), (&Value::Null, &json!(0)));

    let (mut path, mut paged) = ("/v1/inbox?limit=2".to_owned(), Vec::new());
    loop {
        let page = subhead.get(&path).await.is(200);
        assert_eq!(page["counters"], all["counters"]);
        paged.extend(page.items().to_vec());
        let Some(link) = page.header("link") else { break };
        path = link.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned();
        assert!(path.contains(page["nextCursor"].as_str().unwrap()), "{path}");
    }
    assert_eq!(paged, all.items());
    let unread = subhead.get("/v1/inbox?kind=UNREAD&count=true&limit=2&fields=kind").await.is(200);
    assert_eq!(
        (unread.items(), &unread["count"]["value"]),
        (&[json!({ "kind": "UNREAD" }), json!({ "kind": "UNREAD" })][..], &json!(5))
    );
    assert_eq!(unread["counters"], all["counters"]);
    let cursor = unread["nextCursor"].as_str().unwrap();
    head.get(&format!("/v1/inbox?kind=UNREAD&limit=2&cursor={cursor}")).await.refused(400, "VALIDATION");
    let told = subhead.get("/v1/inbox?kind=LATE&limit=0&sort=title&overdue=yes&dueTo=tomorrow").await.refused(400, "VALIDATION");
    let faults = [
        ("dueTo", "NOT_AN_INSTANT"),
        ("kind", "UNKNOWN_VALUE"),
        ("limit", "OUT_OF_RANGE"),
        ("overdue", "UNKNOWN_VALUE"),
        ("sort", "UNKNOWN_VALUE"),
    ];
    assert_eq!(told.faults(), faults);

    office.clock().advance(TimeDelta::hours(25));
    let late = inbox(&subhead).await;
    // Two assignments, each of them waiting to be read and to be dispatched.
    assert_eq!(late["counters"]["overdue"], 2);
    let overdue: Vec<_> = late.items().iter().map(|item| item["overdue"].clone()).collect();
    assert_eq!(overdue[..3], [json!(true), json!(true), json!(false)]);
}

#[tokio::test]
async fn a_mandate_brings_the_principals_work() {
    let office = Office::open().await;
    let (head, subhead, holder) = (office.division_head(), office.subdivision_head(), office.other_subdivision_head());
    let item = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &item).await;
    assert!(waits(&holder).await.is_empty());
    let at = |hours: i64| (office.clock().now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let mandate = json!({ "principalId": subhead.officer_id(), "role": "SUBDIVISION_HEAD", "kind": "ACTING_DAILY",
        "decreeNumber": "800.1.3/114/2026", "startsAt": at(-1), "endsAt": at(8) });
    office.admin().post(&format!("/v1/officers/{}/mandates", holder.officer_id()), mandate).await.is(201);
    let given = office.admin().get(&format!("/v1/officers/{}/mandates", holder.officer_id())).await.is(200).items()[0].clone();
    let path = format!("/v1/officers/{}/mandates/{}/confirmation", holder.officer_id(), given["id"].as_str().unwrap());
    assert!(waits(&holder).await.is_empty());
    subhead.post(&path, json!({})).await.is(200);
    assert_eq!(waits(&holder).await, ["TO_DISPATCH", "UNREAD"]);
    holder.dispatches(&case, &[action(&office.staff(1), "WRITER")]).await;
    assert!(waits(&holder).await.is_empty() && waits(&subhead).await.is_empty());
    office.clock().advance(TimeDelta::hours(9));
    head.assigns(&subhead, &item).await;
    assert!(waits(&holder).await.is_empty());
}

#[tokio::test]
async fn nothing_waits_for_those_no_step_is_for() {
    let office = Office::open().await;
    Case::in_state(&office, State::Reported).await;
    for caller in [office.admin(), office.auditor(), office.integration(), office.caller("staf-4", &[Role::Staff])] {
        let inbox = inbox(&caller).await;
        assert_eq!((inbox.items().len(), &inbox["counters"]["toDecide"]), (0, &json!(0)));
        assert!(waits(&caller).await.is_empty());
    }
    office.stranger().get("/v1/inbox").await.refused(403, "OFFICER_UNKNOWN");
    office.nobody().get("/v1/inbox").await.refused(401, "TOKEN_MISSING");
}
