//! The inbox in one call.

use super::Desk;
use crate::standing_in::stands_in;
use crate::support::work::{action, assignment};
use crate::support::{Caller, Case, Office, Reply};
use chrono::{SecondsFormat, TimeDelta};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

fn officer(caller: &Caller, name: &str, title: &str) -> Value {
    json!({ "id": caller.officer_id(), "name": name, "positionTitle": title })
}

#[tokio::test]
async fn a_row_tells_all_that_its_reader_must_know() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let event = head.puts_on_agenda("Festival Panen Raya").await;
    let mut body = assignment(&event, &subhead);
    (body["urgency"], body["classification"]) = ("URGENT".into(), "RESTRICTED".into());
    body["instructions"] = json!(["PUBLISH", "WRITE_ARTICLE"]);
    let case = head.post("/v1/assignments", body).await.is(201);
    let row = subhead.get("/v1/inbox").await.is(200).items()[0].clone();
    assert_eq!((&row["agendaItem"]["title"], &row["agendaItem"]["startsAt"]), (&event["title"], &event["startsAt"]));
    assert_eq!((&row["agendaItem"]["venue"], &row["agendaItem"]["certainty"]), (&event["venue"], &event["certainty"]));
    assert_eq!((&row["urgency"], &row["classification"]), (&json!("URGENT"), &json!("RESTRICTED")));
    assert_eq!(row["from"], officer(&head, "Ratna Wulandari", "Kepala Bagian Kominfo dan Humas"));
    assert_eq!(
        row["instructions"],
        json!([{ "code": "PUBLISH", "label": "Publikasikan" }, { "code": "WRITE_ARTICLE", "label": "Susun artikel berita" }])
    );
    let english = subhead.get("/v1/inbox").in_english().await.is(200).items()[0].clone();
    assert_eq!(english["instructions"][1], json!({ "code": "WRITE_ARTICLE", "label": "Write a news article" }));
    let part = json!({ "officer": officer(&subhead, "Bambang Prasetyo", "Kepala Sub Bagian Humas"), "kind": "ACTION", "duty": null,
        "state": "DELIVERED", "readAt": null, "completedAt": null });
    assert_eq!(row["part"], part);

    // The crew's comes from the subdivision head, or who acts for them; who stands in for one of them sees whose part it is.
    let other = office.other_subdivision_head();
    stands_in(&office, &other, &subhead, "SUBDIVISION_HEAD").await;
    let order = other.dispatches(&case, &[action(&staff, "PHOTOGRAPHER"), action(&office.staff(2), "WRITER")]).await;
    staff.acknowledges(&order).await;
    let row = staff.get("/v1/inbox").await.is(200).items()[0].clone();
    assert_eq!(
        (&row["from"]["name"], &row["fromActing"]["officer"]["name"]),
        (&json!("Bambang Prasetyo"), &json!("Dewi Lestari"))
    );
    assert_eq!((&row["part"]["duty"], &row["part"]["state"]), (&json!("PHOTOGRAPHER"), &json!("READ")));
    assert!(row["part"]["readAt"].is_string() && row["due"].as_array().map(Vec::len) == Some(1));
    stands_in(&office, &staff, &office.staff(2), "STAFF").await;
    let both = staff.get("/v1/inbox").await.is(200);
    let whose: Vec<&Value> = both.items().iter().map(|item| &item["part"]["officer"]["name"]).collect();
    assert_eq!(whose.len(), 2, "one's own part and that of another are two things: {:#}", both.json());
    assert!(whose.contains(&&json!("Siti Aminah")) && whose.contains(&&json!("Agus Setiawan")));
}

