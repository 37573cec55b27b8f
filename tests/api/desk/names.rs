//! People by name wherever an officer is referred to, and who acted in person for another.

use crate::standing_in::stands_in;
use crate::support::work::{action, dispatch};
use crate::support::{Caller, Case, Office, Reply};
use chrono::{SecondsFormat, TimeDelta};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

/// Every id of an officer that an answer tells without saying who that is: `…Id` beside which no `{id, name, positionTitle}` stands.
fn unnamed(value: &Value, people: &[String], within: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                let path = format!("{within}/{name}");
                let is_officer = member.as_str().is_some_and(|id| people.iter().any(|person| person == id));
                if is_officer && name == "id" {
                    let is_named = object.get("name").is_some_and(Value::is_string) && object.get("positionTitle").is_some();
                    found.extend((!is_named).then_some(path.clone()));
                } else if is_officer {
                    let beside = name.strip_suffix("Id").and_then(|short| object.get(short));
                    let is_named = beside.is_some_and(|beside| beside["id"] == *member);
                    // Those of a report's lists, which are as they were submitted, stand beside the lists.
                    let is_listed = name == "senderId" && path.contains("elected/");
                    found.extend((!is_named && !is_listed).then_some(path.clone()));
                }
                unnamed(member, people, &path, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unnamed(item, people, within, found)),
        _ => {}
    }
}

#[tokio::test]
async fn nobody_is_an_id_alone() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    let mut order = dispatch(&[action(&case.photographer, "PHOTOGRAPHER"), action(&case.writer, "WRITER")]);
    order["schedule"] =
        json!([{ "at": "2026-01-14T02:00:00Z", "activity": "Pembukaan", "officerId": case.photographer.officer_id() }]);
    case.order = Some(case.subhead.post(&format!("/v1/assignments/{}/dispositions", case.assignment.id()), order).await.is(201));
    case.is_documented().await;
    case.is_reported().await;
    case.head.takes_down(case.photo(), "Diminta orang tua").await;
    case.head.accepts(case.report()).await;
    let crew = [&case.head, &case.subhead, &case.photographer, &case.writer];
    let people: Vec<String> = crew.into_iter().map(Caller::officer_id).collect();
    let (id, photo, report) = (case.assignment.id(), case.photo().id(), case.report().id());
    let paths = [
        format!("/v1/assignments/{id}?expand=dispositions,artifacts,reports,timeline"),
        "/v1/assignments".to_owned(),
        format!("/v1/dispositions/{}", case.order().id()),
        "/v1/dispositions".to_owned(),
        format!("/v1/artifacts/{photo}"),
        format!("/v1/artifacts/{photo}/versions"),
        format!("/v1/assignments/{id}/artifacts"),
        format!("/v1/reports/{report}"),
        "/v1/reports".to_owned(),
        format!("/v1/assignments/{id}/timeline"),
        "/v1/security-events".to_owned(),
    ];
    for path in paths {
        let answer = office.auditor().get(&path).await.is(200);
        let mut found = Vec::new();
        unnamed(answer.json(), &people, "", &mut found);
        assert!(found.is_empty(), "{path}: {found:?}");
    }
    let journal = office.auditor().get(&format!("/v1/assignments/{id}/journal")).await.is(200);
    for entry in journal.items() {
        assert_eq!(entry["actor"]["officer"]["id"], entry["actor"]["officerId"]);
        assert_eq!(entry["actor"]["officer"]["name"], entry["actor"]["name"]);
        // Kept for ever, so without names, as before.
        let kept = entry["changes"].to_string();
        for name in ["Ratna", "Bambang", "Siti", "Agus", "uploadedBy\"", "sender\""] {
            assert!(!kept.contains(name), "{kept}");
        }
    }
    let bundle = office.auditor().get(&format!("/v1/reports/{report}/bundle")).await.is(200);
    let shown = office.auditor().get(&format!("/v1/reports/{report}")).await.is(200);
    assert_eq!(bundle["selected"], shown["selected"], "what was submitted tells of artifacts as it always did");
    let senders: Vec<&Value> = shown["senders"].as_array().expect("senders").iter().map(|one| &one["name"]).collect();
    assert_eq!(senders.len(), 2);
    assert!(senders.contains(&&json!("Siti Aminah")) && senders.contains(&&json!("Agus Setiawan")));
}

#[tokio::test]
async fn a_name_is_known_as_soon_as_it_is_changed() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let sender = async || case.head.reads("artifacts", case.photo()).await["sender"].clone();
    assert_eq!(sender().await["name"], "Siti Aminah");
    // What is kept in memory about people is not told of by PostgreSQL now.
    office.sql().await.batch_execute("ALTER TABLE officers DISABLE TRIGGER USER").await.expect("no notice");
    let path = format!("/v1/officers/{}", case.photographer.officer_id());
    let change = json!({ "name": "Siti Aminah, S.I.Kom.", "positionTitle": "Pranata Humas" });
    office.admin().patch(&path, "*", change).await.is(200);
    let now = sender().await;
    assert_eq!((&now["name"], &now["positionTitle"]), (&json!("Siti Aminah, S.I.Kom."), &json!("Pranata Humas")));
    // Somebody new as well.
    let new = json!({ "subject": "staf-9", "name": "Wahyu Nugroho", "positionTitle": "Staf", "unit": "HUMAS", "roles": ["SUBDIVISION_HEAD"] });
    let new = office.admin().post("/v1/officers", new).await.is(201);
    let body = json!({ "assigneeId": new.id(), "reason": "Pindah tugas." });
    let address = format!("/v1/assignments/{}/reassignment", case.assignment.id());
    case.head.post(&address, body).await.is(200);
    let line = case.head.get(&format!("/v1/assignments/{}/timeline?sort=-seq", case.assignment.id())).await.is(200);
    assert_eq!(line.items()[0]["text"], "Ratna Wulandari mengalihkan penugasan kepada Wahyu Nugroho.");
}

