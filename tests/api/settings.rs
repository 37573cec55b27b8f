//! The office's own choices: read by all, replaced whole by ADMIN, and at work at once.

use crate::support::work::assignment;
use crate::support::{Caller, Office, Reply};
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

const ALL: [&str; 6] = ["instructions", "holidays", "working-hours", "registers", "upload-limits", "letterhead"];

fn path(setting: &str) -> String {
    format!("/v1/settings/{setting}")
}

/// Replaces it, whatever it is now.
async fn replaces(admin: &Caller, setting: &str, document: Value) -> Reply {
    let etag = admin.get(&path(setting)).await.is(200).etag().to_owned();
    admin.put(&path(setting), &etag, document).await
}

async fn refuses(office: &Office, setting: &str, document: Value, faults: &[(&str, &str)]) {
    let admin = office.admin();
    let before = admin.get(&path(setting)).await.is(200);
    let refused = replaces(&admin, setting, document.clone()).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), faults, "{document:#}");
    assert_eq!(admin.get(&path(setting)).await.is(200).json(), before.json());
}

fn code(code: &str, active: bool) -> Value {
    json!({ "code": code, "label": format!("Isi {code}"), "active": active })
}

fn day(day: &str, opens: &str, closes: &str) -> Value {
    json!({ "day": day, "opens": opens, "closes": closes })
}

#[tokio::test]
async fn every_role_reads_the_settings_and_only_admin_writes_them() {
    let office = Office::open().await;
    for setting in ALL {
        let seen = office.admin().get(&path(setting)).await.is(200);
        for role in Role::ALL.iter().copied() {
            let caller = office.holder(role);
            assert_eq!(caller.get(&path(setting)).await.is(200).json(), seen.json());
            if role != Role::Admin {
                caller.put(&path(setting), seen.etag(), seen.json().clone()).await.refused(403, "ROLE_MISSING");
            }
        }
        office.nobody().get(&path(setting)).await.refused(401, "TOKEN_MISSING");
    }
    office.admin().get(&path("colours")).await.refused(404, "NOT_FOUND");
    office.admin().get(&format!("{}?limit=1", path("holidays"))).await.refused(400, "VALIDATION");
}

#[tokio::test]
async fn what_was_read_can_be_sent_back_and_nothing_unseen_is_overwritten() {
    let office = Office::open().await;
    let admin = office.admin();
    for setting in ALL {
        let read = admin.get(&path(setting)).await.is(200);
        let sent = admin.put(&path(setting), read.etag(), read.json().clone()).await.is(200);
        assert_eq!(sent.json(), read.json(), "{setting}");
        let now = admin.get(&path(setting)).await.is(200);
        assert_eq!((now.json(), now.etag()), (sent.json(), sent.etag()), "{setting}");
        admin.get(&path(setting)).header("If-None-Match", sent.etag()).await.is(304);
        admin.put(&path(setting), read.etag(), read.json().clone()).await.refused(412, "PRECONDITION_FAILED");
        let blind = admin.ask(reqwest::Method::PUT, &path(setting)).json(read.json()).await;
        blind.refused(428, "PRECONDITION_REQUIRED");
    }
}

#[tokio::test]
async fn a_change_is_in_the_journal_and_a_try_is_not() {
    let office = Office::open().await;
    let holidays =
        json!({ "items": [{ "on": "2026-08-17", "name": "Hari Kemerdekaan", "kind": "HOLIDAY", "decreeNumber": null }] });
    let etag = office.admin().get(&path("holidays")).await.is(200).etag().to_owned();
    let tried = office.admin().put("/v1/settings/holidays?dryRun=true", &etag, holidays.clone()).await.is(200);
    assert_eq!(tried.json(), &holidays);
    assert_eq!(office.admin().get(&path("holidays")).await.is(200)["items"], json!([]));
    replaces(&office.admin(), "holidays", holidays.clone()).await.is(200);
    let entries = office.auditor().get("/v1/journal?type=setting.changed").await.is(200);
    let [entry] = entries.items() else { panic!("{:#}", entries.json()) };
    assert_eq!(entry["changes"], json!({ "before": { "items": [] }, "after": holidays }));
    assert_eq!((&entry["subject"]["kind"], &entry["actor"]["subject"]), (&json!("SETTING"), &json!("admin")));
}

