//! Who may ask what: every operation as every role, and tokens that are none.

use crate::support::{BASE_URL, Office, Reply};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use pubdok::domain::label::Label;
use pubdok::domain::role::Role;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

const AGENDA: &str = "/v1/agenda-items";
const NOTHING: &str = "019ab0d0-0000-7000-8000-00000000ffff";

/// Every operation with somebody's token, or none.
fn operations(office: &Office) -> Vec<(Method, String, Option<pubdok::domain::role::Roles>)> {
    let operations = office.surface().operations().map(|(path, method, operation)| {
        (method.parse().expect("a method"), path.replace("{id}", NOTHING).replace(['{', '}'], ""), operation.roles)
    });
    operations.collect()
}

#[tokio::test]
async fn every_operation_asks_for_its_roles_and_no_others() {
    let office = Office::open().await;
    let mut asked = 0;
    for (method, path, roles) in operations(&office) {
        for role in Role::ALL.iter().copied() {
            let answer = office.holder(role).ask(method.clone(), &path).header("If-Match", "*").json(&json!({})).await;
            let may = roles.is_none_or(|roles| roles.contains(role));
            assert!(answer.status < 500, "{method} {path} as {role}: {answer:?}");
            if may {
                assert!(answer.status != 401 && answer["code"] != "ROLE_MISSING", "{method} {path} as {role}: {answer:?}");
            } else {
                let told = answer.refused(403, "ROLE_MISSING");
                let challenge = told.header("www-authenticate").expect("a challenge");
                assert!(challenge.contains("insufficient_scope"), "{challenge}");
            }
            asked += 1;
        }
    }
    assert!(asked >= 50, "{asked}");
}

#[tokio::test]
async fn every_operation_that_asks_for_roles_asks_for_a_token_first() {
    let office = Office::open().await;
    for (method, path, roles) in operations(&office) {
        let ask = || office.nobody().ask(method.clone(), &path).json(&json!({}));
        if roles.is_none() {
            // A client proves itself by its secret.
            let for_clients = ["/v1/oauth/token", "/v1/oauth/revoke"].contains(&path.as_str());
            // And a calendar program by the address it was given.
            let open = ["/v1/openapi", "/v1/changelog", "/v1/calendar-feeds/", "/v1/public/"]
                .iter()
                .any(|begin| path.starts_with(begin));
            assert!(!path.starts_with("/v1/") || open || for_clients, "{path} is open to anybody");
            assert!(![401, 403].contains(&ask().await.status), "{method} {path}");
            if !for_clients {
                // Who shows a token without need is told that it does not hold; what is for another to read is nobody's business.
                let shown = |value: &'static str| ask().header("Authorization", value);
                shown("Bearer x.y.z").await.refused(401, "TOKEN_INVALID");
                assert!(![401, 403].contains(&shown("Basic eDp5").await.status), "{method} {path}");
            }
            continue;
        }
        let told = ask().await.refused(401, "TOKEN_MISSING");
        let leads = format!("resource_metadata=\"{BASE_URL}/.well-known/oauth-protected-resource\"");
        assert_eq!(told.header("www-authenticate"), Some(format!("Bearer realm=\"pubdok\", {leads}").as_str()));
        let told = ask().header("Authorization", "Bearer x.y.z").await.refused(401, "TOKEN_INVALID");
        let challenge = format!("Bearer realm=\"pubdok\", error=\"invalid_token\", {leads}");
        assert_eq!(told.header("www-authenticate"), Some(challenge.as_str()));
    }
}

