//! Lists: every thing exactly once, whoever writes meanwhile; closed and bounded parameters.

use crate::support::{Caller, Case, Office, Reply, patiently};
use futures_util::future::join_all;
use pubdok::domain::assignment::State;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AGENDA: &str = "/v1/agenda-items";

/// Many events behind the API's back; always several start at the same instant.
async fn plant_events(office: &Office, count: u32) {
    let sql = format!(
        "INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
         SELECT gen_random_uuid(), 'Acara ' || n, timestamptz '2026-09-01T00:00:00Z' + (n / 4) * interval '1 hour', '{{}}',
            (ARRAY['TENTATIVE', 'DEFINITIVE', 'POSTPONED', 'CANCELLED'])[1 + n % 4], 'planted', now(), now(), 1
         FROM generate_series(1, {count}) AS n"
    );
    office.sql().await.batch_execute(&sql).await.expect("events are planted");
}

/// Every page from the first to the last, by the `Link` each gives.
async fn walk(caller: &Caller, first: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = caller.get(&path).await.good();
        items.extend_from_slice(page.items());
        next = page.header("link").map(|link| {
            assert!(page["nextCursor"].is_string() && link.ends_with(">; rel=\"next\""), "{link}");
            link[1..].split('>').next().unwrap_or_default().to_owned()
        });
        assert_eq!(next.is_none(), page["nextCursor"].is_null());
    }
    items
}

fn told<'a>(items: &'a [Value], member: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[member].as_str().expect(member)).collect()
}

#[tokio::test]
async fn a_walk_sees_each_thing_once_while_ten_people_write() {
    let office = Office::open().await;
    let head = office.division_head();
    plant_events(&office, 90).await;
    let there: BTreeSet<String> =
        told(head.get(&format!("{AGENDA}?limit=200")).await.good().items(), "id").into_iter().map(str::to_owned).collect();
    assert_eq!(there.len(), 90);
    let writers = (0..10).map(|writer| {
        let head = head.clone();
        async move {
            for number in 0..12 {
                let starts_at = format!("2026-09-0{}T{:02}:00:00Z", 1 + writer % 5, number * 2);
                patiently(|| head.post(AGENDA, json!({ "title": "Baru", "startsAt": starts_at }))).await.is(201);
            }
        }
    });
    let upwards = format!("{AGENDA}?limit=7&sort=startsAt");
    let downwards = format!("{AGENDA}?limit=7&sort=-startsAt");
    let (up, down, _) = tokio::join!(walk(&head, &upwards), walk(&head, &downwards), join_all(writers));
    for (walked, ascending) in [(up, true), (down, false)] {
        let mut keys: Vec<(&str, &str)> = told(&walked, "startsAt").into_iter().zip(told(&walked, "id")).collect();
        let ids: BTreeSet<&str> = keys.iter().map(|(_, id)| *id).collect();
        assert_eq!(ids.len(), walked.len(), "something was seen twice");
        assert!(there.iter().all(|id| ids.contains(id.as_str())), "something was skipped");
        if !ascending {
            keys.reverse();
        }
        assert!(keys.is_sorted(), "the order is not total");
    }
    assert_eq!(walk(&head, &format!("{AGENDA}?limit=200")).await.len(), 210);
}

