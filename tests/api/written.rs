//! Text, numbers, times and tags as people, forms, proxies and libraries really send them.

use crate::support::work::{action, dispatch, photo};
use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const AGENDA: &str = "/v1/agenda-items";
/// An id of nothing.
const NO_ID: &str = "019a0000-0000-7000-8000-000000000000";

fn at(list: &str, thing: &Reply) -> String {
    format!("/v1/{list}/{}", thing.id())
}

fn event() -> Value {
    json!({ "title": "Festival Panen Raya", "startsAt": "2026-09-30T09:00:00+07:00" })
}

fn with(mut body: Value, more: Value) -> Value {
    for (name, value) in more.as_object().expect("members") {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn line_breaks_of_every_system_become_one_and_other_controls_are_named() {
    let office = Office::open().await;
    let head = office.division_head();
    let notes = "satu\r\ndua\rtiga\u{b}empat\u{c}lima\u{85}enam\u{2028}tujuh\ttab";
    let item = head.post(AGENDA, with(event(), json!({ "notes": notes }))).await.is(201);
    assert_eq!(item["notes"], "satu\ndua\ntiga\nempat\nlima\nenam\ntujuh\ttab");
    let body = with(event(), json!({ "notes": "satu\r\ndua \u{8}x", "venue": "Alun\u{b}alun" }));
    let told = head.post(AGENDA, body).in_english().await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/notes", "CONTROL_CHARACTER"), ("#/venue", "CONTROL_CHARACTER")]);
    let details: Vec<&str> = told["errors"].as_array().unwrap().iter().filter_map(|one| one["detail"].as_str()).collect();
    assert!(details.iter().any(|detail| detail.contains("U+0008 at line 2, column 5")), "{details:?}");
    assert!(details.iter().any(|detail| detail.contains("U+000B at line 1, column 5")), "{details:?}");
}

#[tokio::test]
async fn what_is_left_empty_is_absent_where_it_may_be() {
    let office = Office::open().await;
    let head = office.division_head();
    let empty = json!({
        "endsAt": "", "venue": " ", "attendance": "", "certainty": "", "attendees": "", "venuePosition": "", "notes": "\n",
        "invitation": { "number": "005/1", "date": "2026-09-01", "from": "OPD", "externalRef": "" },
    });
    let item = head.post(AGENDA, with(event(), empty)).await.is(201);
    for name in ["endsAt", "venue", "attendance", "notes", "venuePosition"] {
        assert_eq!(item[name], Value::Null, "{name}");
    }
    assert_eq!((&item["certainty"], &item["attendees"]), (&json!("DEFINITIVE"), &json!([])));
    assert_eq!(item["invitation"]["externalRef"], Value::Null);

    // What must be there is told as empty, at its place; so is what stands in a list.
    let body = with(event(), json!({ "title": "", "attendees": ["Bupati", ""], "invitation": { "number": "" } }));
    let told = head.post(AGENDA, body).await.refused(400, "VALIDATION");
    let places = ["#/attendees/1", "#/invitation/number", "#/title"];
    for place in places {
        assert!(told.faults().contains(&(place, "EMPTY")), "{place} {:?}", told.faults());
    }

    // A form's metadata likewise.
    let case = Case::in_state(&office, State::Dispatched).await;
    let metadata =
        json!({ "kind": "PHOTO", "title": "Panggung", "caption": "", "takenAt": "", "childrenShown": "", "keywords": "" });
    let form = Form::new()
        .part("metadata", Part::text(metadata.to_string()).mime_str("application/json").unwrap())
        .part("file", Part::bytes(photo(9)).file_name("a.jpg").mime_str("image/jpeg").unwrap());
    let path = format!("{}/artifacts", at("assignments", &case.assignment));
    let sent = office.staff(1).ask(Method::POST, &path).multipart(form).await.is(201);
    assert_eq!((&sent["caption"], &sent["takenAt"], &sent["keywords"]), (&Value::Null, &Value::Null, &json!([])));
}

#[tokio::test]
async fn what_is_left_empty_in_a_patch_is_cleared_where_it_may_be() {
    let office = Office::open().await;
    let head = office.division_head();
    let full = json!({ "venue": "Pendopo", "endsAt": "2026-09-30T11:00:00+07:00", "attendance": "ATTENDED", "venuePosition": { "latitude": -7.5, "longitude": 110 } });
    let item = head.post(AGENDA, with(event(), full)).await.is(201);
    let patch = json!({ "venue": "", "endsAt": "", "attendance": "  ", "venuePosition": "" });
    let item = head.patch(&at("agenda-items", &item), item.etag(), patch).await.is(200);
    for name in ["venue", "endsAt", "attendance", "venuePosition"] {
        assert_eq!(item[name], Value::Null, "{name}");
    }
    let told = head
        .patch(&at("agenda-items", &item), item.etag(), json!({ "title": "", "certainty": "" }))
        .await
        .refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/certainty", "EMPTY"), ("#/title", "EMPTY")]);
}

#[tokio::test]
async fn nested_objects_are_merged_member_by_member() {
    let office = Office::open().await;
    let head = office.division_head();
    let letter = json!({ "number": "005/1", "date": "2026-09-01", "from": "OPD", "externalRef": "srikandi:1" });
    let full = json!({ "invitation": letter, "venuePosition": { "latitude": -7.5, "longitude": 110.25 } });
    let item = head.post(AGENDA, with(event(), full)).await.is(201);
    let patch = json!({ "invitation": { "number": "005/2", "externalRef": null }, "venuePosition": { "longitude": 111 } });
    let item = head.patch(&at("agenda-items", &item), item.etag(), patch).await.is(200);
    assert_eq!(item["invitation"], json!({ "number": "005/2", "date": "2026-09-01", "from": "OPD", "externalRef": null }));
    assert_eq!((&item["venuePosition"]["latitude"], &item["venuePosition"]["longitude"]), (&json!(-7.5), &json!(111.0)));

    // What must be in it cannot be taken out of it.
    let patch = json!({ "invitation": { "date": null }, "venuePosition": { "latitude": null } });
    let told = head.patch(&at("agenda-items", &item), item.etag(), patch).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/invitation/date", "REQUIRED"), ("#/venuePosition/latitude", "REQUIRED")]);

    // Where there was none, it must be whole.
    let item =
        head.patch(&at("agenda-items", &item), item.etag(), json!({ "invitation": null, "venuePosition": null })).await.is(200);
    let patch = json!({ "invitation": { "number": "005/3" }, "venuePosition": { "latitude": 1 } });
    let told = head.patch(&at("agenda-items", &item), item.etag(), patch).await.refused(400, "VALIDATION");
    let faults = ["#/invitation/date", "#/invitation/from", "#/venuePosition/longitude"].map(|place| (place, "REQUIRED"));
    assert_eq!(told.faults(), faults);
    assert_eq!(head.get(&at("agenda-items", &item)).await.good().json(), item.json());
}

/// Every value of an example, each in turn replaced by one of another JSON type.
fn wrong_types(example: &Value, place: &str, found: &mut Vec<(String, Value)>) {
    let wrong: &[Value] = match example {
        Value::String(_) => &[json!(5), json!(true), json!({}), json!([])],
        Value::Number(_) => &[json!("3"), json!(true), json!([]), json!({})],
        Value::Bool(_) => &[json!("true"), json!(1), json!([])],
        Value::Array(_) => &[json!("x"), json!(1), json!({ "a": 1 })],
        Value::Object(_) => &[json!("x"), json!(1), json!([1])],
        Value::Null => &[],
    };
    if !place.is_empty() {
        found.extend(wrong.iter().map(|wrong| (place.to_owned(), wrong.clone())));
    }
    match example {
        Value::Object(members) => members.iter().for_each(|(name, value)| wrong_types(value, &format!("{place}/{name}"), found)),
        Value::Array(items) => items.iter().take(1).for_each(|value| wrong_types(value, &format!("{place}/0"), found)),
        _ => {}
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_refused_alike_everywhere() {
    let office = Office::open().await;
    let document = office.nobody().get("/v1/openapi.json").await.good();
    let document = document.json();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (path, method, operation) in office.surface().operations() {
        let content = &document["paths"][path][method.to_lowercase()]["requestBody"]["content"];
        let json = ["application/json", "application/merge-patch+json"].map(|kind| &content[kind]);
        let Some(content) = json.into_iter().find(|content| !content.is_null()) else { continue };
        let (Some(role), Some(example)) = (operation.roles.and_then(|roles| roles.iter().next()), example(document, content))
        else {
            continue;
        };
        let caller = office.holder(role);
        let path = path.split('/').map(|step| if step.starts_with('{') { NO_ID } else { step }).collect::<Vec<_>>().join("/");
        let mut replacements = Vec::new();
        wrong_types(&example, "", &mut replacements);
        for (place, value) in replacements {
            let mut body = example.clone();
            *body.pointer_mut(&place).expect("a member") = value.clone();
            let method: Method = method.parse().expect("a method");
            let told = caller.ask(method.clone(), &path).header("If-Match", "*").json(&body).await;
            tried += 1;
            let place = format!("#{place}");
            if !(told.status == 400 && told.faults().contains(&(place.as_str(), "WRONG_TYPE"))) {
                wrong.push(format!("{method} {path} {place} = {value}: {} {:?}", told.status, told.json()["errors"]));
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The example of a body: beside it, or among those of the document.
fn example(document: &Value, content: &Value) -> Option<Value> {
    if !content["example"].is_null() {
        return Some(content["example"].clone());
    }
    let first = content["examples"].as_object()?.values().next()?;
    let named = first["$ref"].as_str().and_then(|place| document.pointer(place.trim_start_matches('#')));
    Some(named.unwrap_or(first)["value"].clone())
}

#[tokio::test]
async fn three_point_nought_is_three() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let photo = office.subdivision_head().reads("artifacts", case.photo()).await;
    let path = format!("{}/selection", at("artifacts", &photo));
    let raw = r#"{"decision":"SELECTED","rank":3.0}"#;
    let put = office.subdivision_head().ask(Method::PUT, &path).header("If-Match", photo.etag());
    let selected = put.header("Content-Type", "application/json").body(raw).await.is(200);
    assert_eq!(selected["selection"]["rank"], 3);
    for refused in ["3.5", "1e300", "\"3\""] {
        let put = office.subdivision_head().ask(Method::PUT, &path).header("If-Match", selected.etag());
        let raw = format!(r#"{{"decision":"SELECTED","rank":{refused}}}"#);
        let told = put.header("Content-Type", "application/json").body(raw).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("#/rank", "WRONG_TYPE")], "{refused}");
    }
}

#[tokio::test]
async fn an_offset_is_understood_as_it_can_only_be_meant() {
    let office = Office::open().await;
    let head = office.division_head();
    for written in
        ["2026-09-30T09:00:00+0700", "2026-09-30T09:00:00.000+07:00", "2026-09-29T21:00:00-0500", "2026-09-30T02:00:00+0000"]
    {
        let item = head.post(AGENDA, json!({ "title": "Festival", "startsAt": written })).await.is(201);
        assert_eq!(item["startsAt"], "2026-09-30T02:00:00.000Z", "{written}");
    }
    for refused in ["2026-09-30T09:00:00 07:00", "2026-09-30T09:00:00+07", "2026-09-30T09:00:00-0000", "2026-09-30T09:00:00+2500"]
    {
        let told = head.post(AGENDA, json!({ "title": "Festival", "startsAt": refused })).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("#/startsAt", "NOT_AN_INSTANT")], "{refused}");
    }
    // A plus in a query is a space, which no instant has.
    for (from, found) in [
        ("2026-09-30T09:00:00+07:00", 4),
        ("2026-09-30T09:00:00.000+0700", 4),
        ("2026-09-30T09:00:00%2B07:00", 4),
        ("2026-09-30T09:00:00-07:00", 0),
        ("2026-09-30T09:00:01+07:00", 0),
    ] {
        let list = head.get(&format!("{AGENDA}?startsAtFrom={from}")).await.good();
        assert_eq!(list.items().len(), found, "{from}");
    }
    let told = head.get(&format!("{AGENDA}?startsAtFrom=2026-09-30+09:00:00Z")).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("startsAtFrom", "NOT_AN_INSTANT")]);
}

#[tokio::test]
async fn work_sent_later_may_tell_its_time_without_a_colon() {
    let office = Office::open().await;
    let opens = office.opens_on_wednesday();
    office.is_now(opens + chrono::TimeDelta::hours(5));
    let case = Case::in_state(&office, State::Assigned).await;
    office.is_now(opens + chrono::TimeDelta::hours(7));
    let told = (opens + chrono::TimeDelta::hours(6)).format("%Y-%m-%dT%H:%M:%S%z").to_string();
    let order = dispatch(&[action(&office.staff(1), "PHOTOGRAPHER")]);
    let path = format!("{}/dispositions", at("assignments", &case.assignment));
    office.subdivision_head().post(&path, order).header("Occurred-At", &told).await.is(201);
}

#[tokio::test]
async fn a_weak_tag_is_the_version_it_names_but_not_what_was_read() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let weak = format!("W/{}", item.etag());
    let changed = head.patch(&at("agenda-items", &item), &weak, json!({ "venue": "Pendopo" })).await.is(200);
    head.patch(&at("agenda-items", &item), &weak, json!({ "venue": "Lapangan" })).await.refused(412, "PRECONDITION_FAILED");
    head.patch(&at("agenda-items", &item), &format!("W/\"7.x\", W/{}", changed.etag()), json!({ "venue": "Alun-alun" }))
        .await
        .is(200);

    // Acceptance is of exactly what was read.
    let case = Case::in_state(&office, State::Reported).await;
    let report = head.reads("reports", case.report()).await;
    let accept = |tag: &str| head.post(&format!("{}/acceptance", at("reports", &report)), json!({})).header("If-Match", tag);
    accept("*").await.refused(428, "PRECONDITION_REQUIRED");
    accept(&format!("W/{}", report.etag())).await.refused(412, "PRECONDITION_FAILED");
    accept("\"1.x\"").await.refused(412, "PRECONDITION_FAILED");
    assert_eq!(accept(report.etag()).await.is(200)["state"], "ACCEPTED");
}

#[tokio::test]
async fn whoever_is_not_entered_is_told_under_what_name() {
    let office = Office::open().await;
    let told = office.caller("f3b0:dewi@kab.go.id", &[Role::Staff]).get("/v1/me").await.refused(403, "OFFICER_UNKNOWN");
    assert!(told["detail"].as_str().unwrap().contains("\"f3b0:dewi@kab.go.id\""), "{:?}", told.json());
}
