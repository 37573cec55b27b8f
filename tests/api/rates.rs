//! What a caller may ask for in a minute, and at once.

use crate::support::{Asked, Caller, Case, Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NOWHERE: &str = "019ab0d0-0000-7000-8000-00000000ffff";

/// Costs 200, whether there is such a case or not.
fn archive(caller: &Caller) -> Asked {
    caller.get(&format!("/v1/assignments/{NOWHERE}/selection.zip"))
}

/// `r` and `t` of `RateLimit`.
fn standing(answer: &Reply, name: &str) -> (u64, u64) {
    let told = answer.header("ratelimit").expect("RateLimit");
    let rest = told.strip_prefix(&format!("\"{name}\";r=")).unwrap_or_else(|| panic!("{told}"));
    let (left, until) = rest.split_once(";t=").expect("r and t");
    (left.parse().expect("a number"), until.parse().expect("a number"))
}

#[tokio::test]
async fn who_asks_for_too_much_waits_and_nobody_else_does() {
    let office = Office::open_with(&[("PUBDOK_RATE", "500")]).await;
    let (staff, other) = (office.staff(1), office.staff(2));
    let first = archive(&staff).await.refused(404, "NOT_FOUND");
    assert_eq!(first.header("ratelimit-policy"), Some("\"subject\";q=500;w=60"));
    assert_eq!(standing(&first, "subject"), (300, 24));
    archive(&staff).await.refused(404, "NOT_FOUND");
    let refused = archive(&staff).await.refused(429, "RATE_EXCEEDED");
    let wait: i64 = refused.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=13).contains(&wait), "{wait}");
    assert_eq!(standing(&refused, "subject"), (0, wait.unsigned_abs()));
    // What costs less is still to be had, with another token, too, for tokens are not what is counted.
    let (left, _) = standing(&staff.get("/v1/me").await.is(200), "subject");
    assert!((95..=110).contains(&left), "{left}");
    assert!(standing(&other.get("/v1/me").await.is(200), "subject").0 >= 498);
    office.clock().advance(TimeDelta::seconds(wait));
    archive(&staff).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn every_operation_costs_what_the_document_says() {
    let office = Office::open_with(&[("PUBDOK_RATE", "1000000")]).await;
    let case = Case::in_state(&office, State::Reported).await;
    let surface = office.surface();
    let (report, assignment) =
        (format!("/v1/reports/{}", case.report().id()), format!("/v1/assignments/{}", case.assignment.id()));
    let cost = |path: &str| surface.operation(path, &actix_web::http::Method::GET).expect("an operation").cost;
    let (sheet, expand) = (cost("/v1/reports/{id}"), cost("/v1/assignments/{id}"));
    assert!(sheet.sheet > Some(sheet.base) && expand.expand.is_some());
    let (register, list) = (cost("/v1/registers/{kind}"), cost("/v1/assignments"));
    let table = register.table.expect("a whole register is dear");
    let [rows, more, search, count] = [list.rows, list.expand, list.search, list.count].map(|cost| cost.expect("a cost"));
    let (sheet_costs, expand_costs) = (sheet.sheet.unwrap_or_default(), expand.base + expand.expand.unwrap_or_default());
    let asked = [
        (case.head.get(&report), sheet.base),
        (case.head.get(&report).header("Accept", "application/pdf"), sheet_costs),
        // However it is asked for.
        (case.head.get(&report).header("Accept", "application/json;q=0.5, */*"), sheet_costs),
        (case.head.get(&report).header("Accept", "text/html").header("Accept", "application/pdf"), sheet_costs),
        (case.head.get(&report).header("Accept", "application/json, application/pdf;q=0.5"), sheet.base),
        (case.head.get(&assignment), expand.base),
        (case.head.get(&format!("{assignment}?expand=artifacts")), expand_costs),
        (case.head.get(&format!("{assignment}?exp%61nd=artifacts")), expand_costs),
        (case.head.get("/v1/registers/ASSIGNMENT").header("Accept", "text/csv"), table),
        (case.head.get("/v1/registers/ASSIGNMENT").header("Accept", XLSX), table),
        (case.head.get("/v1/assignments?limit=1"), list.base),
        (case.head.get("/v1/assignments"), list.base + 50 / rows),
        (case.head.get("/v1/assignments?limit=200"), list.base + 200 / rows),
        (case.head.get("/v1/assignments?limit=200&expand=artifacts"), list.base + 200 / rows + more * (1 + 200 / rows)),
        (case.head.get("/v1/assignments?limit=1&q=panen&count=true"), list.base + search + count),
    ];
    let left = |answer: &Reply| standing(answer, "subject").0;
    for (request, costs) in asked {
        office.clock().advance(TimeDelta::seconds(10));
        let answer = request.await;
        // A tenth of a minute's units may be asked for at once, and is there again after a tenth of a minute.
        assert_eq!(answer.header("ratelimit-policy"), Some("\"subject\";q=100000;w=6"));
        assert_eq!(100_000 - left(&answer), u64::from(costs), "{}", answer.status);
    }
}

