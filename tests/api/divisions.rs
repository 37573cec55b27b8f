//! A division head sees and decides the cases of their own unit; elsewhere they are whoever takes part.

use crate::standing_in::{is_of_unit, stands_in};
use crate::support::work::{action, assignment, copy};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

/// The head of another division.
async fn head_elsewhere(office: &Office) -> Caller {
    let other = office.other_division_head();
    is_of_unit(office, &other, "UMUM").await;
    other
}

fn ids(page: &Reply) -> Vec<String> {
    page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn sees_nothing(caller: &Caller, case: &Case) {
    let id = case.assignment.id();
    for path in [
        format!("/v1/assignments/{id}"),
        format!("/v1/assignments/{id}/artifacts"),
        format!("/v1/assignments/{id}/reports"),
        format!("/v1/assignments/{id}/journal"),
        format!("/v1/assignments/{id}/selection.zip"),
        format!("/v1/dispositions/{}", case.order().id()),
        format!("/v1/artifacts/{}", case.photo().id()),
        format!("/v1/artifacts/{}/content", case.photo().id()),
        format!("/v1/artifacts/{}/renditions/thumbnail", case.photo().id()),
        format!("/v1/reports/{}", case.report().id()),
        format!("/v1/reports/{}/bundle", case.report().id()),
    ] {
        caller.get(&path).await.refused(404, "NOT_FOUND");
    }
    for path in [
        "/v1/assignments",
        "/v1/assignments?state=REPORTED&state=CLOSED",
        "/v1/dispositions?box=ALL",
        "/v1/dispositions",
        "/v1/reports",
    ] {
        let join = if path.contains('?') { '&' } else { '?' };
        let page = caller.get(&format!("{path}{join}count=true")).await.is(200);
        assert_eq!((page.items(), &page["count"]["value"]), (&[][..], &json!(0)), "{path}");
    }
    assert_eq!(caller.get("/v1/inbox").await.is(200).items(), [Value::Null; 0]);
}

#[tokio::test]
async fn the_cases_of_another_division_are_not_there() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let other = head_elsewhere(&office).await;
    sees_nothing(&other, &case).await;
    let id = case.assignment.id();
    let acts = [
        (format!("/v1/assignments/{id}/cancellation"), json!({ "reason": "x" })),
        (format!("/v1/assignments/{id}/late-reasons"), json!({ "step": 1, "reason": "x" })),
        (format!("/v1/reports/{}/return", case.report().id()), json!({ "reason": "x" })),
        (format!("/v1/artifacts/{}/take-down", case.photo().id()), json!({ "reason": "x" })),
    ];
    for (path, body) in acts {
        other.post(&path, body).await.refused(404, "NOT_FOUND");
    }
    let etag = case.now().await.etag().to_owned();
    other.patch(&format!("/v1/assignments/{id}"), &etag, json!({ "urgency": "URGENT" })).await.refused(404, "NOT_FOUND");
    let body = json!({ "items": [{ "id": case.photo().id(), "decision": "SELECTED" }], "atomic": true });
    other.post("/v1/artifacts/_batch", body).await.refused(403, "ROLE_MISSING");
    // Their own head, and whoever watches all, see and decide as ever.
    case.head.accepts(case.report()).await;
    assert_eq!(ids(&office.auditor().get("/v1/assignments").await.is(200)), [id]);
}

#[tokio::test]
async fn what_one_takes_part_in_elsewhere_one_sees_and_does_not_decide() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let other = head_elsewhere(&office).await;
    case.subhead.dispatches(&case.assignment, &[action(&case.photographer, "PHOTOGRAPHER"), copy(&other)]).await;
    let seen = other.reads("assignments", &case.assignment).await;
    assert_eq!(seen.allowed(), [""; 0]);
    other
        .post(&format!("/v1/assignments/{}/cancellation", case.assignment.id()), json!({ "reason": "x" }))
        .await
        .refused(403, "NOT_YOURS");
    let waiting = other.get("/v1/inbox").await.is(200);
    assert_eq!((waiting.items().len(), &waiting.items()[0]["kind"]), (1, &json!("UNREAD")));
    other.acknowledges(&Reply::clone(&other_order(&other).await)).await;
}

async fn other_order(caller: &Caller) -> Reply {
    let list = caller.get("/v1/dispositions?box=INCOMING").await.is(200);
    caller.get(&format!("/v1/dispositions/{}", list.items()[0]["id"].as_str().unwrap())).await.is(200)
}

