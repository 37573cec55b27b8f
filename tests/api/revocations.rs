//! Tokens that ADMIN takes back before their time.

use crate::support::{Office, Reply};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{SecondsFormat, TimeDelta};
use pubdok::features::revocations;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const REVOCATIONS: &str = "/v1/revocations";
const AGENDA: &str = "/v1/agenda-items";

async fn asks(office: &Office, token: &str) -> Reply {
    office.nobody().get(AGENDA).header("Authorization", format!("Bearer {token}")).await
}

fn id_of(token: &str) -> String {
    let claims = token.split('.').nth(1).expect("claims");
    let claims: Value = serde_json::from_slice(&BASE64.decode(claims).expect("base64")).expect("JSON");
    claims["jti"].as_str().expect("an id").to_owned()
}

fn passes(office: &Office, seconds: i64) {
    office.clock().advance(TimeDelta::seconds(seconds));
}

#[tokio::test]
async fn all_that_a_subject_has_is_refused_at_once_and_what_it_gets_later_is_taken() {
    let office = Office::open().await;
    let (token, other) = (office.staff(1).token(), office.staff(2).token());
    asks(&office, &token).await.is(200);
    passes(&office, 5);
    let made = office.admin().post(REVOCATIONS, json!({ "subject": "staf-1", "reason": "Ponsel dinas hilang" })).await.is(201);
    assert_eq!((&made["subject"], &made["jti"], &made["createdBy"]), (&json!("staf-1"), &Value::Null, &json!("admin")));
    // It was proven a moment ago, and is kept as such.
    let told = asks(&office, &token).await.refused(401, "TOKEN_INVALID");
    assert!(
        told.header("www-authenticate").is_some_and(|told| told.starts_with("Bearer realm=\"pubdok\", error=\"invalid_token\""))
    );
    asks(&office, &other).await.is(200);
    passes(&office, 1);
    office.staff(1).get(AGENDA).await.is(200);
    asks(&office, &token).await.refused(401, "TOKEN_INVALID");

    let read = office.auditor().get(made.header("location").expect("an address")).await.is(200);
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
    let entry = &office.auditor().journal_of(made.id()).await[0];
    assert_eq!((&entry["type"], &entry["reason"]), (&json!("revocation.created"), &json!("Ponsel dinas hilang")));
}

#[tokio::test]
async fn one_token_is_refused_by_its_id_and_holds_again_when_that_is_lifted() {
    let office = Office::open().await;
    let (lost, kept) = (office.staff(1).token(), office.staff(1).token());
    let revoke = json!({ "jti": id_of(&lost), "reason": "Tersalin ke log" });
    let try_it = format!("{REVOCATIONS}?dryRun=true");
    office.admin().post(&try_it, revoke.clone()).await.is(200);
    asks(&office, &lost).await.is(200);
    let made = office.admin().post(REVOCATIONS, revoke).await.is(201);
    asks(&office, &lost).await.refused(401, "TOKEN_INVALID");
    asks(&office, &kept).await.is(200);

    let address = format!("{REVOCATIONS}/{}", made.id());
    office.admin().ask(reqwest::Method::DELETE, &address).await.refused(428, "PRECONDITION_REQUIRED");
    office.admin().delete(&address, made.etag()).await.is(204);
    asks(&office, &lost).await.is(200);
    office.admin().delete(&address, made.etag()).await.refused(404, "NOT_FOUND");
    let journal = office.auditor().journal_of(made.id()).await;
    assert_eq!(journal.len(), 2);
    assert!(journal.iter().any(|entry| entry["type"] == "revocation.lifted"), "{journal:?}");
}

