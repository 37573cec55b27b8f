//! What every answer carries, and what browsers and caches are told.

use crate::support::{Office, Reply};
use reqwest::Method;
use serde_json::json;

const AGENDA: &str = "/v1/agenda-items";

/// Answers of every kind: public, good, made, refused by each layer.
async fn answers(office: &Office) -> Vec<Reply> {
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let path = format!("{AGENDA}/{}", item.id());
    vec![
        office.nobody().get("/livez").await.is(200),
        office.nobody().get("/v1/openapi.json").await.is(200),
        office.nobody().get("/docs/").await.is(200),
        head.get(AGENDA).await.is(200),
        head.get(&path).header("If-None-Match", item.etag()).await.is(304),
        head.ask(Method::OPTIONS, &path).await.is(204),
        head.post(AGENDA, json!({})).await.is(400),
        office.nobody().get(AGENDA).await.is(401),
        office.admin().get(AGENDA).await.is(403),
        head.get("/v1/nothing").await.is(404),
        head.delete(&path, "*").await.is(405),
        item,
    ]
}

#[tokio::test]
async fn every_answer_is_identified_and_guarded() {
    let office = Office::open().await;
    for answer in answers(&office).await {
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("x-frame-options", "DENY")]
        {
            assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
        }
        assert_eq!(answer.header("api-version"), Some(env!("CARGO_PKG_VERSION")), "{answer:?}");
        assert!(answer.header("request-id").is_some_and(|id| id.len() == 36), "{answer:?}");
        assert!(
            answer.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")),
            "{answer:?}"
        );
        assert!(answer.header("cross-origin-resource-policy").is_some(), "{answer:?}");
        assert!(answer.header("cache-control").is_some(), "{answer:?}");
        for given_away in ["server", "x-powered-by", "date-generated", "strict-transport-security"] {
            assert_eq!(answer.header(given_away), None, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn an_office_behind_tls_insists_on_it() {
    let office = Office::open_with(&[("PUBDOK_BASE_URL", "https://pubdok.example.go.id")]).await;
    let answer = office.nobody().get("/livez").await.is(200);
    assert!(answer.header("strict-transport-security").is_some_and(|value| value.contains("max-age=31536000")));
    let told = office.nobody().get("/v1/nothing").await.is(404);
    assert_eq!(told["type"], "https://pubdok.example.go.id/problems/not-found");
}

#[tokio::test]
async fn an_office_under_a_prefix_tells_it_with_every_address() {
    let office = Office::open_with(&[("PUBDOK_BASE_URL", "https://kab.example.go.id/humas")]).await;
    let head = office.division_head();
    let made = head.post(AGENDA, json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00Z" })).await.is(201);
    assert_eq!(made.header("location"), Some(format!("/humas{AGENDA}/{}", made.id()).as_str()));
    let told = head.post(AGENDA, json!({})).await.is(400);
    assert_eq!(told["type"], "https://kab.example.go.id/humas/problems/validation");
}

#[tokio::test]
async fn the_document_names_whom_to_ask() {
    let contact =
        [("PUBDOK_CONTACT_EMAIL", "humas@kab.example.go.id"), ("PUBDOK_CONTACT_URL", "https://kab.example.go.id/?a=\"b\"")];
    let office = Office::open_with(&contact).await;
    for place in ["/v1/openapi.json", "/v1/openapi-3.0.json"] {
        let told = office.nobody().get(place).await.is(200)["info"]["contact"].clone();
        assert_eq!(told["email"], "humas@kab.example.go.id", "{place}");
        assert_eq!(told["url"], "https://kab.example.go.id/?a=%22b%22", "{place}");
    }
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_another_replaced() {
    let office = Office::open().await;
    let ask = |name: &'static str, value: &str| office.nobody().get("/livez").header(name, value);
    for id in ["a", "REQ-2026.09_30", &"x".repeat(64)] {
        assert_eq!(ask("Request-Id", id).await.header("request-id"), Some(id));
        assert_eq!(ask("X-Request-Id", id).await.header("request-id"), Some(id));
    }
    for id in ["", "a b", "a\"b", "{\"level\":\"error\"}", "é", "a\tb", &"x".repeat(65)] {
        let answer = ask("Request-Id", id).await.is(200);
        assert!(answer.header("request-id").is_some_and(|kept| kept != id && kept.len() == 36), "{id}");
    }
    let head = office.division_head();
    head.post(AGENDA, json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00Z" }))
        .header("Request-Id", "jejak-1")
        .await
        .is(201);
    let entry = office.sql().await.query_one("SELECT request_id FROM journal", &[]).await.expect("an entry");
    assert_eq!(entry.get::<_, &str>(0), "jejak-1");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let fill = |path: &str| path.replace("{id}", item.id()).replace("{slug}", "validation");
    let gets: Vec<String> =
        office.surface().operations().filter(|(_, method, _)| *method == "GET").map(|(path, ..)| fill(path)).collect();
    assert!(gets.len() >= 7, "{gets:?}");
    for path in gets.iter().map(String::as_str).chain(["/docs/", "/v1/nothing"]) {
        let caller = |path: &str| {
            if path.starts_with("/v1/officers") || path.starts_with("/v1/settings") {
                office.admin()
            } else {
                office.division_head()
            }
        };
        let (get, answer) = (caller(path).get(path).await, caller(path).head(path).await);
        assert_eq!(get.status, answer.status, "{path}");
        assert!(answer.bytes.is_empty(), "{path}");
        for (name, value) in &get.headers {
            // These name the one answer they stand on.
            if !["date", "request-id", "traceparent"].contains(&name.as_str()) {
                assert_eq!(answer.headers.get(name), Some(value), "{name} of {path}");
            }
        }
    }
}

#[tokio::test]
async fn options_names_the_methods_without_a_token() {
    let office = Office::open().await;
    for (path, allow) in [(AGENDA, "GET, HEAD, OPTIONS, POST"), ("/livez", "GET, HEAD, OPTIONS")] {
        let answer = office.nobody().ask(Method::OPTIONS, path).await.is(204);
        assert_eq!(answer.header("allow"), Some(allow));
        assert!(answer.bytes.is_empty());
    }
    office.nobody().ask(Method::OPTIONS, "/v1/nothing").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn only_listed_origins_may_call_from_a_browser() {
    let portal = "https://portal.example.go.id";
    let office = Office::open_with(&[("PUBDOK_CORS_ORIGINS", "https://portal.example.go.id, http://localhost:3000")]).await;
    let allowed = |answer: &Reply| answer.header("access-control-allow-origin").map(str::to_owned);
    let preflight = |origin: &'static str| {
        let asked = office
            .nobody()
            .ask(Method::OPTIONS, AGENDA)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "PATCH");
        asked.header("Access-Control-Request-Headers", "authorization,content-type,if-match,idempotency-key")
    };
    for origin in [portal, "http://localhost:3000"] {
        let answer = preflight(origin).await.good();
        assert_eq!(allowed(&answer).as_deref(), Some(origin));
        assert_eq!(answer.header("access-control-max-age"), Some("7200"));
        assert!(answer.header("access-control-allow-methods").is_some_and(|methods| methods.contains("PATCH")));
        let answer = office.division_head().get(AGENDA).header("Origin", origin).await.is(200);
        assert_eq!(allowed(&answer).as_deref(), Some(origin));
        let exposed = answer.header("access-control-expose-headers").expect("exposed headers").to_lowercase();
        assert!(["etag", "link", "location", "retry-after", "request-id"].iter().all(|name| exposed.contains(name)), "{exposed}");
        // A browser must be able to read why it was refused.
        assert_eq!(allowed(&office.nobody().get(AGENDA).header("Origin", origin).await.is(401)).as_deref(), Some(origin));
        assert_eq!(allowed(&office.nobody().get("/v1/nothing").header("Origin", origin).await.is(404)).as_deref(), Some(origin));
    }
    for origin in [
        "null",
        "https://portal.example.go.id.evil.com",
        "https://evil-portal.example.go.id",
        "https://xportal.example.go.id",
        "http://portal.example.go.id",
        "https://portal.example.go.id:8443",
        "https://PORTAL.example.go.id.",
        "http://localhost:3001",
        "*",
        "",
    ] {
        assert_eq!(allowed(&preflight(origin).await), None, "{origin}");
        let answer = office.division_head().get(AGENDA).header("Origin", origin).await;
        assert_eq!(allowed(&answer), None, "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    let anybody = office.nobody().get("/v1/openapi.json").header("Origin", "https://elsewhere.example").await.is(200);
    assert_eq!(allowed(&anybody).as_deref(), Some("*"));
}

#[tokio::test]
async fn long_text_is_compressed_and_a_change_takes_its_etag() {
    let office = Office::open().await;
    let head = office.division_head();
    let short = head.puts_on_agenda("Festival").await;
    let long = json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00Z", "description": "panen ".repeat(600) });
    let long = head.post(AGENDA, long).await.is(201);
    for coding in ["gzip", "br", "zstd"] {
        let path = format!("{AGENDA}/{}", long.id());
        let answer = head.get(&path).header("Accept-Encoding", coding).await.is(200);
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert!(answer.bytes.len() < 1000, "{}", answer.bytes.len());
        assert!(answer.etag().ends_with(&format!("-{coding}\"")), "{}", answer.etag());
        assert!(answer.header("vary").is_some_and(|vary| vary.to_lowercase().contains("accept-encoding")));
        head.get(&path).header("Accept-Encoding", coding).header("If-None-Match", answer.etag()).await.is(304);
        head.patch(&path, answer.etag(), json!({ "venue": coding })).await.is(200);

        let answer = head.get(&format!("{AGENDA}/{}", short.id())).header("Accept-Encoding", coding).await.is(200);
        assert_eq!((answer.header("content-encoding"), answer.etag()), (None, short.etag()));
    }
    let plain = head.get(&format!("{AGENDA}/{}", long.id())).header("Accept-Encoding", "identity").await.is(200);
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain["venue"], "zstd");
}

#[tokio::test]
async fn an_id_in_a_path_has_one_spelling() {
    let office = Office::open().await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let id = item.id().to_owned();
    head.get(&format!("/v1/agenda-items/{id}")).await.is(200);
    let encoded = format!("%{:02X}{}", id.as_bytes()[0], &id[1..]);
    let spelt = [id.to_uppercase(), id.replace('-', ""), format!("%7B{id}%7D"), format!("urn:uuid:{id}"), format!("{id}%20")];
    for other in spelt.into_iter().chain([encoded]) {
        head.get(&format!("/v1/agenda-items/{other}")).await.refused(404, "NOT_FOUND");
    }
    head.get("/v1/registers/ASSIGN%4DENT").await.refused(404, "NOT_FOUND");
    head.get("/v1/%6De").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_target_that_names_another_host_leads_nowhere_else() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let office = Office::open().await;
    let head = office.division_head();
    for title in ["Satu", "Dua", "Tiga"] {
        head.puts_on_agenda(title).await;
    }
    let mut line = tokio::net::TcpStream::connect(office.desk.address).await.expect("a connection");
    let request = format!(
        "GET http://jahat.example.com/v1/agenda-items?limit=1 HTTP/1.1\r\nHost: jahat.example.com\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        head.token()
    );
    line.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("an answer");
    let link = answer.lines().find(|line| line.to_ascii_lowercase().starts_with("link:")).expect("a next page");
    assert!(answer.starts_with("HTTP/1.1 200") && !link.contains("jahat") && link.contains("/v1/agenda-items?"), "{link}");
}

#[tokio::test]
async fn who_takes_none_of_all_codings_gets_what_there_is() {
    let office = Office::open().await;
    for refused in ["identity;q=0", "*;q=0"] {
        let read = office.nobody().get("/v1/public/feed.json").header("Accept-Encoding", refused).await.is(200);
        assert!(read.header("request-id").is_some() && read.header("content-encoding").is_none(), "{refused}");
    }
}
