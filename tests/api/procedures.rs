//! The SOP as data: its revisions, and what is no revision of it.

use crate::support::{Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

const SEED: &str = "019ab0d0-0000-7000-8000-000000000001";

fn revision(effective_on: &str) -> Value {
    let step = |ordinal: u8, role: &str, time: &str| {
        json!({ "ordinal": ordinal, "activity": format!("Langkah {ordinal}"), "role": role, "inputs": ["Bahan"],
            "standardTime": time, "output": ["Hasil"] })
    };
    json!({
        "number": "SOP-21.04.1.3.1.3-3", "name": "Publikasi dan Dokumentasi Kegiatan",
        "createdOn": "2017-09-01", "revisedOn": "2026-12-01", "effectiveOn": effective_on,
        "approver": "Kepala Bagian Kominfo dan Humas",
        "legalBases": ["Undang-Undang Nomor 14 tahun 2008"], "qualifications": [], "equipment": ["Komputer"],
        "warning": "Data menjadi kadaluarsa.",
        "steps": [step(1, "DIVISION_HEAD", "PT10M"), step(2, "SUBDIVISION_HEAD", "PT90M"), step(3, "STAFF", "P1DT1H"),
            step(4, "SUBDIVISION_HEAD", "PT2H")],
    })
}

fn times(procedure: &Value) -> Vec<&str> {
    procedure["steps"].as_array().into_iter().flatten().filter_map(|step| step["standardTime"].as_str()).collect()
}

fn dates(page: &Reply) -> Vec<&str> {
    page.items().iter().filter_map(|item| item["effectiveOn"].as_str()).collect()
}

#[tokio::test]
async fn the_clients_sop_is_there_from_the_start() {
    let office = Office::open().await;
    let sop = office.staff(1).get(&format!("/v1/procedures/{SEED}")).await.is(200);
    assert_eq!((&sop["number"], &sop["effectiveOn"]), (&json!("SOP-21.04.1.3.1.3-2"), &json!("2017-09-02")));
    assert_eq!(times(sop.json()), ["PT5M", "PT5M", "PT1H", "PT1H"]);
    let roles: Vec<_> = sop["steps"].as_array().unwrap().iter().map(|step| step["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "SUBDIVISION_HEAD"]);
    assert_eq!(sop["steps"][0]["output"], json!(["Disposisi"]));
    office.staff(1).get(&format!("/v1/procedures/{SEED}")).header("If-None-Match", sop.etag()).await.is(304);
}

#[tokio::test]
async fn revisions_are_listed_the_latest_first() {
    let office = Office::open().await;
    let admin = office.admin();
    let added = admin.post("/v1/procedures", revision("2027-01-01")).await.is(201);
    assert_eq!(added.header("location"), Some(format!("/v1/procedures/{}", added.id()).as_str()));
    assert_eq!(times(added.json()), ["PT10M", "PT1H30M", "PT25H", "PT2H"]);
    assert_eq!(admin.get(&format!("/v1/procedures/{}", added.id())).await.is(200).json(), added.json());
    admin.post("/v1/procedures", revision("2020-05-05")).await.is(201);

    let all = admin.get("/v1/procedures?count=true").await.is(200);
    assert_eq!((dates(&all), &all["count"]["value"]), (vec!["2027-01-01", "2020-05-05", "2017-09-02"], &json!(3)));
    assert_eq!(dates(&admin.get("/v1/procedures?sort=effectiveOn").await.is(200)), ["2017-09-02", "2020-05-05", "2027-01-01"]);
    let first = admin.get("/v1/procedures?limit=2").await.is(200);
    let cursor = first["nextCursor"].as_str().expect("a next page");
    let rest = admin.get(&format!("/v1/procedures?limit=2&cursor={cursor}")).await.is(200);
    assert_eq!((dates(&rest), &rest["nextCursor"]), (vec!["2017-09-02"], &Value::Null));

    let entries = office.auditor().journal_of(added.id()).await;
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0]["type"], &entries[0]["subject"]["kind"]), (&json!("procedure.created"), &json!("PROCEDURE")));
    assert_eq!(entries[0]["changes"]["after"]["steps"][1]["standardTime"], "PT1H30M");
}

#[tokio::test]
async fn an_assignment_keeps_the_revision_it_was_made_under() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let before = head.assigns(&subhead, &event).await;
    let today = (office.clock().now() + TimeDelta::hours(7)).date_naive();
    let tomorrow = (today + TimeDelta::days(1)).to_string();
    let next = office.admin().post("/v1/procedures", revision(&tomorrow)).await.is(201);
    let meanwhile = head.assigns(&subhead, &event).await;
    office.clock().advance(TimeDelta::days(1));
    let after = head.assigns(&subhead, &event).await;

    assert_eq!((&before["procedure"]["id"], &meanwhile["procedure"]["id"]), (&json!(SEED), &json!(SEED)));
    assert_eq!((&after["procedure"]["id"], &after["steps"][1]["standardMinutes"]), (&json!(next.id()), &json!(90)));
    assert_eq!(head.reads("assignments", &before).await["steps"][1]["standardMinutes"], 5);
}

