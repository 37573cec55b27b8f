//! Searching: what people write is found by its words, by whoever may see it and by nobody else.

use crate::support::work::{action, assignment};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

fn ids(page: &Reply) -> Vec<String> {
    page.items().iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// What a list finds by these words.
async fn finds(caller: &Caller, list: &str, q: &str) -> Vec<String> {
    let joint = if list.contains('?') { '&' } else { '?' };
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    ids(&caller.get(&format!("{list}{joint}q={q}")).await.good())
}

/// The group of one kind.
fn group<'a>(found: &'a Reply, kind: &str) -> &'a Value {
    let groups = found["groups"].as_array().expect("groups");
    groups.iter().find(|group| group["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {:#}", found.json()))
}

/// An excerpt as one text, with what was found in brackets.
fn marked(excerpt: &Value) -> String {
    let pieces = excerpt.as_array().expect("pieces").iter();
    let text = |piece: &Value| piece["text"].as_str().expect("text").to_owned();
    pieces.map(|piece| if piece["match"] == true { format!("[{}]", text(piece)) } else { text(piece) }).collect()
}

const LISTS: [(&str, &str); 5] = [
    ("AGENDA_ITEM", "/v1/agenda-items"),
    ("ASSIGNMENT", "/v1/assignments"),
    ("DISPOSITION", "/v1/dispositions?box=ALL"),
    ("ARTIFACT", "/v1/artifacts"),
    ("REPORT", "/v1/reports"),
];

#[tokio::test]
async fn words_are_found_by_stem_beginning_and_number_whatever_their_accents() {
    let office = Office::open().await;
    let head = office.division_head();
    let put = async |title: &str, more: Value| {
        let mut body = json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00" });
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        head.post("/v1/agenda-items", body).await.is(201).id().to_owned()
    };
    let cafe = put("Pembukaan Kafé Literasi", json!({ "venue": "Gedung Kesenian" })).await;
    let print = put("Penerbitan Buku Sejarah", json!({ "notes": "Bawa <b>lensa</b> tele" })).await;
    let harvest = put("Panen Raya", json!({ "description": "Dihadiri Bupati", "organiser": "Dinas Pertanian" })).await;
    for (q, found) in [
        ("kafe", vec![&cafe]),
        ("KAFÉ", vec![&cafe]),
        ("kafé literasi", vec![&cafe]),
        ("penerb", vec![&print]),
        ("dibuka", vec![&cafe]),
        ("lensa", vec![&print]),
        ("kesenian", vec![&cafe]),
        ("bupati panen", vec![&harvest]),
        ("bupati kafe", vec![]),
        ("\"Panen\", (raya)!", vec![&harvest]),
        ("pertanian", vec![&harvest]),
        ("' OR 1=1 --", vec![]),
        ("panen & | ! <-> :*", vec![&harvest]),
        ("pa\\'nen", vec![]),
        ("%", vec![]),
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let answer = head.get(&format!("/v1/agenda-items?q={encoded}")).await;
        if q == "%" {
            assert_eq!(answer.refused(400, "VALIDATION").faults(), [("q", "EMPTY")]);
        } else {
            assert_eq!(ids(&answer.good()).iter().collect::<Vec<_>>(), found, "{q}");
        }
    }
    // What is changed is found anew, and no longer by what it was.
    let one = head.get(&format!("/v1/agenda-items/{harvest}")).await.good();
    head.patch(&format!("/v1/agenda-items/{harvest}"), one.etag(), json!({ "title": "Pasar Murah" })).await.is(200);
    assert_eq!(finds(&head, "/v1/agenda-items", "panen").await, Vec::<String>::new());
    assert_eq!(finds(&head, "/v1/agenda-items", "murah").await, [harvest]);

    // An excerpt is text, whatever stands in it.
    let page = head.get("/v1/agenda-items?q=lensa").await.good();
    assert_eq!(marked(&page.items()[0]["excerpt"]), "Penerbitan Buku Sejarah · Bawa <b>[lensa]</b> tele");
    let page = head.get("/v1/agenda-items?q=kafé").await.good();
    assert!(marked(&page.items()[0]["excerpt"]).contains("[Kafé]"), "{:#}", page.json());
    assert_eq!(head.get("/v1/agenda-items").await.good().items()[0]["excerpt"], Value::Null);
}