#[tokio::test]
async fn who_acted_for_another_is_told_beside_them() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    let acting = office.staff(4);
    stands_in(&office, &acting, &case.photographer, "STAFF").await;
    let is_acting = |beside: &Value| {
        assert_eq!((&beside["officer"]["name"], &beside["kind"]), (&json!("Joko Susilo"), &json!("ACTING_DAILY")), "{beside}");
    };
    // An artifact, and its content.
    let photo = acting.uploads_photo(&case.assignment, "Pembukaan").await;
    let theirs = case.photographer.uploads_photo(&case.assignment, "Penutupan").await;
    assert_eq!(photo["sender"]["name"], "Siti Aminah");
    is_acting(&photo["senderActing"]);
    is_acting(&photo["content"]["uploadedByActing"]);
    assert_eq!((&theirs["senderActing"], &theirs["content"]["uploadedByActing"]), (&Value::Null, &Value::Null));
    let versions = case.subhead.get(&format!("/v1/artifacts/{}/versions", photo.id())).await.is(200);
    is_acting(&versions.items()[0]["uploadedByActing"]);
    let list = case.subhead.get(&format!("/v1/assignments/{}/artifacts", case.assignment.id())).await.is(200);
    is_acting(&list.items()[0]["senderActing"]);
    // A reading, and a completion.
    acting.acknowledges(case.order()).await;
    case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await;
    let order = acting.completes(case.order()).await;
    let recipients = order["recipients"].as_array().expect("recipients").clone();
    let of = |who: &Caller| recipients.iter().find(|to| to["officer"]["id"] == who.officer_id()).expect("a recipient").clone();
    is_acting(&of(&case.photographer)["readByActing"]);
    is_acting(&of(&case.photographer)["completedByActing"]);
    assert_eq!(of(&case.writer)["readByActing"], Value::Null);
    let order = case.writer.completes(case.order()).await;
    let own =
        order["recipients"].as_array().expect("recipients").iter().find(|to| to["officer"]["id"] == case.writer.officer_id());
    assert_eq!(own.expect("the writer")["completedByActing"], Value::Null);
    // A take-down.
    let other = office.other_subdivision_head();
    stands_in(&office, &other, &case.head, "DIVISION_HEAD").await;
    let hidden = other.takes_down(&photo, "Diminta").await;
    assert_eq!(hidden["takeDown"]["by"]["name"], "Ratna Wulandari");
    assert_eq!(hidden["takeDown"]["byActing"]["officer"]["name"], "Dewi Lestari");
    // Sent back and done again in person: the newest completion is told.
    case.subhead.returns_work(case.order(), &case.photographer, "Buram").await;
    let again = case.photographer.completes(case.order()).await;
    let own = again["recipients"]
        .as_array()
        .expect("recipients")
        .iter()
        .find(|to| to["officer"]["id"] == case.photographer.officer_id());
    assert_eq!(own.expect("the photographer")["completedByActing"], Value::Null);
    // In sentences, both are named.
    let lines = case.head.get(&format!("/v1/assignments/{}/timeline?type=artifact.added", case.assignment.id())).await.is(200);
    assert_eq!(lines.items()[0]["text"], "Joko Susilo (Plh. Staf Sub Bagian Humas) mengirim 1 foto.");
}

/// What the office keeps to print of this report.
async fn paper(office: &Office, report: &Reply) -> Value {
    let sql = "SELECT content FROM papers WHERE thing_id::text = $1 AND act::text = 'SUBMITTED'";
    let row = office.sql().await.query_one(sql, &[&report.id()]).await.expect("a paper");
    serde_json::from_str(row.get::<_, &str>(0)).expect("a sheet")
}

#[tokio::test]
async fn a_completion_that_was_told_later_says_so_in_the_view_and_on_the_report() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    case.has_results().await;
    let done = office.clock().now() + TimeDelta::minutes(10);
    office.clock().advance(TimeDelta::hours(30));
    let path = format!("/v1/dispositions/{}/completion", case.order().id());
    let told = done.to_rfc3339_opts(SecondsFormat::Millis, true);
    let order = case.photographer.post(&path, json!({})).header("Occurred-At", &told).await.is(200);
    let (own, other) = (&order["recipients"][0], &order["recipients"][1]);
    assert_eq!(own["completedAt"], told);
    assert!(own["completionReceivedAt"].as_str() > Some(told.as_str()), "{own}");
    assert_eq!(other["completionReceivedAt"], Value::Null);
    let order = case.writer.completes(case.order()).await;
    assert_eq!(order["recipients"][1]["completionReceivedAt"], Value::Null, "told at once");
    case.is_reported().await;
    let sheet = paper(&office, case.report()).await;
    let completed: Vec<&str> =
        sheet["team"].as_array().expect("a team").iter().filter_map(|one| one["completed"].as_str()).collect();
    assert_eq!(completed.len(), 2);
    assert!(completed[0].ends_with(", dilaporkan kemudian") && !completed[1].contains("kemudian"), "{completed:?}");
}
