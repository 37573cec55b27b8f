//! Taking people off a disposition: nobody who fell ill, moved or left keeps a case from its end.

use crate::support::work::{action, copy};
use crate::support::{Caller, Case, Office, Reply, Scene};
use crate::uploads;
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

async fn dispatched(office: &Office) -> Case {
    Case::in_state(office, State::Dispatched).await
}

fn recipient<'a>(disposition: &'a Reply, officer: &Caller) -> &'a Value {
    let recipients = disposition["recipients"].as_array().expect("recipients");
    recipients.iter().find(|to| to["officer"]["id"] == *officer.officer_id()).expect("a recipient")
}

async fn release(caller: &Caller, order: &Reply, officer: &Caller) -> Reply {
    takes_off(caller, "release", order, officer).await
}

async fn recall(caller: &Caller, order: &Reply, officer: &Caller) -> Reply {
    takes_off(caller, "recall", order, officer).await
}

async fn takes_off(caller: &Caller, act: &str, order: &Reply, officer: &Caller) -> Reply {
    let body = json!({ "officerId": officer.officer_id(), "reason": "Sakit." });
    caller.post(&format!("/v1/dispositions/{}/{act}", order.id()), body).await
}

/// Whether somebody comes upon a case anywhere.
pub async fn is_found(caller: &Caller, case: &Reply) -> bool {
    let read = caller.get(&format!("/v1/assignments/{}", case.id())).await;
    let found = read.status == 200;
    assert!(found || read.status == 404, "{read:?}");
    let listed = async |path: &str| caller.get(path).await.good().items().iter().any(|item| item["id"] == case["id"]);
    assert_eq!(listed("/v1/assignments").await, found);
    let count = caller.get("/v1/assignments?count=true&limit=1").await.good()["count"]["value"].clone();
    assert_eq!(count, json!(i32::from(found)));
    let orders = caller.get(&format!("/v1/dispositions?box=ALL&assignmentId={}", case.id())).await.good();
    assert_eq!(!orders.items().is_empty(), found);
    let artifacts = caller.get(&format!("/v1/assignments/{}/artifacts", case.id())).await;
    assert_eq!(artifacts.status == 200, found);
    if !found {
        let inbox = caller.get("/v1/inbox").await.good();
        assert!(inbox.items().iter().all(|item| item["assignment"]["id"] != case["id"]), "{inbox:?}");
        assert!(caller.get("/v1/dispositions").await.good().items().is_empty());
    }
    found
}

#[tokio::test]
async fn a_case_goes_on_without_a_photographer_who_has_read_and_left() {
    let office = Office::open().await;
    let mut case = dispatched(&office).await;
    case.photographer.acknowledges(case.order()).await;
    case.has_results().await;
    case.writer.completes(case.order()).await;
    assert_eq!(case.now().await["state"], "DISPATCHED");
    let released = case.subhead.releases(case.order(), &case.photographer, "Pindah tugas ke kecamatan.").await;
    let gone = recipient(&released, &case.photographer);
    assert_eq!((&gone["state"], &gone["note"]), (&json!("RELEASED"), &json!("Pindah tugas ke kecamatan.")));
    assert!(gone["readAt"].is_string() && gone["completedAt"].is_null());
    let now = case.now().await;
    assert_eq!((&now["state"], now["steps"][2]["finishedAt"].is_string()), (&json!("DOCUMENTED"), true));
    // What they sent stays, and they see nothing of it.
    let artifacts = case.subhead.get(&format!("/v1/assignments/{}/artifacts", now.id())).await.good();
    assert_eq!(artifacts.items().len(), 2);
    assert!(!is_found(&case.photographer, &now).await && is_found(&case.writer, &now).await);
    case.photographer.get(&format!("/v1/artifacts/{}/content", case.photo().id())).await.refused(404, "NOT_FOUND");
    let entries = office.auditor().journal_of(released.id()).await;
    let entry = entries.last().expect("an entry");
    assert_eq!((&entry["type"], &entry["reason"]), (&json!("disposition.released"), &json!("Pindah tugas ke kecamatan.")));
    let after = json!({ "recipientState": "RELEASED", "officerId": case.photographer.officer_id(), "state": "DOCUMENTED" });
    assert_eq!(entry["changes"]["after"], after);
    case.is_reported().await;
    case.head.accepts(case.report()).await;
    assert_eq!(case.now().await["state"], "CLOSED");
}

#[tokio::test]
async fn work_that_was_sent_back_to_somebody_who_left_is_no_dead_end() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    case.subhead.returns_work(case.order(), &case.photographer, "Buram.").await;
    case.subhead.releases(case.order(), &case.photographer, "Pindah tugas.").await;
    assert_eq!(case.now().await["state"], "DOCUMENTED");
}

