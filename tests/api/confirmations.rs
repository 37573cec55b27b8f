//! Confirming mandates: nobody comes into another's role by the word of one ADMIN.

use crate::mandates::{acts, address, confirms, gives, revokes, subhead_role};
use crate::support::{Caller, Office};
use pubdok::domain::role::Role;
use serde_json::{Value, json};

/// How many mandates wait for this caller, as the inbox and `/v1/me` tell.
async fn waiting(caller: &Caller) -> usize {
    let counted = caller.get("/v1/inbox").await.is(200)["counters"]["toConfirm"].as_u64().unwrap();
    let told = caller.get("/v1/me").await.is(200)["mandatesToConfirm"].as_array().unwrap().len();
    assert_eq!(counted, told as u64);
    told
}

#[tokio::test]
async fn a_mandate_lends_as_soon_as_it_is_confirmed_and_no_longer_than_until_it_is_ended() {
    let office = Office::open().await;
    let (subhead, staff) = (office.subdivision_head(), office.staff(1));
    // What is kept in memory about people is not told of by PostgreSQL now.
    office.sql().await.batch_execute("ALTER TABLE mandates DISABLE TRIGGER USER").await.expect("no notice");
    acts(&staff).await.refused(403, "ROLE_MISSING");
    let given = gives(&office, &staff, subhead_role(&office, -1, 8)).await;
    acts(&staff).await.is(201);
    let path = format!("/v1/officers/{}/mandates/{}/revocation", staff.officer_id(), given.id());
    subhead.post(&path, json!({ "reason": "Sudah kembali" })).await.is(200);
    acts(&staff).await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn a_mandate_lends_nothing_before_whose_role_it_is_has_confirmed_it() {
    let office = Office::open().await;
    let (admin, staff, principal) = (office.admin(), office.staff(1), office.subdivision_head());
    let given = admin.post(&address(&staff), subhead_role(&office, -1, 24)).await.is(201);
    assert_eq!(given["confirmedAt"], Value::Null);
    assert_eq!(given.header("location"), Some(format!("{}/{}", address(&staff), given.id()).as_str()));
    acts(&staff).await.refused(403, "ROLE_MISSING");
    assert_eq!(staff.get("/v1/me").await.is(200)["mandates"], json!([]));
    assert_eq!((waiting(&principal).await, waiting(&admin).await, waiting(&office.auditor()).await), (1, 0, 0));
    // Neither who gave it, nor who watches, nor who is to act.
    for caller in [&admin, &office.auditor(), &staff] {
        confirms(caller, &given).await.refused(403, "NOT_YOURS");
    }
    let path = format!("{}/{}/confirmation", address(&staff), given.id());
    principal.post(&format!("{path}?dryRun=true"), json!({})).await.is(200);
    principal.post(&path, json!({ "reason": "x" })).await.refused(400, "VALIDATION");
    acts(&staff).await.refused(403, "ROLE_MISSING");

    let confirmed = confirms(&principal, &given).await.is(200);
    assert!(confirmed["confirmedAt"].is_string() && confirmed["version"] == 2);
    acts(&staff).await.is(201);
    assert_eq!(waiting(&principal).await, 0);
    assert_eq!(confirms(&principal, &given).await.is(200).json(), confirmed.json());
    let entry = &office.auditor().journal_of(given.id()).await[1];
    assert_eq!((&entry["type"], &entry["actor"]["subject"]), (&json!("mandate.confirmed"), &json!("kasubag")));
    revokes(&office, &given).await.is(200);
    let over = admin.post(&address(&staff), subhead_role(&office, 1, 2)).await.is(201);
    revokes(&office, &over).await.is(200);
    assert_eq!(confirms(&principal, &over).await.refused(409, "CONFLICT").faults(), [("#", "ALREADY_ENDED")]);
}

#[tokio::test]
async fn whoever_it_does_not_concern_cannot_confirm_a_mandate() {
    let office = Office::open().await;
    let given = office.admin().post(&address(&office.staff(1)), subhead_role(&office, 0, 24)).await.is(201);
    // They do not learn that there is one.
    for caller in [office.staff(2), office.division_head(), office.other_subdivision_head()] {
        caller.get(&format!("{}/{}", address(&office.staff(1)), given.id())).await.refused(404, "NOT_FOUND");
        confirms(&caller, &given).await.refused(404, "NOT_FOUND");
    }
    office
        .integration()
        .post(&format!("{}/{}/confirmation", address(&office.staff(1)), given.id()), json!({}))
        .await
        .refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn of_a_vacant_post_a_second_pair_of_eyes_confirms() {
    let office = Office::open().await;
    let (admin, staff) = (office.admin(), office.staff(1));
    let second = office.caller("admin-2", &[Role::Admin]);
    let principal = format!("/v1/officers/{}", office.subdivision_head().officer_id());
    let etag = admin.get(&principal).await.is(200).etag().to_owned();
    admin.patch(&principal, &etag, json!({ "active": false })).await.is(200);
    for (watcher, staff) in [(second, staff), (office.auditor(), office.staff(2))] {
        let mut acting = subhead_role(&office, -1, 24);
        acting["kind"] = "ACTING".into();
        let given = admin.post(&address(&staff), acting).await.is(201);
        assert_eq!((waiting(&admin).await, waiting(&watcher).await), (0, 1));
        confirms(&admin, &given).await.refused(403, "NOT_YOURS");
        acts(&staff).await.refused(403, "ROLE_MISSING");
        confirms(&watcher, &given).await.is(200);
        acts(&staff).await.is(201);
        revokes(&office, &given).await.is(200);
    }
}

#[tokio::test]
async fn an_admin_who_signs_in_as_another_gets_nothing_by_it() {
    let office = Office::open().await;
    let (staff, principal) = (office.staff(1), office.subdivision_head());
    let admin = office.caller("admin-2", &[Role::Admin]);
    let rename = async |officer: &Caller, subject: &str| {
        let path = format!("/v1/officers/{}", officer.officer_id());
        let etag = admin.get(&path).await.is(200).etag().to_owned();
        admin.patch(&path, &etag, json!({ "subject": subject })).await.is(200);
    };
    // As the principal: the token does not say that they are a head.
    let given = admin.post(&address(&staff), subhead_role(&office, -1, 24)).await.is(201);
    rename(&principal, "admin").await;
    let both = office.caller("admin", &[Role::Admin, Role::Staff]);
    confirms(&both, &given).await.refused(403, "ROLE_MISSING");
    // Nor are they an ADMIN any longer: the directory says what this officer is.
    both.get("/v1/officers").await.refused(403, "ROLE_MISSING");
    rename(&principal, "kasubag").await;
    // As the holder of a mandate that is confirmed: it must be confirmed anew.
    confirms(&principal, &given).await.is(200);
    acts(&staff).await.is(201);
    rename(&staff, "mata-mata").await;
    acts(&office.caller("mata-mata", &[Role::Staff])).await.refused(403, "ROLE_MISSING");
    assert_eq!(waiting(&principal).await, 1);
    let entries = office.auditor().journal_of(given.id()).await;
    assert_eq!(entries.last().unwrap()["type"], "mandate.unconfirmed");
}
