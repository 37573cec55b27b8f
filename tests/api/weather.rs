//! What PostgreSQL cannot do for the moment is 503, by its code and never by its words, and `/readyz` says what lacks.

use crate::program::Running;
use crate::support::cluster::{self, Database};
use crate::support::{Caller, Office, Reply};
use chrono::TimeDelta;
use futures_util::future::join_all;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use serde_json::json;
use tokio_postgres::Client;

const AGENDA: &str = "/v1/agenda-items";

async fn puts(head: &Caller, key: Option<&str>) -> Reply {
    let ask = head.post(AGENDA, json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00+07:00" }));
    match key {
        Some(key) => ask.with_key(key).await,
        None => ask.await,
    }
}

fn is_told_to_come_back(answer: Reply) {
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    answer.refused(503, "UNAVAILABLE");
}

/// Lets this table refuse with this code, in words that no program can know; `when` it is written, or the transaction committed.
async fn fails(sql: &Client, table: &str, when: &str, code: &str) {
    let kind = if when.contains("DEFERRED") { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
    let before = if when.contains("DEFERRED") { "AFTER" } else { "BEFORE" };
    let trigger = format!(
        "CREATE OR REPLACE FUNCTION weather() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE EXCEPTION 'tidak dapat dikerjakan' USING ERRCODE = '{code}';
         END $$;
         CREATE {kind} weather {before} INSERT ON {table} {when} FOR EACH ROW EXECUTE FUNCTION weather()"
    );
    sql.batch_execute(&trigger).await.expect("a trigger");
}

async fn clears_up(sql: &Client, table: &str) {
    sql.batch_execute(&format!("DROP TRIGGER weather ON {table}")).await.expect("no trigger");
}

#[tokio::test]
async fn an_act_that_fails_of_the_weather_is_503_and_of_a_bug_500() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    // What is done, what is kept for its key, and what is told of it.
    for table in ["agenda_items", "idempotency_keys", "journal"] {
        for code in [
            "53000", "53100", "53200", "53300", "53400", "58000", "58030", "25006", "57014", "57P01", "57P02", "57P03", "55P03",
            "25P03", "08006",
        ] {
            fails(&sql, table, "", code).await;
            is_told_to_come_back(puts(&head, Some("key")).await);
            clears_up(&sql, table).await;
        }
        for code in ["42703", "22012", "XX000", "08P01", "54000"] {
            fails(&sql, table, "", code).await;
            puts(&head, Some("key")).await.refused(500, "INTERNAL");
            clears_up(&sql, table).await;
        }
    }
    // Where it is met by the COMMIT, PostgreSQL has said that nothing was done.
    for code in ["53100", "53200", "58030", "25006", "57014", "55P03"] {
        fails(&sql, "agenda_items", "DEFERRABLE INITIALLY DEFERRED", code).await;
        is_told_to_come_back(puts(&head, None).await);
        clears_up(&sql, "agenda_items").await;
    }
    assert_eq!(head.get(AGENDA).await.good().items().len(), 0);
    puts(&head, Some("key")).await.is(201);
}

#[tokio::test]
async fn a_read_that_fails_of_the_weather_is_503() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    head.puts_on_agenda("Festival").await;
    // A view in the table's place, asked for the first time when it is there.
    let rains = "ALTER TABLE agenda_items RENAME TO kept;
        CREATE FUNCTION weather(code text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'tidak dapat dikerjakan' USING ERRCODE = code;
        END $$";
    sql.batch_execute(rains).await.expect("another name");
    for code in ["53100", "53200", "58030", "57014", "55P03", "57P01"] {
        let view = format!("CREATE OR REPLACE VIEW agenda_items AS SELECT * FROM kept WHERE weather('{code}')");
        sql.batch_execute(&view).await.expect("a view");
        is_told_to_come_back(head.get(AGENDA).await);
    }
}

async fn readiness(office: &Office) -> (String, String) {
    let told = office.nobody().get("/readyz").await.is(200);
    let member = |name: &str| told[name].as_str().expect("a word").to_owned();
    (member("status"), member("database"))
}

#[tokio::test]
async fn what_lacks_for_writing_is_told_until_something_is_written() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    let fine = ("ok".to_owned(), "ok".to_owned());
    assert_eq!(readiness(&office).await, fine);
    for (code, name) in [("53100", "full"), ("53200", "out-of-memory"), ("58030", "failing"), ("25006", "read-only")] {
        fails(&sql, "agenda_items", "", code).await;
        is_told_to_come_back(puts(&head, None).await);
        assert_eq!(readiness(&office).await, ("degraded".to_owned(), name.to_owned()));
        // Reading goes on, and mends nothing.
        head.get(AGENDA).await.good();
        assert_eq!(readiness(&office).await.1, name);
        clears_up(&sql, "agenda_items").await;
        puts(&head, None).await.is(201);
        assert_eq!(readiness(&office).await, fine);
    }
    // What is over with the statement is no lack.
    for code in ["57014", "55P03", "40001"] {
        fails(&sql, "agenda_items", "", code).await;
        is_told_to_come_back(puts(&head, None).await);
        assert_eq!(readiness(&office).await, fine);
        clears_up(&sql, "agenda_items").await;
    }
}

