//! The list: narrowed, in order, page by page.

use super::{LIST, published, secrets, slugs};
use crate::publications::{Accepted, at};
use crate::support::Office;
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn the_list_is_narrowed_by_each_of_its_filters() {
    let office = Office::open().await;
    let (accepted, one) =
        published(&office, json!({ "headline": "Satu", "tags": ["panen"], "informationClass": "IMMEDIATE", "language": "EN" }))
            .await;
    let region = json!({ "regionCode": "33.13.01.2001" });
    let item = accepted.case.event.id();
    let etag = accepted.case.head.get(&format!("/v1/agenda-items/{item}")).await.good().etag().to_owned();
    accepted.case.head.patch(&format!("/v1/agenda-items/{item}"), &etag, region).await.is(200);
    office.clock().advance(TimeDelta::hours(1));
    let second = office.clock().now().to_rfc3339();
    let (_, two) = published(&office, json!({ "headline": "Dua", "tags": ["jalan"] })).await;
    let nobody = office.nobody();
    let found = async |query: &str| {
        let page = nobody.get(&format!("{LIST}?{query}")).await.is(200);
        slugs(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, two) = (one["slug"].as_str().expect("a slug"), two["slug"].as_str().expect("a slug"));
    let second = second.replace('+', "%2B");
    for (query, expected) in [
        (String::new(), vec![two, one]),
        ("sort=publishedAt".into(), vec![one, two]),
        ("tag=panen".into(), vec![one]),
        ("tag=pan".into(), vec![]),
        ("informationClass=IMMEDIATE".into(), vec![one]),
        ("informationClass=PERIODIC,IMMEDIATE".into(), vec![two, one]),
        ("informationClass=EXEMPT".into(), vec![]),
        ("language=EN".into(), vec![one]),
        ("unit=HUMAS".into(), vec![two, one]),
        ("unit=LAIN".into(), vec![]),
        ("regionCode=33.13.01.2001".into(), vec![one]),
        ("regionCode=33.13".into(), vec![one]),
        ("regionCode=33.1".into(), vec![]),
        (format!("publishedAtFrom={second}"), vec![two]),
        (format!("publishedAtTo={second}"), vec![one]),
    ] {
        assert_eq!(found(&query).await, expected, "{query}");
    }
    for (query, fault) in
        [("a=1", "a"), ("tag=x&tag=y", "tag"), ("informationClass=SECRET", "informationClass"), ("sort=relevance", "sort")]
    {
        let refused = nobody.get(&format!("{LIST}?{query}")).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults()[0].0, fault, "{query}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_and_tell_nothing_of_the_office() {
    let office = Office::open().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(published(&office, json!({ "headline": format!("Berita {number}") })).await);
        office.clock().advance(TimeDelta::minutes(1));
    }
    let nobody = office.nobody();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = nobody.get(&format!("{LIST}?limit=2&count=true{cursor}")).await.is(200);
        assert_eq!((&page["count"]["value"], page["withdrawn"].as_array().map(Vec::len)), (&json!(5), Some(0)));
        seen.extend(slugs(&page).into_iter().map(str::to_owned));
        let told = String::from_utf8(page.bytes.clone()).expect("UTF-8");
        for (accepted, _) in &made {
            for secret in secrets(accepted) {
                assert!(!told.contains(&secret), "tells {secret}");
            }
        }
        let Some(next) = page["nextCursor"].as_str() else { break };
        assert!(page.header("link").is_some_and(|link| link.contains(next)));
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<&str> = made.iter().rev().map(|(_, one)| one["slug"].as_str().expect("a slug")).collect();
    assert_eq!(seen, expected);
    let narrowed = nobody.get(&format!("{LIST}?fields=slug,freshness&limit=1")).await.is(200);
    let members: Vec<&String> = narrowed.items()[0].as_object().into_iter().flat_map(|item| item.keys()).collect();
    assert_eq!(members, ["freshness", "id", "slug"], "{narrowed:?}");
    let table = nobody.get(LIST).header("Accept", "text/csv").await.is(200);
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    let headings = rows.headers().expect("headings").clone();
    let at = headings.iter().position(|name| name == "slug").expect("slugs");
    let found: Vec<String> = rows.records().map(|row| row.expect("a row")[at].to_owned()).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_is_not_published_is_nowhere() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let page = office.nobody().get(LIST).await.is(200);
    assert_eq!((&page["items"], &page["nextCursor"], &page["count"]), (&json!([]), &Value::Null, &Value::Null));
    drop(accepted);
}

#[tokio::test]
async fn a_table_tells_what_was_withdrawn_as_well() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    accepted.case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Ditunda" })).await.is(200);
    let table = office.nobody().get(LIST).header("Accept", "text/csv").await.is(200);
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    let headings = rows.headers().expect("headings").clone();
    let told: Vec<Vec<String>> = rows.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    let of = |name: &str| &told[0][headings.iter().position(|heading| heading == name).expect("a column")];
    let slug = made["slug"].as_str().expect("a slug");
    assert_eq!((told.len(), &**of("slug"), &**of("freshness"), &**of("excerpt")), (1, slug, "WITHDRAWN", "Ditunda"));
}
