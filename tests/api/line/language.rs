//! A server that speaks another language: what it says is known by its codes, and by no word of it.

use crate::database::waiting;
use crate::support::postgres::{LANGUAGES, Postgres, blocking};
use crate::support::service::block_on;
use crate::support::{Office, cluster};
use pubdok::db::migrate;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const AGENDA: &str = "/v1/agenda-items";

/// A server that speaks German, which PostgreSQL brings along; None where the machine cannot make a locale of it.
fn german() -> Option<Postgres> {
    let server = Postgres::make();
    let languages = Path::new(&server.path()).join(LANGUAGES);
    std::fs::create_dir(&languages).expect("a folder");
    let mut make = Command::new("localedef");
    make.args(["-i", "de_DE", "-f", "UTF-8"]).arg(languages.join("de_DE.UTF-8"));
    // It warns of what it does not like, and makes it all the same.
    let is_made = make.output().is_ok() && languages.join("de_DE.UTF-8/LC_MESSAGES").exists();
    is_made.then(|| {
        server.start("lc_messages = 'de_DE.UTF-8'", "host all all 127.0.0.1/32 trust");
        block_on(async {
            cluster::connect(&server.beside("postgres")).await.batch_execute("CREATE DATABASE office").await.expect("a database");
        });
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(migrate::run(&server.url("office"))).expect("migrations");
        server
    })
}

#[tokio::test]
async fn in_another_language_the_same_is_told() {
    let Some(server) = blocking(german).await else {
        eprintln!("skipped: no localedef, or no source of a second locale");
        return;
    };
    let office = Office::open_beside(server.url("office"), server.beside("office"), &[]).await;
    let (head, sql, other) = (office.division_head(), office.sql().await, office.sql().await);
    sql.batch_execute("SET synchronous_commit = local").await.expect("a setting");
    let words = sql.batch_execute("SELECT 1 / 0").await.expect_err("no number");
    if !words.to_string().contains("Division durch Null") && !format!("{words:?}").contains("Division durch Null") {
        eprintln!("skipped: this PostgreSQL brings no German along");
        return;
    }
    let item = head.puts_on_agenda("Festival").await;
    let path = format!("{AGENDA}/{}", item.id());
    let changes = async || head.patch(&path, item.etag(), json!({ "venue": "Aula" })).await;
    // A lock that is not had in time, a statement that is cancelled, a session that is ended.
    sql.batch_execute("BEGIN; LOCK TABLE agenda_items").await.expect("a lock");
    changes().await.refused(503, "UNAVAILABLE");
    for function in ["pg_cancel_backend", "pg_terminate_backend"] {
        let ends = async {
            let pid = waiting(&other, "Lock", "%").await;
            other.execute(&format!("SELECT {function}($1)"), &[&pid]).await.expect("it is told");
        };
        let (told, ()) = tokio::join!(changes(), ends);
        told.refused(503, "UNAVAILABLE");
    }
    sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    let set = async |setting: &str| {
        for statement in ["SET default_transaction_read_only = off", setting, "SELECT pg_reload_conf()"] {
            sql.batch_execute(statement).await.expect("a setting");
        }
    };
    let readiness = async || office.nobody().get("/readyz").await.is(200)["database"].as_str().map(str::to_owned);
    // A server that may only be read.
    set("ALTER SYSTEM SET default_transaction_read_only = on").await;
    while changes().await.status != 503 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(readiness().await.as_deref(), Some("read-only"));
    set("ALTER SYSTEM RESET default_transaction_read_only").await;
    while head.post(AGENDA, json!({ "title": "Pawai", "startsAt": item["startsAt"] })).await.status != 201 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(readiness().await.as_deref(), Some("ok"));
    // A commit whose wait for the standby is given up: PostgreSQL says so in a warning, and then that it is committed.
    set("ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await;
    while other.query_one("SHOW synchronous_standby_names", &[]).await.expect("the setting").get::<_, &str>(0) != "nobody" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let asks = || head.post(AGENDA, json!({ "title": "Kirab", "startsAt": item["startsAt"] })).with_key("kirab");
    let gives_up = async {
        let pid = waiting(&other, "IPC", "SyncRep").await;
        other.execute("SELECT pg_cancel_backend($1)", &[&pid]).await.expect("it is told");
    };
    let (told, ()) = tokio::join!(async { asks().in_english().await }, gives_up);
    let told = told.refused(503, "UNAVAILABLE");
    assert!(told["detail"].as_str().is_some_and(|words| words.contains("same Idempotency-Key")), "{told:?}");
    set("ALTER SYSTEM RESET synchronous_standby_names").await;
    assert_eq!(asks().await.is(201).header("idempotent-replayed"), Some("true"));
    // And a bug is one.
    sql.batch_execute("ALTER TABLE agenda_items RENAME COLUMN venue TO tempat").await.expect("another name");
    head.get(&path).await.refused(500, "INTERNAL");
    drop((office, sql, other));
    blocking(move || drop(server)).await;
}