#[tokio::test]
async fn what_lacks_is_told_for_a_minute_where_nothing_is_tried() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    fails(&sql, "agenda_items", "", "53100").await;
    is_told_to_come_back(puts(&head, None).await);
    clears_up(&sql, "agenda_items").await;
    // The clock of this machine goes on, and the database's stands still: that is told as well.
    office.clock().advance(TimeDelta::seconds(55));
    assert_eq!(readiness(&office).await.1, "full");
    office.clock().advance(TimeDelta::seconds(6));
    assert_eq!(readiness(&office).await.1, "ok");
}

#[tokio::test]
async fn where_there_is_no_connection_more_who_needs_one_is_told_so_and_so_is_who_asks_for_readiness() {
    let Database { name, url } = cluster::migrated_database().await;
    let owner = cluster::connect(&url).await;
    let role = format!("few_{name}");
    let grants = format!("CREATE ROLE {role} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}");
    owner.batch_execute(&grants).await.expect("a role");
    let office = Office::open_beside(url.replace("postgres@", &format!("{role}@")), url.clone(), &[]).await;
    let head = office.division_head();
    // One to read with, and the one that readiness has for itself.
    head.get(AGENDA).await.good();
    assert_eq!(readiness(&office).await.0, "ok");
    owner.batch_execute(&format!("ALTER ROLE {role} CONNECTION LIMIT 1")).await.expect("a limit");
    owner.batch_execute("BEGIN; LOCK TABLE agenda_items").await.expect("a lock");
    let more = async {
        // One of them has the connection that is there.
        let refused = join_all((0..4).map(|_| async { head.get(AGENDA).await })).await;
        refused.into_iter().for_each(is_told_to_come_back);
    };
    more.await;
    assert_eq!(readiness(&office).await, ("degraded".to_owned(), "crowded".to_owned()));
    owner.batch_execute("ROLLBACK").await.expect("the lock is given back");
    owner.batch_execute(&format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await.expect("no limit");
    join_all((0..4).map(|_| async { head.get(AGENDA).await.good() })).await;
    assert_eq!(readiness(&office).await.0, "ok");
    // Without any of its own it is not ready, until it has one.
    let none = format!(
        "ALTER ROLE {role} CONNECTION LIMIT 0;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"
    );
    owner.batch_execute(&none).await.expect("no connections");
    for _ in 0..3 {
        is_told_to_come_back(office.nobody().get("/readyz").await);
        is_told_to_come_back(head.get(AGENDA).await);
    }
    owner.batch_execute(&format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await.expect("no limit");
    office.nobody().get("/readyz").await.is(200);
    head.get(AGENDA).await.good();
    assert_eq!(readiness(&office).await.0, "ok");
    drop((office, owner));
    cluster::drop_database(&name).await;
}

#[tokio::test]
async fn a_process_that_may_open_no_more_files_is_not_ready_and_heals_by_itself() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("serving").await;
    let (client, ready) = (reqwest::Client::new(), format!("http://{}/readyz", server.address));
    // A connection that is open stays so.
    client.get(format!("http://{}/livez", server.address)).send().await.expect("an answer").bytes().await.expect("its body");
    let pid = Pid::from_raw(server.pid().cast_signed()).expect("a process");
    let may_open = |files| prlimit(Some(pid), Resource::Nofile, files).expect("a limit");
    let before = may_open(Rlimit { current: Some(0), ..getrlimit(Resource::Nofile) });
    let (another, reaches) = (reqwest::Client::new(), ready.clone());
    // Let in by the kernel, and by the process as soon as it can.
    let waits = tokio::spawn(async move { another.get(reaches).send().await });
    for _ in 0..3 {
        let told = client.get(&ready).send().await.expect("an answer");
        assert!(told.status() == 503 && told.headers().contains_key("retry-after"), "{told:?}");
        told.bytes().await.expect("its body");
    }
    may_open(before);
    assert_eq!(client.get(&ready).send().await.expect("an answer").status(), 200);
    assert_eq!(waits.await.expect("the task ends well").expect("an answer").status(), 200);
    server.told_to_stop().await;
    server.ends_well().await;
}
