//! Which words are found: long ones, parts of joined ones, and all of a long text; and where they stand.

use crate::support::{Caller, Case, Office};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

async fn asks(caller: &Caller, list: &str, q: &str) -> Vec<Value> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    caller.get(&format!("/v1/{list}?q={q}")).await.good().items().to_vec()
}

/// What is marked in the excerpt of the only thing that is found.
async fn marks(caller: &Caller, list: &str, q: &str) -> Vec<String> {
    let found = asks(caller, list, q).await;
    assert_eq!(found.len(), 1, "{q} finds {found:#?}");
    let pieces = found[0]["excerpt"].as_array().expect("an excerpt").iter();
    pieces.filter(|piece| piece["match"] == true).map(|piece| piece["text"].as_str().expect("text").to_owned()).collect()
}

#[tokio::test]
async fn no_word_is_too_long_to_be_looked_for() {
    let office = Office::open().await;
    let head = office.division_head();
    let q: String = url::form_urlencoded::byte_serialize("ﷺ".repeat(70).as_bytes()).collect();
    for path in ["agenda-items", "assignments", "dispositions", "artifacts", "reports"] {
        assert_eq!(head.get(&format!("/v1/{path}?q={q}")).await.good().items().len(), 0, "{path}");
    }
    head.get(&format!("/v1/search?q={q}")).await.good();
    office.nobody().get(&format!("/v1/public/publications?q={q}")).await.good();
    // And it is found, where it stands.
    let title = "ﷺ".repeat(70);
    head.puts_on_agenda(&title).await;
    assert_eq!(asks(&head, "agenda-items", &title).await.len(), 1);
}

#[tokio::test]
async fn nothing_is_refused_for_its_words_and_a_long_text_is_found_to_its_end() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    case.is_dispatched().await;
    let drafts = format!("/v1/assignments/{}/artifacts", case.assignment.id());
    let put = async |title: &str, content: String| {
        let keywords: Vec<String> = (10..60).map(|n| format!("{}{n}", "㌖".repeat(97))).collect();
        let persons: Vec<String> = (10..60).map(|n| format!("{}{n}", "㌖".repeat(197))).collect();
        let draft = json!({ "kind": "PRESS_RELEASE", "title": title, "headline": title, "content": content, "keywords": keywords,
            "personsShown": persons });
        case.writer.post(&drafts, draft).await
    };
    put("Panjang", "㌖".repeat(100_000)).await.is(201);
    // A hundred thousand letters of ordinary words, no two the same.
    let mut text: String = (0..12_000).map(|n| format!("kata{n} ")).collect();
    text.truncate(99_900);
    text.push_str(" kata membuka terakhirnya");
    let draft = put("Biasa", text).await.is(201);
    for q in ["terakhirnya", "dibuka", "kata9999", "kata7000"] {
        let found = asks(&case.head, "artifacts", q).await;
        assert_eq!(found.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [draft.id()], "{q}");
    }
    assert_eq!(marks(&case.head, "artifacts", "terakhirnya").await, ["terakhirnya"]);
    assert_eq!(marks(&case.head, "artifacts", "kata7000").await, ["kata7000"]);
}

#[tokio::test]
async fn the_parts_of_joined_words_are_found_and_marked() {
    let office = Office::open().await;
    let head = office.division_head();
    let title = "HUT RI ke-79 dan COVID-19, 17-8 selesai.Bupati";
    let more = "humas/protokol: foto/video panen_raya_1.png “Pesta Laut” 2025–2026";
    let body = json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00", "description": more, "venue": "Kafé Aceh", "regionCode": "11.06" });
    let event = head.post("/v1/agenda-items", body).await.is(201);
    head.puts_on_agenda("Rapat lain").await;
    for (q, marked) in [
        ("79", vec!["79"]),
        ("ke-79", vec!["ke-79"]),
        ("17", vec!["17"]),
        ("17-8", vec!["17-8"]),
        ("19", vec!["19"]),
        ("covid 19", vec!["COVID"]),
        ("covid-19", vec!["COVID-19"]),
        ("bupati", vec!["Bupati"]),
        ("protokol", vec!["protokol"]),
        ("humas/protokol", vec!["humas/protokol"]),
        ("video", vec!["video"]),
        ("raya", vec!["raya"]),
        ("png", vec!["png"]),
        ("panen_raya_1.png", vec!["panen_raya_1.png"]),
        ("pesta", vec!["Pesta"]),
        ("laut", vec!["Laut"]),
        ("2026", vec!["2026"]),
        ("kafe", vec!["Kafé"]),
        ("KAFÉ", vec!["Kafé"]),
        ("11.06", vec!["11.06"]),
    ] {
        let found = asks(&head, "agenda-items", q).await;
        assert_eq!(found.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [event.id()], "{q}");
        let got = marks(&head, "agenda-items", q).await;
        assert_eq!(got.concat().trim_matches(['“', '”']), marked.concat(), "{q}: {got:?}");
    }
}

#[tokio::test]
async fn what_stands_far_behind_in_a_text_is_marked() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let far = format!("{}Bersama humas/protokoler, di Kafé.", "kata lain ".repeat(2_500));
    let report = case.report().id();
    let sql = format!("UPDATE reports SET body = '{far}' WHERE id = '{report}'");
    office.sql().await.batch_execute(&sql).await.expect("a long body");
    assert_eq!(marks(&case.head, "reports", "protokoler").await, ["protokoler"]);
    assert_eq!(marks(&case.head, "reports", "kafe").await, ["Kafé"]);
}