#[tokio::test]
async fn a_token_travels_in_one_bearer_header() {
    let office = Office::open().await;
    let token = office.division_head().token();
    let ask = |value: String| office.nobody().get(AGENDA).header("Authorization", value);
    ask(format!("Bearer {token}")).await.is(200);
    ask(format!("bearer {token}")).await.is(200);
    ask(format!("BEARER  {token}")).await.is(200);
    for missing in [format!("Basic {token}"), token.clone(), "Bearer".to_owned(), String::new(), format!("Token {token}")] {
        ask(missing).await.refused(401, "TOKEN_MISSING");
    }
    for bad in [format!("Bearer {token}x"), format!("Bearer {token},{token}"), "Bearer é".to_owned()] {
        let told = ask(bad.clone()).await.is(401);
        assert!(["TOKEN_INVALID", "TOKEN_MISSING"].contains(&told["code"].as_str().unwrap_or_default()), "{bad}");
    }
    ask(format!("Bearer {token}")).header("Authorization", format!("Bearer {token}")).await.refused(400, "INVALID_REQUEST");
    office.nobody().get(&format!("{AGENDA}?access_token={token}")).await.refused(401, "TOKEN_MISSING");
    office.nobody().get(AGENDA).header("Cookie", format!("access_token={token}")).await.refused(401, "TOKEN_MISSING");
}

#[tokio::test]
async fn forged_and_foreign_tokens_are_all_told_the_same() {
    let office = Office::open().await;
    let elsewhere = Office::open().await;
    let token = office.division_head().token();
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let part = |json: serde_json::Value| BASE64.encode(json.to_string());
    let mut admin: serde_json::Value = serde_json::from_slice(&BASE64.decode(claims).expect("base64")).expect("JSON");
    admin["roles"] = json!(["ADMIN"]);
    let forgeries = [
        elsewhere.division_head().token(),
        format!("{header}.{}.{signature}", part(admin.clone())),
        format!("{}.{claims}.", part(json!({ "alg": "none", "typ": "at+jwt" }))),
        format!("{}.{claims}.{signature}", part(json!({ "alg": "HS256", "typ": "at+jwt", "kid": "development" }))),
        format!("{header}.{claims}"),
        format!("{header}.{claims}.{signature}.{signature}"),
        format!("{header}.{claims}.{}", "A".repeat(signature.len())),
        "A".repeat(20_000),
    ];
    for forged in forgeries {
        let told = office.nobody().get(AGENDA).header("Authorization", format!("Bearer {forged}")).await;
        let told = told.refused(401, "TOKEN_INVALID");
        assert_eq!(told["detail"], "Minta token baru; token harus asli, belum kedaluwarsa, dan untuk layanan ini.");
    }
}

#[tokio::test]
async fn a_token_ends_with_its_time() {
    let office = Office::open().await;
    let token = office.division_head().token();
    let ask = || office.nobody().get(AGENDA).header("Authorization", format!("Bearer {token}"));
    ask().await.is(200);
    // Clocks may differ by a minute.
    office.clock().advance(chrono::TimeDelta::seconds(950));
    ask().await.is(200);
    office.clock().advance(chrono::TimeDelta::seconds(20));
    ask().await.refused(401, "TOKEN_INVALID");
    office.division_head().get(AGENDA).await.is(200);
}

#[tokio::test]
async fn those_who_act_for_the_office_must_be_known_to_it() {
    let office = Office::open().await;
    for role in [Role::DivisionHead, Role::SubdivisionHead, Role::Staff] {
        office.caller("orang-asing", &[role]).get(AGENDA).await.refused(403, "OFFICER_UNKNOWN");
        office.caller("orang-asing", &[Role::Auditor, role]).get(AGENDA).await.refused(403, "OFFICER_UNKNOWN");
    }
    for role in [Role::Auditor, Role::Integration] {
        office.caller("orang-asing", &[role]).get(AGENDA).await.is(200);
    }
    office.caller("kabag", &[]).get(AGENDA).await.is(403);
}

/// Asks again until the change is heard of; it must be within moments.
async fn soon(office: &Office, status: u16) -> Reply {
    let deadline = Instant::now() + Duration::from_secs(3);
    loop {
        let answer = office.division_head().get(AGENDA).await;
        if answer.status == status || Instant::now() > deadline {
            return answer;
        }
    }
}

#[tokio::test]
async fn an_officer_put_out_of_duty_is_refused_at_once() {
    let office = Office::open().await;
    let sql = office.sql().await;
    office.division_head().get(AGENDA).await.is(200);
    sql.batch_execute("UPDATE officers SET active = false WHERE subject = 'kabag'").await.expect("put out of duty");
    soon(&office, 403).await.refused(403, "OFFICER_INACTIVE");
    sql.batch_execute("UPDATE officers SET active = true WHERE subject = 'kabag'").await.expect("back on duty");
    soon(&office, 200).await.is(200);
}

