//! What PostgreSQL knows of the words, once it has looked at them, makes a search quick; it finds the same.

use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

/// For years everything had one word, and nothing of late; a few have another.
const PLANT: &str =
    "INSERT INTO agenda_items (id, title, starts_at, attendees, certainty, created_by, created_at, updated_at, version)
    SELECT ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
        CASE WHEN n <= 3500 THEN 'Tanam' ELSE 'Rapat' END || CASE WHEN n % 500 = 7 THEN ' langka' ELSE '' END,
        timestamptz '2026-09-01T00:00:00Z' + n * interval '1 minute', '{}', 'DEFINITIVE', 'planted', now(), now(), 1
    FROM generate_series(1, 5000) AS n";

#[tokio::test]
async fn what_is_known_of_words_changes_nothing_of_what_is_found() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let stranger = office.other_subdivision_head();
    let sql = office.sql().await;
    sql.batch_execute(PLANT).await.expect("events are planted");
    let order = format!("UPDATE dispositions SET note = 'Kecubung' WHERE id = '{}'", case.order().id());
    sql.batch_execute(&order).await.expect("a note");
    let askers = [&case.head, &case.photographer, &stranger, &office.auditor()];
    let words =
        ["tanam", "rapat", "langka", "tanam+langka", "tan+lang", "rapat+langka", "kecubung", "panen", "panen+kecubung", "nihil"];

    let mut told: Vec<Vec<Value>> = Vec::new();
    let known = "SELECT count(*) FROM pg_stats WHERE tablename = 'searchables' AND attname IN ('words', 'kind')";
    for (look, columns) in [("DELETE FROM pg_statistic WHERE starelid = 'searchables'::regclass", 0), ("ANALYZE searchables", 2)]
    {
        sql.batch_execute(look).await.expect("what is known");
        assert_eq!(sql.query_one(known, &[]).await.expect("a count").get::<_, i64>(0), columns);
        let mut answers = Vec::new();
        for asker in askers {
            for q in words {
                answers.push(asker.get(&format!("/v1/search?q={q}&limit=20")).await.good()["groups"].clone());
                let list = asker.get(&format!("/v1/agenda-items?q={q}&count=true&sort=startsAt")).await.good();
                answers.push(json!([list["items"], list["count"]]));
            }
        }
        told.push(answers);
    }
    let asked = askers.iter().flat_map(|asker| words.iter().map(move |q| (&asker.subject, q)));
    for (((who, q), before), after) in asked.zip(told[0].chunks(2)).zip(told[1].chunks(2)) {
        assert_eq!(before, after, "{who} {q}");
    }

    let count = |groups: &Reply, kind: &str| {
        let all = groups["groups"].as_array().into_iter().flatten();
        all.filter(|group| group["kind"] == kind).map(|group| group["count"].clone()).collect::<Vec<_>>()
    };
    for (asker, q, kind, found) in [
        (&case.head, "tanam", "AGENDA_ITEM", json!({ "value": 1000, "exact": false })),
        (&case.head, "langka", "AGENDA_ITEM", json!({ "value": 10, "exact": true })),
        (&case.head, "tan+lang", "AGENDA_ITEM", json!({ "value": 7, "exact": true })),
        (&case.head, "kecubung", "DISPOSITION", json!({ "value": 1, "exact": true })),
        (&case.photographer, "kecubung", "DISPOSITION", json!({ "value": 1, "exact": true })),
        (&stranger, "kecubung", "DISPOSITION", json!({ "value": 0, "exact": true })),
    ] {
        let groups = asker.get(&format!("/v1/search?q={q}")).await.good();
        assert_eq!(count(&groups, kind), [found], "{} {q}", asker.subject);
    }
}