#[tokio::test]
async fn instructions_are_codes_each_once_and_one_is_active() {
    let office = Office::open().await;
    let bad = json!({ "items": [code("PUBLISH", false), code("publish", false), code("PUBLISH", false), code("A__B", false), code("_A", false), code("1A", false), code("A B", false)] });
    let faults = [
        ("#/items", "NONE_ACTIVE"),
        ("#/items/1/code", "NOT_A_CODE"),
        ("#/items/2/code", "NOT_UNIQUE"),
        ("#/items/3/code", "NOT_A_CODE"),
        ("#/items/4/code", "NOT_A_CODE"),
        ("#/items/5/code", "NOT_A_CODE"),
        ("#/items/6/code", "NOT_A_CODE"),
    ];
    refuses(&office, "instructions", bad, &faults).await;
    refuses(&office, "instructions", json!({ "items": [] }), &[("#/items", "NONE_ACTIVE")]).await;
    let many: Vec<Value> = (0..101).map(|number| code(&format!("CODE_{number}"), true)).collect();
    refuses(&office, "instructions", json!({ "items": many }), &[("#/items", "TOO_MANY")]).await;
    let shapeless = json!({ "items": [{ "code": "A", "label": "", "active": "yes", "colour": "red" }], "version": 1 });
    let faults = [
        ("#/items/0/active", "WRONG_TYPE"),
        ("#/items/0/colour", "UNKNOWN_FIELD"),
        ("#/items/0/label", "EMPTY"),
        ("#/version", "UNKNOWN_FIELD"),
    ];
    refuses(&office, "instructions", shapeless, &faults).await;
}

#[tokio::test]
async fn only_active_instructions_are_given_and_those_given_stay_on_the_list() {
    let office = Office::open().await;
    let (admin, head, subhead) = (office.admin(), office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    head.assigns(&subhead, &event).await;
    let refused = replaces(&admin, "instructions", json!({ "items": [code("PUBLISH", true)] })).await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#/items", "CODE_IN_USE")]);
    let detail = refused["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("DOCUMENT") && !detail.contains("PUBLISH") && !detail.contains("STUDY"), "{detail}");

    let kept = json!({ "items": [code("PUBLISH", true), code("DOCUMENT", false)] });
    replaces(&admin, "instructions", kept).await.is(200);
    let body = assignment(&event, &subhead);
    let refused = head.post("/v1/assignments", body.clone()).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/instructions/1", "UNKNOWN_VALUE")]);
    let mut only_publish = body;
    only_publish["instructions"] = json!(["PUBLISH"]);
    head.post("/v1/assignments", only_publish).await.is(201);
}

#[tokio::test]
async fn a_day_is_a_holiday_once() {
    let office = Office::open().await;
    let holiday = |on: &str| json!({ "on": on, "name": "Libur", "kind": "COLLECTIVE_LEAVE" });
    let twice = json!({ "items": [holiday("2026-12-24"), holiday("2026-12-25"), holiday("2026-12-24")] });
    refuses(&office, "holidays", twice, &[("#/items/2/on", "NOT_UNIQUE")]).await;
    for on in ["2026-02-30", "24-12-2026", "+026-12-24", "2026-12-4 ", "2026- 1-01", "20261224"] {
        refuses(&office, "holidays", json!({ "items": [holiday(on)] }), &[("#/items/0/on", "NOT_A_DATE")]).await;
    }
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let many: Vec<Value> = first.iter_days().take(1001).map(|date| holiday(&date.to_string())).collect();
    refuses(&office, "holidays", json!({ "items": many[..] }), &[("#/items", "TOO_MANY")]).await;
    replaces(&office.admin(), "holidays", json!({ "items": many[..1000] })).await.is(200);
    let same = vec![many[0].clone(); 1000];
    let refused = replaces(&office.admin(), "holidays", json!({ "items": same })).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults().len(), 100);
}

#[tokio::test]
async fn office_hours_are_hours_an_office_can_keep() {
    let office = Office::open().await;
    let with = |member: &str, value: &str, mut day: Value| {
        day[member] = value.into();
        day
    };
    let usual = day("MONDAY", "07:30", "16:00");
    let backwards_rest = with("restStarts", "13:00", with("restEnds", "12:00", day("FRIDAY", "07:30", "16:00")));
    let early_rest = with("restStarts", "07:00", with("restEnds", "08:00", day("SATURDAY", "07:30", "16:00")));
    let week = json!([
        usual,
        day("TUESDAY", "16:00", "16:00"),
        with("restStarts", "12:00", day("WEDNESDAY", "07:30", "16:00")),
        with("restEnds", "12:00", day("THURSDAY", "07:30", "16:00")),
        backwards_rest,
        early_rest,
        usual,
    ]);
    let ramadan = json!({ "name": "Ramadan", "from": "2027-03-09", "until": "2027-02-08", "week": [usual, usual] });
    let faults = [
        ("#/exceptions/0/until", "ORDER"),
        ("#/exceptions/0/week/1/day", "NOT_UNIQUE"),
        ("#/week/1/closes", "ORDER"),
        ("#/week/2/restEnds", "REQUIRED"),
        ("#/week/3/restStarts", "REQUIRED"),
        ("#/week/4/restEnds", "ORDER"),
        ("#/week/5/restStarts", "REST_OUTSIDE_HOURS"),
        ("#/week/6/day", "NOT_UNIQUE"),
    ];
    refuses(&office, "working-hours", json!({ "week": week, "exceptions": [ramadan] }), &faults).await;
    refuses(&office, "working-hours", json!({ "week": [], "exceptions": [] }), &[("#/week", "TOO_FEW")]).await;
    for time in ["7:30", "07:60", "24:00", "07:30:00", " 7:30", "07.30"] {
        let week = json!([day("MONDAY", time, "16:00")]);
        refuses(&office, "working-hours", json!({ "week": week, "exceptions": [] }), &[("#/week/0/opens", "NOT_A_TIME")]).await;
    }
    let exception = json!({ "name": "Ramadan", "from": "2027-02-08", "until": "2027-02-08", "week": [] });
    let many = json!({ "week": [usual], "exceptions": vec![exception.clone(); 201] });
    refuses(&office, "working-hours", many, &[("#/exceptions", "TOO_MANY")]).await;
    replaces(&office.admin(), "working-hours", json!({ "week": [usual], "exceptions": vec![exception; 200] })).await.is(200);
}

#[tokio::test]
async fn a_number_template_is_refused_in_words_that_help() {
    let office = Office::open().await;
    let bad = json!({ "assignment": "{serial}/PD/{unti}/{year}", "disposition": "{serial}/PD", "report": "{serial}/{year" });
    let faults = [("#/assignment", "NOT_A_TEMPLATE"), ("#/disposition", "NOT_A_TEMPLATE"), ("#/report", "NOT_A_TEMPLATE")];
    refuses(&office, "registers", bad.clone(), &faults).await;
    let etag = office.admin().get(&path("registers")).await.is(200).etag().to_owned();
    let told = office.admin().put(&path("registers"), &etag, bad).in_english().await.refused(400, "VALIDATION");
    let details: Vec<&str> = told["errors"].as_array().unwrap().iter().map(|error| error["detail"].as_str().unwrap()).collect();
    assert!(details[0].starts_with("{unti} is not a placeholder."), "{details:?}");
    assert!(details.iter().all(|detail| detail.contains("{romanMonth}")), "{details:?}");

    // A number that could outgrow its column would stop the office on the day it does.
    let units = "{unit}".repeat(4);
    let long = json!({ "assignment": format!("{{serial}}{units}{{year}}"), "disposition": "{serial}/D/{unit}/{year}", "report": "{serial}/L/{unit}/{year}" });
    refuses(&office, "registers", long, &[("#/assignment", "NUMBER_TOO_LONG")]).await;
}

#[tokio::test]
async fn a_new_template_prints_the_next_number() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let first = head.assigns(&subhead, &event).await;
    assert!(first["registerNumber"].as_str().unwrap().starts_with("1/PD/HUMAS/"), "{first:#?}");
    let templates = json!({ "assignment": "ST-{serial:4}.{unit}.{year}", "disposition": "D{serial}/{unit}/{year}", "report": "L{serial}/{unit}/{year}" });
    replaces(&office.admin(), "registers", templates).await.is(200);
    let second = head.assigns(&subhead, &event).await;
    assert!(second["registerNumber"].as_str().unwrap().starts_with("ST-0002.HUMAS.20"), "{second:#?}");
    assert_eq!(head.reads("assignments", &first).await["registerNumber"], first["registerNumber"]);
}