#[tokio::test]
async fn where_nobody_is_left_others_are_dispatched() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let waits = async || case.subhead.get("/v1/inbox?kind=TO_DISPATCH").await.good();
    case.subhead.releases(case.order(), &case.photographer, "Sakit.").await;
    assert_eq!(waits().await["counters"]["toDispatch"], 0);
    case.subhead.releases(case.order(), &case.writer, "Sakit.").await;
    assert_eq!(case.now().await["state"], "DISPATCHED");
    let inbox = waits().await;
    assert_eq!((&inbox["counters"]["toDispatch"], &inbox.items()[0]["assignment"]["id"]), (&json!(1), &case.assignment["id"]));
    // The same person, too: it is a new order.
    let again = case.subhead.dispatches(&case.assignment, &[action(&case.photographer, "PHOTOGRAPHER")]).await;
    assert_eq!(waits().await["counters"]["toDispatch"], 0);
    case.photographer.uploads_photo(&case.assignment, "Pembukaan").await;
    case.photographer.drafts(&case.assignment, "WEBSITE_DRAFT", "Panen").await;
    case.photographer.completes(&again).await;
    assert_eq!(case.now().await["state"], "DOCUMENTED");
}

#[tokio::test]
async fn only_who_has_something_to_do_is_released() {
    let office = Office::open().await;
    let mut case = dispatched(&office).await;
    let (order, subhead) = (case.order().clone(), case.subhead.clone());
    let codes = |refused: Reply| -> Vec<String> { refused.faults().iter().map(|(_, code)| (*code).to_owned()).collect() };
    for nobody in [&case.informed, &office.staff(4)] {
        assert_eq!(codes(release(&subhead, &order, nobody).await.refused(409, "STATE_FORBIDS")), ["NOT_A_RECIPIENT"]);
    }
    case.has_results().await;
    case.writer.completes(&order).await;
    assert_eq!(codes(release(&subhead, &order, &case.writer).await.refused(409, "STATE_FORBIDS")), ["RECIPIENT_COMPLETED"]);
    let first = subhead.get("/v1/dispositions").await.good().items()[0]["id"].as_str().expect("an id").to_owned();
    let body = json!({ "officerId": subhead.officer_id(), "reason": "Sakit." });
    let refused = subhead.post(&format!("/v1/dispositions/{first}/release"), body).await.refused(409, "STATE_FORBIDS");
    assert!(codes(refused).contains(&"NOT_A_STEP_TWO_DISPOSITION".to_owned()));
    for other in [&case.head, &case.photographer, &case.writer, &office.admin()] {
        release(other, &order, &case.photographer).await.refused(403, "ROLE_MISSING");
    }
    release(&case.other_subhead, &order, &case.photographer).await.refused(404, "NOT_FOUND");
    let nobody = subhead.post(&format!("/v1/dispositions/{}/release", order.id()), json!({})).await.refused(400, "VALIDATION");
    assert_eq!(nobody.faults(), [("#/officerId", "REQUIRED"), ("#/reason", "REQUIRED")]);
    let stale = release_with(&subhead, &order, &case.photographer, "\"1.x\"").await;
    stale.refused(412, "PRECONDITION_FAILED");

    let shown = subhead.reads("dispositions", &order).await;
    assert!(shown.allowed().contains(&"RELEASE"), "{shown:?}");
    let path = format!("/v1/dispositions/{}/release", order.id());
    let body = json!({ "officerId": case.photographer.officer_id(), "reason": "Sakit." });
    let tried = subhead.post(&format!("{path}?dryRun=true"), body.clone()).await.is(200);
    assert_eq!(tried["assignment"]["state"], "DOCUMENTED");
    assert_eq!(case.now().await["state"], "DISPATCHED");
    let done = subhead.post(&path, body.clone()).with_key("lepas-1").await.is(200);
    let again = subhead.post(&path, body).with_key("lepas-1").await.is(200);
    assert_eq!((done.json(), again.header("idempotent-replayed")), (again.json(), Some("true")));
    let refused = release(&subhead, &order, &case.photographer).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(refused), ["NOBODY_OUTSTANDING", "STATE_FORBIDS", "NOT_A_RECIPIENT"]);
    assert!(!subhead.reads("dispositions", &order).await.allowed().contains(&"RELEASE"));
}

async fn release_with(caller: &Caller, order: &Reply, officer: &Caller, etag: &str) -> Reply {
    let body = json!({ "officerId": officer.officer_id(), "reason": "Sakit." });
    caller.post(&format!("/v1/dispositions/{}/release", order.id()), body).header("If-Match", etag).await
}

