//! The registers: every number that was handed out, void ones too, for whoever sees its case.

use crate::support::work::action;
use crate::support::{Caller, Case, Office, Reply};
use chrono::{Datelike, TimeDelta};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};
use std::io::Read;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn register(caller: &Caller, kind: &str) -> Reply {
    caller.get(&format!("/v1/registers/{kind}?limit=200")).await.is(200)
}

fn told(reply: &Reply) -> Vec<(i64, String)> {
    let entry =
        |entry: &Value| (entry["serial"].as_i64().expect("a serial"), entry["status"].as_str().expect("a status").to_owned());
    reply.items().iter().map(entry).collect()
}

fn expected(all: &[(i64, &str)]) -> Vec<(i64, String)> {
    all.iter().map(|(serial, status)| (*serial, (*status).to_owned())).collect()
}

/// Four cases: closed after a return of its report, cancelled, given to another, and one whose crew was recalled.
async fn busy_office() -> (Office, Case) {
    let office = Office::open().await;
    let closed = Case::in_state(&office, State::Reported).await;
    closed.head.returns_report(closed.report(), "Foto kurang.").await;
    let again = closed.head.get(&format!("/v1/assignments/{}/reports", closed.assignment.id())).await.good();
    let draft = again.items().iter().find(|report| report["state"] == "DRAFT").expect("the next revision")["id"].clone();
    let draft = closed.subhead.get(&format!("/v1/reports/{}", draft.as_str().expect("an id"))).await.good();
    let second = closed.subhead.submits(&draft).await;
    closed.head.accepts(&second).await;
    let (head, subhead) = (&closed.head, &closed.subhead);
    let cancelled = head.assigns(subhead, &head.puts_on_agenda("Batal").await).await;
    head.cancels(&cancelled, "Acara ditiadakan.").await;
    let moved = head.assigns(subhead, &head.puts_on_agenda("Pindah").await).await;
    head.reassigns(&moved, &office.other_subdivision_head(), "Pindah tugas.").await;
    let recalled = head.assigns(subhead, &head.puts_on_agenda("Ditarik").await).await;
    let order = subhead.dispatches(&recalled, &[action(&office.staff(4), "WRITER")]).await;
    subhead.recalls(&order, "Salah alamat.").await;
    (office, closed)
}

#[tokio::test]
async fn every_number_is_there_and_void_ones_say_why() {
    let (office, case) = busy_office().await;
    for caller in [office.division_head(), office.auditor()] {
        let assignments = register(&caller, "ASSIGNMENT").await;
        assert_eq!(told(&assignments), expected(&[(1, "IN_FORCE"), (2, "CANCELLED"), (3, "IN_FORCE"), (4, "IN_FORCE")]));
        assert_eq!(
            (&assignments.items()[0]["voidReason"], &assignments.items()[1]["voidReason"]),
            (&Value::Null, &json!("Acara ditiadakan."))
        );
        let dispositions = register(&caller, "DISPOSITION").await;
        let statuses = [
            (1, "IN_FORCE"),
            (2, "IN_FORCE"),
            (3, "CANCELLED"),
            (4, "SUPERSEDED"),
            (5, "IN_FORCE"),
            (6, "IN_FORCE"),
            (7, "RECALLED"),
        ];
        assert_eq!(told(&dispositions), expected(&statuses));
        let reports = register(&caller, "REPORT").await;
        assert_eq!(told(&reports), expected(&[(1, "RETURNED"), (2, "IN_FORCE")]));
        assert_eq!(reports.items()[0]["voidReason"], "Foto kurang.");
    }
    let first = &register(&case.head, "ASSIGNMENT").await.items()[0].clone();
    let year = office.clock().now().with_timezone(&crate::support::office::JAKARTA).year();
    assert_eq!((&first["registerNumber"], &first["year"]), (&case.assignment["registerNumber"], &json!(year)));
    assert_eq!((&first["from"]["name"], &first["to"]), (&json!("Ratna Wulandari"), &json!(["Bambang Prasetyo"])));
    assert_eq!((&first["id"], &first["assignmentId"]), (&case.assignment["id"], &case.assignment["id"]));
    let order = &register(&case.head, "DISPOSITION").await.items()[1].clone();
    assert_eq!(order["to"].as_array().map(Vec::len), Some(3));
}

/// Of each disposition its status and why it is void.
async fn reasons(caller: &Caller) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = register(caller, "DISPOSITION").await;
    all.items().iter().map(|entry| (text(&entry["status"]).expect("a status"), text(&entry["voidReason"]))).collect()
}

