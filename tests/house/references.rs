//! The archive knows every column that holds the digest of a kept file: one it does not know would lose its files.

use crate::cluster;
use pubdok::features::archive::{ARRIVALS, FACTS, REFERENCES};

const DIGESTS: &str = "
SELECT relname::text, attname::text,
    EXISTS (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indkey[0] = attnum AND indpred IS NULL)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND atttypid = 'bytea'::regtype AND attname LIKE '%sha256'
ORDER BY 1, 2";

#[tokio::test]
async fn the_archive_knows_every_digest_of_a_kept_file_and_each_has_an_index() {
    let database = cluster::migrated_database().await;
    let rows = cluster::connect(&database.url).await.query(DIGESTS, &[]).await.expect("the columns");
    let column = |row: &tokio_postgres::Row| (row.get::<_, String>(0), row.get::<_, String>(1));
    let references = REFERENCES.iter().map(|one| (one.table, one.column));
    let mut known: Vec<(String, String)> =
        references.chain(FACTS.iter().copied()).chain([ARRIVALS]).map(|(table, column)| (table.into(), column.into())).collect();
    known.sort_unstable();
    assert_eq!(rows.iter().map(column).collect::<Vec<_>>(), known, "list it in features/archive/references.rs");
    let slow: Vec<_> = rows.iter().filter(|row| !row.get::<_, bool>(2)).map(column).collect();
    assert!(slow.is_empty(), "the collector asks these for every file; give them an index: {slow:?}");
}
