//! Whatever goes wrong is told one way, names every fault, and writes nothing.

use crate::support::Office;
use pubdok::http::problem::Kind;
use reqwest::Method;
use serde_json::{Value, json};

const AGENDA: &str = "/v1/agenda-items";

fn event() -> Value {
    json!({ "title": "Festival Panen Raya", "startsAt": "2026-09-30T09:00:00+07:00" })
}

async fn nothing_was_written(office: &Office) {
    let written =
        "SELECT (SELECT count(*) FROM agenda_items) + (SELECT count(*) FROM journal) + (SELECT count(*) FROM idempotency_keys)";
    let count: i64 = office.sql().await.query_one(written, &[]).await.expect("a count").get(0);
    assert_eq!(count, 0);
}

#[tokio::test]
async fn what_is_not_there_is_told_as_a_problem() {
    let office = Office::open().await;
    let head = office.division_head();
    for path in [
        "/v1",
        "/v1/",
        "/v1/agenda-items/",
        "/V1/agenda-items",
        "/v1//agenda-items",
        "/v1/agenda-items;x=1",
        "/v1/%2e%2e/v1/agenda-item",
        "/v1/nothing",
        "/metrics",
        "/.git/config",
        "/problems/nothing",
        "/v1/agenda-items/1",
        "/v1/agenda-items/%00",
        "/v1/agenda-items/019ab0d0-0000-7000-8000-00000000ffff",
    ] {
        head.get(path).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_method_that_is_not_served_names_those_that_are() {
    let office = Office::open().await;
    let surface = office.surface();
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PURGE"];
    let mut refused = 0;
    let paths: std::collections::BTreeSet<&str> = surface.operations().map(|(path, ..)| path).collect();
    for path in paths {
        let address = path.replace("{id}", "019ab0d0-0000-7000-8000-00000000ffff").replace(['{', '}'], "");
        let served: Vec<&str> = surface.operations().filter(|(other, ..)| *other == path).map(|(_, method, _)| method).collect();
        for method in methods.iter().filter(|method| !served.contains(method)) {
            let told = office.nobody().ask(method.parse().expect("a method"), &address).await.refused(405, "METHOD_NOT_ALLOWED");
            let allow = told.header("allow").expect("Allow");
            let allowed: Vec<&str> = allow.split(", ").collect();
            assert!(served.iter().all(|method| allowed.contains(method)) && allowed.contains(&"OPTIONS"), "{path}: {allow}");
            assert_eq!(allowed.contains(&"HEAD"), served.contains(&"GET"), "{path}: {allow}");
            refused += 1;
        }
    }
    assert!(refused > 40, "{refused}");
}

#[tokio::test]
async fn an_answer_nobody_can_give_is_refused_before_anything_is_done() {
    let office = Office::open().await;
    let head = office.division_head();
    for accept in ["text/plain", "image/*", "application/json;q=0", "application/xml, text/html;q=0.9"] {
        head.get(AGENDA).header("Accept", accept).await.refused(406, "NOT_ACCEPTABLE");
        head.post(AGENDA, event()).header("Accept", accept).await.refused(406, "NOT_ACCEPTABLE");
    }
    nothing_was_written(&office).await;
    for accept in [
        "*/*",
        "application/*",
        "application/json",
        "APPLICATION/JSON",
        "text/csv, */*;q=0.1",
        "application/json; charset=utf-8",
        "",
    ] {
        head.get(AGENDA).header("Accept", accept).await.is(200);
    }
    head.get("/v1/agenda.ics").header("Accept", "text/calendar").await.is(200);
    head.get("/v1/agenda.ics").header("Accept", "application/json").await.refused(406, "NOT_ACCEPTABLE");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_declared_or_not() {
    let office = Office::open().await;
    let head = office.division_head();
    let long = json!({ "title": "x".repeat(1024 * 1024), "startsAt": "2026-09-30T09:00:00Z" }).to_string();
    let post = || head.ask(Method::POST, AGENDA).header("Content-Type", "application/json");
    post().body(long.clone()).await.refused(413, "PAYLOAD_TOO_LARGE");
    let pieces = long.into_bytes().chunks(65_536).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>();
    post().body(reqwest::Body::wrap_stream(futures_util::stream::iter(pieces))).await.refused(413, "PAYLOAD_TOO_LARGE");
    nothing_was_written(&office).await;
}

#[tokio::test]
async fn only_the_types_named_are_taken() {
    let office = Office::open().await;
    let head = office.division_head();
    let body = event().to_string();
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "multipart/form-data; boundary=x",
        "",
    ] {
        let told = head.ask(Method::POST, AGENDA).header("Content-Type", kind).body(body.clone()).await;
        assert_eq!(told.refused(415, "UNSUPPORTED_MEDIA_TYPE").header("accept-post"), Some("application/json"), "{kind}");
    }
    head.ask(Method::POST, AGENDA).body(body.clone()).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let squeezed = head.post(AGENDA, event()).header("Content-Encoding", "gzip").await;
    squeezed.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    nothing_was_written(&office).await;

    let item = head.ask(Method::POST, AGENDA).header("Content-Type", "Application/JSON; charset=utf-8").body(body).await.is(201);
    let patch = |kind: &'static str| {
        let path = format!("{AGENDA}/{}", item.id());
        head.ask(Method::PATCH, &path).header("If-Match", "*").header("Content-Type", kind).body("{\"venue\":\"Pendopo\"}")
    };
    let told = patch("application/json-patch+json").await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(told.header("accept-patch"), Some("application/merge-patch+json, application/json"));
    for kind in ["application/merge-patch+json", "application/json"] {
        patch(kind).await.is(200);
    }
}

#[tokio::test]
async fn what_is_no_json_is_told_with_its_place() {
    let office = Office::open().await;
    let head = office.division_head();
    let post = |body: Vec<u8>| head.ask(Method::POST, AGENDA).header("Content-Type", "application/json").body(body);
    let deep = format!("{{\"title\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    let bodies: [&[u8]; 13] = [
        b" ",
        b"{",
        b"{\"title\":\"Panen\",}",
        b"{'title':'Panen'}",
        b"{} {}",
        b"{\"title\":1e400}",
        b"{\"title\":NaN}",
        b"{\"title\":\"\\ud800\"}",
        b"{\"title\":\"\\udc00\\ud800\"}",
        b"{\"title\":\"a\x00b\"}",
        b"{\"title\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{}",
        deep.as_bytes(),
    ];
    for body in bodies {
        let told = post(body.to_vec()).in_english().await.refused(400, "MALFORMED_JSON");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("Line ")), "{}", told.json());
    }
    // Nothing at all is an act without content: what it lacks is told.
    assert_eq!(post(Vec::new()).await.refused(400, "VALIDATION").faults(), [("#/startsAt", "REQUIRED"), ("#/title", "REQUIRED")]);
    for body in ["[]", "1", "null", "\"x\"", "true"] {
        let told = post(body.into()).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("#", "WRONG_TYPE")], "{body}");
    }
    nothing_was_written(&office).await;
}

