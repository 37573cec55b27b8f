//! How many have each term, by PostgreSQL's own statistics of all words: the index would read a list of everything for a word that very
//! many have, and what is written today does not tell of what was written for years.

use super::super::requests::{Kind, Wanted};
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::label::Label;
use diesel::QueryResult;
use diesel::sql_types::{Array, Float, Nullable, Text};
use diesel_async::RunQueryDsl;

/// What is looked for, with what is known of it. Each term is a tsquery, which PostgreSQL need not make again for each statement.
#[derive(Debug)]
pub struct Weighed {
    pub terms: Vec<String>,
    /// Those that hardly any have; empty where none is, or nothing is known yet.
    pub seldom: Vec<String>,
    /// At least this part of everything has all the terms.
    all_have: f32,
}

/// What fewer of everything have is seldom.
const SELDOM: f32 = 0.02;
/// What more of a kind have is soon come upon.
const EVERYWHERE: f32 = 0.1;

/// The share of a term is that of the most common word that it finds; none where PostgreSQL has not looked at the words yet.
const SHARES: &str = "WITH known AS MATERIALIZED (
    SELECT unnest(s.most_common_elems::text::text[]) AS word, unnest(s.most_common_elem_freqs) AS share
    FROM pg_stats s WHERE s.schemaname = current_schema AND s.tablename = 'searchables' AND s.attname = 'words')
SELECT q.query::text, CASE WHEN EXISTS (SELECT FROM known) THEN coalesce((SELECT max(k.share) FROM known k
    WHERE k.word IS NOT NULL AND array_to_tsvector(ARRAY[k.word]) @@ q.query), 0) END
FROM (SELECT search_query(ARRAY[term]) AS query FROM unnest($::text[]) term OFFSET 0) q WHERE q.query IS NOT NULL";

const SHARE_OF_KIND: &str = "SELECT coalesce(max(k.share), 0)::real FROM pg_stats s CROSS JOIN LATERAL (
    SELECT unnest(s.most_common_vals::text::text[]) AS kind, unnest(s.most_common_freqs) AS share) k
WHERE s.schemaname = current_schema AND s.tablename = 'searchables' AND s.attname = 'kind' AND k.kind = $";

/// What is known of the terms; and `wanted` knows its query.
pub async fn weigh(conn: &mut Connection, wanted: &mut Wanted) -> QueryResult<Weighed> {
    let shares = statement::<(Text, Nullable<Float>)>(SHARES).bind::<Array<Text>, _>(wanted.terms.clone());
    let shares: Vec<(String, Option<f32>)> = shares.load(conn).await?;
    // Of those that lack a term at most all lack no other.
    let lack: f32 = shares.iter().map(|(_, share)| 1.0 - share.unwrap_or_default()).sum();
    let is_seldom = |(_, share): &&(String, Option<f32>)| share.is_some_and(|share| share < SELDOM);
    let seldom = shares.iter().filter(is_seldom).map(|(term, _)| term.clone()).collect();
    let terms: Vec<String> = shares.into_iter().map(|(term, _)| term).collect();
    wanted.query = all_of(&terms);
    Ok(Weighed { terms, seldom, all_have: 1.0 - lack })
}

/// All of these terms; None: nothing has none.
pub fn all_of(terms: &[String]) -> Option<String> {
    let terms: Vec<String> = terms.iter().map(|term| format!("({term})")).collect();
    (!terms.is_empty()).then(|| terms.join(" & "))
}

impl Weighed {
    /// Whether very many of this kind have all the terms, even if all that lack one are of it.
    pub async fn is_everywhere(&self, conn: &mut Connection, kind: Kind) -> QueryResult<bool> {
        if self.all_have <= 0.0 {
            return Ok(false);
        }
        let share: f32 = statement::<Float>(SHARE_OF_KIND).bind::<Text, _>(kind.label()).get_result(conn).await?;
        Ok(share - (1.0 - self.all_have) > EVERYWHERE * share)
    }
}
