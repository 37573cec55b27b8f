//! Standing in (*Plh.*, *Plt.*): what is done by mandate names both, whose post it is and who acted.

use crate::mandates::{address, confirms};
use crate::support::work::action;
use crate::support::{Caller, Office, Reply};
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

/// So many hours from now, by the office's clock.
pub fn in_hours(office: &Office, hours: i64) -> String {
    (office.clock().now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Somebody stands in for a principal in this role for a day from now on, by the word of both; answers the mandate.
pub async fn stands_in(office: &Office, holder: &Caller, principal: &Caller, role: &str) -> Reply {
    let mandate = json!({ "principalId": principal.officer_id(), "role": role, "kind": "ACTING_DAILY",
        "decreeNumber": "800.1.11/7/2026", "startsAt": in_hours(office, 0), "endsAt": in_hours(office, 24) });
    let given = office.admin().post(&address(holder), mandate).await.is(201);
    confirms(principal, &given).await.is(200)
}

/// ADMIN moves an officer to another unit.
pub async fn is_of_unit(office: &Office, officer: &Caller, unit: &str) {
    let path = format!("/v1/officers/{}", officer.officer_id());
    let etag = office.admin().get(&path).await.is(200).etag().to_owned();
    office.admin().patch(&path, &etag, json!({ "unit": unit })).await.is(200);
}

/// How a view names whoever acted by this mandate.
fn acting(mandate: &Reply) -> Value {
    json!({ "officer": mandate["holder"], "kind": mandate["kind"], "decreeNumber": mandate["decreeNumber"], "mandateId": mandate["id"] })
}

#[tokio::test]
async fn what_is_done_by_mandate_names_both_wherever_it_is_told() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let (head_acting, subhead_acting) = (office.other_subdivision_head(), office.staff(4));
    // They come from elsewhere; the numbers are the post's.
    is_of_unit(&office, &head_acting, "PROTOKOL").await;
    is_of_unit(&office, &subhead_acting, "PROTOKOL").await;
    let for_head = stands_in(&office, &head_acting, &head, "DIVISION_HEAD").await;
    let for_subhead = stands_in(&office, &subhead_acting, &subhead, "SUBDIVISION_HEAD").await;

    let event = head.puts_on_agenda("Festival Panen Raya").await;
    let case = head_acting.assigns(&subhead, &event).await;
    let told = |thing: &Reply, post: &str, who: &str, officer: &Caller, mandate: &Reply| {
        assert_eq!(thing[post], json!(officer.officer_id()), "{thing:?}");
        assert_eq!(thing[who], acting(mandate), "{thing:?}");
    };
    told(&case, "assignedById", "assignedByActing", &head, &for_head);
    assert!(case["registerNumber"].as_str().unwrap().contains("/HUMAS/"), "{case:?}");
    assert_eq!(head.reads("assignments", &case).await["assignedByActing"], acting(&for_head));
    assert_eq!(head.get("/v1/assignments").await.is(200).items()[0]["assignedByActing"], acting(&for_head));
    let first = subhead.get(&format!("/v1/dispositions?box=ALL&assignmentId={}", case.id())).await.is(200).items()[0].clone();
    assert_eq!((&first["issuerId"], &first["issuerActing"]), (&json!(head.officer_id()), &acting(&for_head)));

    let order = subhead_acting.dispatches(&case, &[action(&staff, "PHOTOGRAPHER")]).await;
    told(&order, "issuerId", "issuerActing", &subhead, &for_subhead);
    assert!(order["registerNumber"].as_str().unwrap().contains("/HUMAS/"), "{order:?}");
    let photo = staff.uploads_photo(&case, "Bupati membuka panen").await;
    let release = staff.drafts(&case, "PRESS_RELEASE", "Panen Raya").await;
    staff.completes(&order).await;
    // One is selected by whoever stands in, the other by the subdivision head in person.
    subhead_acting.selects(&photo).await;
    subhead.leaves_out(&release, "Ditulis ulang").await;
    let selected = staff.reads("artifacts", &photo).await["selection"].clone();
    assert_eq!((&selected["byId"], &selected["byActing"]), (&json!(subhead.officer_id()), &acting(&for_subhead)));
    assert_eq!(staff.reads("artifacts", &release).await["selection"]["byActing"], Value::Null);

    let draft = subhead_acting.opens_report(&case, "Satu foto terpilih.").await;
    told(&draft, "authorId", "authorActing", &subhead, &for_subhead);
    assert_eq!((&draft["submittedById"], &draft["submittedByActing"]), (&Value::Null, &Value::Null));
    let submitted = subhead_acting.submits(&draft).await;
    told(&submitted, "submittedById", "submittedByActing", &subhead, &for_subhead);
    assert!(submitted["registerNumber"].as_str().unwrap().contains("/HUMAS/"), "{submitted:?}");
    assert_eq!(submitted["selected"][0]["decidedByActing"], acting(&for_subhead));
    let accepted = head_acting.accepts(&submitted).await;
    told(&accepted, "decidedById", "decidedByActing", &head, &for_head);
    assert_eq!(accepted["contentDigest"], submitted["contentDigest"]);

    // The digest binds who acted.
    let bundle = office.auditor().get(&format!("/v1/reports/{}/bundle", draft.id())).await.is(200);
    assert_eq!(bundle["assignment"]["assignedByActing"], acting(&for_head));
    assert_eq!(bundle["dispositions"][1]["issuerActing"], acting(&for_subhead));
    assert_eq!(bundle["report"]["submittedByActing"], acting(&for_subhead));
    assert_eq!(bundle["report"]["authorActing"], acting(&for_subhead));

    let journal = office.auditor().get(&format!("/v1/assignments/{}/journal", case.id())).await.is(200);
    for (kind, mandate, person) in [
        ("assignment.assigned", Some(&for_head), &head_acting),
        ("assignment.dispatched", Some(&for_subhead), &subhead_acting),
        ("disposition.completed", None, &staff),
        ("report.submitted", Some(&for_subhead), &subhead_acting),
        ("report.accepted", Some(&for_head), &head_acting),
    ] {
        let entry = journal.items().iter().find(|entry| entry["type"] == kind).expect(kind);
        assert_eq!(entry["actor"]["officerId"], json!(person.officer_id()), "{kind}");
        assert_eq!(entry["actor"]["acting"], mandate.map_or(Value::Null, acting), "{kind}");
        assert_eq!(entry["actor"]["onBehalfOfId"], mandate.map_or(Value::Null, |mandate| mandate["principal"]["id"].clone()));
    }
    if cfg!(feature = "pdf") {
        for path in [format!("/v1/reports/{}", draft.id()), format!("/v1/dispositions/{}", order.id())] {
            staff.get(&path).header("Accept", "application/pdf").await.is(200);
        }
    }
}

#[tokio::test]
async fn what_one_did_for_oneself_names_nobody_else() {
    let office = Office::open().await;
    let case = crate::support::Case::in_state(&office, pubdok::domain::assignment::State::Closed).await;
    let read = case.now().await;
    assert_eq!((&read["assignedById"], &read["assignedByActing"]), (&json!(case.head.officer_id()), &Value::Null));
    assert_eq!(case.subhead.reads("dispositions", case.order()).await["issuerActing"], Value::Null);
    let report = case.head.reads("reports", case.report()).await;
    for (post, who, officer) in [
        ("authorId", "authorActing", &case.subhead),
        ("submittedById", "submittedByActing", &case.subhead),
        ("decidedById", "decidedByActing", &case.head),
    ] {
        assert_eq!((&report[post], &report[who]), (&json!(officer.officer_id()), &Value::Null));
    }
    // The bundle is what it always was: no member more.
    let bundle = case.head.get(&format!("/v1/reports/{}/bundle", case.report().id())).await.is(200);
    assert!(!String::from_utf8_lossy(&bundle.bytes).contains("cting"), "{bundle:?}");
    let journal = office.auditor().get(&format!("/v1/assignments/{}/journal", case.assignment.id())).await.is(200);
    assert!(journal.items().iter().all(|entry| entry["actor"]["acting"].is_null()));
}

#[tokio::test]
async fn a_decision_taken_anew_in_person_names_nobody_else() {
    let office = Office::open().await;
    let case = crate::support::Case::in_state(&office, pubdok::domain::assignment::State::Documented).await;
    let acting_subhead = office.staff(4);
    let mandate = stands_in(&office, &acting_subhead, &case.subhead, "SUBDIVISION_HEAD").await;
    let by = async || case.head.reads("artifacts", case.photo()).await["selection"]["byActing"].clone();
    acting_subhead.selects(case.photo()).await;
    assert_eq!(by().await, acting(&mandate));
    case.subhead.selects(case.photo()).await;
    assert_eq!(by().await, Value::Null);
    acting_subhead.leaves_out(case.photo(), "Buram").await;
    assert_eq!(by().await, acting(&mandate));
    // What is changed is undecided, and so by nobody.
    let etag = case.subhead.reads("artifacts", case.release()).await.etag().to_owned();
    case.subhead.patch(&format!("/v1/artifacts/{}", case.release().id()), &etag, json!({ "title": "Lain" })).await.is(200);
    assert_eq!(case.head.reads("artifacts", case.release()).await["selection"], Value::Null);
}
