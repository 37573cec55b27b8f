//! What the operator's monitoring sees, and the trace that leads through.

use crate::support::{Case, Office};
use pubdok::domain::assignment::State;
use pubdok::features::background::tidy_once;
use serde_json::json;

async fn metrics(office: &Office) -> String {
    let address = office.desk.admin.expect("an address for the operator");
    reqwest::get(format!("http://{address}/metrics")).await.expect("an answer").text().await.expect("text")
}

fn series(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("http_server_request_duration_seconds_count")).count()
}

#[tokio::test]
async fn every_request_is_counted_by_its_route_and_never_by_its_address() {
    let office = Office::open_with(&[("PUBDOK_ADMIN_BIND", "127.0.0.1:0")]).await;
    let staff = office.staff(1);
    staff.get("/v1/me").await.is(200);
    staff.get(&format!("/v1/assignments/{}", uuid::Uuid::now_v7())).await.is(404);
    office.nobody().get("/x").await.is(404);
    office.nobody().ask("BREW".parse().unwrap(), "/v1/me").await.is(405);
    let before = metrics(&office).await;
    for number in 0..200 {
        office.nobody().get(&format!("/{number}/{}", uuid::Uuid::now_v7())).await.is(404);
        staff.get(&format!("/v1/assignments/{}", uuid::Uuid::now_v7())).await.is(404);
        let method = format!("M{number}").parse().unwrap();
        office.nobody().ask(method, "/v1/me").await.is(405);
    }
    let after = metrics(&office).await;
    assert_eq!(series(&after), series(&before), "{after}");
    for line in [
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/v1/me\",error_type=\"\"} 1",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"404\",http_route=\"/v1/assignments/{id}\",error_type=\"\"} 201",
        "http_server_request_duration_seconds_count{http_request_method=\"_OTHER\",http_response_status_code=\"405\",http_route=\"/v1/me\",error_type=\"\"} 201",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"404\",http_route=\"unmatched\",error_type=\"\"} 201",
        "http_server_active_requests 0",
        "pubdok_build_info{version=",
        "\npubdok_workers ",
        "pubdok_journal_entries_unsealed 0",
        "pubdok_uploads_unfinished 0",
        "le=\"0.005\"",
    ] {
        assert!(after.contains(line), "{line}\n{after}");
    }
    assert!(after.contains("\npubdok_database_connections_open ") && after.ends_with("# EOF\n"), "{after}");
    // Not on the address of everybody.
    office.nobody().get("/metrics").await.refused(404, "NOT_FOUND");
    office
        .division_head()
        .post("/v1/agenda-items", json!({ "title": "Panen Raya", "startsAt": "2026-09-30T09:00:00Z" }))
        .await
        .is(201);
    assert!(metrics(&office).await.contains("pubdok_journal_entries_unsealed 1\n"));
}

#[tokio::test]
async fn every_round_of_the_background_work_is_counted_by_what_came_of_it() {
    let office = Office::open_with(&[("PUBDOK_ADMIN_BIND", "127.0.0.1:0")]).await;
    let shared = &office.desk.shared;
    for url in [office.database_url(), "postgres://nobody@127.0.0.1:9/nowhere?connect_timeout=1"] {
        tidy_once(url, office.clock(), &shared.blobs, &shared.config, &shared.metrics).await;
    }
    let told = metrics(&office).await;
    for outcome in ["done", "failed"] {
        let line = format!("pubdok_background_rounds_total{{task=\"security_events\",outcome=\"{outcome}\"}} 1\n");
        assert!(told.contains(&line), "{line}{told}");
    }
}

#[tokio::test]
async fn only_uploads_that_are_not_whole_are_counted() {
    let office = Office::open_with(&[("PUBDOK_ADMIN_BIND", "127.0.0.1:0")]).await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let plant = format!(
        "INSERT INTO uploads (id, assignment_id, sender_id, principal, kind, description, told_metadata, length, received, writer,
            finished_at, expires_at, created_at, updated_at)
        SELECT gen_random_uuid(), '{}', '{}', 'x', 'PHOTO', '{{}}', '', 10, received, gen_random_uuid(),
            CASE WHEN received = 10 THEN now() END, now() + interval '7 days', now(), now()
        FROM unnest('{{0, 4, 10}}'::bigint[]) received",
        case.assignment.id(),
        office.staff(1).officer_id()
    );
    office.sql().await.batch_execute(&plant).await.expect("uploads");
    assert!(metrics(&office).await.contains("pubdok_uploads_unfinished 2\n"));
}

#[tokio::test]
async fn a_callers_trace_goes_on_in_every_answer() {
    let office = Office::open().await;
    let theirs = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (path, status) in [("/v1/me", 200), ("/v1/journal", 403), ("/nowhere", 404)] {
        let answer = office.staff(1).get(path).header("traceparent", theirs).await.is(status);
        let ours = answer.header("traceparent").expect("a trace");
        assert!(ours.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && ours != theirs, "{ours}");
    }
    let new = office.staff(1).get("/v1/me").await.is(200);
    let other = office.staff(1).get("/v1/me").await.is(200);
    assert_ne!(new.header("traceparent").expect("a trace")[3..35], other.header("traceparent").expect("a trace")[3..35]);
}
