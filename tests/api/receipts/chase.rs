//! What the office sees: who shows what, who still shows what they should not, and who has told nothing; and that it waits for somebody.

use super::Portal;
use crate::publications::{Accepted, at};
use crate::support::{Caller, Office, Reply};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Portal's name and standing, in the order of their entry.
async fn standings(caller: &Caller, publication: &Reply) -> Vec<(String, String)> {
    let list = caller.get(&at(publication, "/receipts")).await.is(200);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let all: Vec<_> = list.items().iter().map(|one| (text(&one["portal"]["name"]), text(&one["standing"]))).collect();
    // The database and the code say the same.
    for standing in ["CURRENT", "SUPERSEDED", "WITHDRAWN", "REMOVED", "SILENT"] {
        let some = caller.get(&at(publication, &format!("/receipts?standing={standing}&count=true"))).await.is(200);
        let expected = all.iter().filter(|(_, is)| is == standing).count();
        assert_eq!((some.items().len(), &some["count"]["value"]), (expected, &json!(expected)), "{standing}");
    }
    all
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, standing)| ((*name).to_owned(), (*standing).to_owned())).collect()
}

async fn still_shown(caller: &Caller) -> Vec<Value> {
    let inbox = caller.get("/v1/inbox").await.good();
    let due = inbox.items().iter().flat_map(|item| item["due"].as_array().expect("what is due"));
    let due: Vec<Value> = due.filter(|due| due["kind"] == "STILL_SHOWN").cloned().collect();
    assert_eq!(inbox["counters"]["stillShown"], json!(due.len()));
    assert_eq!(caller.get("/v1/inbox?kind=STILL_SHOWN").await.good().items().is_empty(), due.is_empty());
    due
}

#[tokio::test]
async fn the_office_sees_who_shows_which_version_and_since_when_they_should_not() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let [one, two, three] =
        [Portal::of(&office, "Satu").await, Portal::of(&office, "Dua").await, Portal::of(&office, "Tiga").await];
    one.shows(&office, &made, 1).await;
    two.shows(&office, &made, 1).await;
    let head = &case.head;
    assert_eq!(standings(head, &made).await, pairs(&[("Satu", "CURRENT"), ("Dua", "CURRENT"), ("Tiga", "SILENT")]));
    let corrected =
        case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Panen" })).await.is(200);
    two.shows(&office, &made, 2).await;
    assert_eq!(standings(head, &made).await, pairs(&[("Satu", "SUPERSEDED"), ("Dua", "CURRENT"), ("Tiga", "SILENT")]));
    let list = head.get(&at(&made, "/receipts?standing=SUPERSEDED")).await.is(200);
    assert_eq!(list.items()[0]["since"], corrected["content"]["madeAt"]);
    office.clock().advance(TimeDelta::hours(1));
    let gone = head.post(&at(&made, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    two.removes(&office, &made, 2).await;
    assert_eq!(standings(head, &made).await, pairs(&[("Satu", "WITHDRAWN"), ("Dua", "REMOVED"), ("Tiga", "SILENT")]));
    // Of all publications, within sight.
    let other = Accepted::of(&office).await.is_published().await;
    three.shows(&office, &other, 1).await;
    for (caller, sees) in [(head.clone(), 1), (case.subhead.clone(), 1), (office.auditor(), 1), (case.other_subhead.clone(), 0)] {
        let list = caller.get("/v1/receipts?standing=WITHDRAWN&count=true").await.is(200);
        assert_eq!((list.items().len(), &list["count"]["value"]), (sees, &json!(sees)), "{}", caller.subject);
        for row in list.items() {
            assert_eq!((&row["publication"]["id"], &row["portal"]["id"]), (&made["id"], &json!(one.id)));
            assert_eq!(
                (&row["since"], &row["publication"]["withdrawnAt"]),
                (&gone["withdrawal"]["at"], &gone["withdrawal"]["at"])
            );
            assert_eq!(row["address"], "https://kab.example.go.id/berita/panen");
        }
    }
    let all = head.get("/v1/receipts?limit=2").await.is(200);
    assert_eq!((all.items().len(), &all.items()[0]["publication"]["id"]), (2, &other["id"]), "what was told last first");
    let next = all["nextCursor"].as_str().expect("a cursor");
    let rest = head.get(&format!("/v1/receipts?limit=2&cursor={next}")).await.is(200);
    assert_eq!((rest.items().len(), &rest.items()[0]["portal"]["id"]), (1, &json!(one.id)));
    assert_eq!(head.get(&format!("/v1/receipts?portalId={}", three.id)).await.is(200).items().len(), 1);
    // Whose case it is not does not learn who shows it.
    case.other_subhead.get(&at(&made, "/receipts")).await.refused(404, "NOT_FOUND");
    for nobody in [office.admin(), office.integration()] {
        nobody.get(&at(&made, "/receipts")).await.refused(403, "ROLE_MISSING");
        nobody.get("/v1/receipts").await.refused(403, "ROLE_MISSING");
    }
}

#[tokio::test]
async fn after_a_day_it_waits_for_who_looks_after_it_until_the_portal_has_done_its_part() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let (one, two) = (Portal::of(&office, "Satu").await, Portal::of(&office, "Dua").await);
    one.shows(&office, &made, 1).await;
    two.shows(&office, &made, 1).await;
    let corrected =
        case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Panen" })).await.is(200);
    office.clock().advance(TimeDelta::hours(23));
    assert!(still_shown(&case.subhead).await.is_empty(), "within the grace");
    office.clock().advance(TimeDelta::hours(2));
    let waits = still_shown(&case.subhead).await;
    assert_eq!((waits.len(), &waits[0]["publicationId"], &waits[0]["act"]), (1, &json!(made.id()), &json!("ASK_PORTAL")));
    let at_made: chrono::DateTime<chrono::Utc> =
        corrected["content"]["madeAt"].as_str().expect("a time").parse().expect("a time");
    let since: chrono::DateTime<chrono::Utc> = waits[0]["since"].as_str().expect("a time").parse().expect("a time");
    assert_eq!(since, at_made + TimeDelta::hours(24));
    assert!(still_shown(&case.head).await.is_empty() && still_shown(&case.other_subhead).await.is_empty());
    one.shows(&office, &made, 2).await;
    assert_eq!(still_shown(&case.subhead).await.len(), 1, "the other still does");
    // Of a portal that is no more nothing is waited for.
    office.admin().patch(&format!("/v1/portals/{}", two.id), "*", json!({ "active": false })).await.is(200);
    assert!(still_shown(&case.subhead).await.is_empty());
    office.admin().patch(&format!("/v1/portals/{}", two.id), "*", json!({ "active": true })).await.is(200);
    two.removes(&office, &made, 1).await;
    assert!(still_shown(&case.subhead).await.is_empty());

    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    office.clock().advance(TimeDelta::hours(25));
    assert_eq!(still_shown(&case.subhead).await.len(), 1, "the first shows what was withdrawn");
    let entry = format!("/v1/officers/{}", case.subhead.officer_id());
    office.admin().patch(&entry, "*", json!({ "active": false })).await.is(200);
    let waits = still_shown(&case.head).await;
    assert_eq!((waits.len(), &waits[0]["officer"]["id"]), (1, &json!(case.subhead.officer_id())));
    one.removes(&office, &made, 2).await;
    assert!(still_shown(&case.head).await.is_empty());
}

