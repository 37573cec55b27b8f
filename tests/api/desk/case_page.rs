//! The page of a case in one call.

use super::Desk;
use crate::standing_in::stands_in;
use crate::support::work::{action, photo};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

fn address(case: &Reply) -> String {
    format!("/v1/assignments/{}?expand=dispositions,artifacts,reports,timeline", case.id())
}

fn list<'a>(page: &'a Reply, member: &str) -> &'a [Value] {
    page[member].as_array().unwrap_or_else(|| panic!("no {member}"))
}

#[tokio::test]
async fn a_case_is_read_in_one_call_with_all_that_belongs_to_it() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Documented).await;
    let acting = office.other_subdivision_head();
    stands_in(&office, &acting, &case.subhead, "SUBDIVISION_HEAD").await;
    case.is_reported().await;
    case.head.returns_report(case.report(), "Nama desa keliru.").await;
    let page = case.head.get(&address(&case.assignment)).await.is(200);
    assert_eq!([list(&page, "dispositions").len(), list(&page, "artifacts").len(), list(&page, "reports").len()], [2, 2, 2]);
    let next = ["dispositionsNext", "artifactsNext", "reportsNext", "timelineNext"];
    assert!(next.iter().all(|next| page[*next].is_null()), "nothing more of anything");
    // The newest revision first, and in short.
    let reports = list(&page, "reports");
    assert_eq!([&reports[0]["revision"], &reports[1]["revision"]], [&json!(2), &json!(1)]);
    assert_eq!((&reports[1]["state"], &reports[1]["note"]), (&json!("RETURNED"), &json!("Nama desa keliru.")));
    assert_eq!(reports[1]["decidedBy"]["name"], "Ratna Wulandari");
    assert!(reports[1].get("selected").is_none());
    // The rest of it is what its own address tells.
    let timeline = case.head.get(&format!("/v1/assignments/{}/timeline", case.assignment.id())).await.is(200);
    assert_eq!(list(&page, "timeline"), timeline.items());
    let order = case.head.reads("dispositions", case.order()).await;
    assert_eq!(list(&page, "dispositions")[1]["issuer"], order["issuer"]);
    // Codes in words.
    let first = &list(&page, "dispositions")[1];
    assert_eq!(first["instructionLabels"][1], json!({ "code": "WRITE_ARTICLE", "label": "Susun artikel berita" }));
    assert_eq!(first["activityAgenda"]["channelLabels"], json!([{ "code": "WEBSITE", "label": "Situs web" }]));
    let english = case.head.get(&address(&case.assignment)).in_english().await.is(200);
    assert_eq!(english["dispositions"][1]["activityAgenda"]["channelLabels"][0]["label"], "Website");
    // Who did each step.
    let doers: Vec<(i64, &str)> =
        list(&page, "doneBy").iter().filter_map(|one| Some((one["ordinal"].as_i64()?, one["by"]["name"].as_str()?))).collect();
    assert_eq!(
        doers,
        [(1, "Ratna Wulandari"), (2, "Bambang Prasetyo"), (3, "Siti Aminah"), (3, "Agus Setiawan"), (4, "Bambang Prasetyo")]
    );
    // Without being asked for nothing is embedded; of many assignments no timelines are.
    let bare = case.head.get(&format!("/v1/assignments/{}", case.assignment.id())).await.is(200);
    assert!(["dispositions", "reports", "timeline", "doneBy"].iter().all(|member| bare.json().get(*member).is_none()));
    let many = case.head.get("/v1/assignments?expand=reports").await.is(200);
    assert_eq!(many.items()[0]["reports"], page["reports"]);
    let refused = case.head.get("/v1/assignments?expand=timeline").await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("expand", "UNKNOWN_VALUE")]);
    // Out of sight it is not there, whatever is to be embedded.
    office.staff(4).get(&address(&case.assignment)).await.refused(404, "NOT_FOUND");
}

async fn sends(caller: &Caller, case: &Reply, shades: std::ops::Range<u8>) {
    for shade in shades {
        let metadata = json!({ "kind": "PHOTO", "title": format!("Foto {shade}") });
        caller.uploads(case, metadata, "foto.jpg", "image/jpeg", photo(shade)).await;
    }
}

/// More than a page of each has, of a case with a hundred and twenty photos.
const MOST_BYTES: usize = 250_000;

#[tokio::test]
async fn each_part_is_one_page_that_goes_on_and_the_questions_stay_as_many() {
    let desk = Desk::open().await;
    let case = Case::in_state(&desk.office, State::Dispatched).await;
    sends(&case.photographer, &case.assignment, 0..1).await;
    let (_, few) = desk.ask(&case.head, &address(&case.assignment)).await;
    sends(&case.photographer, &case.assignment, 1..120).await;
    for number in 0..55 {
        let duty = if number % 2 == 0 { "DATA" } else { "WRITER" };
        case.subhead.dispatches(&case.assignment, &[action(&desk.office.staff(4), duty)]).await;
    }
    let (page, as_few) = desk.ask(&case.head, &address(&case.assignment)).await;
    assert!(few > 0);
    assert_eq!(few, as_few, "questions for one photo and for many");
    assert!(page.bytes.len() < MOST_BYTES, "{} bytes", page.bytes.len());
    for (member, next) in [("dispositions", "dispositionsNext"), ("artifacts", "artifactsNext"), ("timeline", "timelineNext")] {
        assert_eq!(list(&page, member).len(), 50, "{member}");
        let next = page[next].as_str().unwrap_or_else(|| panic!("no {next}"));
        let path = next.strip_prefix(crate::support::BASE_URL).expect("an address of ours");
        let rest = case.head.get(path).await.is(200);
        let id = |item: &Value| item.get("id").or(item.get("seq")).cloned().expect("an id");
        let first: Vec<Value> = list(&page, member).iter().map(id).collect();
        assert!(!rest.items().is_empty() && rest.items().iter().all(|item| !first.contains(&id(item))), "{member}");
    }
    drop((case, page));
    desk.close().await;
}
