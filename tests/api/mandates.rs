//! Mandates: one officer acts for another, no longer and no wider than the decree says.

use crate::support::{Caller, Office, Reply};
use chrono::{SecondsFormat, TimeDelta};
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

/// So many hours from now, by the office's clock.
fn hours(office: &Office, hours: i64) -> String {
    (office.clock().now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The subdivision head's role, from then until then.
pub fn subhead_role(office: &Office, from: i64, until: i64) -> Value {
    json!({ "principalId": office.subdivision_head().officer_id(), "role": "SUBDIVISION_HEAD", "kind": "ACTING_DAILY",
        "decreeNumber": "800.1.3/114/2026", "startsAt": hours(office, from), "endsAt": hours(office, until) })
}

pub fn address(holder: &Caller) -> String {
    format!("/v1/officers/{}/mandates", holder.officer_id())
}

/// Given by ADMIN, confirmed by whose role it is.
pub async fn gives(office: &Office, holder: &Caller, mandate: Value) -> Reply {
    let given = office.admin().post(&address(holder), mandate).await.is(201);
    confirms(&office.subdivision_head(), &given).await.is(200)
}

pub async fn confirms(caller: &Caller, mandate: &Reply) -> Reply {
    let path = format!("/v1/officers/{}/mandates/{}/confirmation", mandate["holder"]["id"].as_str().unwrap(), mandate.id());
    caller.post(&path, json!({})).await
}

pub async fn revokes(office: &Office, mandate: &Reply) -> Reply {
    let path = format!("/v1/officers/{}/mandates/{}/revocation", mandate["holder"]["id"].as_str().unwrap(), mandate.id());
    office.admin().post(&path, json!({ "reason": "Pejabat sudah kembali" })).await
}

/// An act of heads that staff may do only by mandate.
pub async fn acts(caller: &Caller) -> Reply {
    caller.post("/v1/agenda-items", json!({ "title": "Panen Raya", "startsAt": "2026-09-30T09:00:00+07:00" })).await
}

#[tokio::test]
async fn a_mandate_holds_from_its_beginning_to_its_end() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let given = gives(&office, &staff, subhead_role(&office, 1, 3)).await;
    assert_eq!((&given["holder"]["name"], &given["principal"]["name"]), (&json!("Siti Aminah"), &json!("Bambang Prasetyo")));
    let location = format!("{}/{}", address(&staff), given.id());
    let read = staff.get(&location).await.is(200);
    assert_eq!((read.json(), read.etag()), (given.json(), given.etag()));

    acts(&staff).await.refused(403, "ROLE_MISSING");
    assert_eq!(staff.get("/v1/me").await.is(200)["mandates"], json!([]));
    office.clock().advance(TimeDelta::hours(1));
    let event = acts(&staff).await.is(201);
    let me = staff.get("/v1/me").await.is(200);
    assert_eq!((&me["mandates"], &me["roles"]), (&json!([given.json()]), &json!(["STAFF"])));
    office.clock().advance(TimeDelta::hours(2));
    acts(&staff).await.refused(403, "ROLE_MISSING");
    assert_eq!(staff.get("/v1/me").await.is(200)["mandates"], json!([]));

    let entry = &office.auditor().journal_of(event.id()).await[0];
    assert_eq!((&entry["actor"]["subject"], &entry["actor"]["role"]), (&json!("staf-1"), &json!("SUBDIVISION_HEAD")));
    assert_eq!(entry["actor"]["onBehalfOfId"], json!(office.subdivision_head().officer_id()));
}

#[tokio::test]
async fn a_mandate_is_ended_early_and_stays_on_record() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let given = gives(&office, &staff, subhead_role(&office, -1, 24)).await;
    acts(&staff).await.is(201);
    let revoked = revokes(&office, &given).await.is(200);
    assert!(revoked["endsAt"].as_str() < given["endsAt"].as_str() && revoked["startsAt"] == given["startsAt"]);
    assert_eq!(revoked["version"], 3);
    acts(&staff).await.refused(403, "ROLE_MISSING");
    let again = revokes(&office, &given).await.refused(409, "CONFLICT");
    assert_eq!(again.faults(), [("#", "ALREADY_ENDED")]);

    let list = staff.get(&address(&staff)).await.is(200);
    let mut row = list.items()[0].clone();
    let etag = row.as_object_mut().and_then(|row| row.remove("etag"));
    assert_eq!((list.items().len(), &row), (1, revoked.json()));
    assert_eq!(etag, Some(revoked.etag().into()));
    let entries = office.auditor().journal_of(given.id()).await;
    let kinds: Vec<_> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["mandate.created", "mandate.confirmed", "mandate.revoked"]);
    assert_eq!(entries[2]["reason"], "Pejabat sudah kembali");
    let ends = json!({ "before": { "endsAt": given["endsAt"] }, "after": { "endsAt": revoked["endsAt"] } });
    assert_eq!(entries[2]["changes"], ends);
    // What ended may be given anew.
    gives(&office, &staff, subhead_role(&office, 0, 24)).await;
}