#[tokio::test]
async fn limits_of_uploads_are_numbers_within_reason() {
    let office = Office::open().await;
    let good = office.admin().get(&path("upload-limits")).await.is(200).json().clone();
    let mut bad = good.clone();
    bad["maxBytes"]["photo"] = json!(0);
    bad["maxBytes"]["video"] = json!(4_294_967_297_u64);
    bad["filesPerAssignment"] = json!(0);
    bad["bytesPerOfficer"] = json!(1_u64 << 51);
    let faults = ["#/bytesPerOfficer", "#/filesPerAssignment", "#/maxBytes/photo", "#/maxBytes/video"];
    refuses(&office, "upload-limits", bad, &faults.map(|pointer| (pointer, "OUT_OF_RANGE"))).await;
    let mut negative = good.clone();
    negative["bytesPerOfficer"] = json!(-1);
    let told = replaces(&office.admin(), "upload-limits", negative).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/bytesPerOfficer", "WRONG_TYPE")]);
    assert_eq!(told["errors"][0]["detail"], "Jenis salah; seharusnya: integer ≥ 0.");
    let mut unknown = good;
    unknown["maxBytes"]["pressRelease"] = json!(1);
    refuses(&office, "upload-limits", unknown, &[("#/maxBytes/pressRelease", "UNKNOWN_FIELD")]).await;
}
