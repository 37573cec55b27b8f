//! The directory: who enters officers, who sees what of them, and what is refused.

use crate::support::{Caller, Office, Reply};
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

const NIP: &str = "198001012005011001";
const PHONE: &str = "0812-3456-7890";

fn newcomer(subject: &str, name: &str) -> Value {
    json!({ "subject": subject, "name": name, "positionTitle": "Staf Sub Bagian Humas", "unit": "HUMAS", "roles": ["STAFF"] })
}

async fn enters(admin: &Caller, officer: Value) -> Reply {
    admin.post("/v1/officers", officer).await.is(201)
}

fn names(page: &Reply) -> Vec<&str> {
    page.items().iter().filter_map(|item| item["name"].as_str()).collect()
}

#[tokio::test]
async fn an_officer_is_entered_and_may_act_at_once() {
    let office = Office::open().await;
    let dewi = office.caller("staf-9", &[Role::Staff]);
    dewi.get("/v1/officers").await.refused(403, "OFFICER_UNKNOWN");

    let entered = enters(&office.admin(), newcomer("staf-9", "  Dewi Sartika ")).await;
    assert_eq!(entered.header("location"), Some(format!("/v1/officers/{}", entered.id()).as_str()));
    assert_eq!((entered["name"].as_str(), entered["active"].as_bool()), (Some("Dewi Sartika"), Some(true)));
    assert_eq!(
        (&entered["employeeNumber"], &entered["phone"], &entered["qualification"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );

    let read = dewi.get(&format!("/v1/officers/{}", entered.id())).await.is(200);
    assert_eq!(read.json(), entered.json());
    assert_eq!(read.etag(), entered.etag());
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name_and_overwrites_nothing_unseen() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut officer = newcomer("staf-9", "Dewi Sartika");
    (officer["phone"], officer["qualification"]) = (PHONE.into(), "DIII Ilmu Komunikasi".into());
    let entered = enters(&admin, officer).await;
    let address = format!("/v1/officers/{}", entered.id());

    let change = json!({ "qualification": null, "roles": ["STAFF", "SUBDIVISION_HEAD"], "unit": "protokol.2" });
    let changed = admin.patch(&address, entered.etag(), change).await.is(200);
    assert_eq!((&changed["qualification"], &changed["phone"]), (&Value::Null, &json!(PHONE)));
    assert_eq!((&changed["roles"], &changed["unit"]), (&json!(["STAFF", "SUBDIVISION_HEAD"]), &json!("protokol.2")));
    assert_eq!((&changed["name"], &changed["version"]), (&json!("Dewi Sartika"), &json!(2)));

    admin.patch(&address, entered.etag(), json!({ "name": "Dewi" })).await.refused(412, "PRECONDITION_FAILED");
    let unguarded = admin.ask(reqwest::Method::PATCH, &address).json(&json!({ "name": "Dewi" })).await;
    unguarded.refused(428, "PRECONDITION_REQUIRED");
    let nulls = admin.patch(&address, changed.etag(), json!({ "name": null, "active": null })).await.refused(400, "VALIDATION");
    assert_eq!(nulls.faults(), [("#/active", "REQUIRED"), ("#/name", "REQUIRED")]);
    assert_eq!(admin.get(&address).await.is(200).json(), changed.json());
}

#[tokio::test]
async fn personal_data_is_shown_to_admin_and_to_the_officer_alone() {
    let office = Office::open().await;
    let mut officer = newcomer("staf-9", "Dewi Sartika");
    (officer["phone"], officer["employeeNumber"]) = (PHONE.into(), "19800101 200501 1 001".into());
    let entered = enters(&office.admin(), officer).await;
    let address = format!("/v1/officers/{}", entered.id());
    let themself = office.caller("staf-9", &[Role::Staff]);
    for caller in [office.admin(), themself.clone()] {
        let seen = caller.get(&address).await.is(200);
        assert_eq!((&seen["employeeNumber"], &seen["phone"]), (&json!(NIP), &json!(PHONE)), "{}", caller.subject);
    }
    assert_eq!(themself.get("/v1/me").await.is(200)["officer"]["employeeNumber"], NIP);

    for role in [Role::DivisionHead, Role::SubdivisionHead, Role::Staff, Role::Auditor] {
        let caller = office.holder(role);
        let seen = caller.get(&address).await.is(200);
        let list = caller.get("/v1/officers?q=sartika").await.is(200);
        for view in [seen.json(), &list.items()[0]] {
            assert_eq!((view.get("employeeNumber"), view.get("phone")), (Some(&Value::Null), Some(&Value::Null)), "{role}");
        }
        for answer in [&seen, &list, &caller.get(&format!("{address}?fields=phone,employeeNumber")).await.is(200)] {
            let told = String::from_utf8_lossy(&answer.bytes);
            assert!(!told.contains(NIP) && !told.contains(PHONE), "{role}: {told}");
        }
        // No oracle either: what is hidden cannot be asked for.
        assert_eq!(names(&caller.get(&format!("/v1/officers?q={NIP}")).await.is(200)), [""; 0]);
        caller.get(&format!("/v1/officers?phone={PHONE}")).await.refused(400, "VALIDATION");
        caller.get("/v1/officers?sort=phone").await.refused(400, "VALIDATION");
    }
}

#[tokio::test]
async fn the_journal_tells_of_personal_data_by_name_alone() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut officer = newcomer("staf-9", "Dewi Sartika");
    officer["employeeNumber"] = NIP.into();
    let entered = enters(&admin, officer).await;
    let address = format!("/v1/officers/{}", entered.id());
    let called = admin.patch(&address, entered.etag(), json!({ "phone": PHONE })).await.is(200);
    admin.patch(&address, called.etag(), json!({ "name": "Dewi S." })).await.is(200);

    let entries = office.auditor().journal_of(entered.id()).await;
    let kinds: Vec<_> = entries.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(kinds, ["officer.created", "officer.edited", "officer.edited"]);
    assert_eq!(entries[0]["changes"]["withheld"], json!(["employeeNumber", "name"]));
    assert_eq!(entries[0]["changes"]["after"]["subject"], "staf-9");
    assert_eq!(entries[1]["changes"], json!({ "before": {}, "after": {}, "withheld": ["phone"] }));
    assert_eq!(entries[2]["changes"], json!({ "before": {}, "after": {}, "withheld": ["name"] }));
    let rows = office.sql().await.query("SELECT journal::text FROM journal", &[]).await.expect("the journal");
    let journal: String = rows.iter().map(|row| row.get::<_, &str>(0)).collect();
    assert!(!journal.contains(NIP) && !journal.contains(PHONE) && !journal.contains("Dewi S"), "{journal}");
    assert!(!journal.contains("\"employeeNumber\":") && !journal.contains("\"phone\":"), "{journal}");
}

#[tokio::test]
async fn a_subject_and_an_employee_number_belong_to_one_officer() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut first = newcomer("staf-8", "Rina");
    first["employeeNumber"] = NIP.into();
    enters(&admin, first).await;
    let second = enters(&admin, newcomer("staf-9", "Dewi")).await;

    let same_subject = admin.post("/v1/officers", newcomer("staf-8", "Tini")).await.refused(409, "CONFLICT");
    assert_eq!(same_subject.faults(), [("#/subject", "NOT_UNIQUE")]);
    let address = format!("/v1/officers/{}", second.id());
    let same_number = admin.patch(&address, second.etag(), json!({ "employeeNumber": NIP })).await.refused(409, "CONFLICT");
    assert_eq!(same_number.faults(), [("#/employeeNumber", "NOT_UNIQUE")]);
    assert!(!String::from_utf8_lossy(&same_number.bytes).contains(NIP));
    assert_eq!(admin.get(&address).await.is(200).json(), second.json());
}