#[tokio::test]
async fn every_fault_of_a_body_is_told_at_its_place() {
    let office = Office::open().await;
    let head = office.division_head();
    let five = json!({
        "title": "x".repeat(301),
        "startsAt": "30 September",
        "certainty": "MAYBE",
        "attendees": ["Bupati", 7],
        "invitation": { "number": "1", "date": "2026-02-30", "from": "OPD", "secret": true },
        "priority/level": 1,
    });
    let told = head.post(AGENDA, five.clone()).await.refused(400, "VALIDATION");
    let faults = [
        ("#/attendees/1", "WRONG_TYPE"),
        ("#/certainty", "UNKNOWN_VALUE"),
        ("#/invitation/date", "NOT_A_DATE"),
        ("#/invitation/secret", "UNKNOWN_FIELD"),
        ("#/priority~1level", "UNKNOWN_FIELD"),
        ("#/startsAt", "NOT_AN_INSTANT"),
        ("#/title", "TOO_LONG"),
    ];
    assert_eq!(told.faults(), faults);
    for (pointer, _) in told.faults() {
        assert!(five.pointer(&pointer[1..]).is_some(), "{pointer} leads nowhere");
    }
    let told = head.post(AGENDA, json!({})).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/startsAt", "REQUIRED"), ("#/title", "REQUIRED")]);
    nothing_was_written(&office).await;
}

