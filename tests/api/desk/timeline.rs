//! The journal as a person reads it.

use super::Desk;
use crate::support::work::{assignment, photo};
use crate::support::{Caller, Case, Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

fn address(case: &Reply) -> String {
    format!("/v1/assignments/{}/timeline", case.id())
}

fn texts(page: &Reply) -> Vec<&str> {
    page.items().iter().filter_map(|line| line["text"].as_str()).collect()
}

#[tokio::test]
async fn a_case_is_told_in_sentences_of_the_readers_language() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let told = case.head.get(&address(&case.assignment)).await.is(200);
    let number = case.report()["registerNumber"].as_str().expect("a number");
    assert_eq!(
        texts(&told),
        [
            "Ratna Wulandari menugaskan Bambang Prasetyo.",
            "Bambang Prasetyo memerintahkan Siti Aminah dan Agus Setiawan.",
            "Siti Aminah mengirim 1 foto.",
            "Agus Setiawan mengirim 1 siaran pers.",
            "Siti Aminah menyelesaikan bagiannya.",
            "Agus Setiawan menyelesaikan bagiannya; pelaksanaan selesai.",
            "Bambang Prasetyo memilah 2 berkas: 1 terpilih dan 1 tidak dipilih.",
            "Bambang Prasetyo membuka laporan.",
            &format!("Bambang Prasetyo mengajukan laporan {number}."),
            "Ratna Wulandari menerima laporan; penugasan selesai.",
        ]
    );
    let english = case.head.get(&address(&case.assignment)).in_english().await.is(200);
    assert_eq!(texts(&english)[1], "Bambang Prasetyo ordered Siti Aminah and Agus Setiawan to carry it out.");
    assert_eq!(texts(&english)[6], "Bambang Prasetyo sorted 2 files: 1 selected and 1 not selected.");
    let line = &told.items()[5];
    assert_eq!((&line["type"], &line["by"]["name"]), (&json!("disposition.completed"), &json!("Agus Setiawan")));
    assert_eq!((&line["subjectId"], &line["until"], &line["entries"]), (&json!(case.order().id()), &Value::Null, &json!(1)));
    // Whoever sees the case reads it; nobody else.
    case.photographer.get(&address(&case.assignment)).await.is(200);
    office.auditor().get(&address(&case.assignment)).await.is(200);
    office.other_subdivision_head().get(&address(&case.assignment)).await.refused(404, "NOT_FOUND");
    office.caller("staf-4", &[Role::Staff]).get(&address(&case.assignment)).await.refused(404, "NOT_FOUND");
    office.admin().get(&address(&case.assignment)).await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn it_is_filtered_by_type() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Cancelled).await;
    let path = format!("{}?type=assignment.cancelled&type=report.submitted&count=true", address(&case.assignment));
    let some = case.head.get(&path).await.is(200);
    let types: Vec<&Value> = some.items().iter().map(|line| &line["type"]).collect();
    assert_eq!((types, &some["count"]["value"]), (vec![&json!("report.submitted"), &json!("assignment.cancelled")], &json!(2)));
    assert_eq!(some.items()[1]["reason"], "Acara batal.");
    let unknown = case.head.get(&format!("{}?type=assignment.forgotten", address(&case.assignment))).await;
    assert_eq!(unknown.refused(400, "VALIDATION").faults(), [("type", "UNKNOWN_VALUE")]);
}

async fn sends(caller: &Caller, case: &Reply, shades: std::ops::Range<u8>) {
    for shade in shades {
        let metadata = json!({ "kind": "PHOTO", "title": format!("Foto {shade}") });
        caller.uploads(case, metadata, "foto.jpg", "image/jpeg", photo(shade)).await;
    }
}

#[tokio::test]
async fn what_one_person_sends_within_minutes_is_one_line() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    sends(&case.photographer, &case.assignment, 0..3).await;
    // Another's between them is a line of its own, and does not part them.
    sends(&case.writer, &case.assignment, 3..4).await;
    sends(&case.photographer, &case.assignment, 4..5).await;
    case.photographer.drafts(&case.assignment, "WEBSITE_DRAFT", "Panen").await;
    office.clock().advance(TimeDelta::minutes(9));
    sends(&case.photographer, &case.assignment, 5..6).await;
    office.clock().advance(TimeDelta::minutes(11));
    sends(&case.photographer, &case.assignment, 6..7).await;
    let path = format!("{}?type=artifact.added", address(&case.assignment));
    let lines = case.head.get(&path).await.is(200);
    let told =
        ["Siti Aminah mengirim 5 foto dan 1 draf website.", "Agus Setiawan mengirim 1 foto.", "Siti Aminah mengirim 1 foto."];
    assert_eq!(texts(&lines), told);
    assert_eq!(lines.items()[0]["entries"], 6);
    assert!(lines.items()[0]["until"].as_str() > lines.items()[0]["at"].as_str());
    // A page that ends between lines loses none, either way; and one that grows stays where it is.
    for sort in ["seq", "-seq"] {
        let (mut cursor, mut paged) = (String::new(), Vec::new());
        loop {
            let page = case.head.get(&format!("{path}&sort={sort}&limit=1{cursor}")).await.is(200);
            paged.extend(page.items().to_vec());
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        if sort == "-seq" {
            paged.reverse();
        }
        assert_eq!(paged, lines.items(), "{sort}");
    }
    let first = lines.items()[2]["seq"].clone();
    sends(&case.photographer, &case.assignment, 7..9).await;
    let later = case.head.get(&path).await.is(200);
    assert_eq!((&later.items()[2]["seq"], &later.items()[2]["text"]), (&first, &json!("Siti Aminah mengirim 3 foto.")));
}

#[tokio::test]
async fn two_hundred_photos_are_one_line_and_a_page_of_few_bytes() {
    let desk = Desk::open().await;
    let case = Case::in_state(&desk.office, State::Dispatched).await;
    sends(&case.photographer, &case.assignment, 0..1).await;
    let (_, few) = desk.ask(&case.head, &address(&case.assignment)).await;
    sends(&case.photographer, &case.assignment, 1..200).await;
    let (lines, as_few) = desk.ask(&case.head, &address(&case.assignment)).await;
    assert!(few > 0);
    assert_eq!(few, as_few, "questions for one photo and for two hundred");
    assert_eq!(texts(&lines)[2], "Siti Aminah mengirim 200 foto.");
    let journal = case.head.get(&format!("/v1/assignments/{}/journal?limit=200", case.assignment.id())).await.is(200);
    assert!(lines.bytes.len() < 3000 && journal.bytes.len() > 50 * lines.bytes.len(), "{} bytes", lines.bytes.len());
    // Nobody else's case is in it.
    let other = case.head.post("/v1/assignments", assignment(&case.event, &case.subhead)).await.is(201);
    assert_eq!(case.head.get(&address(&other)).await.is(200).items().len(), 1);
    drop((case, lines, journal, other));
    desk.close().await;
}
