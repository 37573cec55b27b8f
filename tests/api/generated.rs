//! What generated clients send, each in its own way, and what they must be able to rely on.

use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::{Value, json};

const AGENDA: &str = "/v1/agenda-items";

#[tokio::test]
async fn an_act_that_says_nothing_needs_no_body() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let read = format!("/v1/dispositions/{}/acknowledgement", case.order().id());
    case.photographer.ask(Method::POST, &read).await.is(200);
    case.writer.ask(Method::POST, &read).header("Content-Type", "application/json").body("").await.is(200);
    let read = case.informed.ask(Method::POST, &read).with_key("once").await.is(200);
    assert_eq!(read["recipients"].as_array().map(Vec::len), Some(3));
    // What is sent all the same is held to its type, and what must be said is told as missing.
    case.writer
        .ask(Method::POST, &format!("/v1/dispositions/{}/completion", case.order().id()))
        .body("{}")
        .await
        .refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let recall = format!("/v1/dispositions/{}/recall", case.order().id());
    let told = case.subhead.ask(Method::POST, &recall).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/reason", "REQUIRED")]);
    case.head
        .ask(Method::PATCH, &format!("{AGENDA}/{}", case.event.id()))
        .header("If-Match", "*")
        .await
        .refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn several_values_come_in_one_parameter_or_in_several() {
    let office = Office::open().await;
    let head = office.division_head();
    let subhead = office.subdivision_head();
    for title in ["Panen", "Rapat", "Kirab"] {
        let item = head.puts_on_agenda(title).await;
        head.assigns(&subhead, &item).await;
    }
    let cancelled = head.get("/v1/assignments").await.good().items()[0]["id"].as_str().expect("an id").to_owned();
    head.post(&format!("/v1/assignments/{cancelled}/cancellation"), json!({ "reason": "Batal." })).await.is(200);
    let listed = async |query: &str| -> Vec<Value> {
        let page = head.get(&format!("/v1/assignments?{query}")).await.good();
        page.items().iter().map(|item| item["id"].clone()).collect()
    };
    let all = listed("state=ASSIGNED&state=CANCELLED").await;
    assert_eq!(all.len(), 3);
    assert_eq!(listed("state=ASSIGNED,CANCELLED").await, all);
    assert_eq!(listed("state=CANCELLED,DISPATCHED&state=REPORTED").await, [json!(cancelled)]);
    let told = head.get("/v1/assignments?state=ASSIGNED,SOMEHOW&state=CLOSED,").await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("state", "UNKNOWN_VALUE"), ("state", "UNKNOWN_VALUE")]);
    let members = |page: Reply| -> Vec<String> { page.items()[0].as_object().expect("an object").keys().cloned().collect() };
    for query in ["fields=state,subject", "fields=state&fields=subject"] {
        assert_eq!(members(head.get(&format!("/v1/assignments?{query}")).await.good()), ["id", "state", "subject"], "{query}");
    }
    for query in ["expand=dispositions,artifacts", "expand=dispositions&expand=artifacts"] {
        let case = head.get(&format!("/v1/assignments/{cancelled}?{query}")).await.good();
        assert!(case["dispositions"].is_array() && case["artifacts"].is_array(), "{query}");
    }
}

#[tokio::test]
async fn what_nobody_sees_is_no_text() {
    let office = Office::open().await;
    let head = office.division_head();
    let hidden = ["\u{200b}", " \u{feff}\u{2060} ", "\u{202e}\u{202c}", "\u{3164}", "\u{ad}\u{fe0f}"];
    // Neither what only marks where notes and objects stand, nor a cell of braille without a dot.
    let bare = ["\u{fff9}\u{fffa}\u{fffb}", "\u{fffc}", "\u{2800} \u{2800}"];
    for title in hidden.into_iter().chain(bare) {
        let told = head
            .post(AGENDA, json!({ "title": title, "startsAt": "2026-12-01T09:00:00+07:00" }))
            .await
            .refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("#/title", "EMPTY")], "{title:?}");
    }
    for title in ["⠏⠁⠝⠑⠝\u{2800}⠗⠁⠽⠁", "\u{301}"] {
        let item = head.post(AGENDA, json!({ "title": title, "startsAt": "2026-12-01T09:00:00+07:00" })).await.is(201);
        assert_eq!(item["title"], title);
    }
    let title = "Keluarga 👨\u{200d}👩\u{200d}👧";
    let item =
        head.post(AGENDA, json!({ "title": title, "venue": "\u{200b}", "startsAt": "2026-12-01T09:00:00+07:00" })).await.is(201);
    assert_eq!((&item["title"], &item["venue"]), (&json!(title), &Value::Null));
}

#[tokio::test]
async fn whoever_integrates_reads_what_changed_without_a_token() {
    let office = Office::open().await;
    let told = office.nobody().get("/v1/changelog").await.is(200);
    assert_eq!(told["releases"][0]["version"], env!("CARGO_PKG_VERSION"));
    assert!(told["releases"][0]["changes"].as_array().is_some_and(|changes| !changes.is_empty()));
}
