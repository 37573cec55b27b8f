//! The same figures as a table, as a workbook and on the monitoring form.

use super::{month_of, two_cases};
use crate::support::Office;
use std::io::Read;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[tokio::test]
async fn a_table_has_a_row_for_the_total_and_for_every_group() {
    let office = Office::open().await;
    let day = two_cases(&office).await;
    let head = office.division_head();
    let json = month_of(&head, day.morning.date_naive()).await;
    let path =
        format!("/v1/performance?from={}&to={}", json["from"].as_str().expect("a day"), json["to"].as_str().expect("a day"));
    let table = head.get(&path).header("Accept", "text/csv").await.is(200);
    let mut reader = csv::Reader::from_reader(table.bytes.as_slice());
    let headings = reader.headers().expect("headings").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[headings.iter().position(|heading| heading == name).unwrap_or_else(|| panic!("{name}: {headings:?}"))].to_owned()
    };
    let groups: Vec<String> = rows.iter().map(|row| cell(row, "group")).collect();
    assert_eq!(&groups[..5], ["TOTAL", "UNIT", "OFFICER", "OFFICER", "OFFICER"]);
    assert!(groups[5..].iter().all(|group| group == "MONTH") && !groups[5..].is_empty());
    assert_eq!((cell(&rows[0], "events.covered"), cell(&rows[0], "events.published")), ("2".to_owned(), "0".to_owned()));
    // An event is no unit's.
    assert_eq!((cell(&rows[1], "events.covered"), cell(&rows[1], "events.published")), (String::new(), String::new()));
    assert_eq!(
        (cell(&rows[0], "steps.1.kept"), cell(&rows[0], "steps.4.medianWorkingTime")),
        ("2".to_owned(), "PT1H40M".to_owned())
    );
    assert_eq!((cell(&rows[1], "unit"), cell(&rows[2], "officer.name")), ("HUMAS".to_owned(), "Bambang Prasetyo".to_owned()));
    head.get(&path).header("Accept", "text/csv").header("If-None-Match", table.etag()).await.is(304);
    assert_ne!(table.etag(), json.etag());

    let book = head.get(&path).header("Accept", XLSX).await.is(200);
    assert_eq!(book.header("content-type"), Some(XLSX));
    assert_eq!(book.header("content-disposition"), Some("attachment; filename=\"performance.xlsx\""));
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book.bytes)).expect("a workbook is a ZIP");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
    assert_eq!(sheet.matches("<row ").count(), rows.len() + 1);
    assert!(
        sheet.contains("steps.4.medianWorkingTime") && sheet.contains("Bambang Prasetyo") && !sheet.contains("<f>"),
        "{sheet}"
    );
    head.get(&path).header("Accept", "text/html").await.refused(406, "NOT_ACCEPTABLE");
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn the_monitoring_form_is_printed_for_whoever_may_read_the_figures() {
    let office = Office::open().await;
    let day = two_cases(&office).await;
    let morning = day.morning.date_naive();
    let query = format!("from={morning}&to={}", morning + chrono::TimeDelta::days(30));
    for caller in [office.division_head(), office.auditor(), office.staff(1)] {
        let form = caller.get(&format!("/v1/performance/monitoring-form?{query}")).await.is(200);
        assert_eq!(form.header("content-type"), Some("application/pdf"));
        assert!(form.bytes.starts_with(b"%PDF-"));
        assert!(form.header("content-disposition").is_some_and(|name| name.starts_with("inline; filename=\"Monitoring-SOP-")));
        let same = caller.get(&format!("/v1/performance?{query}")).header("Accept", "application/pdf").await.is(200);
        assert_eq!(same.bytes, form.bytes);
    }
    office.admin().get(&format!("/v1/performance/monitoring-form?{query}")).await.refused(403, "ROLE_MISSING");
    office.auditor().get("/v1/performance/monitoring-form").await.refused(400, "VALIDATION");
}