#[tokio::test]
async fn a_mandate_revoked_before_it_begins_never_begins() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let given = gives(&office, &staff, subhead_role(&office, 10, 20)).await;
    let revoked = revokes(&office, &given).await.is(200);
    assert_eq!((&revoked["startsAt"], &revoked["endsAt"]), (&given["startsAt"], &given["startsAt"]));
    revokes(&office, &given).await.refused(409, "CONFLICT");
    gives(&office, &staff, subhead_role(&office, 5, 9)).await;
    office.clock().advance(TimeDelta::hours(10));
    acts(&staff).await.refused(403, "ROLE_MISSING");
    revokes(&office, &given).await.refused(409, "CONFLICT");
}

#[tokio::test]
async fn a_revocation_needs_a_reason_and_the_version_that_was_seen() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let given = gives(&office, &staff, subhead_role(&office, 0, 24)).await;
    let path = format!("{}/{}/revocation", address(&staff), given.id());
    let refused = office.admin().post(&path, json!({})).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/reason", "REQUIRED")]);
    let stale = office.admin().post(&path, json!({ "reason": "x" })).header("If-Match", "\"7.x\"").await;
    stale.refused(412, "PRECONDITION_FAILED");
    let tried = office.admin().post(&format!("{path}?dryRun=true"), json!({ "reason": "x" })).await.is(200);
    assert!(tried["endsAt"].as_str() < given["endsAt"].as_str());
    acts(&staff).await.is(201);
    // It is that officer's mandate, and nobody else's.
    let elsewhere = format!("{}/{}/revocation", address(&office.staff(2)), given.id());
    office.admin().post(&elsewhere, json!({ "reason": "x" })).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_principal_who_left_or_lost_the_role_lends_nothing_for_a_day() {
    let office = Office::open().await;
    let (admin, staff) = (office.admin(), office.staff(1));
    gives(&office, &staff, subhead_role(&office, 0, 24)).await;
    let principal = format!("/v1/officers/{}", office.subdivision_head().officer_id());
    for (loss, gain) in [
        (json!({ "active": false }), json!({ "active": true })),
        (json!({ "roles": ["STAFF"] }), json!({ "roles": ["SUBDIVISION_HEAD"] })),
    ] {
        acts(&staff).await.is(201);
        let etag = admin.get(&principal).await.is(200).etag().to_owned();
        let lost = admin.patch(&principal, &etag, loss).await.is(200);
        acts(&staff).await.refused(403, "ROLE_MISSING");
        assert_eq!(staff.get("/v1/me").await.is(200)["mandates"], json!([]));
        admin.patch(&principal, lost.etag(), gain).await.is(200);
        acts(&staff).await.is(201);
    }
}

#[tokio::test]
async fn what_is_no_mandate_is_refused_with_every_fault() {
    let office = Office::open().await;
    let path = address(&office.staff(1));
    let mut bad = subhead_role(&office, 3, 1);
    (bad["principalId"], bad["role"]) = (json!(office.staff(1).officer_id()), "ADMIN".into());
    let refused = office.admin().post(&path, bad).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/endsAt", "ORDER"), ("#/principalId", "SAME_OFFICER"), ("#/role", "UNKNOWN_VALUE")]);

    let mut bad = subhead_role(&office, -3, -1);
    bad["principalId"] = uuid::Uuid::now_v7().to_string().into();
    let refused = office.admin().post(&path, bad).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/endsAt", "PAST"), ("#/principalId", "UNKNOWN_REFERENCE")]);

    let refused = office.admin().post(&path, json!({ "kind": "PLT", "startsAt": "tomorrow", "unit": "HUMAS" })).await;
    let faults = [
        ("#/decreeNumber", "REQUIRED"),
        ("#/kind", "UNKNOWN_VALUE"),
        ("#/principalId", "REQUIRED"),
        ("#/role", "REQUIRED"),
        ("#/startsAt", "NOT_AN_INSTANT"),
        ("#/unit", "UNKNOWN_FIELD"),
    ];
    assert_eq!(refused.refused(400, "VALIDATION").faults(), faults);
    let nobody = format!("/v1/officers/{}/mandates", uuid::Uuid::now_v7());
    office.admin().post(&nobody, subhead_role(&office, 0, 1)).await.refused(404, "NOT_FOUND");
    assert_eq!(office.admin().get(&path).await.is(200).items(), [Value::Null; 0]);
}

