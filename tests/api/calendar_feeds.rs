//! A calendar program subscribes: a secret address for each officer, and nothing else opens with it.

use crate::agenda::read_calendar;
use crate::support::work::action;
use crate::support::{BASE_URL, Caller, Office, Reply};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn of(caller: &Caller) -> String {
    format!("/v1/officers/{}/calendar-feed", caller.officer_id())
}

async fn makes(caller: &Caller) -> String {
    let made = caller.post(&of(caller), json!({})).await.is(201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let address = made["address"].as_str().expect("an address").to_owned();
    assert!(address.starts_with(&format!("{BASE_URL}/v1/calendar-feeds/")) && address.ends_with("/agenda.ics"), "{address}");
    address
}

fn key(address: &str) -> &str {
    address.split('/').nth_back(1).expect("a key")
}

/// The titles that a calendar program finds there.
async fn subscribes(office: &Office, address: &str) -> BTreeSet<String> {
    let answer = office.nobody().get(address).await.is(200);
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    let (_, events) = read_calendar(std::str::from_utf8(&answer.bytes).expect("UTF-8"));
    events.into_iter().map(|event| event["SUMMARY"].clone()).collect()
}

async fn tomorrow(office: &Office, head: &Caller, title: &str) -> Reply {
    let at = (office.clock().now() + TimeDelta::days(1)).to_rfc3339();
    head.post("/v1/agenda-items", json!({ "title": title, "startsAt": at, "contact": "0812-3456-7890", "notes": "Rahasia" }))
        .await
        .is(201)
}

#[tokio::test]
async fn an_officer_subscribes_to_what_they_see() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let event = tomorrow(&office, &head, "Panen Raya").await;
    tomorrow(&office, &head, "Rapat tertutup").await;
    let case = head.assigns(&subhead, &event).await;
    let (everything, mine) = (makes(&head).await, makes(&staff).await);
    assert_eq!(subscribes(&office, &everything).await, BTreeSet::from(["Panen Raya", "Rapat tertutup"].map(str::to_owned)));
    assert!(subscribes(&office, &mine).await.is_empty());
    subhead.dispatches(&case, &[action(&staff, "WRITER")]).await;
    assert_eq!(subscribes(&office, &mine).await, BTreeSet::from(["Panen Raya".to_owned()]));

    // What the program is told of the answer, and that it need not come again for the same.
    let answer = office.nobody().get(&mine).await.is(200);
    assert_eq!(answer.bytes, staff.get("/v1/agenda.ics").await.is(200).bytes);
    let text = String::from_utf8(answer.bytes.clone()).expect("UTF-8");
    assert!(
        !text.contains("0812") && !text.contains("Rahasia") && text.contains("REFRESH-INTERVAL;VALUE=DURATION:PT900S\r\n"),
        "{text}"
    );
    assert!(answer.header("cache-control").is_some_and(|told| told.contains("private")), "{answer:?}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    office.nobody().get(&mine).header("If-None-Match", answer.etag()).await.is(304);
    office.nobody().head(&mine).await.is(200);
    // As calendar programs ask.
    office
        .nobody()
        .get(&mine)
        .header("Accept", "text/calendar, */*;q=0.1")
        .header("User-Agent", "Google-Calendar-Importer")
        .await
        .is(200);
}

#[tokio::test]
async fn one_address_holds_at_a_time_and_none_after_it_was_revoked() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let none = json!({ "active": false, "madeAt": null, "lastUsedAt": null });
    assert_eq!(staff.get(&of(&staff)).await.is(200).json(), &none);
    let first = makes(&staff).await;
    let told = staff.get(&of(&staff)).await.is(200);
    assert_eq!((&told["active"], &told["lastUsedAt"]), (&json!(true), &Value::Null));
    assert!(!told.json().to_string().contains(key(&first)));
    subscribes(&office, &first).await;
    let used = staff.get(&of(&staff)).await.is(200)["lastUsedAt"].clone();
    assert!(used.is_string(), "{used}");
    office.clock().advance(TimeDelta::seconds(90));
    subscribes(&office, &first).await;
    assert!(staff.get(&of(&staff)).await.is(200)["lastUsedAt"].as_str() > used.as_str());

    let second = makes(&staff).await;
    assert_ne!(key(&first), key(&second));
    subscribes(&office, &second).await;
    let known = |reply: Reply| (reply["code"].clone(), reply["title"].clone(), reply["detail"].clone());
    let superseded = known(office.nobody().get(&first).await.refused(404, "NOT_FOUND"));
    staff.ask(reqwest::Method::DELETE, &of(&staff)).await.is(204);
    staff.ask(reqwest::Method::DELETE, &of(&staff)).await.is(204);
    assert_eq!(staff.get(&of(&staff)).await.is(200).json(), &none);
    // Nobody is told which of them there ever was.
    let never = format!("/v1/calendar-feeds/{}/agenda.ics", "A".repeat(43));
    for address in [second.as_str(), &never, "/v1/calendar-feeds/x/agenda.ics", "/v1/calendar-feeds/%00/agenda.ics"] {
        assert_eq!(known(office.nobody().get(address).await.refused(404, "NOT_FOUND")), superseded, "{address}");
    }
}

