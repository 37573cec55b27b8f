//! A search that is narrowed, or in another order than that of relevance, tells all that fits; and what is new is found in old cases, too.

use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

fn ids(page: &Reply) -> Vec<String> {
    page.items().iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Many newer things of the same words, which the filters of the lists below leave out.
async fn plant_newer(office: &Office, case: &Case, many: usize) {
    let (assignment, order) = (case.assignment.id(), case.order().id());
    let (release, report, event) = (case.release().id(), case.report().id(), case.event.id());
    let id = "('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid";
    let plant = format!(
        "INSERT INTO agenda_items SELECT (jsonb_populate_record(x, jsonb_build_object('id', {id}, 'certainty', 'TENTATIVE',
            'starts_at', x.starts_at + n * interval '1 minute', 'ends_at', NULL))).* FROM agenda_items x, generate_series(1, {many}) n WHERE x.id = '{event}';
        INSERT INTO assignments SELECT (jsonb_populate_record(x, jsonb_build_object('id', {id}, 'register_serial', 1000 + n,
            'register_number', n || '/TANAM', 'state', 'DISPATCHED', 'created_at', x.created_at + n * interval '1 minute'))).*
            FROM assignments x, generate_series(1, {many}) n WHERE x.id = '{assignment}';
        INSERT INTO dispositions SELECT (jsonb_populate_record(x, jsonb_build_object('id', {id}, 'register_serial', 1000 + n,
            'register_number', n || '/TANAM-D', 'created_at', x.created_at + n * interval '1 minute'))).*
            FROM dispositions x, generate_series(1, {many}) n WHERE x.id = '{order}';
        INSERT INTO disposition_recipients SELECT (jsonb_populate_record(x, jsonb_build_object('disposition_id', {id}))).*
            FROM disposition_recipients x, generate_series(1, {many}) n WHERE x.disposition_id = '{order}' AND x.kind = 'COPY';
        INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, created_at, updated_at, version)
            SELECT {id}, x.assignment_id, x.sender_id, 'WEBSITE_DRAFT', x.title, '{{}}', '{{}}', x.headline, x.content,
            x.created_at + n * interval '1 minute', x.updated_at, 1 FROM artifacts x, generate_series(1, {many}) n WHERE x.id = '{release}';
        INSERT INTO reports SELECT (jsonb_populate_record(x, jsonb_build_object('id', {id}, 'revision', 100 + n, 'register_serial', 1000 + n,
            'register_number', n || '/TANAM-L', 'state', 'RETURNED', 'decided_by_id', x.author_id, 'decided_at', now(), 'note', 'x',
            'created_at', x.created_at + n * interval '1 minute'))).* FROM reports x, generate_series(1, {many}) n WHERE x.id = '{report}';"
    );
    office.sql().await.batch_execute(&plant).await.expect("newer things are planted");
}

