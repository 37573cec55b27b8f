//! Papers stay: printed again after everything was edited, a sheet is the same file; what came later stands in dated notes beside it.

use crate::support::work::action;
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::digest::Digest;
use serde_json::{Value, json};

const PDF: &str = "application/pdf";
pub const LETTERHEAD: &str = "/v1/settings/letterhead";

pub async fn prints(caller: &Caller, address: &str) -> Reply {
    caller.get(address).header("Accept", PDF).await.is(200)
}

async fn patches(caller: &Caller, address: &str, change: Value) {
    let etag = caller.get(address).await.is(200).etag().to_owned();
    caller.patch(address, &etag, change).await.is(200);
}

pub async fn sets(office: &Office, setting: &str, document: Value) -> Reply {
    let admin = office.admin();
    let etag = admin.get(setting).await.is(200).etag().to_owned();
    admin.put(setting, &etag, document).in_english().await
}

/// What is fixed of a thing, as the database has it.
pub async fn fixed(office: &Office, thing: &str, act: &str) -> Value {
    let sql = "SELECT content FROM papers WHERE thing_id::text = $1 AND act::text = $2";
    let row = office.sql().await.query_one(sql, &[&thing, &act]).await.expect("a paper");
    serde_json::from_str(row.get(0)).expect("JSON")
}

/// Every name, title, unit, event, instruction, letterhead and number template becomes another.
async fn edits_everything(office: &Office, case: &Case) {
    let admin = office.admin();
    for officer in [&case.head, &case.subhead, &case.photographer, &case.writer, &case.informed] {
        let change = json!({ "name": "Orang Lain", "positionTitle": "Jabatan Lain", "unit": "LAIN" });
        patches(&admin, &format!("/v1/officers/{}", officer.officer_id()), change).await;
    }
    let moved = json!({ "title": "Acara Lain", "venue": "Tempat Lain", "startsAt": "2026-02-01T09:00:00+07:00", "endsAt": "2026-02-01T10:00:00+07:00" });
    patches(&case.head, &format!("/v1/agenda-items/{}", case.event.id()), moved).await;
    let mut instructions = admin.get("/v1/settings/instructions").await.is(200).json().clone();
    for item in instructions["items"].as_array_mut().expect("the list") {
        item["label"] = json!("Lain");
        item["active"] = json!(item["code"] == "STUDY");
    }
    sets(office, "/v1/settings/instructions", instructions).await.is(200);
    let template = |mark: &str| format!("{{serial}}-{mark}-{{unit}}/{{year}}");
    let templates = json!({ "assignment": template("A"), "disposition": template("B"), "report": template("C") });
    sets(office, "/v1/settings/registers", templates).await.is(200);
    let letterhead = json!({ "versions": [{ "validFrom": "2020-01-01", "regency": "Kabupaten Lain", "unit": "Kantor Lain", "address": ["Jalan Lain"] }] });
    sets(office, LETTERHEAD, letterhead).await.is(200);
}

#[tokio::test]
async fn a_paper_is_the_same_file_after_everything_was_edited() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let auditor = office.auditor();
    let first =
        auditor.get(&format!("/v1/dispositions?box=ALL&assignmentId={}&sort=createdAt", case.assignment.id())).await.is(200);
    let ids = first.items().iter().map(|item| format!("/v1/dispositions/{}", item["id"].as_str().expect("an id")));
    let addresses: Vec<String> = ids.chain([format!("/v1/reports/{}", case.report().id())]).collect();
    assert_eq!(addresses.len(), 3);
    let mut before = Vec::new();
    for address in &addresses {
        assert_eq!(auditor.get(address).await.is(200)["paper"]["digest"], Value::Null, "not printed yet");
        let sheet = prints(&auditor, address).await;
        let digest = Digest::of(&sheet.bytes);
        assert_eq!(sheet.etag(), format!("\"{digest}\""));
        assert_eq!(sheet.header("repr-digest"), Some(digest.repr_digest().as_str()));
        assert_eq!(auditor.get(address).await.is(200)["paper"]["digest"], digest.to_string());
        before.push(sheet);
    }
    edits_everything(&office, &case).await;
    office.clock().advance(chrono::TimeDelta::days(800));
    for (address, sheet) in addresses.iter().zip(&before) {
        let again = prints(&office.auditor(), address).await;
        assert!(again.bytes == sheet.bytes, "{address} is another file");
        assert_eq!(again.etag(), sheet.etag());
    }
    // Also where nobody had printed it before: what it says is fixed with the act, not with the first print.
    let forget = "UPDATE papers SET sha256 = NULL, printed_at = NULL";
    office.sql().await.batch_execute(forget).await.expect_err("a paper stays as it was fixed");
    let office_anew = format!(
        "ALTER TABLE papers DISABLE TRIGGER papers_refuse_change; {forget}; ALTER TABLE papers ENABLE TRIGGER papers_refuse_change"
    );
    office.sql().await.batch_execute(&office_anew).await.expect("as if never printed");
    for (address, sheet) in addresses.iter().zip(&before) {
        assert!(prints(&office.auditor(), address).await.bytes == sheet.bytes, "{address} is another file");
    }
}

