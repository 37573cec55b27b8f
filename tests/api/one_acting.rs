//! One acting person a post at a time, until its holder is back.

use crate::mandates::{acts, address, gives, revokes, subhead_role};
use crate::support::Office;
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn one_person_at_a_time_acts_in_a_post() {
    let office = Office::open().await;
    let (admin, staff, other) = (office.admin(), office.staff(1), office.staff(2));
    let standing = gives(&office, &staff, subhead_role(&office, 10, 20)).await;
    for kind in ["ACTING", "ACTING_DAILY"] {
        let mut second = subhead_role(&office, 12, 30);
        second["kind"] = kind.into();
        let refused = admin.post(&address(&other), second).in_english().await.refused(409, "CONFLICT");
        assert_eq!(refused.faults(), [("#/startsAt", "OVERLAP")]);
        let told = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(told.contains("Siti Aminah") && told.contains("800.1.3/114/2026") && told.contains(standing.id()), "{told}");
    }
    // In another role, for another, or after it, somebody may.
    let mut elsewhere = subhead_role(&office, 10, 20);
    elsewhere["principalId"] = json!(office.other_subdivision_head().officer_id());
    admin.post(&address(&other), elsewhere).await.is(201);
    admin.post(&address(&other), subhead_role(&office, 21, 30)).await.is(201);
    // Once it is ended, at once; also where it is said to have begun before.
    revokes(&office, &standing).await.is(200);
    admin.post(&address(&other), subhead_role(&office, -5, 20)).await.is(201);
}

#[tokio::test]
async fn the_database_refuses_a_second_acting_person_as_well() {
    let office = Office::open().await;
    let (staff, other) = (office.staff(1), office.staff(2));
    gives(&office, &staff, subhead_role(&office, 10, 20)).await;
    let columns = "principal_id, role, kind, decree_number, starts_at, ends_at, created_at, updated_at, version, given_by";
    let copied = format!(
        "INSERT INTO mandates (id, holder_id, {columns}) SELECT gen_random_uuid(), '{}', {columns} FROM mandates",
        other.officer_id()
    );
    let refused = office.sql().await.execute(&copied, &[]).await.expect_err("an overlap");
    let constraint = refused.as_db_error().and_then(|error| error.constraint()).map(str::to_owned);
    assert_eq!(constraint.as_deref(), Some("mandates_one_acting"));
}

#[tokio::test]
async fn whoever_is_there_again_ends_who_stood_in() {
    let office = Office::open().await;
    let (principal, staff) = (office.subdivision_head(), office.staff(1));
    // For as long as it takes.
    let mut open = subhead_role(&office, 0, 1);
    open["endsAt"] = Value::Null;
    let given = gives(&office, &staff, open.clone()).await;
    assert_eq!(given["endsAt"], Value::Null);
    office.clock().advance(TimeDelta::days(200));
    acts(&staff).await.is(201);
    assert_eq!(staff.get("/v1/me").await.is(200)["mandates"][0]["id"], given["id"]);
    let refused = office.admin().post(&address(&office.staff(2)), subhead_role(&office, 900, 901)).await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#/startsAt", "OVERLAP")]);
    let path = format!("{}/{}/revocation", address(&staff), given.id());
    let reason = json!({ "reason": "Sudah kembali bertugas" });
    staff.post(&path, reason.clone()).await.refused(403, "NOT_YOURS");
    for caller in [office.staff(2), office.division_head(), office.other_subdivision_head()] {
        caller.post(&path, reason.clone()).await.refused(404, "NOT_FOUND");
    }
    for caller in [office.auditor(), office.integration()] {
        caller.post(&path, reason.clone()).await.refused(403, "ROLE_MISSING");
    }
    let revoked = principal.post(&path, reason.clone()).await.is(200);
    assert!(revoked["endsAt"].is_string());
    acts(&staff).await.refused(403, "ROLE_MISSING");
    assert_eq!(principal.post(&path, reason).await.refused(409, "CONFLICT").faults(), [("#", "ALREADY_ENDED")]);
    let entry = office.auditor().journal_of(given.id()).await.pop().unwrap();
    assert_eq!((&entry["type"], &entry["actor"]["subject"]), (&json!("mandate.revoked"), &json!("kasubag")));
    // Who fills a vacant post does so until a day that is named.
    open["kind"] = "ACTING".into();
    let refused = office.admin().post(&address(&staff), open).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/endsAt", "REQUIRED")]);
}