#[tokio::test]
async fn a_draft_that_is_taken_down_withdraws_what_portals_show_of_it() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let portal = Portal::of(&office, "Satu").await;
    portal.shows(&office, &made, 1).await;
    let draft = format!("/v1/artifacts/{}/take-down", case.release().id());
    case.head.post(&draft, json!({ "reason": "Keliru" })).await.is(200);
    assert_eq!(standings(&case.head, &made).await, pairs(&[("Satu", "WITHDRAWN")]));
    office.clock().advance(TimeDelta::hours(25));
    assert_eq!(still_shown(&case.subhead).await.len(), 1);
}

#[tokio::test]
async fn what_is_shown_too_long_is_not_forgiven_by_another_change() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let portal = Portal::of(&office, "Satu").await;
    portal.shows(&office, &made, 1).await;
    case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Panen" })).await.is(200);
    office.clock().advance(TimeDelta::hours(25));
    assert_eq!(still_shown(&case.subhead).await.len(), 1);
    case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    portal.shows(&office, &made, 1).await;
    assert_eq!(still_shown(&case.subhead).await.len(), 1, "it was shown all the time");
}

#[tokio::test]
async fn who_shows_a_picture_that_was_taken_down_is_seen_until_they_tell_anew() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let portal = Portal::of(&office, "Satu").await;
    portal.shows(&office, &made, 1).await;
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    assert_eq!(standings(&case.head, &made).await[0].1, "SUPERSEDED");
    office.clock().advance(TimeDelta::hours(25));
    assert_eq!(still_shown(&case.subhead).await.len(), 1);
    portal.shows(&office, &made, 1).await;
    assert_eq!(standings(&case.head, &made).await[0].1, "CURRENT");
    assert!(still_shown(&case.subhead).await.is_empty());
}
