//! What is asked of the database: as many questions of a thousand artifacts as of one, and no text that nobody wants.

use super::Scene;
use crate::support::counter::counted;
use crate::support::{Case, Office, Reply, cluster};
use pubdok::domain::assignment::State;
use reqwest::Method;
use serde_json::json;

/// Enters so many photos behind the API's back.
async fn plant_photos(scene: &Scene, many: i32) {
    let plant = format!(
        "WITH planted AS (
            INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, created_at, updated_at, version)
            SELECT gen_random_uuid(), '{case}', '{sender}', 'PHOTO', 'Foto ' || n, '{{}}', '{{}}', now(), now(), 1
            FROM generate_series(1, {many}) n RETURNING id)
        INSERT INTO content_versions (artifact_id, number, sha256, media_type, size, uploaded_by_id, uploaded_at)
        SELECT id, 1, sha256(id::text::bytea), 'image/jpeg', 1000, '{sender}', now() FROM planted",
        case = scene.case.id(),
        sender = scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&plant).await.expect("photos are entered");
}

#[tokio::test]
async fn a_thousand_artifacts_are_listed_with_as_many_queries_as_one() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let scene = Scene::in_office(Office::open_on(counted.url.clone()).await).await;
    let paths = [
        format!("{}?limit=200", scene.address()),
        format!("/v1/assignments/{}?expand=artifacts", scene.case.id()),
        format!("/v1/assignments/{}/bursts", scene.case.id()),
    ];
    let ask = async |path: &str| {
        // Once for what is prepared and kept in memory.
        scene.subhead().get(path).await.is(200);
        let before = counted.asked();
        let answer = scene.subhead().get(path).await.is(200);
        (counted.asked() - before, answer.bytes.len())
    };
    plant_photos(&scene, 1).await;
    let mut one = Vec::new();
    for path in &paths {
        one.push(ask(path).await);
    }
    plant_photos(&scene, 999).await;
    for (path, (queries, length)) in paths.iter().zip(one) {
        let (now, longer) = ask(path).await;
        assert!(queries > 0 && longer >= length, "{path}");
        assert_eq!(now, queries, "{path}");
    }
    drop(scene);
    cluster::drop_database(&database.name).await;
}

/// As many drafts as a case may have, each as long as one may be, all selected.
const TEXTS: usize = 50 * 400_000;

async fn plant_drafts(scene: &Scene) {
    let plant = format!(
        "INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, decision, decided_by_id,
            decided_at, created_at, updated_at, version)
        SELECT gen_random_uuid(), '{case}', '{sender}', 'WEBSITE_DRAFT', 'Draf ' || n, '{{}}', '{{}}', 'Kepala ' || n, repeat('𝔞', 100000),
            'SELECTED', '{sender}', now(), now(), now(), 1
        FROM generate_series(1, 50) n",
        case = scene.case.id(),
        sender = scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&plant).await.expect("drafts are entered");
}