#[tokio::test]
async fn who_left_is_let_in_nowhere_whatever_the_token_says() {
    let office = Office::open().await;
    for role in Role::ALL.iter().copied() {
        let subject = format!("lama-{}", role.label().to_lowercase());
        office.plant_officer(&subject, "Pegawai Lama", "Pensiun", role).await;
        let sql = format!("UPDATE officers SET active = false WHERE subject = '{subject}'");
        office.sql().await.batch_execute(&sql).await.expect("put out of duty");
        for path in ["/v1/me", "/v1/inbox", "/v1/officers"] {
            office.caller(&subject, &[role]).get(path).await.refused(403, "OFFICER_INACTIVE");
        }
    }
}

#[tokio::test]
async fn a_role_holds_while_token_and_directory_both_say_so() {
    let office = Office::open().await;
    let (admin, path) = (office.admin(), format!("/v1/officers/{}", office.staff(1).officer_id()));
    let all = office.caller("staf-1", Role::ALL);
    assert_eq!(all.get("/v1/me").await.is(200)["roles"], json!(["STAFF"]));
    let refused = all.get("/v1/journal").in_english().await.refused(403, "ROLE_MISSING");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("AUDITOR") && detail.contains("/v1/officers"), "{detail}");
    let etag = admin.get(&path).await.is(200).etag().to_owned();
    let given = admin.patch(&path, &etag, json!({ "roles": ["STAFF", "AUDITOR"] })).await.is(200);
    all.get("/v1/journal").await.is(200);
    assert_eq!(all.get("/v1/me").await.is(200)["roles"], json!(["STAFF", "AUDITOR"]));
    admin.patch(&path, given.etag(), json!({ "roles": [] })).await.is(200);
    all.get("/v1/journal").await.refused(403, "ROLE_MISSING");
    all.get("/v1/me").await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn a_mandate_lends_a_role_from_its_start_to_its_end() {
    let office = Office::open().await;
    let mandate = "INSERT INTO mandates (id, holder_id, principal_id, role, kind, decree_number, starts_at, ends_at, created_at, updated_at,
            version, given_by, confirmed_at)
        SELECT gen_random_uuid(), holder.id, principal.id, 'DIVISION_HEAD', 'ACTING_DAILY', '800/1/2026', now() + interval '1 day',
            now() + interval '2 days', now(), now(), 1, 'admin', now()
        FROM officers holder, officers principal WHERE holder.subject = 'staf-1' AND principal.subject = 'kabag'";
    office.sql().await.batch_execute(mandate).await.expect("a mandate");
    let staff = office.staff(1);
    let event = json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00Z" });
    staff.post(AGENDA, event.clone()).await.refused(403, "ROLE_MISSING");
    office.clock().advance(chrono::TimeDelta::hours(25));
    staff.post(AGENDA, event.clone()).await.is(201);
    let entry = "SELECT actor, role::text, p.subject FROM journal LEFT JOIN officers p ON p.id = on_behalf_of_id";
    let row = office.sql().await.query_one(entry, &[]).await.expect("an entry");
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, &str>(1), row.get::<_, Option<&str>>(2)),
        ("staf-1", "DIVISION_HEAD", Some("kabag"))
    );
    office.clock().advance(chrono::TimeDelta::hours(24));
    staff.post(AGENDA, event).await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn who_has_no_role_known_here_learns_whose_setting_it_is() {
    let office = Office::open().await;
    let told = office.caller("tamu", &[]).get(AGENDA).in_english().await.refused(403, "ROLE_MISSING");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("PUBDOK_ROLES_CLAIM")), "{told:?}");
    let told = office.integration().get("/v1/journal").in_english().await.refused(403, "ROLE_MISSING");
    assert!(told["detail"].as_str().is_some_and(|detail| !detail.contains("PUBDOK_")), "{told:?}");
}