#[tokio::test]
async fn by_a_mandate_one_sees_the_division_of_its_principal() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let other = head_elsewhere(&office).await;
    sees_nothing(&other, &case).await;
    let mandate = stands_in(&office, &other, &case.head, "DIVISION_HEAD").await;
    assert_eq!(ids(&other.get("/v1/assignments").await.is(200)), [case.assignment.id()]);
    assert_eq!(other.get("/v1/inbox").await.is(200).items()[0]["kind"], "TO_DECIDE");
    other.accepts(case.report()).await;
    crate::mandates::revokes(&office, &mandate).await.is(200);
    sees_nothing(&other, &case).await;
}

#[tokio::test]
async fn a_secret_case_is_its_participants_its_division_heads_and_the_auditors() {
    let office = Office::open().await;
    let (head, subhead, other) = (office.division_head(), office.subdivision_head(), head_elsewhere(&office).await);
    let event = head.puts_on_agenda("Kunjungan tertutup").await;
    let mut body = assignment(&event, &subhead);
    body["classification"] = "SECRET".into();
    let case = head.post("/v1/assignments", body).await.is(201);
    subhead.dispatches(&case, &[action(&office.staff(1), "PHOTOGRAPHER")]).await;
    let path = format!("/v1/assignments/{}", case.id());
    for caller in [&head, &subhead, &office.staff(1), &office.auditor()] {
        caller.get(&path).await.is(200);
    }
    for caller in [&other, &office.other_subdivision_head(), &office.staff(2)] {
        caller.get(&path).await.refused(404, "NOT_FOUND");
        assert_eq!(caller.get("/v1/assignments").await.is(200).items(), [Value::Null; 0]);
    }
    for caller in [office.admin(), office.integration()] {
        caller.get(&path).await.refused(403, "ROLE_MISSING");
    }
}

#[tokio::test]
async fn the_list_of_a_division_and_of_what_else_one_takes_part_in_is_one() {
    let office = Office::open().await;
    let (head, subhead, other) = (office.division_head(), office.subdivision_head(), head_elsewhere(&office).await);
    let event = head.puts_on_agenda("Panen Raya").await;
    // By turns: of the other division, of ours with a copy to them, of ours alone.
    let mut theirs = Vec::new();
    for round in 0..9 {
        let case = if round % 3 == 0 { other.assigns(&subhead, &event).await } else { head.assigns(&subhead, &event).await };
        if round % 3 == 1 {
            subhead.dispatches(&case, &[action(&office.staff(1), "WRITER"), copy(&other)]).await;
        }
        if round % 3 != 2 {
            theirs.push(case.id().to_owned());
        }
    }
    // Of their own with a copy to themself: it is there once.
    let own = other.assigns(&subhead, &event).await;
    subhead.dispatches(&own, &[action(&office.staff(1), "WRITER"), copy(&other)]).await;
    theirs.push(own.id().to_owned());
    let walk = async |query: &str| {
        let (mut found, mut next) = (Vec::new(), Some(format!("/v1/assignments?limit=2{query}")));
        while let Some(path) = next {
            let page = other.get(&path).await.is(200);
            found.extend(ids(&page));
            next = page["nextCursor"].as_str().map(|cursor| format!("/v1/assignments?limit=2{query}&cursor={cursor}"));
        }
        found
    };
    assert_eq!(walk("&sort=createdAt").await, theirs);
    let dispatched: Vec<String> =
        theirs.iter().enumerate().filter(|(at, _)| at % 2 == 1 || *at == 6).map(|(_, id)| id.clone()).collect();
    assert_eq!(walk("&sort=createdAt&state=DISPATCHED").await, dispatched);
    assert_eq!(walk("&sort=createdAt&state=DISPATCHED&state=ASSIGNED").await, theirs);
    theirs.reverse();
    assert_eq!(walk("").await, theirs);
    let counted = other.get("/v1/assignments?count=true&limit=1").await.is(200);
    assert_eq!(counted["count"]["value"], json!(theirs.len()));
    // Whoever heads both sees both, each once.
    stands_in(&office, &other, &head, "DIVISION_HEAD").await;
    assert_eq!(walk("").await.len(), 10);
}

#[tokio::test]
async fn a_case_stays_with_its_division_when_its_head_moves() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    is_of_unit(&office, &case.head, "UMUM").await;
    case.head.get(&format!("/v1/assignments/{}", case.assignment.id())).await.refused(404, "NOT_FOUND");
    // Who heads it now decides.
    office.other_division_head().accepts(case.report()).await;
}
