//! `expand` gives one page of what belongs to a case, and where the rest is.

use super::Scene;
use crate::support::Reply;
use serde_json::Value;

/// Enters so many more dispositions and photos behind the API's back.
async fn plant(scene: &Scene, many: i32) {
    let plant = format!(
        "WITH more AS (
            INSERT INTO dispositions (id, register_unit, register_year, register_serial, register_number, assignment_id, parent_id, issuer_id,
                instructions, urgency, classification, activity_agenda, issued_at, created_at, updated_at, version)
            SELECT gen_random_uuid(), register_unit, register_year, register_serial + 1000 + n, register_number || '/' || n, assignment_id,
                parent_id, issuer_id, instructions, urgency, classification, activity_agenda, now(), now(), now(), 1
            FROM dispositions, generate_series(1, {many}) n WHERE id = '{order}' RETURNING id)
        INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, duty, state)
        SELECT more.id, officer_id, assignment_id, position, kind, duty, state FROM more, disposition_recipients WHERE disposition_id = '{order}';
        INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, created_at, updated_at, version)
        SELECT gen_random_uuid(), '{case}', '{sender}', 'PHOTO', 'Foto ' || n, '{{}}', '{{}}', now(), now(), 1 FROM generate_series(1, {many}) n",
        order = scene.order.id(),
        case = scene.case.id(),
        sender = scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&plant).await.expect("more are entered");
}

fn ids(things: &Value) -> Vec<String> {
    things.as_array().expect("a list").iter().map(|thing| thing["id"].as_str().expect("an id").to_owned()).collect()
}

/// Everything from the embedded page on, by the links.
async fn followed(scene: &Scene, case: &Reply, member: &str) -> Vec<String> {
    let mut found = ids(&case[member]);
    let mut next = case[format!("{member}Next").as_str()].as_str().map(str::to_owned);
    while let Some(address) = next {
        let page = scene.staff().get(&address).await.is(200);
        found.extend(ids(&page["items"]));
        next = page.header("link").map(|link| link.split(['<', '>']).nth(1).expect("an address").to_owned());
    }
    found
}

#[tokio::test]
async fn what_is_embedded_is_one_page_and_the_rest_is_where_its_link_says() {
    let scene = Scene::open().await;
    let case = format!("/v1/assignments/{}", scene.case.id());
    let few = scene.staff().get(&format!("{case}?expand=artifacts,dispositions")).await.is(200);
    assert_eq!((ids(&few["dispositions"]).len(), ids(&few["artifacts"]).len()), (2, 0));
    assert!(few["dispositionsNext"].is_null() && few["artifactsNext"].is_null());
    plant(&scene, 130).await;
    for path in [
        format!("{case}?expand=artifacts,dispositions"),
        format!("{case}?expand=artifacts,dispositions&fields=artifacts,dispositions"),
    ] {
        let many = scene.staff().get(&path).await.is(200);
        for (member, all) in [("dispositions", 132), ("artifacts", 130)] {
            assert_eq!(ids(&many[member]).len(), 50, "{member}");
            let mut found = followed(&scene, &many, member).await;
            assert!(found.is_sorted(), "{member}: as they were made");
            found.dedup();
            assert_eq!(found.len(), all, "{member}");
        }
    }
    let list = scene.staff().get("/v1/assignments?expand=artifacts,dispositions").await.is(200);
    let listed = &list.items()[0];
    assert_eq!((ids(&listed["dispositions"]).len(), ids(&listed["artifacts"]).len()), (50, 50));
    assert!(listed["artifactsNext"].is_string() && listed["dispositionsNext"].is_string());
    // What is not shown is not embedded either.
    let less = scene.staff().get(&format!("{case}?expand=artifacts&fields=state")).await.is(200);
    assert!(less["artifacts"].is_null() && less["artifactsNext"].is_null() && less["state"].is_string());
}
