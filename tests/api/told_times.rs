//! A mandate is judged at the time that is told: work done while it held counts, also sent later; none from before it began.

use crate::mandates::{address, confirms};
use crate::standing_in::in_hours;
use crate::support::work::{action, dispatch};
use crate::support::{Asked, Caller, Case, Office, Reply};
use chrono::TimeDelta;
use serde_json::json;

/// The subdivision head's mandate for this staff member from then until then, in hours.
async fn given(office: &Office, holder: &Caller, from: i64, until: i64) -> Reply {
    let mandate = json!({ "principalId": office.subdivision_head().officer_id(), "role": "SUBDIVISION_HEAD", "kind": "ACTING_DAILY",
        "decreeNumber": "800.1.11/7/2026", "startsAt": in_hours(office, from), "endsAt": in_hours(office, until) });
    office.admin().post(&address(holder), mandate).await.is(201)
}

fn dispatches(caller: &Caller, case: &Case, told: Option<&str>) -> Asked {
    let order = dispatch(&[action(&case.photographer, "PHOTOGRAPHER")]);
    let asked = caller.post(&format!("/v1/assignments/{}/dispositions", case.assignment.id()), order).in_english();
    match told {
        Some(told) => asked.header("Occurred-At", told),
        None => asked,
    }
}

#[tokio::test]
async fn work_done_under_a_mandate_is_taken_for_three_days_after_its_end() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let acting = office.staff(4);
    let mandate = given(&office, &acting, 0, 24).await;
    confirms(&case.subhead, &mandate).await.is(200);
    let (within, after) = (in_hours(&office, 23), in_hours(&office, 25));
    office.clock().advance(TimeDelta::hours(24 + 71));
    // To read takes a mandate that holds.
    acting.get(&format!("/v1/assignments/{}", case.assignment.id())).await.refused(404, "NOT_FOUND");
    assert_eq!(acting.get("/v1/assignments").header("Occurred-At", &within).await.is(200).items(), [serde_json::Value::Null; 0]);
    // So does what is done now, or was done after it.
    dispatches(&acting, &case, None).await.refused(403, "ROLE_MISSING");
    dispatches(&acting, &case, Some(&after)).await.refused(403, "ROLE_MISSING");
    let order = dispatches(&acting, &case, Some(&within)).await.is(201);
    assert_eq!(order["issuerActing"]["mandateId"], mandate["id"]);
    office.clock().advance(TimeDelta::hours(2));
    dispatches(&acting, &case, Some(&within)).await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn work_done_before_a_mandate_was_revoked_is_taken_too() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let acting = office.staff(4);
    let mandate = given(&office, &acting, 0, 24).await;
    confirms(&case.subhead, &mandate).await.is(200);
    office.clock().advance(TimeDelta::hours(2));
    crate::mandates::revokes(&office, &mandate).await.is(200);
    let (within, after) = (in_hours(&office, -1), in_hours(&office, 1));
    office.clock().advance(TimeDelta::hours(3));
    dispatches(&acting, &case, Some(&after)).await.refused(403, "ROLE_MISSING");
    dispatches(&acting, &case, Some(&within)).await.is(201);
}

#[tokio::test]
async fn an_act_told_for_a_time_before_the_mandate_is_refused_with_both_times() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let acting = office.staff(4);
    let mandate = given(&office, &acting, 1, 24).await;
    confirms(&case.subhead, &mandate).await.is(200);
    let before = in_hours(&office, 0);
    office.clock().advance(TimeDelta::hours(3));
    let refused = |reply: Reply, from: &str| {
        let reply = reply.refused(400, "VALIDATION");
        assert_eq!(reply.faults(), [("Occurred-At", "BEFORE_MANDATE")]);
        let told = reply["errors"][0]["detail"].as_str().unwrap();
        assert!(told.contains(&before) && told.contains(from), "{told}");
    };
    let begins = mandate["startsAt"].as_str().unwrap();
    refused(dispatches(&acting, &case, Some(&before)).await, begins);
    let event = json!({ "title": "Rapat", "startsAt": "2026-09-30T09:00:00+07:00" });
    refused(acting.post("/v1/agenda-items", event).in_english().header("Occurred-At", &before).await, begins);
    dispatches(&acting, &case, Some(&in_hours(&office, -1))).await.is(201);
}

#[tokio::test]
async fn a_mandate_lends_from_its_confirmation() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    // Whose own role gives sight of it already.
    let acting = office.other_subdivision_head();
    let mandate = given(&office, &acting, -1, 24).await;
    office.clock().advance(TimeDelta::hours(2));
    let before = in_hours(&office, -1);
    let confirmed = confirms(&case.subhead, &mandate).await.is(200);
    office.clock().advance(TimeDelta::hours(1));
    let refused = dispatches(&acting, &case, Some(&before)).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("Occurred-At", "BEFORE_MANDATE")]);
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(confirmed["confirmedAt"].as_str().unwrap()), "{refused:?}");
    let named = format!("/v1/assignments/{}/dispositions?actingFor={}", case.assignment.id(), case.subhead.officer_id());
    let order = dispatch(&[action(&case.photographer, "PHOTOGRAPHER")]);
    let refused = acting.post(&named, order).header("Occurred-At", &before).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("Occurred-At", "BEFORE_MANDATE")]);
    dispatches(&acting, &case, None).await.is(201);
}

#[tokio::test]
async fn a_time_is_told_as_the_document_has_it() {
    let office = Office::open().await;
    let head = office.division_head();
    let document = office.nobody().get("/v1/openapi.json").await.is(200);
    let schema = &document["components"]["parameters"]["Occurred-At"]["schema"];
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("https://pubdok.example/at", schema.clone()).expect("a schema");
    let schema = compiler.compile("https://pubdok.example/at", &mut schemas).expect("a schema");
    let told = office.clock().now() - TimeDelta::hours(1);
    for (form, taken) in [
        ("%Y-%m-%dT%H:%M:%SZ", true),
        ("%Y-%m-%dT%H:%M:%S.5Z", true),
        ("%Y-%m-%dt%H:%M:%Sz", false),
        ("%Y-%m-%dT%H:%M:%S-00:00", false),
        ("%Y-%m-%dT%H:%M:%S+0000", true),
        ("%Y-%m-%dT%H:%MZ", false),
        ("%Y-%m-%d %H:%M:%SZ", false),
        ("%Y-%m-%dT%H:%M:%S", false),
        ("%Y%m%dT%H%M%SZ", false),
    ] {
        let told = told.format(form).to_string();
        assert_eq!(schemas.validate(&json!(told), schema).is_ok(), taken, "{told} by the document");
        let event = json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00+07:00" });
        let reply = head.post("/v1/agenda-items", event).header("Occurred-At", &told).await;
        if taken {
            reply.is(201);
        } else {
            assert_eq!(reply.refused(400, "VALIDATION").faults(), [("Occurred-At", "NOT_AN_INSTANT")], "{told}");
        }
    }
}