/// Step 3 is not done by anybody's leaving while what it must bring is not there.
#[tokio::test]
async fn the_last_to_be_taken_off_ends_the_step_only_with_its_results() {
    let office = Office::open().await;
    for act in ["release", "recall"] {
        let mut case = dispatched(&office).await;
        case.has_results().await;
        case.writer.completes(case.order()).await;
        let photo = case.photographer.reads("artifacts", case.photo()).await;
        case.photographer.delete(&format!("/v1/artifacts/{}", photo.id()), photo.etag()).await.is(204);
        let refused = takes_off(&case.subhead, act, case.order(), &case.photographer).await.refused(409, "STATE_FORBIDS");
        assert_eq!(refused.faults(), [("#", "NEW_DATA_MISSING")]);
        let order = case.subhead.reads("dispositions", case.order()).await;
        assert_eq!(
            (&recipient(&order, &case.photographer)["state"], &case.now().await["state"]),
            (&json!("DELIVERED"), &json!("DISPATCHED"))
        );
        // Whoever is in charge mends it.
        case.subhead.uploads_photo(&case.assignment, "Dari humas provinsi").await;
        takes_off(&case.subhead, act, case.order(), &case.photographer).await.is(200);
        assert_eq!(case.now().await["state"], "DOCUMENTED");
        case.head.cancels(&case.assignment, "Selesai.").await;
    }
}

#[tokio::test]
async fn one_of_several_is_recalled() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let order = case.order();
    case.writer.acknowledges(order).await;
    assert_eq!(
        recall(&case.subhead, order, &case.writer).await.refused(409, "STATE_FORBIDS").faults(),
        [("#/officerId", "ALREADY_READ")]
    );
    let stranger = recall(&case.subhead, order, &office.staff(4)).await.refused(409, "STATE_FORBIDS");
    assert_eq!(stranger.faults(), [("#/officerId", "NOT_A_RECIPIENT")]);
    let recalled = recall(&case.subhead, order, &case.informed).await.is(200);
    let states = [&case.photographer, &case.writer, &case.informed].map(|officer| recipient(&recalled, officer)["state"].clone());
    assert_eq!(states, ["DELIVERED", "READ", "RECALLED"]);
    assert!(!is_found(&case.informed, &case.assignment).await && is_found(&case.photographer, &case.assignment).await);
    let again = recall(&case.subhead, order, &case.informed).await.refused(409, "STATE_FORBIDS");
    assert_eq!(again.faults(), [("#/officerId", "NOT_A_RECIPIENT")]);
    // Without a name, whoever is left.
    let all = case.subhead.recalls(order, "Salah acara.").await;
    assert_eq!(recipient(&all, &case.photographer)["state"], "RECALLED");
}

#[tokio::test]
async fn an_upload_that_nobody_finishes_keeps_nobody() {
    let scene = Scene::open().await;
    let (office, photographer, writer) = (&scene.office, scene.staff(), scene.office.staff(2));
    let more = scene.subhead().dispatches(&scene.case, &[action(&writer, "WRITER"), copy(&office.staff(3))]).await;
    let bytes = uploads::video(100_000, 3);
    let upload = scene.begins(bytes.len()).await;
    uploads::send(&photographer, &upload, 0, &bytes[..40_000]).await.is(204);
    scene.subhead().uploads_photo(&scene.case, "Pembukaan").await;
    writer.drafts(&scene.case, "WEBSITE_DRAFT", "Panen").await;
    writer.completes(&more).await;
    scene.subhead().releases(&scene.order, &photographer, "Sakit.").await;
    assert_eq!(scene.subhead().reads("assignments", &scene.case).await["state"], "DOCUMENTED");
    // Ordered anew, they go on where they were.
    scene.subhead().returns_work(&more, &writer, "Kurang.").await;
    scene.subhead().dispatches(&scene.case, &[action(&photographer, "VIDEOGRAPHER")]).await;
    assert_eq!(uploads::offset(&uploads::ask_how_far(&photographer, &upload).await), 40_000);
    uploads::send(&photographer, &upload, 40_000, &bytes[40_000..]).await.is(204);
}

/// What one began who acted for another is theirs to finish or to end: the other's part does not wait for it.
#[tokio::test]
async fn an_upload_of_who_acted_for_another_does_not_keep_the_other() {
    let scene = Scene::open().await;
    let (office, photographer, stand_in) = (&scene.office, scene.staff(), scene.office.staff(4));
    let mut mandate = crate::mandates::subhead_role(office, -1, 24);
    (mandate["principalId"], mandate["role"]) = (json!(photographer.officer_id()), "STAFF".into());
    let given = office.admin().post(&crate::mandates::address(&stand_in), mandate).await.is(201);
    crate::mandates::confirms(&photographer, &given).await.is(200);
    let bytes = uploads::video(50_000, 4);
    let begun = uploads::begin(&stand_in, bytes.len(), &scene.video()).await.is(201);
    uploads::send(&stand_in, &begun, 0, &bytes[..10_000]).await.is(204);
    photographer.uploads_photo(&scene.case, "Pembukaan").await;
    photographer.drafts(&scene.case, "WEBSITE_DRAFT", "Panen").await;
    let path = format!("/v1/dispositions/{}/completion?dryRun=true", scene.order.id());
    let refused = stand_in.post(&path, json!({})).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#", "UPLOAD_UNFINISHED")]);
    photographer.completes(&scene.order).await;
}
