//! `src/db/schema.rs` says of the tables what PostgreSQL says.

use crate::cluster;
use std::collections::BTreeMap;

const SCHEMA: &str = include_str!("../../src/db/schema.rs");

/// Table to its primary key and its columns in order, each with its type as diesel writes it.
type Tables = BTreeMap<String, (String, Vec<(String, String)>)>;

fn declared() -> Tables {
    let mut tables = Tables::new();
    for block in SCHEMA.split("diesel::table! {").skip(1) {
        let (head, rest) = block.split_once('{').expect("a table has columns");
        let (name, key) = head.trim().split_once(' ').expect("a table has a key");
        let mut columns = Vec::new();
        let mut sql_name = None;
        for line in rest.split('}').next().unwrap_or_default().lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("#[sql_name = \"").and_then(|line| line.strip_suffix("\"]")) {
                sql_name = Some(name);
            } else if let Some((name, kind)) = line.split_once(" -> ") {
                columns.push((sql_name.take().unwrap_or(name).to_owned(), kind.trim_end_matches(',').to_owned()));
            }
        }
        tables.insert(name.to_owned(), (key.trim_matches(['(', ')']).to_owned(), columns));
    }
    tables
}

/// Domains are read as the type they are over.
const COLUMNS: &str = "
SELECT relname::text, attname::text, format_type(coalesce(nullif(typbasetype, 0), pg_type.oid), NULL), attnotnull,
    coalesce((SELECT string_agg(key.attname, ', ' ORDER BY ordinality) FROM pg_index, unnest(indkey) WITH ORDINALITY AS part(number, ordinality)
        JOIN pg_attribute key ON key.attnum = number WHERE indisprimary AND indrelid = pg_class.oid AND key.attrelid = indrelid), '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped JOIN pg_type ON pg_type.oid = atttypid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE '\\_\\_diesel%'
ORDER BY relname, attnum";

fn diesel_type(sql: &str, is_required: bool) -> String {
    let plain = match sql {
        "uuid" => "Uuid",
        "uuid[]" => "Array<Uuid>",
        "text" => "Text",
        "text[]" => "Array<Text>",
        "boolean" => "Bool",
        "date" => "Date",
        "timestamp with time zone" => "Timestamptz",
        "json" => "Json",
        "jsonb" => "Jsonb",
        "bytea" => "Bytea",
        "smallint" => "Int2",
        "integer" => "Int4",
        "bigint" => "Int8",
        "double precision" => "Float8",
        "tsvector" => "crate::db::columns::Tsvector",
        other => panic!("say here how diesel writes {other}"),
    };
    if is_required { plain.to_owned() } else { format!("Nullable<{plain}>") }
}

#[tokio::test]
async fn the_code_and_the_database_agree_on_every_column() {
    let database = cluster::migrated_database().await;
    let client = cluster::connect(&database.url).await;
    let mut migrated = Tables::new();
    for row in client.query(COLUMNS, &[]).await.expect("the columns") {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let columns = migrated.entry(table).or_insert_with(|| (row.get(4), Vec::new()));
        columns.1.push((column, diesel_type(row.get(2), row.get(3))));
    }
    let declared = declared();
    assert_eq!(declared.keys().collect::<Vec<_>>(), migrated.keys().collect::<Vec<_>>());
    for (table, columns) in &migrated {
        assert_eq!(&declared[table], columns, "{table}");
    }
}