#[tokio::test]
async fn what_the_directory_forbids_is_a_conflict() {
    let office = Office::open().await;
    let (admin, staff, principal) = (office.admin(), office.staff(1), office.staff(2));
    let path = address(&staff);
    let mut wrong_role = subhead_role(&office, 0, 1);
    wrong_role["principalId"] = json!(principal.officer_id());
    let refused = admin.post(&path, wrong_role.clone()).in_english().await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#/role", "ROLE_NOT_HELD")]);
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("STAFF"), "{:#}", refused.json());

    for officer in [principal.officer_id(), staff.officer_id()] {
        let entry = admin.get(&format!("/v1/officers/{officer}")).await.is(200);
        admin.patch(&format!("/v1/officers/{officer}"), entry.etag(), json!({ "active": false })).await.is(200);
    }
    let refused = admin.post(&path, wrong_role).await.refused(409, "CONFLICT");
    let faults = [("#", "HOLDER_INACTIVE"), ("#/principalId", "PRINCIPAL_INACTIVE"), ("#/role", "ROLE_NOT_HELD")];
    assert_eq!(refused.faults(), faults);
}

#[tokio::test]
async fn the_same_mandate_is_not_held_twice_at_one_time() {
    let office = Office::open().await;
    let (admin, staff) = (office.admin(), office.staff(1));
    let path = address(&staff);
    gives(&office, &staff, subhead_role(&office, 10, 20)).await;
    for (from, until) in [(10, 20), (5, 11), (19, 25), (12, 13), (1, 30)] {
        let mut same = subhead_role(&office, from, until);
        same["kind"] = "ACTING".into();
        let refused = admin.post(&path, same).await.refused(409, "CONFLICT");
        assert_eq!(refused.faults(), [("#/startsAt", "OVERLAP")], "{from}–{until}");
    }
    // The periods touch to the millisecond, or it is another officer's.
    let held = admin.get(&path).await.is(200).items()[0].clone();
    let mut next = subhead_role(&office, 20, 30);
    next["startsAt"] = held["endsAt"].clone();
    gives(&office, &staff, next).await;
}

#[tokio::test]
async fn of_many_identical_mandates_at_once_one_is_given() {
    let office = Office::open().await;
    let (admin, path) = (office.admin(), address(&office.staff(1)));
    let mandate = subhead_role(&office, 0, 24);
    let asked = (0..12).map(|_| async { admin.post(&path, mandate.clone()).await });
    let answers = futures_util::future::join_all(asked).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 11][..]));
}

#[tokio::test]
async fn mandates_are_seen_by_their_holder_admin_and_auditor() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let given = gives(&office, &staff, subhead_role(&office, 0, 24)).await;
    let list = address(&staff);
    let one = format!("{list}/{}", given.id());
    for caller in [staff.clone(), office.admin(), office.auditor()] {
        assert_eq!(caller.get(&list).await.is(200).items().len(), 1);
        caller.get(&one).await.is(200);
    }
    // Of those they lend to, each sees their own.
    office.subdivision_head().get(&one).await.is(200);
    office.subdivision_head().get(&list).await.refused(404, "NOT_FOUND");
    for caller in [office.staff(2), office.division_head()] {
        caller.get(&list).await.refused(404, "NOT_FOUND");
        caller.get(&one).await.refused(404, "NOT_FOUND");
    }
    office.integration().get(&list).await.refused(403, "ROLE_MISSING");
    office.auditor().get(&format!("/v1/officers/{}/mandates", uuid::Uuid::now_v7())).await.refused(404, "NOT_FOUND");
    office.auditor().get(&format!("{list}/{}", uuid::Uuid::now_v7())).await.refused(404, "NOT_FOUND");
    office.auditor().get(&format!("{list}/latest")).await.refused(404, "NOT_FOUND");
    let others = Role::ALL.iter().copied().filter(|role| *role != Role::Admin);
    for role in others {
        let caller = office.holder(role);
        caller.post(&list, subhead_role(&office, 30, 40)).await.refused(403, "ROLE_MISSING");
    }
}

#[tokio::test]
async fn mandates_are_listed_the_latest_first() {
    let office = Office::open().await;
    let staff = office.staff(1);
    for from in [10, 30, 20] {
        gives(&office, &staff, subhead_role(&office, from, from + 5)).await;
    }
    let path = address(&staff);
    let all = staff.get(&format!("{path}?count=true")).await.is(200);
    let begins = |page: &Reply| -> Vec<Value> { page.items().iter().map(|item| item["startsAt"].clone()).collect() };
    let mut sorted = begins(&all);
    sorted.sort_by(|one, other| other.as_str().cmp(&one.as_str()));
    assert_eq!((begins(&all), &all["count"]["value"]), (sorted.clone(), &json!(3)));
    let first = staff.get(&format!("{path}?limit=2")).await.is(200);
    let cursor = first["nextCursor"].as_str().expect("a next page");
    let rest = staff.get(&format!("{path}?limit=2&cursor={cursor}")).await.is(200);
    assert_eq!(begins(&rest), sorted[2..]);
    sorted.reverse();
    assert_eq!(begins(&staff.get(&format!("{path}?sort=startsAt")).await.is(200)), sorted);
}
