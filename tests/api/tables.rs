//! Lists as tables: the same rows, filters, order, members and pages as JSON, in CSV that no spreadsheet takes for a program.

use crate::publications::Accepted;
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

const AGENDA: &str = "/v1/agenda-items";
const CSV: &str = "text/csv";

async fn asks(caller: &Caller, path: &str) -> Reply {
    caller.get(path).header("Accept", CSV).await
}

/// The headings and the rows; what is no good CSV is told.
fn read(reply: &Reply) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8; header=present"), "{reply:?}");
    let text = String::from_utf8(reply.bytes.clone()).expect("UTF-8");
    assert!(text.ends_with("\r\n"), "{text:?}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = cells(reader.headers().expect("headings"));
    let rows = reader.records().map(|record| cells(&record.expect("a row as long as the headings"))).collect();
    (headings, rows)
}

fn column(table: &(Vec<String>, Vec<Vec<String>>), name: &str) -> Vec<String> {
    let at = table.0.iter().position(|heading| heading == name).unwrap_or_else(|| panic!("{name}: {:?}", table.0));
    table.1.iter().map(|row| row[at].clone()).collect()
}

async fn puts(head: &Caller, title: &str, description: &str, day: usize) -> Reply {
    let starts_at = format!("2026-09-{day:02}T09:00:00+07:00");
    head.post(
        AGENDA,
        json!({ "title": title, "description": description, "startsAt": starts_at, "attendees": ["Bupati", "-Wakil"] }),
    )
    .await
    .is(201)
}

#[tokio::test]
async fn no_cell_is_a_formula_and_every_text_comes_back() {
    let office = Office::open().await;
    let head = office.division_head();
    let texts = ["=HYPERLINK(\"http://x\",\"y\")", "+62811", "-2+3", "@SUM(A1:A9)", "＝1", "Panen \"raya\", hari ke-1", "biasa"];
    for (text, day) in texts.iter().zip(1..) {
        puts(&head, text, &format!("{text}\nbaris kedua"), day).await;
    }
    let table = read(&asks(&head, AGENDA).await.is(200));
    for (name, rest) in [("title", ""), ("description", "\nbaris kedua")] {
        for (cell, text) in column(&table, name).iter().zip(texts) {
            let plain = !text.starts_with(['=', '+', '-', '@', '＝']);
            assert_eq!(*cell, format!("{}{text}{rest}", if plain { "" } else { "'" }));
        }
    }
    assert_eq!(column(&table, "attendees")[0], "Bupati; -Wakil");
    assert_eq!(column(&table, "version"), vec!["1"; texts.len()]);
}

#[tokio::test]
async fn it_has_the_rows_the_order_and_the_pages_of_the_list() {
    let office = Office::open().await;
    let head = office.division_head();
    for day in 1..=7 {
        puts(&head, &format!("Acara {day}"), "Uraian", day).await;
    }
    let query = format!("{AGENDA}?sort=-startsAt&startsAtFrom=2026-09-02T00:00:00Z&limit=2&fields=title,startsAt");
    let (mut next, mut rows, mut pages) = (Some(query.clone()), Vec::new(), 0);
    while let Some(path) = next {
        let page = asks(&head, &path).await.is(200);
        let (headings, more) = read(&page);
        // The id, then what is asked for as it is asked for.
        assert_eq!(headings, ["id", "title", "startsAt"]);
        rows.extend(more);
        pages += 1;
        next = page.header("link").map(|link| link[1..].split('>').next().unwrap_or_default().to_owned());
    }
    let list = head.get(&query.replace("limit=2", "limit=200")).await.good();
    let told = |item: &Value| ["id", "title", "startsAt"].map(|name| item[name].as_str().expect(name).to_owned()).to_vec();
    assert_eq!((rows, pages), (list.items().iter().map(told).collect::<Vec<_>>(), 3));

    // An empty list has its headings.
    let empty = asks(&head, &format!("{AGENDA}?startsAtFrom=2030-01-01T00:00:00Z&fields=title")).await.is(200);
    assert_eq!(empty.bytes, b"id,title\r\n");
    let marked = asks(&head, &format!("{AGENDA}?bom=true&fields=title&limit=1")).await.is(200);
    assert!(marked.bytes.starts_with(b"\xef\xbb\xbfid,title\r\n"), "{marked:?}");
    assert!(marked.header("link").is_some_and(|link| link.contains("bom=true")));
    assert!(head.get(&format!("{AGENDA}?bom=true")).await.is(200)["items"].is_array());
    assert_eq!(asks(&head, &format!("{AGENDA}?bom=yes")).await.refused(400, "VALIDATION").faults(), [("bom", "UNKNOWN_VALUE")]);
}

