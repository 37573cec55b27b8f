//! Somebody with several hats says for whom they act: their own is not taken for another's business, nor another's for their own.

use crate::standing_in::{is_of_unit, stands_in};
use crate::support::work::{action, assignment};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

/// For whom it can be done, as a refusal says.
fn choices(refused: &Reply) -> Vec<(&str, &str, Option<&str>)> {
    let choices = refused["choices"].as_array().unwrap_or_else(|| panic!("no choices: {refused:?}"));
    let mut told: Vec<_> = choices
        .iter()
        .map(|choice| (choice["officerId"].as_str().unwrap(), choice["name"].as_str().unwrap(), choice["kind"].as_str()))
        .collect();
    assert!(choices.iter().all(|choice| choice["role"].is_string() && choice["positionTitle"].is_string()), "{refused:?}");
    told.sort_unstable_by_key(|choice| choice.1);
    told
}

/// For whom the caller may do what, as a thing tells: officer, kind of mandate, acts.
fn acting_for(thing: &Reply) -> Vec<(String, Option<String>, Vec<String>)> {
    let told = thing["actingFor"].as_array().unwrap_or_else(|| panic!("no actingFor: {thing:?}"));
    let one = |entry: &Value| {
        let acts = entry["actions"].as_array().unwrap().iter().map(|act| act.as_str().unwrap().to_owned()).collect();
        (entry["officer"]["id"].as_str().unwrap().to_owned(), entry["kind"].as_str().map(str::to_owned), acts)
    };
    told.iter().map(one).collect()
}

#[tokio::test]
async fn who_could_assign_for_two_posts_says_for_which() {
    let office = Office::open().await;
    let (head, other, subhead) = (office.division_head(), office.other_division_head(), office.subdivision_head());
    is_of_unit(&office, &other, "UMUM").await;
    stands_in(&office, &other, &head, "DIVISION_HEAD").await;
    let event = head.puts_on_agenda("Panen Raya").await;
    let body = assignment(&event, &subhead);
    for path in ["/v1/assignments", "/v1/assignments?dryRun=true"] {
        let refused = other.post(path, body.clone()).in_english().await.refused(409, "AMBIGUOUS_HAT");
        let (own, lent) = (other.officer_id(), head.officer_id());
        let expected = [(own.as_str(), "Hendra Kusuma", None), (lent.as_str(), "Ratna Wulandari", Some("ACTING_DAILY"))];
        assert_eq!(choices(&refused), expected);
        assert!(refused["detail"].as_str().unwrap().contains("Ratna Wulandari"), "{refused:?}");
    }
    let acts_for = |officer: &Caller| other.post(&format!("/v1/assignments?actingFor={}", officer.officer_id()), body.clone());
    let for_head = acts_for(&head).await.is(201);
    assert_eq!(
        (&for_head["assignedById"], &for_head["assignedByActing"]["officer"]["id"]),
        (&json!(head.officer_id()), &json!(other.officer_id()))
    );
    assert!(for_head["registerNumber"].as_str().unwrap().contains("/HUMAS/"), "{for_head:?}");
    let own = acts_for(&other).await.is(201);
    assert_eq!((&own["assignedById"], &own["assignedByActing"]), (&json!(other.officer_id()), &Value::Null));
    assert!(own["registerNumber"].as_str().unwrap().contains("/UMUM/"), "{own:?}");

    // Where one alone fits, nothing need be said; what is said must fit.
    let cancel = |case: &Reply, rest: &str| format!("/v1/assignments/{}/cancellation{rest}", case.id());
    let wrong = format!("?actingFor={}", other.officer_id());
    other.post(&cancel(&for_head, &wrong), json!({ "reason": "x" })).await.refused(403, "NOT_YOURS");
    assert_eq!(acting_for(&other.reads("assignments", &own).await), []);
    let acts = acting_for(&other.reads("assignments", &for_head).await);
    assert_eq!(acts.len(), 1);
    assert_eq!((&acts[0].0, acts[0].1.as_deref()), (&head.officer_id(), Some("ACTING_DAILY")));
    assert!(acts[0].2.contains(&"CANCEL".to_owned()), "{acts:?}");
    other.post(&cancel(&for_head, ""), json!({ "reason": "Batal." })).await.is(200);
}

