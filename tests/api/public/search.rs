//! Found by its words, in Indonesian.

use super::{LIST, published, slugs};
use crate::publications::at;
use crate::support::Office;
use serde_json::json;

#[tokio::test]
async fn words_are_found_by_their_stems_ranked_and_marked() {
    let office = Office::open().await;
    let body = |text: &str| json!({ "body": text, "media": [] });
    let mut titled = body("Bupati hadir.");
    titled["headline"] = json!("Pembangunan jembatan");
    let mut beside = body(
        "Warga melihat jembatan yang dibangun tahun lalu, <i>sesudah</i> hujan.".replace("<i>sesudah</i>", "sesudah").as_str(),
    );
    beside["headline"] = json!("Pasar malam");
    let (_, titled) = published(&office, titled).await;
    let (accepted, beside) = published(&office, beside).await;
    let nobody = office.nobody();
    let found = nobody.get(&format!("{LIST}?q=membangun%20jembatan")).await.is(200);
    assert_eq!(
        slugs(&found),
        [titled["slug"].as_str().expect("a slug"), beside["slug"].as_str().expect("a slug")],
        "the title weighs more"
    );
    let pieces = found.items()[1]["found"].as_array().expect("pieces");
    let marked: Vec<&str> =
        pieces.iter().filter(|piece| piece["match"] == true).filter_map(|piece| piece["text"].as_str()).collect();
    assert_eq!(marked, ["jembatan", "dibangun"]);
    for (query, many) in [("JEMB", 2), ("pasar%20jembatan", 1), ("pasar%20bupati", 0), ("h%C3%A0dir", 1), ("jembatan&tag=x", 0)] {
        let found = nobody.get(&format!("{LIST}?q={query}&count=true")).await.is(200);
        assert_eq!((found.items().len(), &found["count"]["value"]), (many, &json!(many)), "{query}");
    }
    for nothing in ["%21%21", "", "a+b+c+d+e+f+g+h+i+j+k"] {
        nobody.get(&format!("{LIST}?q={nothing}")).await.refused(400, "VALIDATION");
    }

    // What a correction took away is found no more, what is withdrawn neither.
    let corrected = json!({ "changed": "Isi", "body": "Warga melihat pameran." });
    accepted.case.head.post(&at(&beside, "/correction"), corrected).await.is(200);
    assert_eq!(slugs(&nobody.get(&format!("{LIST}?q=dibangun")).await.is(200)).len(), 1);
    accepted.case.head.post(&at(&beside, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    assert_eq!(nobody.get(&format!("{LIST}?q=pameran")).await.is(200).items().len(), 0);
    assert_eq!(nobody.get(&format!("{LIST}?q=jembatan&sort=-publishedAt&limit=1")).await.is(200).items().len(), 1);
}

/// Many older publications of the same words.
const OLDER: &str = "
    WITH drafts AS (INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, created_at,
            updated_at, version)
            SELECT gen_random_uuid(), a.assignment_id, a.sender_id, a.kind, a.title, '{}', '{}', a.headline, a.content, now(), now(), 1
            FROM artifacts a, generate_series(1, 1100) WHERE a.id = (SELECT draft_id FROM publications) RETURNING id),
        numbered AS (SELECT id, row_number() OVER () AS n FROM drafts),
        planted AS (INSERT INTO publications SELECT (jsonb_populate_record(x, jsonb_build_object('id', gen_random_uuid(), 'draft_id', d.id,
            'slug', x.slug || '-x' || d.n, 'publish_at', x.publish_at - d.n * interval '1 minute'))).* FROM publications x, numbered d RETURNING id)
    INSERT INTO publication_versions SELECT (jsonb_populate_record(v, jsonb_build_object('publication_id', p.id))).*
        FROM publication_versions v, planted p";

#[tokio::test]
async fn in_the_order_of_time_the_first_of_all_is_first() {
    let office = Office::open().await;
    let (_, newest) = published(&office, json!({ "body": "Warga melihat jembatan.", "media": [] })).await;
    office.sql().await.batch_execute(OLDER).await.expect("publications are entered");
    let (nobody, slug) = (office.nobody(), newest["slug"].as_str().expect("a slug"));
    let page = nobody.get(&format!("{LIST}?q=jembatan&sort=publishedAt&limit=2&count=true")).await.is(200);
    assert_eq!(slugs(&page), [format!("{slug}-x1100"), format!("{slug}-x1099")]);
    assert_eq!(page["count"], json!({ "value": 1101, "exact": true }));
    let next = page["nextCursor"].as_str().expect("a cursor");
    let page = nobody.get(&format!("{LIST}?q=jembatan&sort=publishedAt&limit=2&cursor={next}")).await.is(200);
    assert_eq!(slugs(&page), [format!("{slug}-x1098"), format!("{slug}-x1097")]);
}
