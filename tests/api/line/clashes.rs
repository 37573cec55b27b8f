//! Two transactions in each other's way: the one that is undone is done anew, and its doer notices nothing.

use crate::support::Office;
use serde_json::json;

const AGENDA: &str = "/v1/agenda-items";

/// Undoes as many of the next events as that, as PostgreSQL undoes one of two; counts all that were tried.
async fn undoes(sql: &tokio_postgres::Client, code: &str, times: u32) {
    let trigger = format!(
        "DROP SEQUENCE IF EXISTS tries; CREATE SEQUENCE tries;
         CREATE OR REPLACE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF nextval('tries') <= {times} THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '{code}'; END IF;
             RETURN NEW;
         END $$;
         CREATE OR REPLACE TRIGGER clash BEFORE INSERT ON agenda_items FOR EACH ROW EXECUTE FUNCTION clash()"
    );
    sql.batch_execute(&trigger).await.expect("a trigger");
}

async fn tries(sql: &tokio_postgres::Client) -> i64 {
    sql.query_one("SELECT last_value FROM tries", &[]).await.expect("a count").get(0)
}

#[tokio::test]
async fn who_clashes_is_tried_again_three_times_and_then_told() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    let event = |title: &str| json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00" });
    let mut made = 0;
    for code in ["40001", "40P01"] {
        for key in [None, Some(format!("key-{code}"))] {
            let ask = || {
                let ask = head.post(AGENDA, event("Pawai"));
                match &key {
                    Some(key) => ask.with_key(key),
                    None => ask,
                }
            };
            undoes(&sql, code, 4).await;
            ask().await.refused(503, "UNAVAILABLE");
            assert_eq!(tries(&sql).await, 4);
            undoes(&sql, code, 3).await;
            ask().await.is(201);
            made += 1;
            assert_eq!(head.get(AGENDA).await.good().items().len(), made, "once, however often it was tried");
        }
    }
    // What is no clash is not tried again.
    undoes(&sql, "57014", 1).await;
    head.post(AGENDA, event("Pawai")).await.refused(503, "UNAVAILABLE");
    assert_eq!(tries(&sql).await, 1);
}
