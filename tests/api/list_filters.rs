//! Every list narrowed and put in order: what fits and nothing else, whoever asks, over as many pages as it takes.

mod cases;

use crate::standing_in::is_of_unit;
use crate::support::work::{action, assignment, copy};
use crate::support::{Caller, Case, Office, Reply};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The ids of a list in its order, two a page to the last; as many as are counted, unless they cannot be.
async fn ids(caller: &Caller, path: &str) -> Vec<String> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut found = Vec::new();
    let mut next = Some(format!("{path}{joint}limit=2"));
    while let Some(path) = next {
        let page = caller.get(&path).await.good();
        found.extend(page.items().iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
        next = page.header("link").map(|link| link[1..].split('>').next().unwrap_or_default().to_owned());
    }
    if !path.contains("late=") {
        let counted = caller.get(&format!("{path}{joint}count=true")).await.good();
        assert_eq!(counted["count"], json!({ "value": found.len(), "exact": true }), "{path}");
    }
    let once: BTreeSet<&String> = found.iter().collect();
    assert_eq!(once.len(), found.len(), "{path} shows something twice");
    found
}

fn of(things: &[&Reply]) -> Vec<String> {
    things.iter().map(|thing| thing.id().to_owned()).collect()
}

async fn is_list(caller: &Caller, path: &str, things: &[&Reply]) {
    assert_eq!(ids(caller, path).await, of(things), "{} asks {path}", caller.subject);
}