#[tokio::test]
async fn every_kind_is_searched_and_grouped_within_sight() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let (head, subhead) = (&case.head, &case.subhead);
    // Another case of the same words, of another subdivision head.
    let event = head.puts_on_agenda("Festival Panen Raya kedua").await;
    let other = head.post("/v1/assignments", assignment(&event, &case.other_subhead)).await.is(201);
    let first = |group: &Value| group["items"][0]["id"].as_str().unwrap_or_default().to_owned();

    let all = head.get("/v1/search?q=panen").await.good();
    let kinds: Vec<&str> = all["groups"].as_array().expect("groups").iter().filter_map(|group| group["kind"].as_str()).collect();
    assert_eq!(kinds, LISTS.map(|(kind, _)| kind));
    for (kind, list) in LISTS {
        let found = group(&all, kind);
        assert_eq!(found["count"]["exact"], true, "{kind}");
        let listed = head.get(found["list"].as_str().expect("an address")).await.good();
        assert_eq!(found["count"]["value"], listed.items().len(), "{kind}");
        let hits: Vec<&Value> = found["items"].as_array().expect("items").iter().map(|hit| &hit["id"]).collect();
        assert_eq!(hits, listed.items().iter().map(|item| &item["id"]).collect::<Vec<_>>(), "{list}");
        for (hit, row) in found["items"].as_array().expect("items").iter().zip(listed.items()) {
            assert_eq!(hit["excerpt"], row["excerpt"], "{kind}");
            assert!(marked(&hit["excerpt"]).to_lowercase().contains("[panen]"), "{kind}: {hit:#}");
        }
    }
    assert_eq!(group(&all, "ASSIGNMENT")["count"]["value"], 2);

    // Each sees what they see, here as in the lists.
    let people = [subhead, &case.other_subhead, &case.photographer, &case.informed, &office.staff(4), &office.auditor()];
    for caller in people {
        let found = caller.get("/v1/search?q=panen&limit=20").await.good();
        for (kind, list) in LISTS {
            let seen = ids(&caller.get(list).await.good());
            let hits = finds(caller, list, "panen").await;
            assert_eq!(group(&found, kind)["count"]["value"], hits.len(), "{} {kind}", caller.subject);
            assert!(hits.iter().all(|id| seen.contains(id)), "{} finds {kind} out of sight", caller.subject);
        }
    }
    assert_eq!(finds(&case.other_subhead, "/v1/assignments", "panen").await, [other.id()]);
    assert_eq!(finds(&case.other_subhead, "/v1/artifacts", "bupati").await, Vec::<String>::new());
    assert_eq!(finds(&case.other_subhead, "/v1/reports", "bupati").await, Vec::<String>::new());
    assert_eq!(finds(&office.staff(4), "/v1/agenda-items", "panen").await, Vec::<String>::new());
    assert_eq!(finds(&case.photographer, "/v1/artifacts", "bupati").await.len(), 2);
    office.nobody().get("/v1/search?q=panen").await.is(401);
    office.admin().get("/v1/search?q=panen").await.refused(403, "ROLE_MISSING");

    // By number, whole or begun; by the words of drafts, files and summaries.
    let number = case.assignment["registerNumber"].as_str().expect("a number");
    assert_eq!(finds(head, "/v1/assignments", number).await, [case.assignment.id()]);
    assert_eq!(
        finds(head, "/v1/assignments", &number[..number.len() - 2]).await.first().map(String::as_str),
        Some(case.assignment.id())
    );
    let reported = case.report()["registerNumber"].as_str().expect("a number");
    assert_eq!(first(group(&head.get(&format!("/v1/search?q={reported}")).await.good(), "REPORT")), case.report().id());
    assert_eq!(finds(head, "/v1/artifacts", "alun-alun").await, [case.release().id()]);
    assert_eq!(finds(head, "/v1/artifacts", "photo.jpg").await, [case.photo().id()]);
    assert_eq!(finds(head, "/v1/reports", "terpilih").await, [case.report().id()]);
    assert_eq!(finds(head, "/v1/dispositions?box=ALL", "menit lebih awal").await, [case.order().id()]);

    // A case that is about something else now takes its papers along.
    let now = case.now().await;
    head.cancels(&other, "Hujan lebat.").await;
    assert_eq!(finds(head, "/v1/assignments", "hujan").await, [other.id()]);
    let address = format!("/v1/assignments/{}", case.assignment.id());
    head.patch(&address, now.etag(), json!({ "subject": "Liputan Gerhana" })).await.is(200);
    for (list, id) in [("/v1/assignments", case.assignment.id()), ("/v1/reports", case.report().id())] {
        assert_eq!(finds(head, list, "gerhana").await, [id], "{list}");
    }
    assert!(finds(head, "/v1/dispositions?box=ALL", "gerhana").await.contains(&case.order().id().to_owned()));
}