#[tokio::test]
async fn each_void_disposition_says_its_own_reason() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(4));
    let is = async |expected: &[(&str, Option<&str>)]| {
        let expected: Vec<_> =
            expected.iter().map(|(status, reason)| ((*status).to_owned(), reason.map(str::to_owned))).collect();
        assert_eq!(reasons(&head).await, expected);
    };
    // Recalled, from one and then from the rest; another, of which one was released.
    let case = head.assigns(&subhead, &head.puts_on_agenda("Festival").await).await;
    let one = subhead.dispatches(&case, &[action(&staff, "WRITER"), action(&office.staff(1), "PHOTOGRAPHER")]).await;
    let body = json!({ "officerId": staff.officer_id(), "reason": "Sakit." });
    subhead.post(&format!("/v1/dispositions/{}/recall", one.id()), body).await.is(200);
    is(&[("IN_FORCE", None), ("IN_FORCE", None)]).await;
    subhead.recalls(&one, "Salah alamat.").await;
    is(&[("IN_FORCE", None), ("RECALLED", Some("Salah alamat."))]).await;
    let other = subhead.dispatches(&case, &[action(&office.staff(2), "WRITER")]).await;
    let stays = subhead.dispatches(&case, &[action(&office.staff(3), "PHOTOGRAPHER")]).await;
    office.staff(2).acknowledges(&other).await;
    subhead.releases(&other, &office.staff(2), "Cuti.").await;
    // Given to another, who is given it anew.
    head.reassigns(&case, &office.other_subdivision_head(), "Pindah tugas.").await;
    let standing = [
        ("SUPERSEDED", Some("Pindah tugas.")),
        ("RECALLED", Some("Salah alamat.")),
        ("RECALLED", Some("Cuti.")),
        ("IN_FORCE", None),
        ("IN_FORCE", None),
    ];
    is(&standing).await;
    // And cancelled: that is why those are void that held until then.
    head.cancels(&case, "Acara ditiadakan.").await;
    let cancelled = ("CANCELLED", Some("Acara ditiadakan."));
    is(&[standing[0], standing[1], standing[2], cancelled, cancelled]).await;
    assert_eq!(register(&head, "DISPOSITION").await.items()[3]["id"], stays["id"]);
}

#[tokio::test]
async fn a_first_disposition_that_was_recalled_says_why_until_another_takes_its_place() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let case = head.assigns(&subhead, &head.puts_on_agenda("Festival").await).await;
    let first = head.get("/v1/registers/DISPOSITION").await.is(200).items()[0]["id"].clone();
    let path = format!("/v1/dispositions/{}/recall", first.as_str().expect("an id"));
    head.post(&path, json!({ "reason": "Salah orang." })).await.is(200);
    assert_eq!(reasons(&head).await, [("RECALLED".to_owned(), Some("Salah orang.".to_owned()))]);
    head.reassigns(&case, &subhead, "Tetap.").await;
    head.reassigns(&case, &office.other_subdivision_head(), "Pindah tugas.").await;
    let told: Vec<_> = reasons(&head).await.into_iter().map(|(status, reason)| (status, reason.unwrap_or_default())).collect();
    let expected = [("SUPERSEDED", "Tetap."), ("SUPERSEDED", "Pindah tugas."), ("IN_FORCE", "")];
    assert_eq!(told, expected.map(|(status, reason)| (status.to_owned(), reason.to_owned())));
}

