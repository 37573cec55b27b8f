//! Security events: who was refused, and who read what the journal does not tell of.

use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

const EVENTS: &str = "/v1/security-events";

/// What was noted so far, the oldest first.
async fn events(office: &Office, query: &str) -> Reply {
    office.watch().flush().await;
    office.auditor().get(&format!("{EVENTS}?sort=id{query}")).await.is(200)
}

fn told(events: &Reply) -> Vec<(String, Value, String)> {
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    events.items().iter().map(|event| (text(event, "kind"), event["subject"].clone(), text(event, "path"))).collect()
}

fn event(kind: &str, subject: Value, path: &str) -> (String, Value, String) {
    (kind.to_owned(), subject, path.to_owned())
}

/// A case whose classification is this.
async fn classified(office: &Office, state: State, classification: &str) -> Case {
    let case = Case::in_state(office, state).await;
    let sql = format!(
        "UPDATE assignments SET classification = '{classification}' WHERE id = '{0}';
        UPDATE dispositions SET classification = '{classification}' WHERE assignment_id = '{0}'",
        case.assignment.id()
    );
    office.sql().await.batch_execute(&sql).await.expect("classified");
    case
}

#[tokio::test]
async fn a_refusal_is_noted_with_who_and_what_and_from_where() {
    let office = Office::open().await;
    let staff = office.staff(1);
    office.nobody().get("/v1/me").await.refused(401, "TOKEN_MISSING");
    let refused = staff.get("/v1/journal?sort=seq&token=secret").await.refused(403, "ROLE_MISSING");
    office.stranger().get("/v1/inbox").await.refused(403, "OFFICER_UNKNOWN");
    let foreign = format!("/v1/assignments/{}", uuid::Uuid::now_v7());
    staff.get(&foreign).await.refused(404, "NOT_FOUND");
    // No operation, nobody signed in: a scanner's noise.
    office.nobody().get("/wp-login.php").await.refused(404, "NOT_FOUND");
    let events = events(&office, "").await;
    assert_eq!(
        told(&events),
        [
            event("REFUSED", Value::Null, "/v1/me"),
            event("REFUSED", json!("staf-1"), "/v1/journal"),
            event("REFUSED", json!(office.stranger().subject), "/v1/inbox"),
            event("NOT_FOUND", json!("staf-1"), &foreign),
        ]
    );
    let second = &events.items()[1];
    assert_eq!((&second["status"], &second["method"], &second["address"]), (&json!(403), &json!("GET"), &json!("127.0.0.1")));
    assert_eq!(second["requestId"].as_str(), refused.header("request-id"));
    assert!(!events.json().to_string().contains("secret"));
}

