//! Long texts: no page of them fills the memory, and what nobody asks for stays where it is.

use super::{Accepted, at};
use crate::support::counter::counted;
use crate::support::{Office, cluster};
use serde_json::json;

/// Twelve more publications of the same report, each of a text as long as one may be.
const LONG: &str = "
    WITH drafts AS (INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, created_at,
            updated_at, version)
            SELECT gen_random_uuid(), a.assignment_id, a.sender_id, a.kind, a.title, '{}', '{}', a.headline, a.content, now(), now(), 1
            FROM artifacts a, generate_series(1, 12) WHERE a.id = (SELECT draft_id FROM publications) RETURNING id),
        planted AS (INSERT INTO publications SELECT (jsonb_populate_record(x, jsonb_build_object('id', gen_random_uuid(), 'draft_id', d.id,
            'slug', x.slug || '-x' || row_number() OVER ()))).* FROM publications x, drafts d RETURNING id),
        versions AS (INSERT INTO publication_versions SELECT (jsonb_populate_record(v, jsonb_build_object('publication_id', p.id, 'body', repeat('𝔞', 100000)))).*
            FROM publication_versions v, planted p)
    INSERT INTO publication_reviews SELECT (jsonb_populate_record(r, jsonb_build_object('publication_id', p.id))).* FROM publication_reviews r, planted p";

#[tokio::test]
async fn a_page_of_long_articles_ends_before_they_fill_the_memory() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let office = Office::open_on(counted.url.clone()).await;
    let accepted = Accepted::of(&office).await;
    let publication = accepted.is_published().await;
    office.sql().await.batch_execute(LONG).await.expect("publications are entered");
    let subhead = &accepted.case.subhead;
    for version in 0..12 {
        let body = json!({ "changed": format!("Kali {version}"), "body": format!("{version} {}", "𝔞".repeat(99_000)) });
        subhead.post(&at(&publication, "/correction"), body).await.is(200);
    }
    for (list, member) in [("/v1/publications".to_owned(), "/content/body"), (at(&publication, "/versions"), "/body")] {
        let (mut told, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let before = counted.answered();
            let page = subhead.get(&format!("{list}?limit=200{cursor}")).await.is(200);
            let bytes = counted.answered() - before;
            assert!(bytes < 6_000_000 && page.bytes.len() < 6_000_000, "{list}: {bytes} bytes");
            told.extend(page.items().iter().map(|item| item.pointer(member).and_then(|text| text.as_str()).map_or(0, str::len)));
            pages += 1;
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert!(pages > 2 && told.len() == 13, "{list}: {} on {pages} pages", told.len());
        assert!(told.iter().filter(|length| **length > 390_000).count() >= 12, "{list}");
    }
    let before = counted.answered();
    let thin = subhead.get("/v1/publications?limit=200&fields=slug,freshness").await.is(200);
    assert_eq!((thin.items().len(), thin["nextCursor"].is_null()), (13, true));
    assert!(counted.answered() - before < 40_000);
    drop((accepted, office));
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn the_public_gets_long_articles_little_by_little() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let office = Office::open_on(counted.url.clone()).await;
    let accepted = Accepted::of(&office).await;
    accepted.is_published().await;
    office.sql().await.batch_execute(LONG).await.expect("publications are entered");
    let nobody = office.nobody();
    let (mut told, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let before = counted.answered();
        let page = nobody.get(&format!("/v1/public/publications?limit=200{cursor}")).await.is(200);
        let bytes = counted.answered() - before;
        assert!(bytes < 6_000_000 && page.bytes.len() < 6_000_000, "{bytes} bytes");
        told.extend(page.items().iter().map(|item| item["body"].as_str().map_or(0, str::len)));
        pages += 1;
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(pages > 2 && told.len() == 13, "{} on {pages} pages", told.len());
    assert_eq!(told.iter().filter(|length| **length == 400_000).count(), 12);
    for thin in ["/v1/public/publications?limit=200&fields=slug,freshness", "/v1/public/catalog.jsonld", "/v1/public/sitemap.xml"]
    {
        let before = counted.answered();
        nobody.get(thin).await.is(200);
        let bytes = counted.answered() - before;
        assert!(bytes < 100_000, "{thin}: {bytes} bytes");
    }
    let before = counted.answered();
    let feed = nobody.get("/v1/public/feed.json").await.is(200);
    assert!((1..13).contains(&feed.json()["items"].as_array().map_or(0, Vec::len)) && counted.answered() - before < 6_000_000);
    drop((accepted, office));
    cluster::drop_database(&database.name).await;
}