#[tokio::test]
async fn pages_are_of_the_size_asked_for() {
    let office = Office::open().await;
    let head = office.division_head();
    assert_eq!(head.get(AGENDA).await.good().json(), &json!({ "items": [], "nextCursor": null, "count": null }));
    plant_events(&office, 201).await;
    for (query, size) in [("", 50), ("?limit=1", 1), ("?limit=200", 200)] {
        assert_eq!(head.get(&format!("{AGENDA}{query}")).await.good().items().len(), size, "{query}");
    }
    for limit in ["0", "201", "-1", "+5", "1.0", "abc", "", "%00", "9223372036854775808", "1e2"] {
        let refused = head.get(&format!("{AGENDA}?limit={limit}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("limit", "OUT_OF_RANGE")], "{limit}");
    }
}

#[tokio::test]
async fn a_cursor_belongs_to_its_list_its_order_and_its_reader() {
    let office = Office::open().await;
    let head = office.division_head();
    plant_events(&office, 20).await;
    let page = head.get(&format!("{AGENDA}?limit=5&certainty=TENTATIVE&certainty=DEFINITIVE")).await.good();
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    let with = |rest: &str| format!("{AGENDA}?limit=5&{rest}");
    let whole = "certainty=TENTATIVE&certainty=DEFINITIVE";
    head.get(&with(&format!("{whole}&cursor={cursor}"))).await.is(200);

    let is_refused = |reply: Reply, why: &str| {
        assert_eq!(reply.refused(400, "VALIDATION").faults(), [("cursor", "CURSOR_INVALID")], "{why}");
    };
    is_refused(head.get(&with(&format!("certainty=TENTATIVE&cursor={cursor}"))).await, "another filter");
    is_refused(head.get(&with(&format!("cursor={cursor}"))).await, "no filter");
    is_refused(head.get(&with(&format!("{whole}&sort=-startsAt&cursor={cursor}"))).await, "another order");
    is_refused(office.auditor().get(&with(&format!("{whole}&cursor={cursor}"))).await, "another reader");
    let altered =
        format!("{}{}", &cursor[..cursor.len() / 2], cursor[cursor.len() / 2..].replace(['a', 'e', 'i', '0', '2'], "Q"));
    for broken in ["", "x", "e30", "%00", "AAAA", &cursor[..cursor.len() - 3], &altered, &"A".repeat(5000)] {
        is_refused(head.get(&with(&format!("{whole}&cursor={broken}"))).await, broken);
    }
}

/// Whoever seals a cursor of their own learns nothing and breaks nothing.
#[tokio::test]
async fn a_forged_key_inside_a_cursor_is_refused() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
    let office = Office::open().await;
    let head = office.division_head();
    plant_events(&office, 10).await;
    let page = head.get(&format!("{AGENDA}?limit=5")).await.good();
    let sealed = BASE64.decode(page["nextCursor"].as_str().expect("a cursor")).expect("base64");
    let mut opened: Value = serde_json::from_slice(&sealed).expect("JSON");
    for key in [json!(null), json!([]), json!(["2026-09-01T00:00:00Z"]), json!(["x", "y"]), json!([1, 2]), json!("' OR 1=1 --")] {
        opened["key"] = key.clone();
        let cursor = BASE64.encode(opened.to_string());
        let answer = head.get(&format!("{AGENDA}?limit=5&cursor={cursor}")).await.is(400);
        assert!(["VALIDATION", "CURSOR_INVALID"].contains(&answer["code"].as_str().unwrap_or_default()), "{key}");
    }
}

#[tokio::test]
async fn parameters_are_closed_and_single() {
    let office = Office::open().await;
    let head = office.division_head();
    let query = "limit=0&sort=title&certainty=MAYBE&startsAtFrom=yesterday&page=2&offset=10&count=yes";
    let refused = head.get(&format!("{AGENDA}?{query}")).await.refused(400, "VALIDATION");
    let found: BTreeSet<&str> = refused.faults().into_iter().map(|(place, _)| place).collect();
    assert!(
        ["limit", "certainty", "startsAtFrom", "page", "offset", "count"].iter().all(|name| found.contains(name)),
        "{found:?}"
    );
    for (query, fault) in [
        ("limit=1&limit=1", ("limit", "REPEATED")),
        ("sort=startsAt&sort=-startsAt", ("sort", "REPEATED")),
        ("startsAtFrom=2026-09-01T00:00:00Z&startsAtFrom=2026-09-02T00:00:00Z", ("startsAtFrom", "REPEATED")),
        ("sort=createdAt", ("sort", "UNKNOWN_VALUE")),
        ("sort=", ("sort", "UNKNOWN_VALUE")),
        ("fields=title,secret", ("fields", "UNKNOWN_VALUE")),
        ("expand=assignments", ("expand", "UNKNOWN_FIELD")),
        ("certainty=definitive", ("certainty", "UNKNOWN_VALUE")),
        ("Limit=5", ("Limit", "UNKNOWN_FIELD")),
        ("access_token=x", ("access_token", "UNKNOWN_FIELD")),
        ("%00=1", ("\u{fffd}", "UNKNOWN_FIELD")),
    ] {
        let refused = head.get(&format!("{AGENDA}?{query}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [fault], "{query}");
    }
    let flood: String = (0..10_000).map(|number| format!("a{number}=1&")).collect();
    head.get(&format!("{AGENDA}?{}", &flood[..30_000])).await.refused(400, "VALIDATION");
    let item = head.puts_on_agenda("Festival").await;
    let refused = head.get(&format!("{AGENDA}/{}?limit=5", item.id())).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("limit", "UNKNOWN_FIELD")]);
    head.get("/v1/agenda.ics?x=1").await.refused(400, "VALIDATION");
}

#[tokio::test]
async fn filters_narrow_and_fields_shorten() {
    let office = Office::open().await;
    let head = office.division_head();
    plant_events(&office, 40).await;
    let from_to = "startsAtFrom=2026-09-01T02:00:00Z&startsAtTo=2026-09-01T04:00:00%2B00:00";
    let page = head.get(&format!("{AGENDA}?{from_to}")).await.good();
    let instants: BTreeSet<&str> = told(page.items(), "startsAt").into_iter().collect();
    assert_eq!(instants, BTreeSet::from(["2026-09-01T02:00:00.000Z", "2026-09-01T03:00:00.000Z"]));
    let page = head.get(&format!("{AGENDA}?certainty=CANCELLED&certainty=POSTPONED&count=true")).await.good();
    assert!(page.items().iter().all(|item| ["CANCELLED", "POSTPONED"].contains(&item["certainty"].as_str().unwrap_or_default())));
    assert_eq!((&page["count"], page.items().len()), (&json!({ "value": 20, "exact": true }), 20));

    let page = head.get(&format!("{AGENDA}?fields=title,startsAt&limit=1")).await.good();
    let members: Vec<&String> = page.items()[0].as_object().expect("an object").keys().collect();
    assert_eq!(members, ["id", "startsAt", "title"]);
    let one = head.get(&format!("{AGENDA}/{}?fields=title", page.items()[0]["id"].as_str().expect("an id"))).await.good();
    assert_eq!(one.json().as_object().expect("an object").len(), 2);
}

#[tokio::test]
async fn a_count_stops_at_ten_thousand() {
    let office = Office::open().await;
    let head = office.division_head();
    plant_events(&office, 10_000).await;
    let count = |page: Reply| page["count"].clone();
    let path = format!("{AGENDA}?count=true&limit=1");
    assert_eq!(count(head.get(&path).await.good()), json!({ "value": 10_000, "exact": true }));
    head.puts_on_agenda("Satu lagi").await;
    assert_eq!(count(head.get(&path).await.good()), json!({ "value": 10_000, "exact": false }));
}

/// Many more orders of a case, each with a note and a brief as long as they may be.
const LONG_ORDERS: &str = "WITH planted AS (
    INSERT INTO dispositions SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(),
        'register_serial', d.register_serial + 1000 + n, 'register_number', d.register_number || '/' || n, 'note', repeat('𝔞', 4000),
        'activity_agenda', d.activity_agenda || jsonb_build_object('brief', repeat('𝔞', 4000))))).*
    FROM dispositions d, generate_series(1, 300) n WHERE d.parent_id IS NOT NULL RETURNING id)