#[tokio::test]
async fn it_is_the_officers_own_and_admin_may_revoke_it() {
    let office = Office::open().await;
    let (staff, admin) = (office.staff(1), office.admin());
    let address = makes(&staff).await;
    for other in [office.staff(2), office.division_head(), office.auditor(), admin.clone()] {
        other.post(&of(&staff), json!({})).await.refused(403, "NOT_YOURS");
    }
    for other in [office.staff(2), office.division_head(), office.auditor()] {
        other.get(&of(&staff)).await.refused(403, "NOT_YOURS");
        other.ask(reqwest::Method::DELETE, &of(&staff)).await.refused(403, "NOT_YOURS");
    }
    office.nobody().post(&of(&staff), json!({})).await.refused(401, "TOKEN_MISSING");
    office.integration().get(&of(&staff)).await.refused(403, "ROLE_MISSING");
    let nobody = format!("/v1/officers/{}/calendar-feed", uuid::Uuid::now_v7());
    admin.get(&nobody).await.refused(404, "NOT_FOUND");
    admin.ask(reqwest::Method::DELETE, &nobody).await.refused(404, "NOT_FOUND");
    assert_eq!(admin.get(&of(&staff)).await.is(200)["active"], true);
    admin.ask(reqwest::Method::DELETE, &of(&staff)).await.is(204);
    office.nobody().get(&address).await.refused(404, "NOT_FOUND");
    let entries = office.auditor().journal_of(&staff.officer_id()).await;
    let told: Vec<(&Value, &Value)> = entries.iter().map(|entry| (&entry["type"], &entry["actor"]["subject"])).collect();
    assert_eq!(
        told,
        [(&json!("officer.calendar-feed-made"), &json!("staf-1")), (&json!("officer.calendar-feed-revoked"), &json!("admin")),]
    );
}

#[tokio::test]
async fn it_ends_with_whoever_leaves_and_opens_nothing_else() {
    let office = Office::open().await;
    let (staff, admin) = (office.staff(1), office.admin());
    let entry = format!("/v1/officers/{}", staff.officer_id());
    let address = makes(&staff).await;
    admin.patch(&entry, "*", json!({ "active": false })).await.is(200);
    office.nobody().get(&address).await.refused(404, "NOT_FOUND");
    admin.patch(&entry, "*", json!({ "active": true })).await.is(200);
    office.nobody().get(&address).await.refused(404, "NOT_FOUND");
    // Somebody else signs in as this officer from now on.
    let address = makes(&staff).await;
    admin.patch(&entry, "*", json!({ "subject": "staf-baru" })).await.is(200);
    office.nobody().get(&address).await.refused(404, "NOT_FOUND");

    let head = office.division_head();
    let address = makes(&head).await;
    let key = key(&address);
    office.nobody().get("/v1/agenda.ics").header("Authorization", format!("Bearer {key}")).await.refused(401, "TOKEN_INVALID");
    for (method, path) in [("POST", address.clone()), ("DELETE", address.clone()), ("PUT", address.clone())] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        office.nobody().ask(method, &path).await.refused(405, "METHOD_NOT_ALLOWED");
    }
    for path in [
        format!("/v1/calendar-feeds/{key}"),
        format!("/v1/calendar-feeds/{key}/agenda-items"),
        format!("/v1/agenda-items?key={key}"),
    ] {
        let answer = office.nobody().get(&path).await;
        assert!([401, 404].contains(&answer.status), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn its_secret_is_kept_nowhere() {
    let office = Office::open().await;
    let staff = office.staff(1);
    let made = staff.post(&of(&staff), json!({})).with_key("kalender-1").await.is(201);
    let address = made["address"].as_str().expect("an address").to_owned();
    // Sent again it is the same act, and the address is told to nobody a second time.
    let again = staff.post(&of(&staff), json!({})).with_key("kalender-1").await.is(201);
    assert_eq!(
        (again.header("idempotent-replayed"), &again["address"], &again["madeAt"]),
        (Some("true"), &Value::Null, &made["madeAt"])
    );
    subscribes(&office, &address).await;
    // A refusal of it is noted, but not what was asked.
    let bad = office.nobody().get(&address).header("Authorization", "Bearer e30.e30.e30").await;
    bad.refused(401, "TOKEN_INVALID");
    office.watch().flush().await;
    let events = office.auditor().get("/v1/security-events?kind=REFUSED").await.is(200);
    assert!(events.items().iter().any(|event| event["path"] == "/v1/calendar-feeds"), "{:#}", events.json());
    let sql = office.sql().await;
    let tables = "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    for table in sql.query(tables, &[]).await.expect("the tables") {
        let table: String = table.get(0);
        let rows = format!(
            "SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'"
        );
        let found = sql.query_one(&rows, &[&key(&address)]).await.expect("a count");
        assert_eq!(found.get::<_, i64>(0), 0, "{table}");
    }
    let text = "SELECT encode(key_digest, 'hex') = encode(sha256(convert_to($1, 'UTF8')), 'hex') FROM calendar_feeds";
    assert!(sql.query_one(text, &[&key(&address)]).await.expect("a row").get::<_, bool>(0));
}