async fn fits_among(many: usize) {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    plant_newer(&office, &case, many).await;
    let (photographer, number) = (case.photographer.officer_id(), case.assignment["registerNumber"].as_str().expect("a number"));
    let lists = [
        ("agenda-items?q=panen", "certainty=DEFINITIVE".to_owned(), case.event.id(), "startsAt"),
        ("agenda-items?q=panen", "assigned=true".to_owned(), case.event.id(), "startsAt"),
        ("assignments?q=panen", "state=REPORTED".to_owned(), case.assignment.id(), "createdAt"),
        ("assignments?q=panen", format!("officerId={photographer}"), case.assignment.id(), "createdAt"),
        ("assignments?q=panen", format!("registerNumber={number}"), case.assignment.id(), "dueAt"),
        ("dispositions?box=ALL&q=lebih", format!("officerId={photographer}"), case.order().id(), "createdAt"),
        ("artifacts?q=panen", "kind=PRESS_RELEASE".to_owned(), case.release().id(), "createdAt"),
        ("reports?q=panen", "state=SUBMITTED".to_owned(), case.report().id(), "createdAt"),
    ];
    let value = (many + 1).min(10_000);
    for caller in [&case.head, &case.subhead] {
        let is_head = caller.subject == case.head.subject;
        for (list, filter, id, sort) in &lists {
            let about = format!("{} {list} {filter} of {many}", caller.subject);
            for order in ["", "&sort=relevance", &format!("&sort={sort}")] {
                let page = caller.get(&format!("/v1/{list}&{filter}{order}&count=true")).await.good();
                assert_eq!(
                    (ids(&page), &page["count"]),
                    (vec![(*id).to_owned()], &json!({ "value": 1, "exact": true })),
                    "{about} {order}"
                );
            }
            if !is_head {
                continue;
            }
            // In another order it begins at its beginning, and goes on to the end.
            let first = caller.get(&format!("/v1/{list}&sort={sort}&limit=3&count=true")).await.good();
            assert_eq!(first.items().len(), 3, "{about}");
            if *sort != "dueAt" {
                assert!(ids(&first).contains(&(*id).to_owned()), "{about}: {:?}", ids(&first));
            }
            // The photograph, too, has the word; and what is planted is counted with it, as far as counts go.
            let counted = first["count"]["value"].as_u64().unwrap_or_default();
            assert!(counted >= value as u64, "{about}: {counted}");
            let next = first["nextCursor"].as_str().expect("a cursor");
            let second = caller.get(&format!("/v1/{list}&sort={sort}&limit=3&cursor={next}")).await.good();
            assert!(second.items().len() == 3 && ids(&second).iter().all(|id| !ids(&first).contains(id)), "{about}");
        }
    }
    // Who sees none of it finds none of it, however it is asked for.
    for list in ["assignments?q=panen", "artifacts?q=panen", "reports?q=panen", "dispositions?box=ALL&q=lebih"] {
        for more in ["", "&sort=-createdAt", "&createdAtFrom=2020-01-01T00:00:00Z"] {
            let page = office.staff(4).get(&format!("/v1/{list}{more}")).await.good();
            assert_eq!(ids(&page), Vec::<String>::new(), "{list}{more}");
        }
    }
}

#[tokio::test]
async fn what_fits_is_found_behind_a_thousand_newer() {
    fits_among(1_100).await;
}

/// So many that the list looks for the words in what it walks by.
#[tokio::test]
async fn what_fits_is_found_behind_ten_thousand_newer() {
    fits_among(10_050).await;
}

/// So many that they are kept beside the list, and many others.
#[tokio::test]
async fn what_a_tenth_of_all_have_is_found_in_any_order() {
    let office = Office::open().await;
    let head = office.division_head();
    let plant = "INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
        SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, CASE WHEN n BETWEEN 2001 AND 12050 THEN 'Festival' ELSE 'Rapat' END,
            timestamptz '2026-09-01T00:00:00Z' + n * interval '1 minute', '{}', CASE WHEN n % 5000 = 77 THEN 'TENTATIVE' ELSE 'DEFINITIVE' END,
            'planted', now(), now(), 1 FROM generate_series(1, 42000) AS n";
    office.sql().await.batch_execute(plant).await.expect("events are planted");
    let id = |n: u32| format!("0198c0de-0000-7000-8000-{n:012}");
    let asks = async |more: &str| head.get(&format!("/v1/agenda-items?q=festival&count=true&{more}")).await.good();
    for (sort, first) in [("startsAt", [2001, 2002]), ("-startsAt", [12050, 12049])] {
        let page = asks(&format!("sort={sort}&limit=2")).await;
        assert_eq!((ids(&page), &page["count"]), (first.map(id).to_vec(), &json!({ "value": 10_000, "exact": false })), "{sort}");
    }
    for order in ["", "&sort=-startsAt"] {
        let page = asks(&format!("certainty=TENTATIVE{order}")).await;
        assert_eq!((ids(&page), &page["count"]), (vec![id(10_077), id(5_077)], &json!({ "value": 2, "exact": true })), "{order}");
    }
}

async fn finds(caller: &Caller, kind: &str, q: &str) -> Vec<Value> {
    let found = caller.get(&format!("/v1/search?q={q}&kind={kind}&limit=20")).await.good();
    found["groups"][0]["items"].as_array().expect("items").iter().map(|hit| hit["id"].clone()).collect()
}