#[tokio::test]
async fn one_names_oneself_or_somebody_whose_mandate_one_holds() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let stranger = office.other_subdivision_head().officer_id();
    let path = |officer: &str| format!("/v1/assignments/{}/late-reasons?actingFor={officer}", case.assignment.id());
    let body = json!({ "step": 1, "reason": "Hujan." });
    case.subhead.post(&path(&stranger), body.clone()).await.refused(403, "NOT_STANDING_IN");
    case.subhead.post(&path(&uuid::Uuid::now_v7().to_string()), body.clone()).await.refused(403, "NOT_STANDING_IN");
    let refused = case.subhead.post(&path("kabag"), body.clone()).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("actingFor", "NOT_AN_ID")]);
    case.subhead.post(&path(&case.subhead.officer_id()), body.clone()).await.is(200);
    // On acts that nobody lends, too.
    let admin = office.admin().post(&format!("/v1/revocations?actingFor={stranger}"), json!({ "jti": "x", "reason": "x" })).await;
    admin.refused(403, "NOT_STANDING_IN");
}

#[tokio::test]
async fn ones_own_part_is_not_completed_for_another_nor_anothers_for_oneself() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    case.has_results().await;
    // The photographer stands in for the writer; both have a part.
    let (me, absent) = (case.photographer.clone(), case.writer.clone());
    stands_in(&office, &me, &absent, "STAFF").await;
    let order = format!("/v1/dispositions/{}", case.order().id());
    let acts = acting_for(&me.get(&order).await.is(200));
    let mut officers: Vec<_> = acts.iter().map(|(officer, kind, _)| (officer.clone(), kind.is_some())).collect();
    officers.sort_unstable();
    let mut both = vec![(me.officer_id(), false), (absent.officer_id(), true)];
    both.sort_unstable();
    assert_eq!(officers, both);
    for act in ["acknowledgement", "completion"] {
        me.post(&format!("{order}/{act}"), json!({})).await.refused(409, "AMBIGUOUS_HAT");
    }
    let complete = |officer: &Caller| me.post(&format!("{order}/completion?actingFor={}", officer.officer_id()), json!({}));
    let state = async |officer: &Caller| {
        let read = case.head.get(&order).await.is(200);
        let recipients = read["recipients"].as_array().unwrap().clone();
        recipients.iter().find(|to| to["officer"]["id"] == json!(officer.officer_id())).unwrap()["state"].clone()
    };
    complete(&me).await.is(200);
    assert_eq!((state(&me).await, state(&absent).await), (json!("COMPLETED"), json!("DELIVERED")));
    // Sent once more it does not complete the other's.
    me.post(&format!("{order}/completion"), json!({})).await.refused(409, "AMBIGUOUS_HAT");
    assert_eq!(complete(&me).await.refused(409, "STATE_FORBIDS").faults(), [("#", "ALREADY_COMPLETED")]);
    assert_eq!(complete(&absent).await.is(200)["assignment"]["state"], "DOCUMENTED");
    assert_eq!(state(&absent).await, "COMPLETED");
}

#[tokio::test]
async fn many_decisions_at_once_say_for_whom_as_one_does() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let acting = office.other_subdivision_head();
    stands_in(&office, &acting, &case.subhead, "SUBDIVISION_HEAD").await;
    let body = json!({ "items": [{ "id": case.photo().id(), "decision": "SELECTED" }] });
    let foreign = format!("/v1/artifacts/_batch?actingFor={}", acting.officer_id());
    let refused = acting.post(&foreign, body.clone()).await.is(207);
    assert!(String::from_utf8_lossy(&refused.bytes).contains("NOT_YOURS"), "{refused:?}");
    acting.post(&format!("/v1/artifacts/_batch?actingFor={}", case.subhead.officer_id()), body).await.is(207);
    let selection = case.head.reads("artifacts", case.photo()).await["selection"].clone();
    assert_eq!(selection["byActing"]["officer"]["id"], json!(acting.officer_id()));
}