#[tokio::test]
async fn a_report_to_decide_comes_from_who_submitted_it() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let row = case.head.get("/v1/inbox").await.is(200).items()[0].clone();
    assert_eq!((&row["kind"], &row["reportId"]), (&json!("TO_DECIDE"), &json!(case.report().id())));
    assert_eq!(row["from"], officer(&case.subhead, "Bambang Prasetyo", "Kepala Sub Bagian Humas"));
    assert_eq!((&row["part"], &row["instructions"]), (&Value::Null, &json!([])));
    // Called off meanwhile: still one thing, with both that can be done.
    case.head.patch(&format!("/v1/agenda-items/{}", case.event.id()), "*", json!({ "certainty": "CANCELLED" })).await.is(200);
    let rows = case.head.get("/v1/inbox").await.is(200);
    let due: Vec<&Value> = rows.items()[0]["due"].as_array().expect("what is due").iter().map(|due| &due["act"]).collect();
    assert_eq!((rows.items().len(), due), (1, vec![&json!("ACCEPT"), &json!("CANCEL")]));
    // What is asked for is told first, and the rest with it.
    let asked = case.head.get("/v1/inbox?kind=EVENT_CHANGED").await.is(200).items()[0].clone();
    assert_eq!(
        (&asked["kind"], &asked["act"], &asked["due"][1]["kind"]),
        (&json!("EVENT_CHANGED"), &json!("CANCEL"), &json!("TO_DECIDE"))
    );
    assert!(case.head.get("/v1/inbox?kind=TO_REPORT").await.is(200).items().is_empty());
}

#[tokio::test]
async fn whoever_polls_is_told_that_nothing_has_changed() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &event).await;
    let first = subhead.get("/v1/inbox").await.is(200);
    let polls = async |etag: &str| subhead.get("/v1/inbox").header("If-None-Match", etag).await;
    let again = polls(first.etag()).await.is(304);
    assert_eq!((again.bytes.len(), again.etag()), (0, first.etag()));
    // Another language, or another page, is another answer.
    assert_ne!(subhead.get("/v1/inbox").in_english().await.is(200).etag(), first.etag());
    let acknowledge =
        format!("/v1/dispositions/{}/acknowledgement", first.items()[0]["dispositionId"].as_str().expect("an order"));
    subhead.post(&acknowledge, json!({})).await.is(200);
    let read = polls(first.etag()).await.is(200);
    assert_eq!(read.items()[0]["part"]["state"], "READ");
    polls(read.etag()).await.is(304);
    // Somebody's new name is news as well.
    let path = format!("/v1/officers/{}", head.officer_id());
    office.admin().patch(&path, "*", json!({ "name": "Ratna Wulandari, M.Si." })).await.is(200);
    let renamed = polls(read.etag()).await.is(200);
    assert_eq!(renamed.items()[0]["from"]["name"], "Ratna Wulandari, M.Si.");
    head.cancels(&case, "Batal.").await;
    assert!(polls(renamed.etag()).await.is(200).items().is_empty());
}

/// So many cases from `from` hours on: every other without a due time, every third urgent.
async fn cases(head: &Caller, subhead: &Caller, office: &Office, many: usize) {
    for number in 0..many {
        let start = |hours: i64| (office.clock().now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true);
        let hours = i64::try_from((number * 37) % 100).expect("few") + 30;
        let event = head.puts_event(&format!("Acara {number}"), &start(hours), &start(hours + 2)).await;
        let mut body = assignment(&event, subhead);
        body["urgency"] = json!(if number.is_multiple_of(3) { "VERY_URGENT" } else { "NORMAL" });
        body["dueAt"] = if number.is_multiple_of(2) { json!(start(2 + hours % 7)) } else { Value::Null };
        head.post("/v1/assignments", body).await.is(201);
    }
}

