//! What a list of artifacts is narrowed to, and in which order: two hundred photos as a person looks through them.

use super::{BATCH, Scene, selected};
use serde_json::{Value, json};

/// So many photos behind the API's back: one a minute from 02:00 on, the last two without a time; every tenth shows the Regent.
pub async fn plant(scene: &Scene, many: i32) {
    let sql = format!(
        "WITH planted AS (
            INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, caption, taken_at, keywords, persons_shown, created_at,
                updated_at, version)
            SELECT gen_random_uuid(), '{case}', '{sender}', CASE WHEN n % 20 = 0 THEN 'VIDEO' ELSE 'PHOTO' END, 'Foto ' || n,
                'Keramaian 100% di alun-alun',
                CASE WHEN n <= {many} - 2 THEN timestamptz '2026-09-30T02:00:00Z' + n * interval '1 minute' END,
                '{{panen}}', CASE WHEN n % 10 = 0 THEN '{{Bupati Karanganyar}}'::text[] ELSE '{{}}' END, now(), now(), 1
            FROM generate_series(1, {many}) n RETURNING id, title)
        INSERT INTO content_versions (artifact_id, number, sha256, media_type, size, file_name, uploaded_by_id, uploaded_at)
        SELECT id, 1, sha256(id::text::bytea), 'image/jpeg', 1000, 'IMG_' || lpad(substr(title, 6), 4, '0') || '.JPG', '{sender}', now()
        FROM planted",
        case = scene.case.id(),
        sender = scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&sql).await.expect("photos are entered");
}

#[tokio::test]
async fn the_order_of_time_is_walked_both_ways_and_what_tells_none_comes_last() {
    let scene = Scene::open().await;
    plant(&scene, 30).await;
    let subhead = scene.subhead();
    for (sort, turned) in [("takenAt", false), ("-takenAt", true)] {
        let mut walked: Vec<Value> = Vec::new();
        let mut next = format!("{}?sort={sort}&limit=7", scene.address());
        while !next.is_empty() {
            let page = subhead.get(&next).await.good();
            walked.extend_from_slice(page.items());
            let cursor = page["nextCursor"].as_str();
            next = cursor.map_or_else(String::new, |cursor| format!("{}?sort={sort}&limit=7&cursor={cursor}", scene.address()));
        }
        if turned {
            walked.reverse();
        }
        let times: Vec<Option<&str>> = walked.iter().map(|item| item["takenAt"].as_str()).collect();
        assert_eq!((times.len(), times.iter().filter(|at| at.is_none()).count()), (30, 2));
        assert!(times[..28].is_sorted() && times[28..] == [None, None], "{sort}: {times:?}");
    }
    let told = subhead.get(&format!("{}?sort=taken", scene.address())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("sort", "UNKNOWN_VALUE")]);
}

#[tokio::test]
async fn a_list_is_narrowed_by_time_kind_and_decision() {
    let scene = Scene::open().await;
    scene.documented().await;
    plant(&scene, 40).await;
    let subhead = scene.subhead();
    let list = async |query: &str| subhead.get(&format!("{}?limit=200&{query}", scene.address())).await.good();
    let some = list("takenFrom=2026-09-30T02:10:00Z&takenTo=2026-09-30T02:12:00Z&sort=takenAt&count=true").await;
    let times: Vec<&str> = some.items().iter().filter_map(|item| item["takenAt"].as_str()).collect();
    assert_eq!(times, ["2026-09-30T02:10:00.000Z", "2026-09-30T02:11:00.000Z", "2026-09-30T02:12:00.000Z"]);
    assert_eq!(some["count"]["value"], 3);
    // In the office's own time, too.
    assert_eq!(list("takenTo=2026-09-30T09:05:00%2B07:00").await.items().len(), 5);
    assert_eq!(list("kind=VIDEO").await.items().len(), 2);
    let ids: Vec<&str> = some.items().iter().filter_map(|item| item["id"].as_str()).collect();
    let items = json!([
        selected(ids[0]),
        { "id": ids[1], "decision": "NOT_SELECTED" },
        { "id": ids[2], "decision": "RETURNED", "reason": "Buram" },
    ]);
    subhead.post(BATCH, json!({ "items": items, "atomic": true })).await.is(200);
    // Forty photos, and what the crew brought: a photo and a draft.
    for (query, count) in [
        ("decision=SELECTED", 1),
        ("decision=NONE", 39),
        ("decision=NONE&kind=VIDEO", 2),
        ("decision=NONE&decision=RETURNED", 40),
        ("decision=SELECTED&decision=NOT_SELECTED&takenFrom=2026-09-30T02:11:00Z", 1),
        ("decided=false", 40),
    ] {
        let list = list(&format!("{query}&count=true")).await;
        assert_eq!((list.items().len(), &list["count"]["value"]), (count, &json!(count)), "{query}");
    }
    let wrong = format!("{}?decision=MAYBE&takenFrom=kemarin&flag=RED&burst=x&q=", scene.address());
    assert_eq!(
        subhead.get(&wrong).await.refused(400, "VALIDATION").faults(),
        [
            ("burst", "NOT_AN_ID"),
            ("decision", "UNKNOWN_VALUE"),
            ("flag", "UNKNOWN_VALUE"),
            ("q", "EMPTY"),
            ("takenFrom", "NOT_AN_INSTANT")
        ]
    );
    let turned = format!("{}?takenFrom=2026-09-30T03:00:00Z&takenTo=2026-09-30T02:00:00Z", scene.address());
    assert_eq!(subhead.get(&turned).await.refused(400, "VALIDATION").faults(), [("takenFrom", "ORDER")]);
}

#[tokio::test]
async fn words_are_found_wherever_they_stand() {
    let scene = Scene::open().await;
    let (staff, subhead) = (scene.staff(), scene.subhead());
    plant(&scene, 40).await;
    let draft = staff.drafts(&scene.case, "PRESS_RELEASE", "Bupati Membuka Panen").await;
    let list = async |query: &str| subhead.get(&format!("{}?limit=200&{query}", scene.address())).await.good();
    for (query, count) in [
        ("q=bupati", 5),
        ("q=BUPATI+karang", 4),
        ("q=bupati&kind=PHOTO", 2),
        ("q=img_0012.jpg", 1),
        ("q=IMG_", 40),
        ("q=MG%25", 0),
        ("q=100%25", 40),
        ("q=10_%25", 0),
        ("q=alun-alun+panen+foto", 40),
        ("q=membuka", 1),
        ("q=tidak+ada", 0),
        ("q=%5C", 0),
    ] {
        assert_eq!(list(query).await.items().len(), count, "{query}");
    }
    assert_eq!(list("q=membuka").await.items()[0]["id"], draft["id"]);
}

/// The index that the order of time is read by, however many photos there are.
#[tokio::test]
async fn a_page_by_time_is_read_by_its_index() {
    let scene = Scene::open().await;
    plant(&scene, 20_000).await;
    let sql = scene.office.sql().await;
    sql.batch_execute("ANALYZE artifacts").await.expect("statistics");
    let scans = async || -> i64 {
        let scans =
            "SELECT coalesce(idx_scan, 0) FROM pg_stat_user_indexes, pg_sleep(0.05) WHERE indexrelname = 'artifacts_by_time'";
        sql.query_one(scans, &[]).await.expect("the index").get(0)
    };
    let before = scans().await;
    let path = format!("{}?sort=takenAt&limit=50&takenFrom=2026-10-01T00:00:00Z", scene.address());
    // What PostgreSQL counts it tells a moment later.
    while scans().await == before {
        assert_eq!(scene.subhead().get(&path).await.good().items().len(), 50);
    }
}
