//! Every migration can be undone and done again, and says what it made.

use crate::cluster;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::MigrationHarness;
use pubdok::db::migrate::{self, MIGRATIONS};
use tokio_postgres::Client;

/// Everything but diesel's own book of migrations, one line a thing.
const DUMP: &str = "
WITH ours AS (
    SELECT oid AS relation, relname, relkind, reloptions FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_diesel%'
)
SELECT concat_ws(' | ', 'relation', relname, relkind, reloptions, obj_description(relation, 'pg_class')) FROM ours
UNION ALL
SELECT concat_ws(' | ', 'column', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
    pg_get_expr(adbin, adrelid), col_description(relation, attnum))
FROM ours JOIN pg_attribute ON attrelid = relation AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = relation AND adnum = attnum
UNION ALL
SELECT concat_ws(' | ', 'constraint', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '\\_\\_diesel%'
UNION ALL
SELECT concat_ws(' | ', 'index', pg_get_indexdef(indexrelid)) FROM pg_index JOIN ours ON relation = indexrelid
UNION ALL
SELECT concat_ws(' | ', 'trigger', pg_get_triggerdef(pg_trigger.oid)) FROM pg_trigger JOIN ours ON relation = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT concat_ws(' | ', 'function', pg_get_functiondef(oid)) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'diesel\\_%'
UNION ALL
SELECT concat_ws(' | ', 'type', typname, typtype, format_type(typbasetype, typtypmod)) FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND typelem = 0
UNION ALL
SELECT concat_ws(' | ', 'procedure', number, effective_on, steps) FROM procedures
UNION ALL
SELECT concat_ws(' | ', 'setting', key, value) FROM settings
ORDER BY 1";

async fn lines(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.expect(sql).iter().map(|row| row.get(0)).collect()
}

async fn with_migrations<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(AsyncMigrationHarness<AsyncPgConnection>) -> T + Send + 'static,
) -> T {
    let connection = AsyncPgConnection::establish(url).await.expect("a connection");
    tokio::task::spawn_blocking(move || work(AsyncMigrationHarness::new(connection))).await.expect("the harness ends well")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn up_down_up_leaves_the_same_schema() {
    let database = cluster::empty_database().await;
    let client = cluster::connect(&database.url).await;
    let count = migrate::run(&database.url).await.expect("up");
    assert!(count >= 2 && migrate::pending(&database.url).await.expect("a count") == 0);
    let before = lines(&client, DUMP).await;
    assert!(before.iter().any(|line| line.starts_with("trigger")) && before.len() > 300, "the dump sees too little");

    let undone =
        with_migrations(&database.url, |mut harness| harness.revert_all_migrations(MIGRATIONS).expect("down").len()).await;
    assert_eq!(undone, count);
    let left = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_diesel%'
        UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'diesel\\_%'
        UNION ALL SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE '%\\_\\_diesel%'";
    assert_eq!(lines(&client, left).await, Vec::<String>::new(), "left behind by down.sql");

    assert_eq!(migrate::run(&database.url).await.expect("up again"), count);
    let after = lines(&client, DUMP).await;
    for (line, again) in before.iter().zip(&after) {
        assert_eq!(line, again);
    }
    assert_eq!(before.len(), after.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_instances_that_migrate_at_once_both_succeed() {
    let database = cluster::empty_database().await;
    let (one, other) = tokio::join!(migrate::run(&database.url), migrate::run(&database.url));
    let (one, other) = (one.expect("one"), other.expect("the other"));
    assert!(one.min(other) == 0 && one.max(other) >= 2, "{one} and {other}");
}

#[tokio::test]
async fn every_table_and_column_says_what_it_is() {
    let database = cluster::migrated_database().await;
    let client = cluster::connect(&database.url).await;
    let silent = "
        SELECT concat_ws('.', relname, attname) FROM pg_class
        LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE '\\_\\_diesel%'
        AND (coalesce(obj_description(pg_class.oid, 'pg_class'), '') = '' OR coalesce(col_description(pg_class.oid, attnum), '') = '')";
    assert_eq!(lines(&client, silent).await, Vec::<String>::new());
}
