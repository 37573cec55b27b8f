//! What an act sends together: in order, in its transaction, and never half.

use crate::support::Office;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};
use futures_util::future::join_all;
use pubdok::db::Connection;
use pubdok::db::statement::{Statement, statement};
use pubdok::http::problem::Problem;
use pubdok::office::call::transaction;

const NOTE: &str = "INSERT INTO notes (id, transaction, begun) VALUES ($, pg_current_xact_id()::text, now())";

/// An office with a table to scribble in.
async fn scratch() -> Office {
    let office = Office::open().await;
    let table = "CREATE TABLE notes (id integer PRIMARY KEY, transaction text NOT NULL, begun timestamptz NOT NULL)";
    office.sql().await.batch_execute(table).await.expect("a table");
    office
}

async fn connect(office: &Office) -> Connection {
    Connection::establish(office.database_url()).await.expect("a connection")
}

fn note(id: i32) -> Statement {
    statement(NOTE).bind::<Integer, _>(id)
}

fn moment() -> Statement<Text> {
    statement("SELECT now()::text")
}

async fn count(office: &Office) -> i64 {
    office.sql().await.query_one("SELECT count(*) FROM notes", &[]).await.expect("a count").get(0)
}

#[tokio::test]
async fn everything_between_begin_and_commit_is_one_transaction() {
    let office = scratch().await;
    let rounds = 40;
    let works = (0..8).map(|worker| {
        let office = &office;
        async move {
            let mut conn = connect(office).await;
            for round in 0..rounds {
                let id = 4 * (worker * rounds + round);
                // The moment a transaction began is the same for all of its statements, and for no other's.
                let seen: (String, String) = transaction(&mut conn, false, async |conn| {
                    conn.defer(note(id)).await?;
                    conn.defer(note(id + 1)).await?;
                    let first = moment().get_result(conn).await?;
                    conn.defer(note(id + 2)).await?;
                    let (again, _) = conn.both::<_, _, String, String>(moment(), moment()).await?;
                    conn.defer(note(id + 3)).await?;
                    Ok::<_, Problem>((first, again[0].clone()))
                })
                .await
                .expect("a transaction");
                assert_eq!(seen.0, seen.1);
            }
        }
    });
    join_all(works).await;
    let told = "SELECT count(*) AS notes, count(DISTINCT begun) AS begun FROM notes GROUP BY transaction";
    let rows = office.sql().await.query(told, &[]).await.expect("the notes");
    assert_eq!(rows.len(), 8 * usize::try_from(rounds).expect("a number"), "as many transactions as were begun");
    assert!(rows.iter().all(|row| row.get::<_, i64>("notes") == 4 && row.get::<_, i64>("begun") == 1));
}

#[tokio::test]
async fn a_hundred_statements_stay_in_their_transaction() {
    let office = scratch().await;
    let mut conn = connect(&office).await;
    conn.defer(note(0)).await.expect("a note");
    for round in 1..=5 {
        let done = transaction(&mut conn, false, async |conn| {
            for id in 0..100 {
                conn.defer(note(1000 * round + id)).await?;
            }
            Ok::<_, Problem>(())
        });
        done.await.expect("a transaction");
    }
    let told = "SELECT count(*) FROM notes GROUP BY transaction ORDER BY min(id)";
    let rows = office.sql().await.query(told, &[]).await.expect("the notes");
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), [1, 100, 100, 100, 100, 100]);
}

#[tokio::test]
async fn what_failed_is_told_by_what_is_asked_next_and_nothing_of_it_stays() {
    let office = scratch().await;
    let mut conn = connect(&office).await;
    // Prepared from here on: only then are they deferred.
    conn.defer(note(1)).await.expect("a note");
    for ask in [true, false] {
        let done = transaction(&mut conn, false, async |conn| {
            conn.defer(note(2)).await?;
            conn.defer(note(1)).await?;
            conn.defer(note(3)).await?;
            if ask {
                let asked = moment().get_result::<String>(conn).await;
                assert!(
                    matches!(asked, Err(Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))),
                    "{asked:?}"
                );
                asked?;
            }
            Ok::<_, Problem>(())
        })
        .await;
        assert!(done.is_err(), "asked before the commit: {ask}");
        assert_eq!(count(&office).await, 1);
    }
    // The connection goes on.
    transaction(&mut conn, false, async |conn| Ok::<_, Problem>(conn.defer(note(2)).await?)).await.expect("a transaction");
    assert_eq!(count(&office).await, 2);
}

#[tokio::test]
async fn a_try_and_a_refusal_leave_nothing_and_without_a_transaction_nothing_waits() {
    let office = scratch().await;
    let mut conn = connect(&office).await;
    conn.defer(note(1)).await.expect("a note");
    conn.defer(note(2)).await.expect("a note");
    assert_eq!(count(&office).await, 2, "outside a transaction it is done at once");
    let tried = transaction(&mut conn, true, async |conn| Ok::<_, Problem>(conn.defer(note(3)).await?)).await;
    assert!(tried.is_ok());
    let tried = transaction(&mut conn, true, async |conn| Ok::<_, Problem>(conn.defer(note(1)).await?)).await;
    assert!(tried.is_err(), "a try fails as the act would");
    let refused: Result<(), Problem> = transaction(&mut conn, false, async |conn| {
        conn.defer(note(4)).await?;
        Err(Problem::not_found())
    })
    .await;
    assert!(refused.is_err());
    let nothing = transaction(&mut conn, false, async |_| Ok::<_, Problem>(())).await;
    assert!(nothing.is_ok());
    assert_eq!(count(&office).await, 2);
}