#[tokio::test]
async fn a_text_that_nobody_asks_for_stays_where_it_is() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let scene = Scene::in_office(Office::open_on(counted.url.clone()).await).await;
    scene.documented().await;
    plant_drafts(&scene).await;
    let subhead = scene.subhead();
    // How much PostgreSQL tells for one request, and the answer to it.
    let costs = async |method: Method, path: &str, known: &str| -> (usize, Reply) {
        let before = counted.answered();
        let answer = subhead.ask(method, path).header("If-None-Match", known).await;
        (counted.answered() - before, answer)
    };
    let case = format!("/v1/assignments/{}", scene.case.id());
    // Who asks for the texts gets all of them, little by little: no page of them fills the memory.
    for list in [format!("{}?kind=WEBSITE_DRAFT", scene.address()), "/v1/artifacts?kind=WEBSITE_DRAFT&sort=createdAt".to_owned()]
    {
        let (mut told, mut cursor) = (Vec::new(), String::new());
        loop {
            let (bytes, page) = costs(Method::GET, &format!("{list}&limit=200{cursor}"), "\"x\"").await;
            let page = page.is(200);
            assert!(bytes < TEXTS / 3 && page.bytes.len() < TEXTS / 3 && !page.items().is_empty(), "{list}: {bytes} bytes");
            let whole = |item: &serde_json::Value| {
                item["etag"].is_string() && item["draft"]["content"].as_str().is_some_and(|text| text.len() == 400_000)
            };
            assert!(page.items().iter().all(whole), "{list}");
            told.extend(page.items().iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        told.dedup();
        assert_eq!(told.len(), 50, "{list}");
    }
    // The best of a search are one page, which ends there.
    let (bytes, best) = costs(Method::GET, "/v1/artifacts?q=Kepala&limit=200", "\"x\"").await;
    assert!(bytes < TEXTS / 3 && (2..50).contains(&best.is(200).items().len()), "{bytes} bytes");
    let draft = subhead.get(&format!("{}?limit=1&fields=id&kind=WEBSITE_DRAFT", scene.address())).await.good().items()[0].clone();
    let draft = format!("/v1/artifacts/{}", draft["id"].as_str().expect("an id"));
    let report = subhead.opens_report(&scene.case, "Semua draf terpilih.").await;
    let report = format!("/v1/reports/{}", report.id());
    for path in [
        format!("{}?limit=200&fields=id,title,content", scene.address()),
        format!("{case}?expand=artifacts"),
        format!("{case}?expand=artifacts,dispositions&fields=id"),
        "/v1/assignments?expand=artifacts".to_owned(),
        format!("{draft}?fields=title"),
        format!("{draft}/versions"),
        format!("{case}/sprite"),
        report.clone(),
        "/v1/reports?fields=id,state,selected".to_owned(),
    ] {
        let (bytes, answer) = costs(Method::GET, &path, "\"x\"").await;
        assert!(bytes < TEXTS / 50 && answer.is(200).bytes.len() < TEXTS / 50, "{path}: {bytes} bytes");
    }
    let embedded = subhead.get(&format!("{case}?expand=artifacts")).await.good();
    let mut told = embedded["artifacts"].as_array().into_iter().flatten().filter(|one| one["kind"] == "WEBSITE_DRAFT").peekable();
    assert!(told.peek().is_some() && told.all(|one| one["draft"]["headline"].is_string() && one["draft"]["content"].is_null()));
    // The list of what will come is made without the texts: each is read when its turn comes.
    let bag = format!("{case}/selection.zip");
    let sent = subhead.get(&bag).await.is(200);
    assert!(sent.bytes.len() > TEXTS);
    let (bytes, known) = costs(Method::GET, &bag, sent.etag()).await;
    assert!(known.status == 304 && bytes < TEXTS / 50, "{bytes} bytes for what is known");
    drop(scene);
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn what_a_report_reports_is_read_by_whoever_asks_for_it() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let office = Office::open_on(counted.url.clone()).await;
    let case = Case::in_state(&office, State::Documented).await;
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Ditulis ulang.").await;
    let body = json!({ "summary": "Ringkas.", "body": "b".repeat(100_000) });
    let draft = case.subhead.post(&format!("/v1/assignments/{}/reports", case.assignment.id()), body).await.is(201);
    let report = format!("/v1/reports/{}", case.subhead.submits(&draft).await.id());
    let costs = async |method: Method, path: &str, known: &str| -> (usize, Reply) {
        let before = counted.answered();
        let answer = case.head.ask(method, path).header("If-None-Match", known).await;
        (counted.answered() - before, answer)
    };
    let (whole, read) = costs(Method::GET, &report, "\"x\"").await;
    assert!(whole > 200_000 && read["selected"].as_array().is_some_and(|selected| selected.len() == 1));
    for path in [format!("{report}?fields=state,summary"), "/v1/reports?fields=state".to_owned()] {
        let (bytes, answer) = costs(Method::GET, &path, "\"x\"").await;
        assert!(bytes < 20_000, "{path}: {bytes} bytes");
        answer.is(200);
    }
    let (bytes, some) = costs(Method::GET, &format!("{report}?fields=steps"), "\"x\"").await;
    assert!((100_000..200_000).contains(&bytes) && some["steps"].as_array().is_some_and(|steps| steps.len() == 4), "{bytes}");
    // The digest was kept when it was submitted: nothing is read to tell it again.
    let bundle = format!("{report}/bundle");
    let (_, whole) = costs(Method::GET, &bundle, "\"x\"").await;
    let (head, told) = costs(Method::HEAD, &bundle, "\"x\"").await;
    assert_eq!((told.status, told.header("content-length")), (200, Some(whole.bytes.len().to_string().as_str())));
    assert_eq!((told.etag(), told.header("repr-digest"), told.bytes.len()), (whole.etag(), whole.header("repr-digest"), 0));
    let (again, known) = costs(Method::GET, &bundle, whole.etag()).await;
    assert!(known.status == 304 && head < 20_000 && again < 20_000, "{head} {again}");
    assert_eq!(Some(whole.etag().trim_matches('"')), read["contentDigest"].as_str());
    drop((case, office));
    cluster::drop_database(&database.name).await;
}

/// Ten more revisions, each returned, of a text as long as one may be.
const LONG_REPORTS: &str = "
    INSERT INTO reports SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'revision', r.revision + 100 + n,
        'register_serial', r.register_serial + 1000 + n, 'register_number', r.register_number || '/' || n, 'body', repeat('𝔞', 100000)))).*
    FROM reports r, generate_series(1, 30) n WHERE r.id = ";

#[tokio::test]
async fn a_page_of_long_reports_ends_before_they_fill_the_memory() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let office = Office::open_on(counted.url.clone()).await;
    let case = Case::in_state(&office, State::Reported).await;
    case.head.returns_report(case.report(), "Nama desa keliru.").await;
    office.sql().await.batch_execute(&format!("{LONG_REPORTS}'{}'", case.report().id())).await.expect("reports are entered");
    let (mut told, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let before = counted.answered();
        let page = case.head.get(&format!("/v1/reports?limit=200{cursor}")).await.is(200);
        let bytes = counted.answered() - before;
        assert!(bytes < 6_000_000 && page.bytes.len() < 6_000_000, "{bytes} bytes");
        told.extend(page.items().iter().map(|item| (item["id"].clone(), item["body"].as_str().map_or(0, str::len))));
        pages += 1;
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(pages > 2 && told.len() == 32, "{} on {pages} pages", told.len());
    assert_eq!(told.iter().filter(|(_, length)| *length == 400_000).count(), 30);
    drop((case, office));
    cluster::drop_database(&database.name).await;
}