#[tokio::test]
async fn every_fault_of_an_entry_is_told_at_once() {
    let office = Office::open().await;
    let admin = office.admin();
    let refused = admin
        .post(
            "/v1/officers",
            json!({ "subject": "", "name": "a\u{0}b", "employeeNumber": "123", "phone": "call me", "unit": "HU/MAS",
                "roles": ["KABAG"], "version": 7 }),
        )
        .await
        .refused(400, "VALIDATION");
    let faults = [
        ("#/employeeNumber", "NOT_AN_EMPLOYEE_NUMBER"),
        ("#/name", "CONTROL_CHARACTER"),
        ("#/phone", "NOT_A_PHONE"),
        ("#/positionTitle", "REQUIRED"),
        ("#/roles/0", "UNKNOWN_VALUE"),
        ("#/subject", "EMPTY"),
        ("#/unit", "NOT_A_UNIT_CODE"),
        ("#/version", "UNKNOWN_FIELD"),
    ];
    assert_eq!(refused.faults(), faults);
    let mut twice = newcomer("staf-9", "Dewi");
    twice["roles"] = json!(["STAFF", "ADMIN", "STAFF"]);
    assert_eq!(admin.post("/v1/officers", twice).await.refused(400, "VALIDATION").faults(), [("#/roles/2", "NOT_UNIQUE")]);
    assert_eq!(names(&admin.get("/v1/officers?q=dewi").await.is(200)), ["Dewi Lestari"]);
}