#[tokio::test]
async fn the_latest_moment_counts_and_each_stands_for_itself() {
    let office = Office::open().await;
    let token = office.staff(1).token();
    passes(&office, 60);
    let moment = |seconds: i64| (office.clock().now() + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let revoke = |moment: String| json!({ "subject": "staf-1", "notBefore": moment, "reason": "Uji" });
    // Issued after that.
    let early = office.admin().post(REVOCATIONS, revoke(moment(-120))).await.is(201);
    asks(&office, &token).await.is(200);
    let late = office.admin().post(REVOCATIONS, revoke(moment(0))).await.is(201);
    asks(&office, &token).await.refused(401, "TOKEN_INVALID");
    office.admin().delete(&format!("{REVOCATIONS}/{}", early.id()), early.etag()).await.is(204);
    asks(&office, &token).await.refused(401, "TOKEN_INVALID");
    office.admin().delete(&format!("{REVOCATIONS}/{}", late.id()), late.etag()).await.is(204);
    asks(&office, &token).await.is(200);
}

#[tokio::test]
async fn what_another_instance_writes_is_heard_of() {
    let office = Office::open().await;
    let token = office.division_head().token();
    asks(&office, &token).await.is(200);
    passes(&office, 5);
    let sql = office.sql().await;
    let soon = async |status: u16| {
        let deadline = Instant::now() + Duration::from_secs(3);
        while asks(&office, &token).await.status != status {
            assert!(Instant::now() < deadline, "never {status}");
        }
    };
    sql.batch_execute(
        "INSERT INTO revocations (id, subject, not_before, reason, expires_at, created_by, created_at)
         VALUES (gen_random_uuid(), 'kabag', now() + interval '5 seconds', 'Uji', now() + interval '1 day', 'admin', now())",
    )
    .await
    .expect("written elsewhere");
    soon(401).await;
    sql.batch_execute("DELETE FROM revocations").await.expect("lifted elsewhere");
    soon(200).await;
}

#[tokio::test]
async fn what_nobody_tells_of_is_found_within_half_a_minute() {
    let office = Office::open().await;
    let token = office.division_head().token();
    // As where the connection that tells of changes has gone silent, and nobody has noticed.
    let silent = "DROP TRIGGER revocations_changed ON revocations;
        INSERT INTO revocations (id, subject, not_before, reason, expires_at, created_by, created_at)
        VALUES (gen_random_uuid(), 'kabag', now() + interval '5 seconds', 'Uji', now() + interval '1 day', 'admin', now())";
    let deadline = Instant::now() + Duration::from_secs(3);
    // Until the list is in memory: then a row that is written goes unnoticed.
    loop {
        asks(&office, &token).await.is(200);
        office.sql().await.batch_execute(silent).await.expect("written in silence");
        if asks(&office, &token).await.status == 200 {
            break;
        }
        assert!(Instant::now() < deadline, "it is read at every request");
        let undo = "DELETE FROM revocations;
            CREATE TRIGGER revocations_changed AFTER INSERT ON revocations FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change()";
        office.sql().await.batch_execute(undo).await.expect("undone");
    }
    passes(&office, 20);
    asks(&office, &token).await.is(200);
    passes(&office, 10);
    asks(&office, &token).await.refused(401, "TOKEN_INVALID");
}

#[tokio::test]
async fn only_admin_writes_and_only_admin_and_auditor_read() {
    let office = Office::open().await;
    let revoke = json!({ "subject": "admin", "reason": "Uji" });
    for other in [office.division_head(), office.subdivision_head(), office.staff(1), office.integration()] {
        other.post(REVOCATIONS, revoke.clone()).await.refused(403, "ROLE_MISSING");
        other.get(REVOCATIONS).await.refused(403, "ROLE_MISSING");
    }
    office.auditor().post(REVOCATIONS, revoke).await.refused(403, "ROLE_MISSING");
    for number in 0..3 {
        office.admin().post(REVOCATIONS, json!({ "jti": format!("token-{number}"), "reason": "Uji" })).await.is(201);
        passes(&office, 1);
    }
    office.admin().post(REVOCATIONS, json!({ "subject": "staf-4", "reason": "Uji" })).await.is(201);
    let page = office.auditor().get(&format!("{REVOCATIONS}?limit=2&count=true")).await.is(200);
    assert_eq!((&page["items"][0]["subject"], &page["items"][1]["jti"]), (&json!("staf-4"), &json!("token-2")));
    let next = page["nextCursor"].as_str().expect("a cursor");
    let rest = office.auditor().get(&format!("{REVOCATIONS}?limit=2&cursor={next}")).await.is(200);
    assert_eq!((&rest["items"][0]["jti"], &rest["items"][1]["jti"]), (&json!("token-1"), &json!("token-0")));
    let his = office.auditor().get(&format!("{REVOCATIONS}?subject=staf-4")).await.is(200);
    assert_eq!(his.items().len(), 1);
}

#[tokio::test]
async fn what_says_too_little_or_too_much_is_refused() {
    let office = Office::open().await;
    let later = (office.clock().now() + TimeDelta::minutes(6)).to_rfc3339_opts(SecondsFormat::Millis, true);
    for (body, fault) in [
        (json!({ "reason": "Uji" }), ("#/subject", "ONE_OF")),
        (json!({ "subject": "a", "jti": "b", "reason": "Uji" }), ("#/subject", "ONE_OF")),
        (json!({ "jti": "b", "notBefore": "2026-01-01T00:00:00Z", "reason": "Uji" }), ("#/notBefore", "NOT_APPLICABLE")),
        (json!({ "subject": "a", "notBefore": later, "reason": "Uji" }), ("#/notBefore", "TOO_LATE")),
        (json!({ "subject": "a" }), ("#/reason", "REQUIRED")),
        (json!({ "subject": "a", "reason": "Uji", "expiresAt": "2026-01-01T00:00:00Z" }), ("#/expiresAt", "UNKNOWN_FIELD")),
    ] {
        let told = office.admin().post(REVOCATIONS, body).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [fault]);
    }
    let count: i64 = office.sql().await.query_one("SELECT count(*) FROM revocations", &[]).await.expect("a count").get(0);
    assert_eq!(count, 0);
}

#[tokio::test]
async fn it_is_kept_until_no_such_token_can_be_valid_and_then_forgotten() {
    let office = Office::open().await;
    let made = office.admin().post(REVOCATIONS, json!({ "subject": "staf-1", "reason": "Uji" })).await.is(201);
    let instant = |name: &str| {
        let text = made[name].as_str().expect("an instant");
        chrono::DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
    };
    let kept = instant("expiresAt") - instant("notBefore");
    assert_eq!(kept, TimeDelta::days(1) + TimeDelta::minutes(1), "the longest that a token lives, and what clocks may differ");
    let mut conn = pubdok::db::dial(office.database_url()).await.expect("a connection");
    for (at, purged) in [(instant("expiresAt") - TimeDelta::seconds(1), 0), (instant("expiresAt"), 1), (instant("expiresAt"), 0)]
    {
        assert_eq!(revocations::purge(&mut conn, at).await.expect("purged"), purged, "{at}");
    }
}
