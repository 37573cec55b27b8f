//! How often PostgreSQL is asked: what is in memory already, or is hardly ever there, is in no query of what is read all day.

use crate::support::counter::{Counted, counted};
use crate::support::{Caller, Office, cluster};
use serde_json::{Value, json};

/// So many questions one request asks, once whatever is read only once is known.
async fn asked(line: &Counted, caller: &Caller, path: &str) -> usize {
    caller.get(path).await.is(200);
    let before = line.asked();
    caller.get(path).await.is(200);
    line.asked() - before
}

#[tokio::test]
async fn a_case_or_a_page_of_them_is_one_question() {
    let database = cluster::migrated_database().await;
    let line = counted(&database.url).await;
    let office = Office::open_on(line.url.clone()).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &event).await;
    head.assigns(&subhead, &event).await;
    let paths =
        [format!("/v1/assignments/{}", case.id()), "/v1/assignments".to_owned(), "/v1/assignments?state=ASSIGNED".to_owned()];
    for path in &paths {
        for caller in [&head, &subhead, &office.auditor()] {
            assert_eq!(asked(&line, caller, path).await, 1, "{path}");
        }
    }
    // Only of an event that has changed since is it asked what it was, and who has yet to take note: of all on the page together.
    let moved = json!({ "startsAt": "2026-01-15T13:00:00+07:00", "endsAt": null });
    head.patch(&format!("/v1/agenda-items/{}", event.id()), "*", moved).await.is(200);
    for path in &paths {
        assert_eq!(asked(&line, &subhead, path).await, 3, "{path}");
    }
    let later = head.assigns(&subhead, &event).await;
    assert_eq!(asked(&line, &subhead, &format!("/v1/assignments/{}", later.id())).await, 1, "given as it now is");
    drop(office);
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn a_revision_that_nobody_told_of_is_read() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Festival").await;
    let before = head.assigns(&subhead, &event).await;
    // Without its trigger, for a message may come late: the instance that answers knows the revisions of before.
    let planted = "SET session_replication_role = replica;
        INSERT INTO procedures SELECT gen_random_uuid(), 'SOP-BARU', name, created_on, revised_on, '2020-01-01', approver, legal_bases,
            qualifications, equipment, warning, steps, created_at, updated_at, version FROM procedures";
    office.sql().await.batch_execute(planted).await.expect("a revision");
    let after = head.assigns(&subhead, &event).await;
    let numbers = |cases: &[Value]| -> Vec<Value> { cases.iter().map(|case| case["procedure"]["number"].clone()).collect() };
    let listed = subhead.get("/v1/assignments?sort=createdAt").await.is(200);
    assert_eq!(numbers(listed.items()), [before["procedure"]["number"].clone(), json!("SOP-BARU")]);
    assert_eq!(head.reads("assignments", &after).await["procedure"], after["procedure"]);
}

#[tokio::test]
async fn a_name_is_the_present_one_at_once() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &event).await;
    let path = format!("/v1/assignments/{}", case.id());
    let everywhere = [head, office.division_head()];
    let called = async |name: &str| {
        for head in &everywhere {
            assert_eq!(head.get(&path).await.is(200)["assignee"]["name"], name);
            assert_eq!(head.get("/v1/assignments").await.is(200).items()[0]["assignee"]["name"], name);
        }
    };
    let before = case["assignee"]["name"].as_str().expect("a name").to_owned();
    let sql = office.sql().await;
    let renames = |name: &str| format!("UPDATE officers SET name = '{name}' WHERE id = '{}'", subhead.officer_id());
    called(&before).await;
    // While it is not committed, and after it was undone, nobody hears of it, and nobody waits for it.
    sql.batch_execute(&format!("BEGIN; {}", renames("Salah Ketik"))).await.expect("renamed");
    called(&before).await;
    sql.batch_execute("ROLLBACK").await.expect("undone");
    called(&before).await;
    for name in ["Siti Aminah", "Siti Aminah, S.Sos."] {
        sql.batch_execute(&renames(name)).await.expect("renamed");
        called(name).await;
        called(name).await;
    }
    let officer = format!("/v1/officers/{}", subhead.officer_id());
    office.admin().patch(&officer, "*", json!({ "name": "Dewi Lestari" })).await.is(200);
    called("Dewi Lestari").await;
}