/// Every page of it, two rows at a time.
async fn walked(caller: &Caller, path: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("{path}&limit=2{cursor}")).await.is(200);
        rows.extend(page.items().to_vec());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn it_is_sorted_and_filtered_and_no_row_is_lost_between_pages() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    cases(&head, &subhead, &office, 13).await;
    let key = |sort: &str, row: &Value| -> (u8, String) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match sort.trim_start_matches('-') {
            "startsAt" => (0, text(&row["agendaItem"]["startsAt"])),
            "since" => (0, text(&row["since"])),
            "urgency" => (u8::from(row["urgency"] == "NORMAL"), String::new()),
            // What is due at no time comes last, whichever way.
            _ => (u8::from(row["dueAt"].is_null()), text(&row["dueAt"])),
        }
    };
    for sort in ["dueAt", "-dueAt", "since", "-since", "startsAt", "-startsAt", "-urgency"] {
        let path = format!("/v1/inbox?sort={sort}");
        let whole = subhead.get(&path).await.is(200).items().to_vec();
        assert_eq!(whole.len(), 13, "{sort}");
        assert_eq!(walked(&subhead, &path).await, whole, "{sort}");
        let keys: Vec<_> = whole.iter().map(|row| key(sort, row)).collect();
        let in_order = keys.windows(2).all(|pair| match (&pair[0], &pair[1]) {
            ((last, one), (next, other)) if last == next => {
                if sort.starts_with('-') && sort != "-urgency" {
                    one >= other
                } else {
                    one <= other
                }
            }
            ((last, _), (next, _)) => last < next,
        });
        assert!(in_order, "{sort}: {keys:?}");
    }
    office.clock().advance(TimeDelta::hours(5));
    let now = office.clock().now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let all = subhead.get("/v1/inbox?count=true").await.is(200);
    let late = subhead.get("/v1/inbox?overdue=true&count=true").await.is(200);
    let rest = subhead.get("/v1/inbox?overdue=false&count=true").await.is(200);
    let before = subhead.get(&format!("/v1/inbox?dueTo={now}")).await.is(200);
    let is_late: Vec<&Value> = all.items().iter().filter(|row| row["overdue"] == true).collect();
    assert!(!is_late.is_empty() && is_late.len() < 7, "{}", is_late.len());
    assert_eq!(late.items().iter().collect::<Vec<_>>(), is_late);
    assert_eq!(before.items(), late.items(), "what was due before now is overdue");
    assert_eq!((&late["count"]["value"], &rest["count"]["value"]), (&json!(is_late.len()), &json!(13 - is_late.len())));
    assert_eq!((&late["counters"], &rest["counters"]), (&all["counters"], &all["counters"]));
    // A cursor goes on in the list it came from, and in no other.
    let cursor = subhead.get("/v1/inbox?limit=1").await.is(200)["nextCursor"].as_str().expect("more").to_owned();
    subhead.get(&format!("/v1/inbox?limit=1&sort=-dueAt&cursor={cursor}")).await.refused(400, "VALIDATION");
}

/// More than one row has: its event, both people, the case, what is due.
const MOST_BYTES_OF_A_ROW: usize = 1500;

#[tokio::test]
async fn twenty_rows_of_many_are_one_call_of_few_questions_and_bytes() {
    let desk = Desk::open().await;
    let (head, subhead) = (desk.office.division_head(), desk.office.subdivision_head());
    let path = "/v1/inbox?limit=20&count=true";
    cases(&head, &subhead, &desk.office, 1).await;
    let (one, few) = desk.ask(&subhead, path).await;
    cases(&head, &subhead, &desk.office, 60).await;
    let (many, as_few) = desk.ask(&subhead, path).await;
    assert_eq!((one.items().len(), many.items().len(), &many["count"]["value"]), (1, 20, &json!(61)));
    assert!(few > 0);
    assert_eq!(few, as_few, "questions for one row and for many");
    // What is counted is no row.
    let rows = many.bytes.len() - many["counters"].to_string().len();
    assert!(rows < 20 * MOST_BYTES_OF_A_ROW, "{rows} bytes");
    let before = desk.line.answered();
    let known = subhead.get(path).header("If-None-Match", many.etag()).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    // PostgreSQL answers a page, not all that waits.
    assert!(desk.line.answered() - before < 20 * MOST_BYTES_OF_A_ROW, "{} bytes", desk.line.answered() - before);
    let told: Vec<&Reply> = vec![&one, &many];
    assert!(told.iter().all(|page| page.items().iter().all(|row| row["from"]["name"] == "Ratna Wulandari")));
    drop((one, many));
    desk.close().await;
}