#[tokio::test]
async fn a_date_has_one_revision() {
    let office = Office::open().await;
    let refused = office.admin().post("/v1/procedures", revision("2017-09-02")).await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#/effectiveOn", "NOT_UNIQUE")]);
    assert_eq!(office.admin().get("/v1/procedures").await.is(200).items().len(), 1);
}

#[tokio::test]
async fn a_revision_keeps_the_four_steps_in_their_order() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut turned = revision("2027-01-01");
    turned["steps"].as_array_mut().unwrap().swap(2, 3);
    let refused = admin.post("/v1/procedures", turned).await.refused(400, "VALIDATION");
    let faults = [
        ("#/steps/2/ordinal", "UNKNOWN_VALUE"),
        ("#/steps/2/role", "UNKNOWN_VALUE"),
        ("#/steps/3/ordinal", "UNKNOWN_VALUE"),
        ("#/steps/3/role", "UNKNOWN_VALUE"),
    ];
    assert_eq!(refused.faults(), faults);

    let mut short = revision("2027-01-01");
    short["steps"].as_array_mut().unwrap().pop();
    assert_eq!(admin.post("/v1/procedures", short).await.refused(400, "VALIDATION").faults(), [("#/steps", "TOO_FEW")]);
    let mut long = revision("2027-01-01");
    let fourth = long["steps"][3].clone();
    long["steps"].as_array_mut().unwrap().push(fourth);
    assert_eq!(admin.post("/v1/procedures", long).await.refused(400, "VALIDATION").faults(), [("#/steps", "TOO_MANY")]);
}

#[tokio::test]
async fn every_fault_of_a_revision_is_told_at_once() {
    let office = Office::open().await;
    let admin = office.admin();
    let mut bad = revision("2027-02-30");
    bad["steps"][0]["standardTime"] = "5 minutes".into();
    bad["steps"][1]["standardTime"] = "PT8D".into();
    bad["steps"][2]["standardTime"] = "PT0M".into();
    bad["steps"][3]["ordinal"] = 9.into();
    (bad["warning"], bad["state"]) = ("".into(), "DRAFT".into());
    let refused = admin.post("/v1/procedures", bad).await.refused(400, "VALIDATION");
    let faults = [
        ("#/effectiveOn", "NOT_A_DATE"),
        ("#/state", "UNKNOWN_FIELD"),
        ("#/steps/0/standardTime", "NOT_A_DURATION"),
        ("#/steps/1/standardTime", "NOT_A_DURATION"),
        ("#/steps/2/standardTime", "NOT_A_DURATION"),
        ("#/steps/3/ordinal", "OUT_OF_RANGE"),
        ("#/warning", "EMPTY"),
    ];
    assert_eq!(refused.faults(), faults);

    let mut bad = revision("2027-01-01");
    bad["revisedOn"] = "2017-08-31".into();
    bad["equipment"] = vec!["Komputer"; 51].into();
    bad["steps"][0]["inputs"] = json!([]);
    bad["steps"][3]["output"] = vec!["Laporan"; 21].into();
    let refused = admin.post("/v1/procedures", bad).await.refused(400, "VALIDATION");
    let faults = [
        ("#/equipment", "TOO_MANY"),
        ("#/revisedOn", "ORDER"),
        ("#/steps/0/inputs", "TOO_FEW"),
        ("#/steps/3/output", "TOO_MANY"),
    ];
    assert_eq!(refused.faults(), faults);
    assert_eq!(admin.get("/v1/procedures").await.is(200).items().len(), 1);
}

#[tokio::test]
async fn the_sop_is_read_by_the_office_and_written_by_admin() {
    let office = Office::open().await;
    for role in Role::ALL.iter().copied() {
        let caller = office.holder(role);
        let answers = [caller.get("/v1/procedures").await, caller.get(&format!("/v1/procedures/{SEED}")).await];
        for answer in answers {
            if role == Role::Integration {
                answer.refused(403, "ROLE_MISSING")
            } else {
                answer.is(200)
            };
        }
        if role != Role::Admin {
            caller.post("/v1/procedures", revision("2027-01-01")).await.refused(403, "ROLE_MISSING");
        }
    }
    let nothing = uuid::Uuid::now_v7();
    office.admin().get(&format!("/v1/procedures/{nothing}")).await.refused(404, "NOT_FOUND");
    office.admin().ask(reqwest::Method::DELETE, &format!("/v1/procedures/{SEED}")).await.refused(405, "METHOD_NOT_ALLOWED");
}