#[tokio::test]
async fn reading_a_classified_case_is_noted_and_an_ordinary_one_is_not() {
    let office = Office::open().await;
    let ordinary = Case::in_state(&office, State::Documented).await;
    let secret = classified(&office, State::Documented, "SECRET").await;
    let confidential = classified(&office, State::Documented, "CONFIDENTIAL").await;
    let restricted = classified(&office, State::Documented, "RESTRICTED").await;
    let before = events(&office, "").await.items().len();
    let head = office.division_head();
    for case in [&ordinary, &restricted] {
        head.get(&format!("/v1/assignments/{}", case.assignment.id())).await.is(200);
    }
    assert_eq!(events(&office, "").await.items().len(), before);
    for case in [&secret, &confidential] {
        let id = case.assignment.id();
        let paths = [
            format!("/v1/assignments/{id}"),
            format!("/v1/assignments/{id}/artifacts"),
            format!("/v1/assignments/{id}/journal"),
            format!("/v1/assignments/{id}/reports"),
            format!("/v1/dispositions/{}", case.order().id()),
        ];
        for path in &paths {
            head.get(path).await.is(200);
        }
        let noted = events(&office, &format!("&assignmentId={id}")).await;
        let expected: Vec<_> = paths.iter().map(|path| event("CLASSIFIED_READ", json!("kabag"), path)).collect();
        assert_eq!(told(&noted), expected);
        assert!(noted.items().iter().all(|event| event["assignmentIds"] == json!([id])));
    }
    // A list that shows several names them all.
    head.get("/v1/assignments").await.is(200);
    let noted = events(&office, "&kind=CLASSIFIED_READ").await;
    assert_eq!(noted.items().last().unwrap()["assignmentIds"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn reading_a_file_or_a_sheet_is_noted() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let head = office.division_head();
    let photo =
        head.get(&format!("/v1/assignments/{}/artifacts?kind=PHOTO", case.assignment.id())).await.is(200).items()[0].clone();
    let content = format!("/v1/artifacts/{}/content", photo["id"].as_str().unwrap());
    head.get(&content).await.is(200);
    head.get(&content).header("Range", "bytes=0-3").await.is(206);
    let calendar = "/v1/agenda.ics";
    head.get(calendar).await.is(200);
    let noted = events(&office, "&kind=FILE_READ&subject=kabag").await;
    assert_eq!(
        told(&noted),
        [
            event("FILE_READ", json!("kabag"), &content),
            event("FILE_READ", json!("kabag"), &content),
            event("FILE_READ", json!("kabag"), calendar)
        ]
    );
}

#[tokio::test]
async fn events_are_the_auditors_and_end_with_their_time() {
    let office = Office::open().await;
    for caller in [office.admin(), office.division_head(), office.staff(1), office.integration()] {
        caller.get(EVENTS).await.refused(403, "ROLE_MISSING");
    }
    let noted = events(&office, "&count=true").await;
    assert_eq!((noted.items().len(), &noted["count"]["value"]), (4, &json!(4)));
    let first = office.auditor().get(&format!("{EVENTS}?limit=3")).await.is(200);
    let rest = office.auditor().get(&format!("{EVENTS}?limit=3&cursor={}", first["nextCursor"].as_str().unwrap())).await.is(200);
    assert_eq!((first.items().len(), rest.items().len()), (3, 1));
    let later = (office.clock().now() + chrono::TimeDelta::seconds(5)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert_eq!(events(&office, &format!("&atFrom={later}")).await.items().len(), 0);
    assert_eq!(events(&office, &format!("&atTo={later}")).await.items().len(), 4);
    let refused = office.auditor().get(&format!("{EVENTS}?kind=READ")).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("kind", "UNKNOWN_VALUE")]);
    let mut conn = <pubdok::db::Connection as diesel_async::AsyncConnection>::establish(office.database_url()).await.unwrap();
    pubdok::office::watch::purge(&mut conn, office.clock().now() + chrono::TimeDelta::seconds(5)).await.unwrap();
    assert_eq!(events(&office, "").await.items().len(), 0);
}

#[tokio::test]
async fn a_file_or_sheet_of_a_classified_case_is_found_by_its_case() {
    let office = Office::open().await;
    let case = classified(&office, State::Reported, "SECRET").await;
    let (head, id) = (office.division_head(), case.assignment.id());
    let photo = head.get(&format!("/v1/assignments/{id}/artifacts?kind=PHOTO")).await.is(200).items()[0].clone();
    let report = head.get(&format!("/v1/assignments/{id}/reports")).await.is(200).items()[0].clone();
    let paths = [
        format!("/v1/artifacts/{}/content", photo["id"].as_str().unwrap()),
        format!("/v1/dispositions/{}", case.order().id()),
        format!("/v1/assignments/{id}/selection.zip"),
        format!("/v1/reports/{}", report["id"].as_str().unwrap()),
    ];
    for path in &paths {
        head.get(path).header("Accept", "*/*;q=0.1, application/pdf, application/zip, application/octet-stream").await.is(200);
    }
    let noted = events(&office, &format!("&kind=FILE_READ&assignmentId={id}")).await;
    let expected: Vec<_> = paths.iter().map(|path| event("FILE_READ", json!("kabag"), path)).collect();
    assert_eq!(told(&noted), expected);
}

#[tokio::test]
async fn what_shows_a_classified_case_and_leaves_no_entry_in_the_journal_is_a_reading() {
    let office = Office::open().await;
    let case = classified(&office, State::Dispatched, "SECRET").await;
    let id = case.assignment.id();
    let noted = async || told(&events(&office, &format!("&kind=CLASSIFIED_READ&assignmentId={id}")).await);
    let cancellation = format!("/v1/assignments/{id}/cancellation");
    let reason = json!({ "reason": "Acara batal." });
    // A try shows the case as it would be, and is undone.
    case.head.post(&format!("{cancellation}?dryRun=true"), reason.clone()).await.is(200);
    let mut expected = vec![event("CLASSIFIED_READ", json!("kabag"), &cancellation)];
    assert_eq!(noted().await, expected);
    // An act stands in the journal.
    let acknowledgement = format!("/v1/dispositions/{}/acknowledgement", case.order().id());
    case.photographer.post(&acknowledgement, json!({})).await.is(200);
    case.head.post(&cancellation, reason.clone()).with_key("batal").await.is(200);
    assert_eq!(noted().await, expected);
    // Its answer given again does not, nor what found all done.
    case.head.post(&cancellation, reason).with_key("batal").await.is(200);
    case.photographer.post(&acknowledgement, json!({})).await.is(200);
    expected.push(event("CLASSIFIED_READ", json!("kabag"), &cancellation));
    expected.push(event("CLASSIFIED_READ", json!("staf-1"), &acknowledgement));
    assert_eq!(noted().await, expected);
}

#[tokio::test]
async fn no_number_of_a_person_and_no_token_stands_in_the_path_of_an_event() {
    let office = Office::open().await;
    let head = office.division_head();
    let token = format!("/v1/officers/{}", head.token());
    for path in ["/v1/officers/198503302010011001", "/v1/officers/+628111111111/mandates", &token] {
        head.get(path).await.refused(404, "NOT_FOUND");
    }
    let events = events(&office, "&kind=NOT_FOUND&subject=kabag").await;
    let paths: Vec<_> = told(&events).into_iter().map(|(_, _, path)| path).collect();
    assert_eq!(paths, ["/v1/officers/…", "/v1/officers/…/mandates", "/v1/officers/…"]);
}
