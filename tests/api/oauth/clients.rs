//! Clients, as ADMIN keeps them.

use super::{CLIENTS, CREDENTIALS, Client, TOKEN, add_secret};
use crate::support::{Office, patiently};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn admin_makes_reads_lists_and_changes_them_and_the_journal_tells() {
    let office = Office::open().await;
    let admin = office.admin();
    let made = admin.post(CLIENTS, json!({ "name": "Portal", "roles": ["INTEGRATION"] })).await.is(201);
    assert_eq!((&made["active"], &made["secrets"], &made["createdBy"]), (&json!(true), &json!([]), &json!("admin")));
    let path = made.header("location").expect("an address").to_owned();
    assert_eq!(path, format!("{CLIENTS}/{}", made.id()));
    let read = office.auditor().get(&path).await.is(200);
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
    let tried = admin.patch(&format!("{path}?dryRun=true"), made.etag(), json!({ "name": "Coba" })).await.is(200);
    assert_eq!(tried["name"], "Coba");
    let changed = admin.patch(&path, made.etag(), json!({ "name": "Portal Kabupaten", "roles": ["AUDITOR"] })).await.is(200);
    assert_eq!(
        (&changed["name"], &changed["roles"], &changed["version"]),
        (&json!("Portal Kabupaten"), &json!(["AUDITOR"]), &json!(2))
    );
    admin.patch(&path, made.etag(), json!({ "active": false })).await.refused(412, "PRECONDITION_FAILED");
    admin.ask(Method::PATCH, &path).json(&json!({ "active": false })).await.refused(428, "PRECONDITION_REQUIRED");
    office.clock().advance(chrono::TimeDelta::seconds(1));
    let other = admin.post(CLIENTS, json!({ "name": "Arsip", "roles": ["AUDITOR"] })).await.is(201);
    admin.patch(&format!("{CLIENTS}/{}", other.id()), other.etag(), json!({ "active": false })).await.is(200);
    let page = office.auditor().get(&format!("{CLIENTS}?limit=1&count=true")).await.is(200);
    assert_eq!(page.items()[0]["id"], other["id"]);
    let next = page["nextCursor"].as_str().expect("a cursor");
    let rest = office.auditor().get(&format!("{CLIENTS}?limit=1&cursor={next}")).await.is(200);
    assert_eq!((rest.items()[0]["id"].as_str(), &rest["nextCursor"]), (Some(made.id()), &json!(null)));
    let active = admin.get(&format!("{CLIENTS}?active=true")).await.is(200);
    assert_eq!((active.items().len(), &active.items()[0]["id"]), (1, &made["id"]));
    let journal = office.auditor().journal_of(made.id()).await;
    let kinds: Vec<_> = journal.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert!(kinds.len() == 2 && kinds.contains(&"client.created") && kinds.contains(&"client.edited"), "{kinds:?}");
}

#[tokio::test]
async fn nobody_else_makes_or_sees_them() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION", "AUDITOR"]).await;
    let secrets = format!("{}/secrets", client.path());
    for other in [office.division_head(), office.subdivision_head(), office.staff(1), office.integration(), office.auditor()] {
        other.post(CLIENTS, json!({ "name": "X", "roles": ["AUDITOR"] })).await.refused(403, "ROLE_MISSING");
        other.patch(&client.path(), "\"1.x\"", json!({ "active": false })).await.refused(403, "ROLE_MISSING");
        other.post(&secrets, json!({})).await.refused(403, "ROLE_MISSING");
        other.delete(&format!("{secrets}/{}", client.id), "\"1.x\"").await.refused(403, "ROLE_MISSING");
        if other.subject != "auditor" {
            other.get(CLIENTS).await.refused(403, "ROLE_MISSING");
            other.get(&client.path()).await.refused(403, "ROLE_MISSING");
        }
    }
    // Nor does a client.
    let token = client.token(&office).await;
    let asked = office.nobody().post(&secrets, json!({})).header("Authorization", format!("Bearer {token}"));
    asked.await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn no_client_is_more_than_an_auditor_or_a_portal() {
    let office = Office::open().await;
    let (admin, client) = (office.admin(), Client::of(&office, &["INTEGRATION"]).await);
    let etag = admin.get(&client.path()).await.is(200).etag().to_owned();
    for (roles, fault) in [
        (json!(["ADMIN"]), ("#/roles/0", "UNKNOWN_VALUE")),
        (json!(["DIVISION_HEAD"]), ("#/roles/0", "UNKNOWN_VALUE")),
        (json!(["INTEGRATION", "STAFF"]), ("#/roles/1", "UNKNOWN_VALUE")),
        (json!(["AUDITOR", "AUDITOR"]), ("#/roles/1", "NOT_UNIQUE")),
        (json!([]), ("#/roles", "TOO_FEW")),
    ] {
        let made = admin.post(CLIENTS, json!({ "name": "X", "roles": roles })).await.refused(400, "VALIDATION");
        assert_eq!(made.faults(), [fault]);
        let changed = admin.patch(&client.path(), &etag, json!({ "roles": roles })).await.refused(400, "VALIDATION");
        assert_eq!(changed.faults(), [fault]);
    }
    let sql = office.sql().await;
    let forced = format!("UPDATE oauth_clients SET roles = '{{ADMIN}}' WHERE id = '{}'", client.id);
    assert!(sql.batch_execute(&forced).await.is_err(), "the database has the last word");
}

