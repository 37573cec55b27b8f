//! What is in the feed, of whom, for whom.

use super::{Following, types};
use crate::publications::{Accepted, at};
use crate::support::{Caller, Office, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::domain::role::Role;
use pubdok::features::publications;
use serde_json::{Value, json};

async fn crosses(office: &Office) -> usize {
    let mut conn = Connection::establish(office.database_url()).await.expect("a connection");
    publications::cross(&mut conn, office.clock().now()).await.expect("the journal is told")
}

fn goes_to(office: &Office, at: &Value) {
    let at: DateTime<Utc> = at.as_str().and_then(|text| text.parse().ok()).expect("an instant");
    office.clock().advance(at - office.clock().now());
}

/// Nothing is shown that GET would refuse; what it refuses otherwise is gone, and is told as such.
async fn each_can_be_read(caller: &Caller, changes: &[Value]) {
    for change in changes {
        let url = change["url"].as_str().expect("an address");
        if url.contains("/v1/publications/") {
            let read = caller.get(url).await.is(200);
            assert_eq!((&read["id"], &read["slug"]), (&change["id"], &change["slug"]));
            assert_eq!(read["content"]["contentDigest"], change["contentDigest"]);
            assert_eq!(read["content"]["number"], change["version"]);
            assert_eq!((&read["freshness"], read["withdrawal"].is_null()), (&change["freshness"], change["withdrawn"].is_null()));
        }
    }
}

async fn corrects(case: &crate::support::Case, made: &Reply) {
    let body = json!({ "changed": "Nama desa", "headline": "Panen Raya di Sukamaju" });
    case.subhead.post(&at(made, "/correction"), body).await.is(200);
}

#[tokio::test]
async fn everything_that_befalls_a_publication_is_told_in_one_order() {
    let office = Office::open_with(&[("PUBDOK_CHANGES_DAYS", "3650")]).await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    let mut portal = Following::of(office.integration());
    assert!(portal.reads().await.is_empty(), "a case that is not published is nobody's business");
    let body = accepted.body_with(json!({ "visibleUntil": (office.clock().now() + TimeDelta::days(900)).to_rfc3339() }));
    let made = case.subhead.post("/v1/publications", body).await.is(201);
    let told = portal.reads().await;
    assert_eq!(types(&told), ["published"]);
    let change = &told[0];
    assert_eq!((&change["id"], &change["slug"], &change["at"]), (&made["id"], &made["slug"], &made["publishedAt"]));
    assert_eq!((&change["contentDigest"], &change["version"]), (&made["content"]["contentDigest"], &json!(1)));
    assert_eq!(
        (&change["freshness"], &change["withdrawn"], &change["withdrawnMedium"]),
        (&json!("FRESH"), &Value::Null, &Value::Null)
    );
    let url = format!("{}/v1/public/publications/{}", crate::support::BASE_URL, made["slug"].as_str().expect("a slug"));
    assert_eq!(change["url"], url);

    corrects(case, &made).await;
    case.head.post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let told = portal.reads().await;
    assert_eq!(types(&told), ["corrected", "verified"]);
    assert!(told[0]["contentDigest"] != change["contentDigest"] && told[0]["version"] == 2);

    let read = case.head.get(&at(&made, "")).await.good();
    for border in ["dueFrom", "reviewDueAt", "visibleUntil"] {
        goes_to(&office, &read[border]);
        assert_eq!(crosses(&office).await, 1);
    }
    let told = portal.reads().await;
    assert_eq!(types(&told), ["due", "stale", "expired"]);
    assert!(told.iter().all(|change| change["freshness"] == "EXPIRED"), "as it is when it is read");
    assert_eq!((&told[0]["at"], &told[1]["at"]), (&read["dueFrom"], &read["reviewDueAt"]));

    let photo = format!("/v1/artifacts/{}/take-down", case.photo().id());
    case.head.post(&photo, json!({ "reason": "Permintaan keluarga" })).await.is(200);
    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Kegiatan ditunda" })).await.is(200);
    let told = portal.reads().await;
    assert_eq!(types(&told), ["picture-withdrawn", "withdrawn"]);
    let medium = &told[0]["withdrawnMedium"];
    assert_eq!((&medium["sha256"], &medium["reason"]), (&made["content"]["media"][0]["sha256"], &json!("Permintaan keluarga")));
    assert_eq!(told[1]["withdrawn"]["reason"], "Kegiatan ditunda");
    assert_eq!((&told[1]["withdrawn"]["at"], &told[1]["freshness"]), (&told[1]["at"], &Value::Null));

    // Whoever comes later is not told for a moment that it stands, and is told all of it, in the same order.
    let all = Following::of(office.integration()).reads().await;
    let order = ["published", "corrected", "verified", "due", "stale", "expired", "picture-withdrawn", "withdrawn"];
    assert_eq!(types(&all), order);
    assert!(all.iter().all(|change| change["withdrawn"]["reason"] == "Kegiatan ditunda"));
    each_can_be_read(&case.head, &Following::of(case.head.clone()).reads().await).await;
}

#[tokio::test]
async fn it_goes_on_from_any_change_and_from_nowhere_else() {
    let office = Office::open().await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(Accepted::of(&office).await.is_published().await);
    }
    let portal = office.integration();
    let page = portal.get("/v1/changes?limit=2").await.is(200);
    assert_eq!((page.items().len(), &page["hasMore"], &page["after"]), (2, &json!(true), &page.items()[1]["position"]));
    let next =
        page.header("link").and_then(|link| link.strip_prefix('<')?.split_once('>')).expect("where it goes on").0.to_owned();
    let rest = portal.get(&next).await.is(200);
    assert_eq!((rest.items().len(), &rest["hasMore"], &rest.items()[0]["id"]), (1, &json!(false), &made[2]["id"]));
    // A place is nobody's own: from each change there are those behind it, for anybody.
    for (at, change) in page.items().iter().enumerate() {
        let from = format!("/v1/changes?after={}", change["position"].as_str().expect("a place"));
        for caller in [office.integration(), office.auditor(), office.caller("portal-2", &[Role::Integration])] {
            assert_eq!(caller.get(&from).await.is(200).items().len(), 2 - at);
        }
    }
    let nothing = portal.get(&format!("/v1/changes?after={}", rest["after"].as_str().expect("a place"))).await.is(200);
    assert!(nothing.items().is_empty());
    let place = page["after"].as_str().expect("a place");
    let turned: String = place.chars().rev().collect();
    for bad in ["0", "17", &turned, &place[1..], &format!("{place}A")] {
        let refused = portal.get(&format!("/v1/changes?after={bad}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("after", "CURSOR_INVALID")]);
    }
    for (bad, fault) in [
        ("limit=0", ("limit", "OUT_OF_RANGE")),
        ("limit=201", ("limit", "OUT_OF_RANGE")),
        ("since=1", ("since", "UNKNOWN_FIELD")),
    ] {
        assert_eq!(portal.get(&format!("/v1/changes?{bad}")).await.refused(400, "VALIDATION").faults(), [fault]);
    }
}

#[tokio::test]
async fn an_officer_is_told_what_is_in_their_sight_and_a_portal_nothing_that_does_not_appear() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    let appears = office.clock().now() + TimeDelta::days(2);
    let body = accepted.body_with(json!({ "publishAt": appears.to_rfc3339() }));
    let made = case.subhead.post("/v1/publications", body).await.is(201);
    corrects(case, &made).await;
    case.head.post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let people = [
        (case.head.clone(), true),
        (case.subhead.clone(), true),
        (case.photographer.clone(), true),
        (office.auditor(), true),
        (office.integration(), false),
        (case.other_subhead.clone(), false),
        (office.staff(4), false),
    ];
    let mut following = Vec::new();
    for (caller, sees) in people {
        let mut one = Following::of(caller);
        let told = one.reads().await;
        assert_eq!(
            types(&told),
            if sees { vec!["published", "corrected", "verified"] } else { vec![] },
            "{}",
            one.caller.subject
        );
        each_can_be_read(&one.caller, &told).await;
        following.push((one, sees));
    }
    office.admin().get("/v1/changes").await.refused(403, "ROLE_MISSING");
    office.nobody().get("/v1/changes").await.refused(401, "TOKEN_MISSING");

    // Before its time nothing is told, at its time once, however many instances look.
    assert_eq!(crosses(&office).await, 0);
    goes_to(&office, &json!(appears.to_rfc3339()));
    let both = tokio::join!(crosses(&office), crosses(&office));
    assert_eq!((both.0 + both.1, crosses(&office).await), (1, 0));
    for (one, sees) in &mut following {
        let told = one.reads().await;
        let is_told = *sees || one.caller.subject == "portal";
        assert_eq!(types(&told), if is_told { vec!["appeared"] } else { vec![] }, "{}", one.caller.subject);
        assert!(told.iter().all(|change| change["at"] == made["publishedAt"] && change["version"] == 2));
    }
    let journal = office.auditor().journal_of(made.id()).await;
    let last = journal.last().expect("an entry");
    assert_eq!((&last["type"], &last["actor"]["subject"]), (&json!("publication.appeared"), &json!("pubdok")));
    let line = case.head.get(&format!("/v1/assignments/{}/timeline", case.assignment.id())).await.good();
    assert!(line.json().to_string().contains("mulai tampil"));
    // Who is both is told both, each once.
    let both = office.caller("kasubag", &[Role::SubdivisionHead, Role::Integration]);
    assert_eq!(types(&Following::of(both).reads().await), ["published", "corrected", "verified", "appeared"]);
}

#[tokio::test]
async fn what_was_withdrawn_before_it_appeared_is_told_to_no_portal() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let appears = office.clock().now() + TimeDelta::days(2);
    let body = accepted.body_with(json!({ "publishAt": appears.to_rfc3339() }));
    let made = accepted.case.subhead.post("/v1/publications", body).await.is(201);
    accepted.case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    office.clock().advance(TimeDelta::days(3));
    assert_eq!(crosses(&office).await, 0);
    assert!(Following::of(office.integration()).reads().await.is_empty());
    let told = Following::of(accepted.case.head.clone()).reads().await;
    assert_eq!(types(&told), ["published", "withdrawn"]);
}