#[tokio::test]
async fn what_is_written_now_to_an_old_case_is_found() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    // Six hundred newer cases of theirs, in sixty of which the word stands.
    let plant = format!(
        "INSERT INTO assignments SELECT (jsonb_populate_record(x, jsonb_build_object('id', ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            'register_serial', 1000 + n, 'register_number', n || '/TANAM'))).* FROM assignments x, generate_series(1, 600) n WHERE x.id = '{}';
        INSERT INTO participants SELECT x.id, '{photographer}', x.state, true FROM assignments x WHERE x.register_number LIKE '%/TANAM';
        INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, created_at, updated_at, version)
            SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('ffffffff-0000-7000-8000-' || lpad((600 - n)::text, 12, '0'))::uuid,
            '{photographer}', 'WEBSITE_DRAFT', 'Gerhana', '{{}}', '{{}}', 'Gerhana', 'x', now(), now(), 1 FROM generate_series(1, 60) n;",
        case.assignment.id(),
        photographer = case.photographer.officer_id()
    );
    office.sql().await.batch_execute(&plant).await.expect("newer cases are planted");
    let draft = case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Gerhana gerhana gerhana").await;
    assert!(finds(&case.photographer, "ARTIFACT", "gerhana").await.contains(&json!(draft.id())));
    let listed = case.photographer.get("/v1/artifacts?q=gerhana&sort=-createdAt&count=true").await.good();
    assert_eq!(listed["count"], json!({ "value": 61, "exact": true }));
}

#[tokio::test]
async fn the_few_events_that_staff_see_are_found_among_very_many() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    let plant = format!(
        "INSERT INTO agenda_items SELECT (jsonb_populate_record(x, jsonb_build_object('id', ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid))).*
            FROM agenda_items x, generate_series(1, 21500) n WHERE x.id = '{}';
        UPDATE agenda_items SET created_by = 'urn:pubdok:development#{}' WHERE id = 'ffffffff-0000-7000-8000-000000000007';",
        case.event.id(),
        case.photographer.subject
    );
    office.sql().await.batch_execute(&plant).await.expect("events are planted");
    let mut found = finds(&case.photographer, "AGENDA_ITEM", "panen").await;
    found.sort_by_key(ToString::to_string);
    assert_eq!(found, [json!(case.event.id()), json!("ffffffff-0000-7000-8000-000000000007")]);
    assert_eq!(finds(&case.writer, "AGENDA_ITEM", "panen").await, [json!(case.event.id())]);
    let listed = case.writer.get("/v1/agenda-items?q=panen&sort=-startsAt&count=true").await.good();
    assert_eq!((ids(&listed), &listed["count"]), (vec![case.event.id().to_owned()], &json!({ "value": 1, "exact": true })));
    let listed = case.writer.get("/v1/agenda-items?q=panen&count=true").await.good();
    assert_eq!(listed["count"], json!({ "value": 1, "exact": true }));
    assert_eq!(finds(&office.staff(4), "AGENDA_ITEM", "panen").await, Vec::<Value>::new());
}

#[tokio::test]
async fn of_a_word_that_was_everywhere_once_the_last_are_found() {
    let office = Office::open().await;
    let head = office.division_head();
    let plant =
        "INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
        SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            CASE WHEN n = 10600 THEN 'Festival terakhir' WHEN n < 10500 THEN 'Festival' ELSE 'Panen' END,
            timestamptz '2026-09-01T00:00:00Z' + n * interval '1 minute', '{}', 'DEFINITIVE', 'planted', now(), now(), 1
        FROM generate_series(1, 11700) AS n";
    office.sql().await.batch_execute(plant).await.expect("events are planted");
    let found = head.get("/v1/agenda-items?q=festival&sort=-startsAt&limit=2&count=true").await.good();
    assert_eq!(
        (&found.items()[0]["title"], &found["count"]),
        (&json!("Festival terakhir"), &json!({ "value": 10000, "exact": false }))
    );
    let both = head.get("/v1/agenda-items?q=festival+terakhir&count=true").await.good();
    assert_eq!(both["count"], json!({ "value": 1, "exact": true }));
}