#[tokio::test]
async fn what_was_issued_before_there_were_papers_is_fixed_when_it_is_first_printed() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let addresses = [format!("/v1/dispositions/{}", case.order().id()), format!("/v1/reports/{}", case.report().id())];
    let sheets = [prints(&office.auditor(), &addresses[0]).await, prints(&office.auditor(), &addresses[1]).await];
    office.sql().await.batch_execute("DELETE FROM papers").await.expect("as before");
    for (address, sheet) in addresses.iter().zip(&sheets) {
        assert_eq!(office.auditor().get(address).await.is(200)["paper"], Value::Null);
        assert!(prints(&office.auditor(), address).await.bytes == sheet.bytes, "{address} is another file");
    }
    edits_everything(&office, &case).await;
    for (address, sheet) in addresses.iter().zip(&sheets) {
        assert!(prints(&office.auditor(), address).await.bytes == sheet.bytes, "{address} is another file");
    }
}

#[tokio::test]
async fn that_the_event_moved_is_told_also_when_the_case_had_ended() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let address = format!("/v1/reports/{}", case.report().id());
    let sheet = prints(&case.head, &address).await;
    let item = format!(
        "/v1/agenda-items/{}",
        case.head.get(&format!("/v1/assignments/{}", case.assignment.id())).await.good()["agendaItem"]["id"]
            .as_str()
            .expect("an event")
    );
    case.head.patch(&item, "*", json!({ "venue": "Pendopo", "title": "Acara lain" })).await.is(200);
    case.head.patch(&item, "*", json!({ "venue": "Lapangan", "certainty": "POSTPONED" })).await.is(200);
    let paper = case.head.get(&address).await.is(200)["paper"].clone();
    let told: Vec<&str> = paper["notes"].as_array().expect("the notes").iter().filter_map(|note| note["text"].as_str()).collect();
    let expected = ["menjadi Pendopo.", "Tempat diubah dari Pendopo menjadi Lapangan.\nKepastian acara diubah dari "];
    assert_eq!(told.len(), 2, "{paper:#}");
    assert!(told[0].starts_with("Tempat diubah dari ") && told[0].ends_with(expected[0]), "{paper:#}");
    assert!(told[1].starts_with(expected[1]), "{paper:#}");
    assert_eq!(prints(&case.head, &address).await.bytes, sheet.bytes);
}

#[tokio::test]
async fn what_happens_later_is_told_in_notes_and_changes_no_page() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let address = format!("/v1/dispositions/{}", case.order().id());
    let sheet = prints(&case.subhead, &address).await;
    assert_eq!(case.subhead.get(&address).await.is(200)["paper"]["notes"], json!([]));
    let read = case.photographer.acknowledges(case.order()).await;
    // An act answers what reading it answers.
    assert_eq!(case.photographer.get(&address).await.is(200).json(), read.json());
    case.head.cancels(&case.assignment, "Acara batal").await;
    let paper = case.subhead.get(&address).await.is(200)["paper"].clone();
    let notes: Vec<_> =
        paper["notes"].as_array().expect("the notes").iter().map(|note| (&note["type"], note["text"].as_str())).collect();
    let name = office.sql().await.query_one("SELECT name FROM officers WHERE subject = 'staf-1'", &[]).await.expect("an officer");
    let expected = [
        (&json!("disposition.read"), format!("Dibaca oleh {}.", name.get::<_, String>(0))),
        (&json!("assignment.cancelled"), "Penugasan dibatalkan. Alasan: Acara batal".to_owned()),
    ];
    assert_eq!(notes, expected.each_ref().map(|(kind, text)| (*kind, Some(text.as_str()))));
    assert!(paper["notes"][0]["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{paper:#}");
    assert_eq!(prints(&case.subhead, &address).await.bytes, sheet.bytes);
    // With its notes it is another file, of one page more.
    let noted = prints(&case.subhead, &format!("{address}?notes=true")).await;
    assert_eq!((pages(&sheet), pages(&noted)), (1, 2));
    assert_eq!(prints(&case.subhead, &format!("{address}?notes=true")).await.etag(), noted.etag());
    assert_eq!(case.subhead.get(&address).await.is(200)["paper"]["digest"], Digest::of(&sheet.bytes).to_string());
    case.subhead.get(&format!("{address}?notes=yes")).await.refused(400, "VALIDATION");
}

fn pages(sheet: &Reply) -> usize {
    let text = String::from_utf8_lossy(&sheet.bytes);
    let (_, rest) = text.split_once("<xmpTPg:NPages>").expect("how many pages");
    rest.split('<').next().and_then(|count| count.parse().ok()).expect("a number")
}