#[tokio::test]
async fn bad_values_are_named_one_by_one() {
    let office = Office::open().await;
    let head = office.division_head();
    let cases = [
        (json!({ "title": "a\u{0}b" }), ("#/title", "CONTROL_CHARACTER")),
        (json!({ "title": "a\u{1b}[31mb" }), ("#/title", "CONTROL_CHARACTER")),
        (json!({ "title": "a\u{85}b" }), ("#/title", "CONTROL_CHARACTER")),
        (json!({ "title": "satu\ndua" }), ("#/title", "CONTROL_CHARACTER")),
        (json!({ "title": "   " }), ("#/title", "EMPTY")),
        (json!({ "title": null }), ("#/title", "REQUIRED")),
        (json!({ "title": 9007199254740993_i64 }), ("#/title", "WRONG_TYPE")),
        (json!({ "title": ["Panen"] }), ("#/title", "WRONG_TYPE")),
        (json!({ "title": { "id": "Panen" } }), ("#/title", "WRONG_TYPE")),
        (json!({ "description": "a\u{0}" }), ("#/description", "CONTROL_CHARACTER")),
        (json!({ "startsAt": "2026-09-30 09:00:00Z" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "2026-09-30t09:00:00z" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "2026-09-30T09:00:00-00:00" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "2026-09-30T09:00Z" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "2026-09-30T09:00:00" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "2026-02-30T09:00:00Z" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": "9999-12-31T23:59:59Z" }), ("#/startsAt", "NOT_AN_INSTANT")),
        (json!({ "startsAt": 1_790_000_000 }), ("#/startsAt", "WRONG_TYPE")),
        (json!({ "endsAt": "2026-09-30T09:00:00+07:00" }), ("#/endsAt", "ORDER")),
        (json!({ "attendees": vec!["Bupati"; 101] }), ("#/attendees", "TOO_MANY")),
        (json!({ "version": 3 }), ("#/version", "UNKNOWN_FIELD")),
        (json!({ "__proto__": {} }), ("#/__proto__", "UNKNOWN_FIELD")),
    ];
    for (change, fault) in cases {
        let mut body = event();
        for (name, value) in change.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let told = head.post(AGENDA, body).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [fault], "{change}");
    }
    for (at, is_far) in [("1899-12-31T23:59:59Z", true), ("9001-01-01T00:00:00Z", true), ("2026-02-30T00:00:00Z", false)] {
        let told = head.post(AGENDA, json!({ "title": "Panen", "startsAt": at })).in_english().await.refused(400, "VALIDATION");
        let says_how_far = told["errors"][0]["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("1900-01-01") && detail.contains("9000-12-31"));
        assert_eq!(says_how_far, is_far, "{told:?}");
    }
    let told =
        head.post(AGENDA, json!({ "title": "Panen", "startsAt": "2026-09-30T09:00:00Z", "a\u{202e}b\u{200b}\n": 1 })).await;
    assert_eq!(told.refused(400, "VALIDATION").faults(), [("#/a\u{fffd}b\u{fffd}\u{fffd}", "UNKNOWN_FIELD")]);
    let twice = "{\"title\":\"A\",\"startsAt\":\"2026-09-30T09:00:00Z\",\"title\":\"B\",\"invitation\":{\"number\":\"1\",\"number\":\"2\",\"date\":\"2026-09-01\",\"from\":\"OPD\"}}";
    let told =
        head.ask(Method::POST, AGENDA).header("Content-Type", "application/json").body(twice).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/invitation/number", "DUPLICATE_FIELD"), ("#/title", "DUPLICATE_FIELD")]);
    nothing_was_written(&office).await;
}

#[tokio::test]
async fn faults_beyond_counting_are_told_up_to_a_hundred() {
    let office = Office::open().await;
    let mut body = event();
    for number in 0..5000 {
        body[format!("field{number}")] = number.into();
    }
    let told = office.division_head().post(AGENDA, body).await.refused(400, "VALIDATION");
    assert!((100..=200).contains(&told.faults().len()), "{}", told.faults().len());
}

#[tokio::test]
async fn problems_speak_the_language_asked_for() {
    let office = Office::open().await;
    let told = |wanted: &'static str| {
        let head = office.division_head();
        async move {
            let told = head.post(AGENDA, json!({})).header("Accept-Language", wanted).await.refused(400, "VALIDATION");
            let language = told.header("content-language").unwrap_or_default().to_owned();
            (language, told["title"].clone(), told["errors"][0]["detail"].clone(), told["errors"][0]["code"].clone())
        }
    };
    let indonesian = ("id".to_owned(), json!("Data tidak sah"), json!("Wajib diisi."), json!("REQUIRED"));
    let english = ("en".to_owned(), json!("Invalid input"), json!("Required."), json!("REQUIRED"));
    for wanted in ["", "id", "id-ID", "*", "fr", "en;q=0.5, id", "jv, id;q=0.5, en;q=0.1", "en;q=0, fr", "\u{e9}"] {
        assert_eq!(told(wanted).await, indonesian, "{wanted}");
    }
    for wanted in ["en", "en-GB", "EN-us", "id;q=0.5, en", "fr, en;q=0.3"] {
        assert_eq!(told(wanted).await, english, "{wanted}");
    }
}

#[tokio::test]
async fn the_type_of_every_problem_leads_to_its_explanation() {
    let office = Office::open().await;
    let told = office.nobody().get("/v1/nothing").await.refused(404, "NOT_FOUND");
    let page = office.nobody().get(told["type"].as_str().expect("a type")).await.is(200);
    assert_eq!(page["code"], "NOT_FOUND");
    for kind in Kind::ALL {
        let page = office.nobody().get(&format!("/problems/{}", kind.slug())).await.is(200);
        assert_eq!((&page["code"], &page["status"]), (&json!(kind.code()), &json!(kind.status().as_u16())));
        assert!(page["title"]["id"] != page["title"]["en"] && page["remedy"]["id"] != page["remedy"]["en"], "{}", page.json());
    }
}