#[tokio::test]
async fn what_is_taken_away_is_found_no_more_and_secrets_stay_secret() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    case.has_results().await;
    let photo = case.photo();
    assert_eq!(finds(&case.head, "/v1/artifacts", "photo.jpg").await, [photo.id()]);
    let etag = case.photographer.get(&format!("/v1/artifacts/{}", photo.id())).await.good().etag().to_owned();
    case.photographer.delete(&format!("/v1/artifacts/{}", photo.id()), &etag).await.is(204);
    assert_eq!(finds(&case.head, "/v1/artifacts", "photo.jpg").await, Vec::<String>::new());

    let event = case.head.puts_on_agenda("Rapat Tertutup").await;
    let mut body = assignment(&event, &case.other_subhead);
    (body["classification"], body["scope"]) = ("SECRET".into(), "Rahasia wilayah perbatasan".into());
    let secret = case.head.post("/v1/assignments", body).await.is(201);
    assert_eq!(finds(&case.head, "/v1/assignments", "perbatasan").await, [secret.id()]);
    for caller in [&case.subhead, &case.photographer, &office.staff(4)] {
        assert_eq!(finds(caller, "/v1/assignments", "perbatasan").await, Vec::<String>::new());
        let found = caller.get("/v1/search?q=perbatasan").await.good();
        assert!(
            found["groups"].as_array().expect("groups").iter().all(|group| group["count"]["value"] == 0),
            "{:#}",
            found.json()
        );
    }
    // Who is taken off a case finds it no longer.
    case.other_subhead.dispatches(&secret, &[action(&office.staff(3), "WRITER")]).await;
    assert_eq!(finds(&office.staff(3), "/v1/assignments", "perbatasan").await, [secret.id()]);
    let order = office.staff(3).get("/v1/dispositions?q=tertutup").await.good();
    let order = case.other_subhead.get(&format!("/v1/dispositions/{}", ids(&order)[0])).await.good();
    case.other_subhead.recalls(&order, "Salah alamat").await;
    assert_eq!(finds(&office.staff(3), "/v1/assignments", "perbatasan").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_search_is_narrowed_and_put_in_order_like_any_list() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let mut cases = Vec::new();
    for (subject, scope) in [("Panen", "Panen padi, panen jagung"), ("Panen raya", "Foto"), ("Upacara", "Setelah panen")] {
        let event = head.puts_on_agenda("Acara").await;
        let mut body = assignment(&event, &subhead);
        (body["subject"], body["scope"]) = (subject.into(), scope.into());
        cases.push(head.post("/v1/assignments", body).await.is(201).id().to_owned());
    }
    let asks = async |query: &str| ids(&head.get(&format!("/v1/assignments?q=panen&{query}")).await.good());
    // The subject weighs more than what is said beside it.
    let best = asks("").await;
    assert_eq!((best.len(), best.last()), (3, cases.last()), "{best:?}");
    assert_eq!(best[0], cases[0]);
    assert_eq!(asks("sort=relevance").await, best);
    assert_eq!(asks("sort=createdAt").await, cases);
    assert_eq!(asks("limit=2").await, best[..2]);
    let page = head.get("/v1/assignments?q=panen&limit=2").await.good();
    assert_eq!((&page["nextCursor"], page.header("link")), (&Value::Null, None));
    // In an order with places it goes on as every list does.
    let page = head.get("/v1/assignments?q=panen&limit=2&sort=-createdAt&count=true").await.good();
    assert_eq!((ids(&page), &page["count"]), (vec![cases[2].clone(), cases[1].clone()], &json!({ "value": 3, "exact": true })));
    let next = page["nextCursor"].as_str().expect("a cursor");
    let rest = head.get(&format!("/v1/assignments?q=panen&limit=2&sort=-createdAt&cursor={next}")).await.good();
    assert_eq!((ids(&rest), rest["nextCursor"].is_null()), (cases[..1].to_vec(), true));
    let link = page.header("link").expect("a link")[1..].split('>').next().expect("an address").to_owned();
    assert_eq!(ids(&head.get(&link).await.good()), cases[..1]);
    let next = link;
    head.get(&next.replace("q=panen", "q=raya")).await.refused(400, "VALIDATION");

    assert_eq!(asks("urgency=URGENT").await, Vec::<String>::new());
    assert_eq!(asks(&format!("officerId={}&state=ASSIGNED", subhead.officer_id())).await, best);
    assert_eq!(asks("unit=PROTOKOL").await, Vec::<String>::new());
    // The ETag of a row is that of its thing, found or not.
    let row = head.get("/v1/assignments?q=upacara").await.good().items()[0].clone();
    let one = head.get(&format!("/v1/assignments/{}", cases[2])).await.good();
    assert!(row["steps"] != one["steps"] || row["etag"] == one.etag());
    let narrow = head.get("/v1/assignments?q=upacara&fields=excerpt").await.good();
    assert_eq!(narrow.items()[0], json!({ "id": cases[2], "excerpt": row["excerpt"] }));
}

