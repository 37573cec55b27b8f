//! One article: in every form, at every age, corrected, and withdrawn.

use super::{guarded, page_of, published, secrets};
use crate::publications::{Accepted, at};
use crate::support::{Office, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

const FORMS: [&str; 4] = ["application/json", "text/html", "text/markdown", "application/ld+json"];

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.bytes.clone()).expect("UTF-8")
}

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().and_then(|text| text.parse().ok()).expect("an instant")
}

#[tokio::test]
async fn everybody_reads_what_is_published_and_nothing_of_the_office() {
    let office = Office::open().await;
    let members = json!({ "body": "Panen **raya** <https://kab.go.id/?a=1&b=2>.", "tags": ["panen & padi"], "lawfulBasis": guarded()["lawfulBasis"] });
    let (accepted, made) = published(&office, members).await;
    let (address, nobody) = (page_of(&made), office.nobody());
    let read = nobody.get(&address).await.is(200);
    for member in ["slug", "unit", "publishedAt", "reviewDueAt", "freshness", "lastVerifiedAt", "visibleUntil"] {
        assert_eq!(read[member], made[member], "{member}");
    }
    for member in
        ["headline", "excerpt", "body", "html", "language", "tags", "channels", "informationClass", "number", "contentDigest"]
    {
        assert_eq!(read[member], made["content"][member], "{member}");
    }
    assert_eq!(read["address"], format!("{}{address}", crate::support::BASE_URL));
    assert_eq!(read["page"], read["address"], "no site is known");
    assert_eq!(read["media"][0]["credit"], "Humas Setda");
    assert_eq!((&read["corrections"], &read["regionCode"]), (&json!([]), &Value::Null));
    for form in FORMS {
        let told = nobody.get(&address).header("Accept", form).await.is(200);
        assert!(told.header("content-type").is_some_and(|kind| kind.starts_with(form)), "{told:?}");
        let told = text(&told);
        for secret in secrets(&accepted).iter().map(String::as_str).chain(["tugas rahasia", "childrenShown"]) {
            assert!(!told.contains(secret), "{form} tells {secret}: {told}");
        }
        for said in ["FRESH", "Panen Raya Dibuka Bupati"] {
            assert!(told.contains(said), "{form} does not tell {said}: {told}");
        }
    }
    nobody.get(&address).header("Accept", "application/pdf").await.refused(406, "NOT_ACCEPTABLE");
    nobody.get(&format!("{address}?a=1")).await.refused(400, "VALIDATION");
    nobody.get("/v1/public/publications/tidak-ada").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn html_and_markdown_are_whole_and_harmless() {
    let office = Office::open().await;
    let members = json!({
        "headline": "Harga < 5 & \"murah\" *sekali*", "excerpt": "<script>alert(1)</script>", "body": "## Sub\n\nSatu **dua**.",
        "media": [],
    });
    let (_, made) = published(&office, members).await;
    let html = text(&office.nobody().get(&page_of(&made)).header("Accept", "text/html").await.is(200));
    assert!(html.contains("<h1>Harga &lt; 5 &amp; &quot;murah&quot; *sekali*</h1>"), "{html}");
    assert!(html.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") && html.contains("<h2>Sub</h2>"), "{html}");
    let document = roxmltree::Document::parse(&html).expect("every tag is closed");
    assert_eq!(document.root_element().attribute("data-freshness"), Some("FRESH"));
    let markdown = text(&office.nobody().get(&page_of(&made)).header("Accept", "text/markdown").await.is(200));
    assert!(
        markdown.contains("# Harga \\< 5 \\& \"murah\" \\*sekali\\*\n") && markdown.contains("\nfreshness: FRESH\n"),
        "{markdown}"
    );
    assert!(markdown.contains("## Sub\n\nSatu **dua**."), "{markdown}");
}

#[tokio::test]
async fn linked_data_is_a_news_article() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    accepted.case.head.post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let told = office.nobody().get(&page_of(&made)).header("Accept", "application/ld+json").await.is(200);
    assert_eq!(told["@type"], "NewsArticle");
    assert_eq!(told["@id"], format!("{}{}", crate::support::BASE_URL, page_of(&made)));
    assert_eq!((&told["datePublished"], &told["inLanguage"]), (&made["publishedAt"], &json!("id")));
    assert!(told["lastReviewed"].is_string() && told["publisher"]["name"] == "SEKRETARIAT DAERAH", "{told:?}");
    assert_eq!(told["image"][0]["creditText"], "Humas Setda");
}

#[tokio::test]
async fn every_form_says_how_old_it_is_and_since_when() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let ends = office.clock().now() + TimeDelta::days(300);
    let body = accepted.body_with(json!({ "visibleUntil": ends.to_rfc3339() }));
    let made = accepted.case.head.post("/v1/publications", body).await.is(201);
    let nobody = office.nobody();
    let borders = [(&made["dueFrom"], "DUE"), (&made["reviewDueAt"], "STALE"), (&made["visibleUntil"], "EXPIRED")];
    let mut before = "FRESH";
    for (border, after) in borders {
        // Kept from the moment before, it is another from this one on, and nothing has been written.
        for (moment, is) in [(moment(border) - TimeDelta::seconds(5), before), (moment(border), after)] {
            office.clock().advance(moment - office.clock().now());
            for form in FORMS {
                let told = text(&nobody.get(&page_of(&made)).header("Accept", form).await.is(200));
                assert!(told.contains(is), "{form} is not {is}: {told}");
            }
            let listed = nobody.get(super::LIST).await.is(200);
            assert_eq!(listed.items()[0]["freshness"], is, "{listed:?}");
        }
        before = after;
    }
    let lasts = office.clock().now() + TimeDelta::days(90);
    let again = json!({ "checked": "Masih benar", "visibleUntil": lasts.to_rfc3339() });
    let verified = accepted.case.head.post(&at(&made, "/verification"), again).await.is(200);
    let read = nobody.get(&page_of(&made)).await.is(200);
    assert_eq!((&read["freshness"], &read["lastVerifiedAt"]), (&json!("FRESH"), &verified["lastVerifiedAt"]));
}