async fn turns(caller: &Caller, path: &str, sort: &str, things: &[&Reply]) {
    let mut turned = things.to_vec();
    turned.reverse();
    is_list(caller, &format!("{path}sort={sort}"), things).await;
    is_list(caller, &format!("{path}sort=-{sort}"), &turned).await;
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Three cases, an hour between them: the first due last, the second never, the third first; their events the other way round.
struct Three {
    office: Office,
    head: Caller,
    subhead: Caller,
    other: Caller,
    cases: Vec<Reply>,
    events: Vec<Reply>,
    orders: Vec<Reply>,
    begun: DateTime<Utc>,
}

impl Three {
    async fn open() -> Self {
        let office = Office::open().await;
        office.opens_on_wednesday();
        let (head, subhead, other) = (office.division_head(), office.subdivision_head(), office.other_subdivision_head());
        let begun = office.clock().now();
        let (mut cases, mut events, mut orders) = (Vec::new(), Vec::new(), Vec::new());
        for (index, due) in [Some(9), None, Some(5)].into_iter().enumerate() {
            let starts = begun + TimeDelta::hours(30 - i64::try_from(index).expect("few"));
            let event = head.puts_event("Festival", &written(starts), &written(starts + TimeDelta::hours(1))).await;
            let assignee = if index == 1 { &other } else { &subhead };
            let mut body = assignment(&event, assignee);
            body["dueAt"] = due.map(|hours| written(begun + TimeDelta::hours(hours))).into();
            body["classification"] = if index == 2 { "RESTRICTED".into() } else { "ORDINARY".into() };
            let case = head.post("/v1/assignments", body).await.is(201);
            let crew = [action(&office.staff(1), "PHOTOGRAPHER"), copy(&office.staff(2))];
            if index != 1 {
                orders.push(subhead.dispatches(&case, &crew).await);
            }
            cases.push(case);
            events.push(event);
            office.clock().advance(TimeDelta::hours(1));
        }
        Self { office, head, subhead, other, cases, events, orders, begun }
    }

    fn hour(&self, hours: i64) -> String {
        written(self.begun + TimeDelta::hours(hours))
    }
}

#[tokio::test]
async fn the_agenda_tells_what_nobody_covers_as_far_as_one_sees_cases() {
    let three = Three::open().await;
    let [first, second, third] = [&three.events[0], &three.events[1], &three.events[2]];
    let free = three.head.puts_event("Upacara", &three.hour(40), &three.hour(41)).await;
    let agenda = "/v1/agenda-items?";
    for caller in [&three.head, &three.office.auditor()] {
        is_list(caller, &format!("{agenda}assigned=false"), &[&free]).await;
        is_list(caller, &format!("{agenda}assigned=true"), &[third, second, first]).await;
    }
    // A subdivision head sees the whole agenda, but not what others have to cover.
    is_list(&three.subhead, &format!("{agenda}assigned=true"), &[third, first]).await;
    is_list(&three.subhead, &format!("{agenda}assigned=false"), &[second, &free]).await;
    three.head.cancels(&three.cases[1], "Tidak jadi diliput.").await;
    is_list(&three.head, &format!("{agenda}assigned=false"), &[second, &free]).await;
    // Nor does a head of another division.
    is_of_unit(&three.office, &three.head, "PROTOKOL").await;
    is_list(&three.head, &format!("{agenda}assigned=true"), &[]).await;
    is_of_unit(&three.office, &three.head, "HUMAS").await;

    let stretch = format!("{agenda}createdAtFrom={}&createdAtTo={}", three.hour(1), three.hour(3));
    is_list(&three.head, &stretch, &[third, second]).await;
    is_list(&three.head, &format!("{stretch}&assigned=false"), &[second]).await;
}

#[tokio::test]
async fn dispositions_are_narrowed_and_put_in_order() {
    let three = Three::open().await;
    let office = &three.office;
    // Of each case the first order; of two of them one to the crew.
    let to_subheads: Vec<Reply> = {
        let mut found = Vec::new();
        for case in &three.cases {
            let list = three.head.get(&format!("/v1/dispositions?assignmentId={}&sort=createdAt", case.id())).await.good();
            let id = list.items()[0]["id"].as_str().expect("an id").to_owned();
            found.push(three.head.get(&format!("/v1/dispositions/{id}")).await.good());
        }
        found
    };
    let [a, b, c] = [&to_subheads[0], &to_subheads[1], &to_subheads[2]];
    let [x, z] = [&three.orders[0], &three.orders[1]];
    let all = "/v1/dispositions?box=ALL&";
    for caller in [&three.head, &office.auditor()] {
        turns(caller, all, "createdAt", &[a, x, b, c, z]).await;
        turns(caller, all, "dueAt", &[c, z, a, x, b]).await;
        turns(caller, all, "registerNumber", &[a, x, b, c, z]).await;
    }
    let number = x["registerNumber"].as_str().expect("a number");
    let everything: Vec<(String, Vec<&Reply>)> = vec![
        (format!("createdAtFrom={}&createdAtTo={}", three.hour(1), three.hour(2)), vec![b]),
        (format!("createdAtTo={}", three.hour(1)), vec![x, a]),
        (format!("dueAtFrom={}&dueAtTo={}", three.hour(5), three.hour(9)), vec![z, c]),
        (format!("officerId={}", office.staff(1).officer_id()), vec![z, x]),
        (format!("officerId={}", three.other.officer_id()), vec![b]),
        (format!("officerId={}&sort=createdAt", three.subhead.officer_id()), vec![a, x, c, z]),
        (format!("agendaItemId={}&agendaItemId={}", three.events[1].id(), three.events[2].id()), vec![z, c, b]),
        ("unit=HUMAS".to_owned(), vec![z, c, b, x, a]),
        ("unit=PROTOKOL".to_owned(), vec![]),
        (format!("registerNumber={number}"), vec![x]),
        ("urgency=URGENT".to_owned(), vec![]),
        ("overdue=true".to_owned(), vec![]),
        ("overdue=false&sort=createdAt".to_owned(), vec![a, x, b, c, z]),
    ];
    for (query, fitting) in &everything {
        is_list(&three.head, &format!("{all}{query}"), fitting).await;
        let seen = |wanted: &[&Reply]| {
            let wanted = of(wanted);
            fitting.iter().copied().filter(|one| wanted.contains(&one.id().to_owned())).collect::<Vec<&Reply>>()
        };
        is_list(&three.subhead, &format!("{all}{query}"), &seen(&[a, x, c, z])).await;
        is_list(&office.staff(1), &format!("/v1/dispositions?{query}"), &seen(&[x, z])).await;
        is_list(&office.staff(3), &format!("{all}{query}"), &[]).await;
    }
    turns(&office.staff(1), "/v1/dispositions?", "dueAt", &[z, x]).await;
    turns(&office.staff(2), "/v1/dispositions?recipientState=DELIVERED&", "registerNumber", &[x, z]).await;
    turns(&three.subhead, "/v1/dispositions?box=OUTGOING&", "dueAt", &[z, x]).await;
    office.clock().advance(TimeDelta::hours(4));
    is_list(&three.head, &format!("{all}overdue=true"), &[z, c]).await;
}

#[tokio::test]
async fn reports_are_narrowed_and_put_in_order() {
    let office = Office::open().await;
    office.opens_on_wednesday();
    let begun = office.clock().now();
    let hour = |hours: i64| written(begun + TimeDelta::hours(hours));
    let mut cases = Vec::new();
    for _ in 0..2 {
        cases.push(Case::in_state(&office, State::Reported).await);
        office.clock().advance(TimeDelta::hours(1));
    }
    let draft_of = Case::in_state(&office, State::Documented).await;
    let draft = draft_of.subhead.opens_report(&draft_of.assignment, "Satu foto.").await;
    let (one, two) = (cases[0].report(), cases[1].report());
    let (head, subhead) = (&cases[0].head, &cases[0].subhead);
    for caller in [head, subhead, &office.auditor()] {
        turns(caller, "/v1/reports?", "createdAt", &[one, two, &draft]).await;
        turns(caller, "/v1/reports?", "submittedAt", &[one, two, &draft]).await;
        turns(caller, "/v1/reports?", "registerNumber", &[one, two, &draft]).await;
        let number = two["registerNumber"].as_str().expect("a number");
        let everything: Vec<(String, Vec<&Reply>)> = vec![
            (format!("createdAtFrom={}&createdAtTo={}", hour(1), hour(2)), vec![two]),
            (format!("createdAtFrom={}&sort=createdAt", hour(1)), vec![two, &draft]),
            (format!("submittedAtTo={}", hour(1)), vec![one]),
            (format!("submittedAtFrom={}", hour(1)), vec![two]),
            (format!("submittedAtFrom={}&submittedAtTo={}&sort=submittedAt", hour(0), hour(9)), vec![one, two]),
            (format!("officerId={}", subhead.officer_id()), vec![&draft, two, one]),
            (format!("officerId={}", head.officer_id()), vec![]),
            ("unit=HUMAS&state=SUBMITTED".to_owned(), vec![two, one]),
            ("unit=PROTOKOL".to_owned(), vec![]),
            (format!("agendaItemId={},{}", cases[0].event.id(), draft_of.event.id()), vec![&draft, one]),
            (format!("registerNumber={number}"), vec![two]),
        ];
        for (query, fitting) in &everything {
            is_list(caller, &format!("/v1/reports?{query}"), fitting).await;
            is_list(&office.other_subdivision_head(), &format!("/v1/reports?{query}"), &[]).await;
        }
    }
}

#[tokio::test]
async fn artifacts_and_the_journal_are_narrowed_by_when_they_were_made() {
    let three = Three::open().await;
    let case = &three.cases[0];
    let early = three.office.staff(1).uploads_photo(case, "Panggung").await;
    three.office.clock().advance(TimeDelta::hours(1));
    let late = three.office.staff(1).uploads_photo(case, "Penonton").await;
    let list = format!("/v1/assignments/{}/artifacts?", case.id());
    is_list(&three.subhead, &format!("{list}createdAtTo={}", three.hour(4)), &[&early]).await;
    is_list(&three.subhead, &format!("{list}createdAtFrom={}", three.hour(4)), &[&late]).await;
    let turned = three.subhead.get(&format!("{list}createdAtFrom={}&createdAtTo={}", three.hour(4), three.hour(3))).await;
    assert_eq!(turned.refused(400, "VALIDATION").faults(), [("createdAtFrom", "ORDER")]);

    let auditor = three.office.auditor();
    let told = async |query: &str| -> Vec<Value> {
        let page = auditor.get(&format!("/v1/journal?sort=seq&limit=200&{query}")).await.good();
        page.items().iter().map(|entry| entry["subject"]["id"].clone()).collect()
    };
    let whole = told(&format!("occurredAtFrom={}&occurredAtTo={}", three.hour(3), three.hour(5))).await;
    assert_eq!(whole, [json!(early.id()), json!(late.id())]);
    assert_eq!(told(&format!("occurredAtFrom={}", three.hour(4))).await, [json!(late.id())]);
    assert_eq!(told(&format!("occurredAtFrom={}&type=artifact.created", three.hour(9))).await, Vec::<Value>::new());
    let second = told(&format!("occurredAtFrom={}&occurredAtTo={}", three.hour(1), three.hour(2))).await;
    assert!(second.contains(&json!(three.cases[1].id())) && !second.contains(&json!(three.cases[0].id())), "{second:?}");
    // Work that was done earlier than it was told of is found by when it was done.
    let told_later = three.office.staff(1).post(&format!("/v1/dispositions/{}/acknowledgement", three.orders[0].id()), json!({}));
    told_later.header("Occurred-At", three.hour(2)).await.is(200);
    let back = told(&format!("occurredAtFrom={}&occurredAtTo={}&type=disposition.read", three.hour(2), three.hour(3))).await;
    assert_eq!(back, [json!(three.orders[0].id())]);
}

#[tokio::test]
async fn what_cannot_be_meant_is_told_with_its_mend() {
    let office = Office::open().await;
    let head = office.division_head();
    let (early, late) = ("2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z");
    for (list, names) in [
        ("agenda-items", vec!["startsAt", "createdAt", "overlaps"]),
        ("assignments", vec!["createdAt", "dueAt", "startsAt"]),
        ("dispositions", vec!["createdAt", "dueAt"]),
        ("reports", vec!["createdAt", "submittedAt"]),
    ] {
        for name in names {
            let (from, to) = (format!("{name}From"), format!("{name}To"));
            let refused = head.get(&format!("/v1/{list}?{from}={late}&{to}={early}")).in_english().await;
            let refused = refused.refused(400, "VALIDATION");
            assert_eq!(refused.faults(), [(from.as_str(), "ORDER")], "{list}");
            assert!(refused["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(&to)), "{refused:?}");
            head.get(&format!("/v1/{list}?{from}={early}&{to}={early}")).await.is(200);
            let refused = head.get(&format!("/v1/{list}?{from}=kemarin")).await.refused(400, "VALIDATION");
            assert_eq!(refused.faults(), [(from.as_str(), "NOT_AN_INSTANT")], "{list}");
        }
    }
    for (query, fault) in [
        ("assignments?overdue=yes", ("overdue", "UNKNOWN_VALUE")),
        ("assignments?overdue=true&state=CLOSED", ("overdue", "NOT_APPLICABLE")),
        ("assignments?late=true&count=true", ("count", "NOT_APPLICABLE")),
        ("assignments?late=1", ("late", "UNKNOWN_VALUE")),
        ("assignments?unit=H%20U", ("unit", "NOT_A_UNIT_CODE")),
        ("assignments?officerId=staf-1", ("officerId", "NOT_AN_ID")),
        ("assignments?agendaItemId=x", ("agendaItemId", "NOT_AN_ID")),
        ("assignments?registerNumber=", ("registerNumber", "EMPTY")),
        ("assignments?sort=subject", ("sort", "UNKNOWN_VALUE")),
        ("agenda-items?assigned=no", ("assigned", "UNKNOWN_VALUE")),
        ("dispositions?sort=startsAt", ("sort", "UNKNOWN_VALUE")),
        ("reports?sort=dueAt", ("sort", "UNKNOWN_VALUE")),
        ("reports?unit=HUMAS&unit=PROTOKOL", ("unit", "REPEATED")),
    ] {
        assert_eq!(head.get(&format!("/v1/{query}")).await.refused(400, "VALIDATION").faults(), [fault], "{query}");
    }
    // A cursor belongs to what it was asked with.
    let three = Three::open().await;
    let page = three.head.get("/v1/assignments?limit=1&sort=dueAt").await.good();
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    for other in ["sort=-dueAt", "sort=startsAt", "sort=dueAt&overdue=false"] {
        let refused = three.head.get(&format!("/v1/assignments?limit=1&{other}&cursor={cursor}")).await;
        assert_eq!(refused.refused(400, "VALIDATION").faults(), [("cursor", "CURSOR_INVALID")], "{other}");
    }
}