#[tokio::test]
async fn a_secret_is_told_once_and_kept_nowhere() {
    let office = Office::open().await;
    let admin = office.admin();
    let made = admin.post(CLIENTS, json!({ "name": "Portal", "roles": ["INTEGRATION"] })).await.is(201);
    let secrets = format!("{CLIENTS}/{}/secrets", made.id());
    let tried = admin.post(&format!("{secrets}?dryRun=true"), json!({})).await.is(200);
    assert!(admin.get(&format!("{CLIENTS}/{}", made.id())).await.is(200)["secrets"] == json!([]), "{tried:?}");
    let first = admin.post(&secrets, json!({})).with_key("satu").await.is(201);
    assert_eq!((first.header("cache-control"), &first["clientId"]), (Some("no-store"), &made["id"]));
    let secret = first["clientSecret"].as_str().expect("a secret");
    assert!(secret.starts_with("pubdok_") && secret.len() == 72, "256 bits in 43 letters, behind 22 of its id");
    let again = admin.post(&secrets, json!({})).with_key("satu").await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again["id"]), (Some("true"), &first["id"]));
    assert!(again["clientSecret"].is_null());
    let read = admin.get(&format!("{CLIENTS}/{}", made.id())).await.is(200);
    assert_eq!(read["secrets"].as_array().map(Vec::len), Some(1));
    // Not in any row of any table, and of the hash not in any answer.
    let sql = office.sql().await;
    let random = &secret[29..];
    for table in ["oauth_secrets", "oauth_clients", "journal", "idempotency_keys", "security_events"] {
        let count = format!("SELECT count(*) FROM {table} t WHERE position('{random}' IN t::text) > 0");
        assert_eq!(sql.query_one(&count, &[]).await.expect("a count").get::<_, i64>(0), 0, "{table}");
    }
    let bodies = format!("SELECT count(*) FROM idempotency_keys WHERE position('{random}'::bytea IN body) > 0");
    assert_eq!(sql.query_one(&bodies, &[]).await.expect("a count").get::<_, i64>(0), 0);
    let hash: String = sql.query_one("SELECT hash FROM oauth_secrets", &[]).await.expect("a hash").get(0);
    assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
    assert!(!String::from_utf8_lossy(&read.bytes).contains("argon2"));
    let entry = &office.auditor().journal_of(made.id()).await;
    assert!(entry.iter().any(|entry| entry["type"] == "client.secret-added"), "{entry:?}");
    assert!(!format!("{entry:?}").contains("argon2"));
}

#[tokio::test]
async fn there_are_never_three_also_when_many_are_asked_for_at_once() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let (admin, secrets) = (office.admin(), format!("{}/secrets", client.path()));
    // Each is hashed before, two at a time.
    let asked = (0..6).map(|_| patiently(|| admin.post(&secrets, json!({}))));
    let answers = futures_util::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "CONFLICT");
    }
    let read = office.admin().get(&client.path()).await.is(200);
    let ids: Vec<_> = read["secrets"].as_array().expect("secrets").iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids.len(), 2);
    let path = format!("{}/secrets/{}", client.path(), ids[0]);
    office.admin().ask(Method::DELETE, &path).await.refused(428, "PRECONDITION_REQUIRED");
    office.admin().delete(&path, "\"1.x\"").await.refused(412, "PRECONDITION_FAILED");
    office.admin().delete(&path, read.etag()).await.is(204);
    office.admin().ask(Method::DELETE, &path).header("If-Match", "*").await.refused(404, "NOT_FOUND");
    add_secret(&office, &client.id).await.is(201);
    add_secret(&office, "019ab0d0-0000-7000-8000-00000000ffff").await.refused(404, "NOT_FOUND");
    let journal = office.auditor().journal_of(&client.id).await;
    assert_eq!(journal.iter().filter(|entry| entry["type"] == "client.secret-deleted").count(), 1);
    assert_eq!(client.sends(&office, TOKEN, &CREDENTIALS).await.status, 401, "its first secret is gone");
}

#[tokio::test]
async fn what_is_sent_beside_what_is_known_is_refused() {
    let office = Office::open().await;
    let client = Client::of(&office, &["INTEGRATION"]).await;
    let told = office.admin().post(CLIENTS, json!({ "name": "X", "roles": ["AUDITOR"], "secret": "x" })).await;
    assert_eq!(told.refused(400, "VALIDATION").faults(), [("#/secret", "UNKNOWN_FIELD")]);
    let told = office.admin().post(&format!("{}/secrets", client.path()), json!({ "clientSecret": "mine" })).await;
    assert_eq!(told.refused(400, "VALIDATION").faults(), [("#/clientSecret", "UNKNOWN_FIELD")]);
}
