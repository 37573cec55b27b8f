//! Four eyes: nobody decides their own report or assigns to themself, under whatever hat.

use crate::standing_in::stands_in;
use crate::support::work::assignment;
use crate::support::{Caller, Case, Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

async fn accepts(caller: &Caller, report: &Reply) -> Reply {
    let address = format!("/v1/reports/{}", report.id());
    let etag = caller.get(&address).await.good().etag().to_owned();
    caller.post(&format!("{address}/acceptance"), json!({})).header("If-Match", etag).await
}

async fn returns(caller: &Caller, report: &Reply) -> Reply {
    caller.post(&format!("/v1/reports/{}/return", report.id()), json!({ "reason": "Belum lengkap." })).await
}

async fn waits(caller: &Caller) -> Vec<String> {
    let inbox = caller.get("/v1/inbox?kind=TO_DECIDE").await.is(200);
    inbox.items().iter().map(|item| item["reportId"].as_str().unwrap().to_owned()).collect()
}

const OWN: [(&str, &str); 1] = [("#", "REPORT_IS_ONES_OWN")];

#[tokio::test]
async fn who_reported_decides_on_it_under_no_hat() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    stands_in(&office, &case.subhead, &case.head, "DIVISION_HEAD").await;
    assert_eq!(accepts(&case.subhead, case.report()).await.refused(409, "STATE_FORBIDS").faults(), OWN);
    assert_eq!(returns(&case.subhead, case.report()).await.refused(409, "STATE_FORBIDS").faults(), OWN);
    let seen = case.subhead.reads("reports", case.report()).await;
    assert!(!seen.allowed().contains(&"ACCEPT") && !seen.allowed().contains(&"RETURN_REPORT"), "{:?}", seen.allowed());
    assert_eq!(seen["actingFor"], json!([]));
    assert!(waits(&case.subhead).await.is_empty());
    // Whoever else may, may.
    assert_eq!(waits(&case.head).await, [case.report().id()]);
    assert!(case.head.reads("reports", case.report()).await.allowed().contains(&"ACCEPT"));
    accepts(&case.head, case.report()).await.is(200);
}

#[tokio::test]
async fn who_had_a_hand_in_a_report_for_another_does_not_decide_on_it_for_a_third() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let (writer, submitter, decider) = (office.other_subdivision_head(), office.staff(4), office.other_division_head());
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Ditulis ulang").await;
    let draft = case.subhead.opens_report(&case.assignment, "Satu foto.").await;
    // One changes the text for the subdivision head, another submits it for them, one after the other.
    let mandate = stands_in(&office, &writer, &case.subhead, "SUBDIVISION_HEAD").await;
    writer.patch(&format!("/v1/reports/{}", draft.id()), draft.etag(), json!({ "summary": "Satu foto terpilih." })).await.is(200);
    crate::mandates::revokes(&office, &mandate).await.is(200);
    stands_in(&office, &submitter, &case.subhead, "SUBDIVISION_HEAD").await;
    submitter.submits(&draft).await;
    for person in [&writer, &submitter] {
        let mandate = stands_in(&office, person, &case.head, "DIVISION_HEAD").await;
        assert_eq!(accepts(person, &draft).await.refused(409, "STATE_FORBIDS").faults(), OWN);
        crate::mandates::revokes(&office, &mandate).await.is(200);
    }
    // The next revision goes on with their text.
    let returned = decider.returns_report(&draft, "Nama desa keliru").await;
    let next = case.subhead.get(&format!("/v1/reports/{}", returned["nextRevisionId"].as_str().unwrap())).await.is(200);
    case.subhead.submits(&next).await;
    stands_in(&office, &writer, &case.head, "DIVISION_HEAD").await;
    assert_eq!(accepts(&writer, &next).await.refused(409, "STATE_FORBIDS").faults(), OWN);
    accepts(&decider, &next).await.is(200);
}

#[tokio::test]
async fn a_report_that_only_its_writer_could_decide_on_waits_for_somebody_to_act() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let admin = office.admin();
    let entry = |who: &Caller| format!("/v1/officers/{}", who.officer_id());
    let orphans = async || office.auditor().get("/v1/inbox?kind=ORPHANED").await.good().items().to_vec();
    admin.patch(&entry(&office.other_division_head()), "*", json!({ "active": false })).await.is(200);
    assert_eq!(orphans().await, Vec::<Value>::new());
    // The writer becomes the only division head.
    admin.patch(&entry(&case.subhead), "*", json!({ "roles": ["DIVISION_HEAD", "SUBDIVISION_HEAD"] })).await.is(200);
    admin.patch(&entry(&case.head), "*", json!({ "active": false })).await.is(200);
    let promoted = office.caller("kasubag", &[Role::DivisionHead, Role::SubdivisionHead]);
    assert_eq!(accepts(&promoted, case.report()).await.refused(409, "STATE_FORBIDS").faults(), OWN);
    let waiting = orphans().await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!((&waiting[0]["act"], &waiting[0]["reportId"]), (&json!("GIVE_MANDATE"), &json!(case.report().id())));
    // ADMIN is told by number alone.
    let told = admin.get("/v1/inbox?kind=ORPHANED").await.good();
    assert_eq!((told.items().len(), &told.items()[0]["assignment"]["subject"]), (1, &Value::Null));
    // Somebody in the vacant post carries it on.
    let acting = office.staff(4);
    let plt = json!({ "principalId": case.head.officer_id(), "role": "DIVISION_HEAD", "kind": "ACTING", "decreeNumber": "800/9",
        "startsAt": (office.clock().now() - TimeDelta::hours(1)).to_rfc3339(), "endsAt": (office.clock().now() + TimeDelta::days(9)).to_rfc3339() });
    let given = admin.post(&crate::mandates::address(&acting), plt).await.is(201);
    crate::mandates::confirms(&office.auditor(), &given).await.is(200);
    assert_eq!(orphans().await, Vec::<Value>::new());
    accepts(&acting, case.report()).await.is(200);
}

#[tokio::test]
async fn nobody_assigns_to_themself() {
    let office = Office::open().await;
    let (head, subhead, other) = (office.division_head(), office.subdivision_head(), office.other_subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let refused = |reply: Reply| {
        assert_eq!(reply.refused(409, "STATE_FORBIDS").faults(), [("#/assigneeId", "ASSIGNEE_IS_ONESELF")]);
    };
    // As the acting division head to one's own post.
    stands_in(&office, &subhead, &head, "DIVISION_HEAD").await;
    refused(subhead.post("/v1/assignments", assignment(&event, &subhead)).await);
    subhead.post("/v1/assignments", assignment(&event, &other)).await.is(201);
    // As the division head to a post that one stands in for.
    stands_in(&office, &head, &other, "SUBDIVISION_HEAD").await;
    refused(head.post("/v1/assignments", assignment(&event, &other)).await);
    // As who is both.
    let both = office.division_head();
    let path = format!("/v1/officers/{}", both.officer_id());
    let etag = office.admin().get(&path).await.is(200).etag().to_owned();
    office.admin().patch(&path, &etag, json!({ "roles": ["DIVISION_HEAD", "SUBDIVISION_HEAD"] })).await.is(200);
    refused(both.post("/v1/assignments", assignment(&event, &both)).await);
    let cases = office.auditor().get("/v1/assignments?count=true").await.is(200);
    assert_eq!(cases["count"]["value"], json!(1));
    assert_eq!(cases.items()[0]["assignee"]["id"], Value::from(other.officer_id()));
}