#[tokio::test]
async fn a_flood_of_false_tokens_bars_the_address_but_not_who_is_known() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_RATE", "500")]).await;
    let known = format!("Bearer {}", office.staff(1).token());
    let with = |token: &str| office.nobody().get("/v1/me").header("Authorization", token);
    with(&known).await.is(200);
    let false_token = format!("{}x", known);
    let first = with(&false_token).await.refused(401, "TOKEN_INVALID");
    assert_eq!(first.header("ratelimit-policy"), Some("\"address\";q=500;w=60"));
    let flood: Vec<_> = (0..16)
        .map(|_| {
            let (nobody, token) = (office.nobody(), false_token.clone());
            tokio::spawn(async move {
                loop {
                    nobody.get("/v1/me").header("Authorization", &token).await;
                }
            })
        })
        .collect();
    until(429, || with(&false_token)).await.refused(429, "RATE_EXCEEDED");
    until(429, || office.nobody().get("/v1/nothing")).await.refused(429, "RATE_EXCEEDED");
    // Nobody looks into a new one while the address has nothing left; it is not said to be bad.
    until(429, || office.staff(2).get("/v1/me")).await.refused(429, "RATE_EXCEEDED");
    for _ in 0..20 {
        // The subject that the false tokens name, by the token that was good before.
        with(&known).await.is(200);
    }
    flood.iter().for_each(tokio::task::JoinHandle::abort);
    office.clock().advance(TimeDelta::seconds(30));
    office.staff(2).get("/v1/me").await.is(200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_address_is_counted_by_itself() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_RATE", "500"), ("PUBDOK_TRUSTED_PROXIES", "127.0.0.0/8")]).await;
    let from = |addresses: &str| office.nobody().get("/v1/me").header("X-Forwarded-For", addresses);
    let mut told = from("203.0.113.1").await;
    for number in 0..1000 {
        if told.status == 429 {
            break;
        }
        // What stands on the left is the caller's own invention.
        told = from(&format!("192.0.2.{}, 203.0.113.1", number % 250)).await;
    }
    told.refused(429, "RATE_EXCEEDED");
    from("203.0.113.1, 203.0.113.2").await.refused(401, "TOKEN_MISSING");
    let office = Office::open_with(&[("PUBDOK_ADDRESS_RATE", "500")]).await;
    let from = |address: &str| office.nobody().get("/v1/me").header("X-Forwarded-For", address);
    let left = standing(&from("203.0.113.1").await, "address").0;
    // Sixty at once: some units come back while they are answered, and never so many.
    futures_util::future::join_all((0..60).map(|_| from("203.0.113.1").into_future())).await;
    assert!(standing(&from("203.0.113.2").await, "address").0 < left, "whoever is not trusted is not believed");
}

#[tokio::test]
async fn only_so_many_requests_of_a_subject_are_worked_on_at_once() {
    let office = Office::open_with(&[("PUBDOK_AT_ONCE", "2")]).await;
    let (head, other) = (office.division_head(), office.other_division_head());
    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut line = TcpStream::connect(office.desk.address).await.expect("a connection");
        let begin = format!(
            "POST /v1/agenda-items HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{{",
            head.token()
        );
        line.write_all(begin.as_bytes()).await.expect("the beginning is sent");
        slow.push(line);
    }
    let refused = until(429, || head.get("/v1/me")).await.refused(429, "RATE_EXCEEDED");
    assert_eq!(refused.header("retry-after"), Some("1"));
    other.get("/v1/me").await.is(200);
    // Whoever hangs up has it back: nothing was begun for them.
    drop(slow);
    until(200, || head.get("/v1/me")).await.is(200);
}

#[tokio::test]
async fn a_file_that_is_still_being_sent_counts() {
    let office = Office::open_with(&[("PUBDOK_AT_ONCE", "1")]).await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let table = "tanggal,jumlah\n2026-09-30,1\n".repeat(1_000_000).into_bytes();
    let metadata = json!({ "kind": "DATASET", "title": "Hasil panen" });
    let dataset = case.photographer.uploads(&case.assignment, metadata, "panen.csv", "text/csv", table).await.is(201);
    let mut line = TcpStream::connect(office.desk.address).await.expect("a connection");
    let ask = format!(
        "GET /v1/artifacts/{}/content HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {}\r\n\r\n",
        dataset.id(),
        case.photographer.token()
    );
    line.write_all(ask.as_bytes()).await.expect("the request is sent");
    let mut beginning = [0; 12];
    line.read_exact(&mut beginning).await.expect("the answer begins");
    assert_eq!(&beginning, b"HTTP/1.1 200");
    case.photographer.get("/v1/me").await.refused(429, "RATE_EXCEEDED");
    drop(line);
    until(200, || case.photographer.get("/v1/me")).await.is(200);
}

#[tokio::test]
async fn what_is_asked_for_at_once_is_let_go_on_little_by_little_and_none_of_it_is_refused() {
    // 100 units a second; 250 of them go on at once, what comes after that at 500 a second.
    let office = Office::open_with(&[("PUBDOK_RATE", "6000")]).await;
    let staff = office.staff(1);
    let began = std::time::Instant::now();
    for _ in 0..2 {
        archive(&staff).await.refused(404, "NOT_FOUND");
    }
    assert!(began.elapsed() >= Duration::from_millis(250), "{:?}", began.elapsed());
    assert!(standing(&staff.get("/v1/me").await.is(200), "subject").0 < 250);
}

#[tokio::test]
async fn without_limits_nothing_is_counted() {
    let office = Office::open_with(&[("PUBDOK_AT_ONCE", "0")]).await;
    let answer = office.staff(1).ask(Method::GET, "/v1/me").await.is(200);
    assert!(answer.header("ratelimit").is_none() && answer.header("ratelimit-policy").is_none());
}

/// Asks until the answer is this, for what others do takes its time.
async fn until(status: u16, ask: impl Fn() -> Asked) -> Reply {
    for _ in 0..100 {
        let answer = ask().await;
        if answer.status == status {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never {status}");
}