#[tokio::test]
async fn changes_of_a_case_are_told_with_what_they_were() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    patches(
        &case.head,
        &format!("/v1/assignments/{}", case.assignment.id()),
        json!({ "urgency": "VERY_URGENT", "dueAt": "2026-01-20T16:00:00+07:00" }),
    )
    .await;
    let paper = case.subhead.get(&format!("/v1/dispositions/{}", case.order().id())).await.is(200)["paper"].clone();
    let told =
        "Tingkat urgensi diubah dari Biasa menjadi Sangat Segera.\nBatas waktu diubah dari – menjadi 20 Januari 2026, 16.00 WIB.";
    assert_eq!((&paper["notes"][0]["type"], &paper["notes"][0]["text"]), (&json!("assignment.edited"), &json!(told)));
}

#[tokio::test]
async fn a_report_is_fixed_when_it_is_submitted_and_again_with_the_decision() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let address = format!("/v1/reports/{}", case.report().id());
    let submitted = prints(&case.head, &address).await;
    assert_eq!(case.head.get(&address).await.is(200)["paper"]["act"], "SUBMITTED");
    case.head.returns_report(case.report(), "Lengkapi").await;
    let returned = prints(&case.head, &address).await;
    assert_ne!(returned.bytes, submitted.bytes);
    let seen = case.head.get(&address).await.is(200);
    assert_eq!(
        (&seen["paper"]["act"], &seen["paper"]["digest"]),
        (&json!("DECIDED"), &json!(Digest::of(&returned.bytes).to_string()))
    );
    // The next revision is a draft: it has no paper yet, and prints as it stands.
    let next = format!("/v1/reports/{}", seen["nextRevisionId"].as_str().expect("the next revision"));
    let draft = case.subhead.get(&next).await.is(200);
    assert_eq!(draft["paper"], Value::Null);
    let one = prints(&case.subhead, &next).await;
    patches(&case.subhead, &next, json!({ "summary": "Lengkap" })).await;
    assert_ne!(prints(&case.subhead, &next).await.bytes, one.bytes);
    case.subhead.submits(&draft).await;
    let notes = case.head.get(&address).await.is(200)["paper"]["notes"].clone();
    assert_eq!(notes.as_array().map(Vec::len), Some(1), "{notes:#}");
    assert!(
        notes[0]["text"].as_str().is_some_and(|text| text.starts_with("Laporan ") && text.ends_with(" diajukan.")),
        "{notes:#}"
    );
}

#[tokio::test]
async fn number_year_and_date_of_a_paper_are_those_of_the_day_it_was_numbered() {
    let office = Office::open().await;
    // The first minutes of a year in Jakarta; the work was done in the last hour of the year before.
    let new_year = "2027-12-31T17:10:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
    office.clock().advance(new_year - chrono::TimeDelta::hours(2) - office.clock().now());
    let mut case = Case::in_state(&office, State::Documented).await;
    let crew = crate::support::work::dispatch(&[action(&office.staff(4), "DATA")]);
    office.clock().advance(new_year - office.clock().now());
    case.subhead.returns_work(case.order(), &case.writer, "Lengkapi").await;
    let done = "2027-12-31T23:30:00+07:00";
    let order = case
        .subhead
        .post(&format!("/v1/assignments/{}/dispositions", case.assignment.id()), crew)
        .header("Occurred-At", done)
        .await;
    let order = if order.status == 201 { order } else { panic!("{order:?}") };
    case.order = Some(order);
    let sheet = fixed(&office, case.order().id(), "ISSUED").await;
    assert!(sheet["number"].as_str().is_some_and(|number| number.ends_with("/I/2028")), "{sheet:#}");
    assert_eq!(sheet["issuedOn"], "1 Januari 2028");
    assert_eq!(sheet["doneAt"], "31 Desember 2027, 23.30 WIB, dilaporkan kemudian");
}

#[tokio::test]
async fn the_file_of_a_paper_is_kept_in_the_archive_and_set_anew_where_it_is_lost() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let address = format!("/v1/dispositions/{}", case.order().id());
    let sheet = prints(&case.subhead, &address).await;
    let digest = Digest::of(&sheet.bytes).to_string();
    let file = std::fs::read_dir(office.blob_dir()).expect("the store");
    let mut folders: Vec<_> = file.map(|entry| entry.expect("an entry").path()).collect();
    let mut found = None;
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if std::fs::read(&path).expect("a file") == sheet.bytes {
            found = Some(path);
        }
    }
    std::fs::remove_file(found.unwrap_or_else(|| panic!("{digest} is in the store"))).expect("lost");
    assert_eq!(prints(&case.subhead, &address).await.bytes, sheet.bytes);
}
