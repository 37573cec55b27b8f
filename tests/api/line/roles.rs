//! Who serves can do what the SOP asks, and nothing to the record; what personal data are refused are not in PostgreSQL's log.

use crate::support::cluster::{self, Database};
use crate::support::{Case, Office};
use pubdok::db::migrate;
use pubdok::domain::assignment::State;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The five lines of the README, for a role of this test.
fn five_lines(role: &str) -> String {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let from = readme.find("CREATE ROLE pubdok_serve").expect("the lines");
    let lines = readme[from..].split("```").next().expect("their end");
    assert_eq!(lines.matches(';').count(), 5, "{lines}");
    lines.replace("pubdok_serve", role).replace('…', "rahasia")
}

#[tokio::test]
async fn who_serves_can_do_everything_but_alter_tables_and_the_journal() {
    let Database { name, url } = cluster::migrated_database().await;
    let owner = cluster::connect(&url).await;
    let role = format!("serve_{name}");
    owner.batch_execute(&five_lines(&role)).await.expect("the five lines");
    let theirs = url.replace("postgres@", &format!("{role}@"));
    assert_eq!(migrate::pending(&theirs).await.expect("a count"), 0, "it can tell whether migrations are lacking");
    assert!(migrate::may_rewrite_the_journal(&url).await.expect("an answer"), "the owner is warned");
    assert!(!migrate::may_rewrite_the_journal(&theirs).await.expect("an answer"));

    let office = Office::open_beside(theirs.clone(), url.clone(), &[]).await;
    let case = Case::in_state(&office, State::Closed).await;
    drop(case);
    let officer = json!({ "subject": "baru", "name": "Baru", "positionTitle": "Staf", "unit": "HUMAS", "roles": ["STAFF"] });
    office.admin().post("/v1/officers", officer).await.is(201);

    let sql = cluster::connect(&theirs).await;
    for forbidden in [
        "UPDATE journal SET reason = ''",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TABLE journal",
        "ALTER TABLE officers ADD COLUMN x text",
        "CREATE TABLE x (y text)",
        "UPDATE __diesel_schema_migrations SET version = 'x'",
    ] {
        let refused = sql.batch_execute(forbidden).await.expect_err(forbidden);
        assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{forbidden}: {refused}");
    }
    // Tables of later migrations are theirs to use, too.
    owner.batch_execute("CREATE TABLE later (x text)").await.expect("a table");
    sql.batch_execute("INSERT INTO later VALUES ('x')").await.expect("a row");
    drop((office, sql, owner));
    cluster::drop_database(&name).await;
}

async fn log_of_the_cluster(office: &Office) -> PathBuf {
    let data: String = office.sql().await.query_one("SHOW data_directory", &[]).await.expect("a setting").get(0);
    Path::new(&data).parent().expect("a folder").join("postgres.log")
}

#[tokio::test]
async fn a_number_that_somebody_has_is_refused_and_not_in_the_log() {
    let office = Office::open().await;
    let admin = office.admin();
    let officer = |subject: &str, number: &str| json!({ "subject": subject, "name": "Sari", "positionTitle": "Staf", "unit": "HUMAS", "roles": ["STAFF"], "employeeNumber": number });
    let (taken, free) = ("197505052005012007", "197606062006022008");
    admin.post("/v1/officers", officer("sari", taken)).await.is(201);
    let other = admin.post("/v1/officers", officer("dewi", free)).await.is(201);
    let told = admin.post("/v1/officers", officer("sari", taken)).await.refused(409, "CONFLICT");
    let places: Vec<_> = told["errors"].as_array().expect("faults").iter().map(|fault| fault["pointer"].clone()).collect();
    assert_eq!(places, ["#/subject", "#/employeeNumber"]);
    let path = format!("/v1/officers/{}", other.id());
    for (member, value) in [("subject", "sari"), ("employeeNumber", taken)] {
        let told = admin.patch(&path, other.etag(), json!({ member: value })).await.refused(409, "CONFLICT");
        assert_eq!(told["errors"][0]["pointer"], format!("#/{member}"));
    }
    // Two at once: one of them is in time.
    let raced = "197707072007032009";
    let (one, two) = tokio::join!(async { admin.post("/v1/officers", officer("raka", raced)).await }, async {
        admin.post("/v1/officers", officer("rani", raced)).await
    });
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);

    let path = log_of_the_cluster(&office).await;
    // That the log would tell it, if it were left to the constraint.
    let careless = format!("UPDATE officers SET employee_number = '{free}' WHERE subject = 'sari'");
    office.sql().await.batch_execute(&careless).await.expect_err("the constraint stands behind it");
    let log = std::fs::read_to_string(&path).expect("the log");
    assert!(log.contains(free), "PostgreSQL quotes what it refuses");
    assert!(!log.contains(taken) && !log.contains(raced) && !log.contains("(subject)=(sari)"));
    let mode = std::fs::metadata(&path).expect("the log").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
