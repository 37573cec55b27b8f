//! A database brought back from a dump, into a cluster that has never heard of its transactions.

use crate::journal::verdict;
use crate::support::postgres::{Postgres, blocking};
use crate::support::{Case, Office};
use pubdok::domain::assignment::State;
use std::fs;

#[tokio::test]
async fn after_a_restore_elsewhere_every_reader_reads_every_entry_and_registers_go_on() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Closed).await;
    let entries = verdict(&office).await.entries;
    let number = case.assignment["registerNumber"].clone();
    let url = office.database_url().to_owned();
    // Younger than the other by thousands of transactions.
    let cluster = blocking(move || {
        let cluster = Postgres::make();
        cluster.start("", "host all all 127.0.0.1/32 trust");
        let dump = cluster.file("dump.sql", "");
        cluster.must("pg_dump", &["--no-owner", "--file", &dump.display().to_string(), &url]);
        cluster.must("createdb", &["--maintenance-db", &cluster.beside("postgres"), "restored"]);
        cluster.must(
            "psql",
            &["--quiet", "--set", "ON_ERROR_STOP=1", "--file", &dump.display().to_string(), &cluster.beside("restored")],
        );
        fs::remove_file(dump).expect("the dump is removed");
        cluster
    })
    .await;
    let office = office.moves_to(cluster.url("restored")).await;
    let sound = verdict(&office).await;
    assert_eq!((sound.entries, sound.first_bad), (entries, None));
    let auditor = office.auditor();
    for sort in ["seq", "-seq"] {
        let read = auditor.get(&format!("/v1/journal?sort={sort}&limit=200")).await.is(200);
        assert_eq!(read.items().len() as u64, entries, "{sort}");
    }
    let next = Case::in_state(&office, State::Assigned).await;
    assert_ne!(next.assignment["registerNumber"], number);
    assert_eq!(auditor.get("/v1/journal?sort=seq&limit=200").await.is(200).items().len() as u64, entries + 2);
    drop(office);
    blocking(move || drop(cluster)).await;
}
