//! Who may do what with a publication, and what is out of sight: the table, over HTTP.

use super::{Accepted, at};
use crate::standing_in::is_of_unit;
use crate::support::Office;
use chrono::TimeDelta;
use pubdok::domain::role::Role;
use serde_json::json;

const PEOPLE: [(&str, Role, u16); 9] = [
    ("kabag", Role::DivisionHead, 200),
    ("kabag-2", Role::DivisionHead, 200),
    ("kabag-3", Role::DivisionHead, 404),
    ("kasubag", Role::SubdivisionHead, 200),
    ("kasubag-2", Role::SubdivisionHead, 404),
    ("staf-1", Role::Staff, 403),
    ("admin", Role::Admin, 403),
    ("auditor", Role::Auditor, 403),
    ("portal", Role::Integration, 403),
];

#[tokio::test]
async fn the_table_holds_for_publications() {
    let office = Office::open().await;
    office.plant_officer("kabag-3", "Wahyu Hidayat", "Kepala Bagian Umum", Role::DivisionHead).await;
    is_of_unit(&office, &office.caller("kabag-3", &[Role::DivisionHead]), "UMUM").await;
    let accepted = Accepted::of(&office).await;
    let publication = accepted.is_published().await;
    let until = office.clock().now() + TimeDelta::days(30);
    let other = Accepted::of(&office).await;
    let exempt =
        json!({ "assignmentId": other.case.assignment.id(), "statute": "UU", "consequence": "x", "until": until.to_rfc3339() });
    let exemption = other.case.head.post("/v1/exemptions", exempt).await.is(201);
    let acts = [
        ("CORRECT", at(&publication, "/correction"), json!({ "changed": "Judul", "headline": "Lain" })),
        ("VERIFY", at(&publication, "/verification"), json!({ "checked": "Semua" })),
        ("WITHDRAW", at(&publication, "/withdrawal"), json!({ "reason": "Ditunda" })),
    ];
    for (subject, role, expected) in PEOPLE {
        let caller = office.caller(subject, &[role]);
        let reads = caller.get(&at(&publication, "")).await;
        let sees = matches!(role, Role::Auditor | Role::Staff) || expected == 200;
        assert_eq!(reads.status == 200, sees, "{subject}: {reads:?}");
        for (act, path, body) in &acts {
            let answer = caller.post(&format!("{path}?dryRun=true"), body.clone()).await;
            assert_eq!(answer.status, expected, "{act} by {subject}: {answer:?}");
            assert!(!sees || reads.allowed().contains(act) == (expected == 200), "{act} is shown to {subject}");
        }
        let lifting = format!("/v1/exemptions/{}/lifting?dryRun=true", exemption.id());
        let expected = if role == Role::SubdivisionHead { 403 } else { expected };
        assert_eq!(caller.post(&lifting, json!({ "reason": "x" })).await.status, expected, "LIFT_EXEMPTION by {subject}");
        let listed = caller.get("/v1/publications").await;
        if listed.status == 200 {
            assert_eq!(listed.items().len(), usize::from(sees), "{subject}");
        }
    }
    assert_eq!(accepted.case.head.get(&at(&publication, "")).await.good()["version"], 1, "a dry run changed something");
}

#[tokio::test]
async fn what_is_told_for_a_time_before_its_cause_is_refused() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let before = office.clock().now();
    office.clock().advance(TimeDelta::hours(2));
    let publication = accepted.is_published().await;
    office.clock().advance(TimeDelta::hours(2));
    for (act, body) in [
        ("/correction", json!({ "changed": "Judul", "headline": "Lain" })),
        ("/verification", json!({ "checked": "Semua" })),
        ("/withdrawal", json!({ "reason": "Ditunda" })),
    ] {
        let told = accepted.case.head.post(&at(&publication, act), body).header("Occurred-At", before.to_rfc3339());
        assert_eq!(told.await.refused(400, "VALIDATION").faults(), [("Occurred-At", "BEFORE_ITS_CAUSE")], "{act}");
    }
}