#[tokio::test]
async fn the_agenda_is_nobodys_business_more_than_anothers() {
    let office = Office::open().await;
    let (head, other) = (office.division_head(), office.other_division_head());
    stands_in(&office, &other, &head, "DIVISION_HEAD").await;
    let event = |rest: &str| {
        other.post(&format!("/v1/agenda-items{rest}"), json!({ "title": "Rapat", "startsAt": "2026-09-30T09:00:00+07:00" }))
    };
    let own = event("").await.is(201);
    let for_head = event(&format!("?actingFor={}", head.officer_id())).await.is(201);
    let behalf = async |item: &Reply| office.auditor().journal_of(item.id()).await[0]["actor"]["onBehalfOfId"].clone();
    assert_eq!((behalf(&own).await, behalf(&for_head).await), (Value::Null, json!(head.officer_id())));
}

#[tokio::test]
async fn an_upload_is_finished_for_whom_it_was_begun() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    let (me, absent) = (case.photographer.clone(), case.writer.clone());
    stands_in(&office, &me, &absent, "STAFF").await;
    let content = crate::support::work::photo(7);
    let metadata = format!("assignmentId {},kind {},title {}", base64(case.assignment.id()), base64("PHOTO"), base64("Panen"));
    let begin = |rest: &str| {
        me.ask(reqwest::Method::POST, &format!("/v1/uploads{rest}"))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", content.len().to_string())
            .header("Upload-Metadata", &metadata)
    };
    begin("").await.refused(409, "AMBIGUOUS_HAT");
    begin("?dryRun=true").await.refused(400, "VALIDATION");
    let begun = begin(&format!("?actingFor={}", absent.officer_id())).await.is(201);
    let sent = me
        .ask(reqwest::Method::PATCH, begun.header("location").unwrap())
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", "0")
        .header("Content-Type", "application/offset+octet-stream")
        .body(content.clone())
        .await
        .is(204);
    let made = me.get(sent.header("content-location").unwrap()).await.is(200);
    assert_eq!(made["senderId"], json!(absent.officer_id()));
}

#[tokio::test]
async fn a_bare_file_is_sent_for_whom_it_says() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    let (me, absent) = (case.photographer.clone(), case.writer.clone());
    stands_in(&office, &me, &absent, "STAFF").await;
    let send = |method: reqwest::Method, path: &str, shade: u8| {
        let file = me.ask(method, path).header("Content-Type", "image/jpeg").body(crate::support::work::photo(shade));
        file.header("If-Match", "*")
    };
    let list = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=Panen", case.assignment.id());
    let acting_for = format!("actingFor={}", absent.officer_id());
    send(reqwest::Method::POST, &list, 7).await.refused(409, "AMBIGUOUS_HAT");
    let made = send(reqwest::Method::POST, &format!("{list}&{acting_for}"), 7).await.is(201);
    assert_eq!(made["senderId"], json!(absent.officer_id()));
    let content = format!("/v1/artifacts/{}/content?fileName=lain.jpg&{acting_for}", made.id());
    let changed = send(reqwest::Method::PUT, &content, 8).await.is(200);
    assert_eq!(changed["content"]["fileName"], "lain.jpg");
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn the_crew_of_one_post_is_not_that_of_another() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let acting = office.staff(4);
    stands_in(&office, &acting, &case.subhead, "SUBDIVISION_HEAD").await;
    // Of the acting person's own role nothing fits: the mandate's does, and is named.
    let order = acting.dispatches(&case.assignment, &[action(&case.photographer, "PHOTOGRAPHER")]).await;
    assert_eq!(order["issuerActing"]["officer"]["id"], json!(acting.officer_id()));
}