#[tokio::test]
async fn nested_members_are_columns_and_what_is_embedded_is_there_when_asked_for() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let table = read(&asks(&case.head, "/v1/assignments").await.is(200));
    let now = case.now().await;
    assert_eq!(column(&table, "agendaItem.title"), [now["agendaItem"]["title"].as_str().expect("a title")]);
    assert_eq!(column(&table, "steps.3.standardMinutes"), [now["steps"][2]["standardMinutes"].to_string()]);
    // A member that is null in every row has its columns, too.
    assert!(table.0.iter().any(|name| name.starts_with("assignedByActing.")), "{:?}", table.0);
    let has = |table: &(Vec<String>, Vec<Vec<String>>), name: &str| table.0.iter().any(|heading| heading == name);
    assert!(!has(&table, "artifacts") && !has(&table, "artifactsNext"));
    let table = read(&asks(&case.head, "/v1/assignments?expand=artifacts").await.is(200));
    assert!(column(&table, "artifacts")[0].contains("Bupati membuka panen") && !has(&table, "dispositions"));
}

/// Whoever may list it.
fn whoever(office: &Office, roles: impl Fn(Role) -> bool) -> Caller {
    let order = [Role::Auditor, Role::DivisionHead, Role::SubdivisionHead, Role::Admin, Role::Staff, Role::Integration];
    office.holder(order.into_iter().find(|role| roles(*role)).expect("a role"))
}

#[tokio::test]
async fn every_list_is_a_table() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let publication = accepted.is_published().await;
    let case = &accepted.case;
    let mut lists = 0;
    for (path, method, operation) in office.surface().operations() {
        if method != "GET" || !operation.media_types.iter().any(|kind| kind == CSV) {
            continue;
        }
        lists += 1;
        let id = if path.contains("/officers/") {
            case.subhead.officer_id()
        } else if path.contains("/artifacts/") {
            case.photo().id().to_owned()
        } else if path.contains("/publications/") {
            publication.id().to_owned()
        } else {
            case.assignment.id().to_owned()
        };
        let caller = operation.roles.map_or_else(|| office.nobody(), |roles| whoever(&office, |role| roles.contains(role)));
        let path = path.replace("{id}", &id).replace("{kind}", "DISPOSITION")
            + if path == "/v1/performance" { "?from=2026-01-01&to=2026-01-31" } else { "" };
        let json = caller.get(&path).await.is(200);
        let table = asks(&caller, &path).await.is(200);
        let (headings, rows) = read(&table);
        assert!(headings.len() > 2, "{path}: {headings:?}");
        // What is read is noted there meanwhile.
        assert!(json["items"].is_null() || path == "/v1/security-events" || json.items().len() == rows.len(), "{path}");
        assert!(
            table.header("content-disposition").is_some_and(|name| name.starts_with("attachment; ") && name.ends_with(".csv\"")),
            "{path}"
        );
        let only_headers = caller.head(&path).header("Accept", CSV).await.is(200);
        assert_eq!((only_headers.bytes.len(), only_headers.header("content-type")), (0, table.header("content-type")), "{path}");
        // What goes wrong is told as ever.
        let separator = if path.contains('?') { '&' } else { '?' };
        asks(&caller, &format!("{path}{separator}nonsense=1")).await.refused(400, "VALIDATION");
    }
    assert!(lists >= 15, "{lists}");
}

#[tokio::test]
async fn json_is_what_is_answered_to_who_does_not_mind() {
    let office = Office::open().await;
    let head = office.division_head();
    for (accept, kind) in [
        ("*/*", "application/json"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("text/csv, */*;q=0.8", CSV),
        ("text/*", CSV),
        ("text/csv; charset=utf-8", CSV),
    ] {
        let answer = head.get(AGENDA).header("Accept", accept).await.is(200);
        assert!(answer.header("content-type").is_some_and(|told| told.starts_with(kind)), "{accept}: {answer:?}");
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("Accept")));
    }
    head.get(AGENDA).header("Accept", "text/html").await.refused(406, "NOT_ACCEPTABLE");
    // One thing is no table.
    let item = head.puts_on_agenda("Festival").await;
    asks(&head, &format!("{AGENDA}/{}", item.id())).await.refused(406, "NOT_ACCEPTABLE");
    asks(&office.staff(1), "/v1/journal").await.refused(403, "ROLE_MISSING");
}
