//! Every list narrowed and put in order: what fits and nothing else, whoever asks, over as many pages as it takes.

mod artifacts;
mod cases;
mod dispositions;
mod late;
mod reports;
mod whose;

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

/// Many more cases of the same event and unit, with nothing in them, which are over.
async fn plant_cases(office: &Office, like: &Reply, many: usize) {
    let plant = format!(
        "INSERT INTO assignments SELECT (jsonb_populate_record(x, jsonb_build_object('id', ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            'register_serial', 1000 + n, 'register_number', n || '/TANAM', 'state', 'CANCELLED', 'cancel_reason', 'Tanam.'))).*
            FROM assignments x, generate_series(1, {many}) n WHERE x.id = '{id}';
        INSERT INTO participants SELECT ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, x.officer_id, 'CANCELLED', x.crew
            FROM participants x, generate_series(1, {many}) n WHERE x.assignment_id = '{id}' ON CONFLICT DO NOTHING",
        id = like.id()
    );
    office.sql().await.batch_execute(&plant).await.expect("cases are planted");
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
    assert_eq!(told(&format!("occurredAtFrom={}&type=artifact.added", three.hour(9))).await, Vec::<Value>::new());
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
        ("dispositions", vec!["createdAt", "dueAt", "startsAt"]),
        ("reports", vec!["createdAt", "submittedAt", "startsAt"]),
        ("artifacts", vec!["createdAt"]),
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
        ("agenda-items?unit=H%20U", ("unit", "NOT_A_UNIT_CODE")),
        ("agenda-items?officerId=kabag", ("officerId", "NOT_AN_ID")),
        ("dispositions?sort=submittedAt", ("sort", "UNKNOWN_VALUE")),
        ("dispositions?late=1", ("late", "UNKNOWN_VALUE")),
        ("dispositions?late=true&count=true", ("count", "NOT_APPLICABLE")),
        ("dispositions?late=true&q=panen", ("late", "NOT_APPLICABLE")),
        ("reports?late=ya", ("late", "UNKNOWN_VALUE")),
        ("reports?late=false&count=true", ("count", "NOT_APPLICABLE")),
        ("reports?late=false&q=panen&sort=relevance", ("late", "NOT_APPLICABLE")),
        ("artifacts?agendaItemId=x", ("agendaItemId", "NOT_AN_ID")),
        ("artifacts?unit=H%20U", ("unit", "NOT_A_UNIT_CODE")),
        ("artifacts?officerId=staf-1", ("officerId", "NOT_AN_ID")),
        ("artifacts?sort=startsAt", ("sort", "UNKNOWN_VALUE")),
        ("publications?agendaItemId=x", ("agendaItemId", "NOT_AN_ID")),
        ("publications?officerId=staf-1", ("officerId", "NOT_AN_ID")),
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