#[tokio::test]
async fn of_a_word_that_everything_has_the_newest_are_found() {
    let office = Office::open().await;
    let head = office.division_head();
    let plant = "INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
        SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, CASE WHEN n % 500 = 7 THEN 'Panen langka' WHEN n = 8 THEN 'Burung langka' ELSE 'Panen' END,
            timestamptz '2026-09-01T00:00:00Z' + n * interval '1 minute', '{}', 'DEFINITIVE', 'planted', now(), now(), 1
        FROM generate_series(1, 3000) AS n";
    office.sql().await.batch_execute(plant).await.expect("events are planted");
    let found = head.get("/v1/search?q=panen&kind=AGENDA_ITEM").await.good();
    let common = group(&found, "AGENDA_ITEM");
    assert_eq!(common["count"], json!({ "value": 1000, "exact": false }));
    let rare = head.get("/v1/agenda-items?q=panen+langka&count=true&sort=startsAt").await.good();
    assert_eq!((rare.items().len(), &rare["count"]), (6, &json!({ "value": 6, "exact": true })));
    // The index is asked for the seldom one alone; what it finds must have both, as beginnings too.
    for (q, found) in [("pan+langk", 6), ("langk", 7), ("burung+langka", 1), ("pan+burung", 0)] {
        let counted = head.get(&format!("/v1/agenda-items?q={q}&count=true")).await.good();
        assert_eq!(counted["count"], json!({ "value": found, "exact": true }), "{q}");
    }
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_told() {
    let office = Office::open().await;
    let head = office.division_head();
    for (path, fault) in [
        ("search", ("q", "REQUIRED")),
        ("search?q=", ("q", "EMPTY")),
        ("search?q=%21%3F", ("q", "EMPTY")),
        ("search?q=a+b+c+d+e+f+g+h+i+j+k", ("q", "TOO_MANY")),
        ("search?q=panen&limit=21", ("limit", "OUT_OF_RANGE")),
        ("search?q=panen&kind=OFFICER", ("kind", "UNKNOWN_VALUE")),
        ("search?q=panen&sort=createdAt", ("sort", "UNKNOWN_FIELD")),
        ("artifacts?sort=relevance", ("sort", "NOT_APPLICABLE")),
        ("assignments?q=%21", ("q", "EMPTY")),
        ("assignments?sort=relevance", ("sort", "NOT_APPLICABLE")),
        ("agenda-items?sort=relevance", ("sort", "NOT_APPLICABLE")),
        ("dispositions?sort=relevance", ("sort", "NOT_APPLICABLE")),
        ("reports?sort=relevance", ("sort", "NOT_APPLICABLE")),
        ("assignments?q=panen&late=true", ("late", "NOT_APPLICABLE")),
        ("assignments?q=panen&q=raya", ("q", "REPEATED")),
    ] {
        assert_eq!(head.get(&format!("/v1/{path}")).await.refused(400, "VALIDATION").faults(), [fault], "{path}");
    }
    let long: String = "panen".repeat(50);
    assert_eq!(head.get(&format!("/v1/search?q={long}")).await.refused(400, "VALIDATION").faults(), [("q", "TOO_LONG")]);
    let one_letter = head.get("/v1/search?q=%C3%A9").await.good();
    assert!(one_letter["groups"].as_array().is_some_and(|groups| groups.len() == 5));
}