#[tokio::test]
async fn every_form_says_until_when_it_is_shown_and_its_first_lines() {
    let office = Office::open().await;
    let ends = office.clock().now() + TimeDelta::days(300);
    let members = json!({ "excerpt": "Ringkas: \"satu\" & dua", "visibleUntil": ends.to_rfc3339() });
    let (_, made) = published(&office, members).await;
    let until = made["visibleUntil"].as_str().expect("an end");
    let told = async |form: &str| text(&office.nobody().get(&page_of(&made)).header("Accept", form).await.is(200));
    let html = told("text/html").await;
    assert!(html.contains(&format!("data-visible-until=\"{until}\"")), "{html}");
    let markdown = told("text/markdown").await;
    assert!(markdown.contains(&format!("\nvisibleUntil: {until}\n")), "{markdown}");
    assert!(markdown.contains("\nexcerpt: \"Ringkas: \\\"satu\\\" & dua\"\n"), "{markdown}");
    let linked = office.nobody().get(&page_of(&made)).header("Accept", "application/ld+json").await.is(200);
    assert_eq!((&linked["expires"], &linked["description"]), (&made["visibleUntil"], &made["content"]["excerpt"]));

    let (_, endless) = published(&office, json!({ "headline": "Tanpa akhir" })).await;
    let told = async |form: &str| text(&office.nobody().get(&page_of(&endless)).header("Accept", form).await.is(200));
    assert!(told("text/html").await.contains("data-visible-until=\"\""));
    let markdown = told("text/markdown").await;
    assert!(markdown.contains("\nvisibleUntil: null\n") && markdown.contains("\nexcerpt: null\n"), "{markdown}");
}

#[tokio::test]
async fn the_day_of_its_verification_is_the_day_at_the_office() {
    let office = Office::open().await;
    // Half past six in the evening in UTC is half past one of the next day in Jakarta.
    let day = (office.clock().now() + TimeDelta::days(60)).date_naive();
    let due = day.and_hms_opt(18, 30, 0).expect("a time").and_utc();
    let (_, made) = published(&office, json!({ "reviewDueAt": due.to_rfc3339() })).await;
    office.clock().advance(due - office.clock().now());
    let next = (day + TimeDelta::days(1)).to_string();
    for (form, written) in [("text/html", next.clone()), ("text/markdown", next.replace('-', "\\-"))] {
        let told = text(&office.nobody().get(&page_of(&made)).header("Accept", form).await.is(200));
        assert!(told.contains(&format!("Belum diperiksa kembali sejak {written}")), "{form}: {told}");
    }
    let feed = office.nobody().get("/v1/public/feed.json").await.is(200);
    assert!(feed["items"][0]["content_html"].as_str().is_some_and(|html| html.contains(&format!("sejak {next}"))), "{feed:?}");
}