#[tokio::test]
async fn a_number_is_seen_with_its_case() {
    let (office, _) = busy_office().await;
    for (caller, kind, serials) in [
        (office.subdivision_head(), "ASSIGNMENT", vec![1, 2, 4]),
        (office.other_subdivision_head(), "ASSIGNMENT", vec![3]),
        (office.staff(1), "ASSIGNMENT", vec![1]),
        (office.staff(4), "ASSIGNMENT", vec![]),
        (office.staff(1), "REPORT", vec![1, 2]),
        (office.other_subdivision_head(), "DISPOSITION", vec![4, 5]),
    ] {
        let seen: Vec<i64> = told(&register(&caller, kind).await).into_iter().map(|(serial, _)| serial).collect();
        assert_eq!(seen, serials, "{} {kind}", caller.subject);
    }
    office.admin().get("/v1/registers/ASSIGNMENT").await.refused(403, "ROLE_MISSING");
    office.integration().get("/v1/registers/ASSIGNMENT").await.refused(403, "ROLE_MISSING");
    for kind in ["LETTER", "assignment", "%20", "ASSIGNMENTS"] {
        office.auditor().get(&format!("/v1/registers/{kind}")).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_register_is_of_the_office_s_year_and_goes_on_page_by_page() {
    let office = Office::open().await;
    let head = office.division_head();
    // Half an hour into the year at the office, and still the year before in London.
    let now = office.clock().now().with_timezone(&crate::support::office::JAKARTA);
    let new_year =
        chrono::NaiveDate::from_ymd_opt(now.year() + 1, 1, 1).and_then(|day| day.and_hms_opt(0, 30, 0)).expect("a night");
    let new_year = new_year.and_local_timezone(crate::support::office::JAKARTA).unwrap();
    let assigns = async |title: &str| head.assigns(&office.subdivision_head(), &head.puts_on_agenda(title).await).await;
    office.is_now(new_year - TimeDelta::hours(1));
    assigns("Tahun lama").await;
    office.is_now(new_year);
    for number in 0..5 {
        assigns(&format!("Acara {number}")).await;
    }
    let path = format!("/v1/registers/ASSIGNMENT?year={}", now.year());
    assert_eq!(told(&head.get(&path).await.is(200)), expected(&[(1, "IN_FORCE")]));
    let (mut next, mut serials) = (Some("/v1/registers/ASSIGNMENT?limit=2&count=true".to_owned()), Vec::new());
    while let Some(path) = next {
        let page = head.get(&path).await.is(200);
        assert_eq!(page["count"], json!({ "value": 5, "exact": true }));
        assert!(page.items().iter().all(|entry| entry["enteredOn"] == new_year.date_naive().to_string()));
        serials.extend(told(&page).into_iter().map(|(serial, _)| serial));
        next = page.header("link").map(|link| link[1..].split('>').next().unwrap_or_default().to_owned());
    }
    assert_eq!(serials, [1, 2, 3, 4, 5]);
    let none = head.get("/v1/registers/ASSIGNMENT?unit=UMUM").await.is(200);
    assert!(none.items().is_empty());
    let cancelled = head.get("/v1/registers/ASSIGNMENT?status=CANCELLED&status=RECALLED").await.is(200);
    assert!(cancelled.items().is_empty());
    for (query, fault) in [
        ("year=26", ("year", "OUT_OF_RANGE")),
        ("year=MMXXVI", ("year", "OUT_OF_RANGE")),
        ("status=VOID", ("status", "UNKNOWN_VALUE")),
        ("unit=A%20B", ("unit", "CHARACTERS")),
        ("sort=-serial", ("sort", "UNKNOWN_VALUE")),
    ] {
        let refused = head.get(&format!("/v1/registers/ASSIGNMENT?{query}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults()[0].0, fault.0, "{query}");
    }
}

#[tokio::test]
async fn as_a_file_it_is_whole_however_long_it_is() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    const MANY: usize = 1201;
    let planted = format!(
        "INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id,
            assigned_by_id, assignee_id, urgency, classification, state, clock, created_at, updated_at, version)
         SELECT gen_random_uuid(), register_unit, register_year, n, n || '/TANAM', '=1+' || n, agenda_item_id, procedure_id,
            assigned_by_id, assignee_id, urgency, classification, state, clock, created_at, updated_at, version
         FROM assignments, generate_series(2, {MANY}) n WHERE id = '{}'",
        case.assignment.id()
    );
    office.sql().await.batch_execute(&planted).await.expect("cases are planted");
    let head = office.division_head();
    let path = "/v1/registers/ASSIGNMENT?limit=5&fields=serial,subject,from";
    let file = head.get(path).header("Accept", "text/csv").await.is(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    assert_eq!(
        reader.headers().expect("headings"),
        vec!["id", "serial", "subject", "from.id", "from.name", "from.positionTitle"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().zip(1..).all(|(row, serial)| row[1] == serial.to_string()));
    assert_eq!((rows.len(), &rows[1][2]), (MANY, "'=1+2"));
    let marked = head.get(&format!("{path}&bom=true")).header("Accept", "text/csv").await.is(200);
    assert_eq!(marked.bytes[3..], file.bytes);
    assert!(head.head(path).header("Accept", "text/csv").await.is(200).bytes.is_empty());

    let book = head.get(path).header("Accept", XLSX).await.is(200);
    assert_eq!(book.header("content-disposition"), Some("attachment; filename=\"registers.xlsx\""));
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book.bytes)).expect("a workbook is a ZIP");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
    assert_eq!(sheet.matches("<row ").count(), MANY + 1);
    // A text, not a formula.
    assert!(sheet.contains("=1+2") && !sheet.contains("<f>"));
    // Nobody else's numbers.
    let nothing = office.staff(4).get(path).header("Accept", "text/csv").await.is(200);
    assert_eq!(nothing.bytes.iter().filter(|byte| **byte == b'\n').count(), 1);
    office.admin().get(path).header("Accept", "text/csv").await.refused(403, "ROLE_MISSING");
    head.get("/v1/registers/ASSIGNMENT?year=1").header("Accept", "text/csv").await.refused(400, "VALIDATION");
}