INSERT INTO disposition_recipients SELECT (jsonb_populate_record(r, jsonb_build_object('disposition_id', p.id))).*
FROM disposition_recipients r JOIN dispositions d ON d.id = r.disposition_id, planted p WHERE d.parent_id IS NOT NULL";

#[tokio::test]
async fn a_page_of_long_orders_ends_before_they_fill_the_memory() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    office.sql().await.batch_execute(LONG_ORDERS).await.expect("orders are entered");
    let first = case.subhead.get("/v1/dispositions?box=ALL&limit=200").await.good();
    assert!((100..200).contains(&first.items().len()), "{} on a page", first.items().len());
    assert!(first["nextCursor"].is_string() && first.bytes.len() < 5_000_000, "{} bytes", first.bytes.len());
    assert_eq!(walk(&case.subhead, "/v1/dispositions?box=ALL&limit=200").await.len(), 302);
}

#[tokio::test]
async fn a_cursor_is_good_in_one_list_in_either_spelling_of_its_filters() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let (head, id) = (&case.head, case.assignment.id());
    let first = head.get(&format!("/v1/assignments/{id}/artifacts?limit=1&kind=PHOTO,PRESS_RELEASE")).await.good();
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    let apart = format!("/v1/assignments/{id}/artifacts?limit=1&kind=PHOTO&kind=PRESS_RELEASE&cursor={cursor}");
    assert_eq!(head.get(&apart).await.good().items().len(), 1, "the same filter");
    let all = head.get("/v1/artifacts?limit=1").await.good();
    let cursor = all["nextCursor"].as_str().expect("a cursor");
    for other in ["/v1/dispositions", "/v1/assignments", &*format!("/v1/assignments/{id}/artifacts")] {
        let refused = head.get(&format!("{other}?limit=1&cursor={cursor}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("cursor", "CURSOR_INVALID")], "{other}");
    }
}

#[tokio::test]
async fn what_is_not_known_is_told_with_all_that_is() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let said = async |path: &str, code: &str| {
        let refused = case.head.ask(reqwest::Method::GET, path).header("Accept-Language", "en").await.refused(400, "VALIDATION");
        assert_eq!(refused["errors"][0]["code"], code, "{path}");
        refused["errors"][0]["detail"].as_str().expect("words").to_owned()
    };
    let list = said("/v1/artifacts?limt=3", "UNKNOWN_FIELD").await;
    for known in ["kind", "limit", "cursor", "sort", "fields", "count"] {
        assert!(list.contains(known), "{list}");
    }
    let disposition = case.head.get("/v1/dispositions?limit=1").await.good().items()[0]["id"].clone();
    let one = format!("/v1/dispositions/{}", disposition.as_str().expect("an id"));
    let known = said(&format!("{one}?zzz=1"), "UNKNOWN_FIELD").await;
    assert!(known.contains("fields") && known.contains("notes") && !known.contains("expand"), "{known}");
    // A choice of nothing is not offered.
    for nothing in [&*format!("{one}?expand=x"), "/v1/agenda-items?expand=x"] {
        assert_eq!(said(nothing, "UNKNOWN_FIELD").await, "Nothing can be embedded here; leave out expand.");
    }
    assert!(!said("/v1/agenda-items?zzz=1", "UNKNOWN_FIELD").await.contains("expand"));
    assert_eq!(said("/v1/me?zzz=1", "UNKNOWN_FIELD").await, "Unknown; here none is known.");
}