#[tokio::test]
async fn the_directory_is_read_by_the_office_and_written_by_admin() {
    let office = Office::open().await;
    let someone = office.staff(2).officer_id();
    for role in Role::ALL.iter().copied() {
        let caller = office.holder(role);
        let (list, one) = (caller.get("/v1/officers").await, caller.get(&format!("/v1/officers/{someone}")).await);
        if role == Role::Integration {
            list.refused(403, "ROLE_MISSING");
            one.refused(403, "ROLE_MISSING");
        } else {
            assert_eq!(list.is(200).items().len(), 8);
            one.is(200);
        }
        if role != Role::Admin {
            caller.post("/v1/officers", newcomer("staf-9", "Dewi")).await.refused(403, "ROLE_MISSING");
            let change = json!({ "active": false });
            caller.patch(&format!("/v1/officers/{someone}"), "\"1.x\"", change).await.refused(403, "ROLE_MISSING");
        }
    }
    let nobody = uuid::Uuid::now_v7();
    office.admin().get(&format!("/v1/officers/{nobody}")).await.refused(404, "NOT_FOUND");
    office.admin().get("/v1/officers/kabag").await.refused(404, "NOT_FOUND");
    office.admin().patch(&format!("/v1/officers/{nobody}"), "*", json!({})).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn the_directory_is_turned_over_page_by_page() {
    let office = Office::open().await;
    let head = office.division_head();
    let all = head.get("/v1/officers?count=true").await.is(200);
    assert_eq!(all["count"], json!({ "value": 8, "exact": true }));
    let mut expected: Vec<String> = names(&all).into_iter().map(str::to_owned).collect();
    assert_eq!(expected.first().map(String::as_str), Some("Agus Setiawan"));

    for sort in ["name", "-name"] {
        let mut turned = Vec::new();
        let mut address = format!("/v1/officers?limit=3&sort={sort}");
        loop {
            let page = head.get(&address).await.is(200);
            turned.extend(names(&page).into_iter().map(str::to_owned));
            let Some(cursor) = page["nextCursor"].as_str() else { break };
            address = format!("/v1/officers?limit=3&sort={sort}&cursor={cursor}");
        }
        assert_eq!(turned, expected, "{sort}");
        expected.reverse();
    }
}

#[tokio::test]
async fn the_directory_is_filtered() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut odd = newcomer("staf-9", "100% Budi_Utomo \\ Anak");
    (odd["unit"], odd["active"], odd["roles"]) = ("PROTOKOL".into(), false.into(), json!(["AUDITOR"]));
    enters(&admin, odd).await;
    let odd = "100% Budi_Utomo \\ Anak";
    let cases: [(&str, &[&str]); 11] = [
        ("active=false", &[odd]),
        ("unit=PROTOKOL", &[odd]),
        ("role=AUDITOR", &[odd]),
        ("role=AUDITOR&role=DIVISION_HEAD", &[odd, "Hendra Kusuma", "Ratna Wulandari"]),
        ("role=SUBDIVISION_HEAD&q=BAMBANG", &["Bambang Prasetyo"]),
        ("q=wULAN", &["Ratna Wulandari"]),
        ("q=%25", &[odd]),
        ("q=_", &[odd]),
        ("q=%5C", &[odd]),
        ("q=di_u", &[odd]),
        ("q=diXu", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(names(&admin.get(&format!("/v1/officers?{query}")).await.is(200)), expected, "{query}");
    }
    assert_eq!(admin.get("/v1/officers?active=true&count=true").await.is(200)["count"]["value"], 8);
    let long = "a".repeat(101);
    for (query, fault) in [
        ("active=yes", ("active", "UNKNOWN_VALUE")),
        ("role=KABAG", ("role", "UNKNOWN_VALUE")),
        ("unit=A%20B", ("unit", "NOT_A_UNIT_CODE")),
        ("q=a&q=b", ("q", "REPEATED")),
        ("q=", ("q", "EMPTY")),
        (format!("q={long}").as_str(), ("q", "TOO_LONG")),
        ("name=Ratna", ("name", "UNKNOWN_FIELD")),
    ] {
        let refused = admin.get(&format!("/v1/officers?{query}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [fault], "{query}");
    }
}

#[tokio::test]
async fn an_inactive_officer_may_do_nothing_from_that_moment_on() {
    let office = Office::open().await;
    let (admin, staff) = (office.admin(), office.staff(1));
    let address = format!("/v1/officers/{}", staff.officer_id());
    let etag = admin.get(&address).await.is(200).etag().to_owned();
    let gone = admin.patch(&address, &etag, json!({ "active": false })).await.is(200);
    staff.get("/v1/me").await.refused(403, "OFFICER_INACTIVE");
    admin.patch(&address, gone.etag(), json!({ "active": true })).await.is(200);
    staff.get("/v1/me").await.is(200);
}

#[tokio::test]
async fn a_try_and_a_repeated_request_enter_nobody_twice() {
    let office = Office::open().await;
    let admin = office.admin();
    let tried = admin.post("/v1/officers?dryRun=true", newcomer("staf-9", "Dewi Sartika")).await.is(200);
    assert_eq!(tried["name"], "Dewi Sartika");
    assert_eq!(names(&admin.get("/v1/officers?q=sartika").await.is(200)), [""; 0]);
    let first = admin.post("/v1/officers", newcomer("staf-9", "Dewi Sartika")).with_key("k-1").await.is(201);
    let again = admin.post("/v1/officers", newcomer("staf-9", "Dewi Sartika")).with_key("k-1").await.is(201);
    assert_eq!((again.json(), again.header("idempotent-replayed")), (first.json(), Some("true")));
    assert_eq!(names(&admin.get("/v1/officers?q=sartika").await.is(200)), ["Dewi Sartika"]);
}