#[tokio::test]
async fn a_correction_is_told_in_every_form() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let first = office.nobody().get(&page_of(&made)).await.is(200);
    let correction = json!({ "changed": "Nama desa & kecamatan diperbaiki", "headline": "Panen Raya di Sukamaju" });
    accepted.case.head.post(&at(&made, "/correction"), correction).await.is(200);
    let read = office.nobody().get(&page_of(&made)).await.is(200);
    assert_eq!((&read["number"], &read["headline"]), (&json!(2), &json!("Panen Raya di Sukamaju")));
    let corrections = read["corrections"].as_array().expect("corrections");
    assert_eq!((corrections.len(), &corrections[0]["number"]), (1, &json!(2)));
    assert!(read["contentDigest"] != first["contentDigest"] && read.etag() != first.etag());
    for form in FORMS {
        let told = text(&office.nobody().get(&page_of(&made)).header("Accept", form).await.is(200));
        assert!(told.contains("kecamatan diperbaiki"), "{form}: {told}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_with_reason_and_time_in_every_form() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let nobody = office.nobody();
    nobody.get(&page_of(&made)).await.is(200);
    let gone = accepted.case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Kegiatan ditunda" })).await.is(200);
    for form in FORMS {
        let told = nobody.get(&page_of(&made)).header("Accept", form).in_english().await.refused(410, "GONE");
        let detail = told["detail"].as_str().expect("a detail");
        let at = gone["withdrawal"]["at"].as_str().expect("an instant");
        assert!(detail.contains("Kegiatan ditunda") && detail.contains(at), "{detail}");
        assert_eq!(told.header("access-control-allow-origin"), Some("*"));
    }
    let listed = nobody.get(super::LIST).await.is(200);
    assert_eq!(listed.items().len(), 0);
    assert_eq!((&listed["withdrawn"][0]["slug"], &listed["withdrawn"][0]["reason"]), (&made["slug"], &json!("Kegiatan ditunda")));
}

#[tokio::test]
async fn a_picture_that_was_taken_down_is_a_tombstone_in_every_form() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    accepted.case.subhead.takes_down(accepted.case.photo(), "Permintaan keluarga").await;
    let read = office.nobody().get(&page_of(&made)).await.is(200);
    let medium = &read["media"][0];
    assert_eq!(
        (&medium["withdrawn"]["reason"], &medium["address"], &medium["sizes"]),
        (&json!("Permintaan keluarga"), &Value::Null, &Value::Null)
    );
    for form in FORMS {
        let told = text(&office.nobody().get(&page_of(&made)).header("Accept", form).await.is(200));
        assert!(told.contains("Permintaan keluarga") && !told.contains("public/media/"), "{form}: {told}");
        assert!(medium["sha256"].as_str().is_some_and(|sha256| told.contains(sha256)), "{form} does not say which: {told}");
    }
}

#[tokio::test]
async fn what_is_scheduled_is_read_from_its_moment_on_and_not_before() {
    let office = Office::open().await;
    let begins = office.clock().now() + TimeDelta::hours(2);
    let (accepted, made) = published(&office, json!({ "publishAt": begins.to_rfc3339() })).await;
    let nobody = office.nobody();
    nobody.get(&page_of(&made)).await.refused(404, "NOT_FOUND");
    assert_eq!(nobody.get(super::LIST).await.is(200).items().len(), 0);
    office.clock().advance(TimeDelta::hours(2) - TimeDelta::seconds(5));
    nobody.get(&page_of(&made)).await.refused(404, "NOT_FOUND");
    assert_eq!(nobody.get(super::LIST).await.is(200).items().len(), 0);
    office.clock().advance(TimeDelta::seconds(5));
    nobody.get(&page_of(&made)).await.is(200);
    assert_eq!(nobody.get(super::LIST).await.is(200).items().len(), 1);
    drop(accepted);

    // Taken back before anybody could read it, there was nothing.
    let later = office.clock().now() + TimeDelta::hours(2);
    let (accepted, never) = published(&office, json!({ "publishAt": later.to_rfc3339(), "headline": "Belum waktunya" })).await;
    accepted.case.head.post(&at(&never, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    nobody.get(&page_of(&never)).await.refused(404, "NOT_FOUND");
    office.clock().advance(TimeDelta::hours(3));
    nobody.get(&page_of(&never)).await.refused(404, "NOT_FOUND");
    assert_eq!(nobody.get(super::LIST).await.is(200)["withdrawn"], json!([]));
}
