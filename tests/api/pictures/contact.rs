//! The contact sheet: twenty small pictures a page.

use super::*;

fn path(case: &Case, query: &str) -> String {
    format!("/v1/assignments/{}/contact-sheet{query}", case.assignment.id())
}

#[cfg(feature = "pdf")]
fn pictures(sheet: &Reply) -> usize {
    assert_eq!(sheet.header("content-type"), Some("application/pdf"));
    assert!(sheet.bytes.starts_with(b"%PDF-"));
    let mark = b"/DCTDecode";
    sheet.bytes.windows(mark.len()).filter(|bytes| bytes == mark).count()
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn twenty_a_page_and_a_link_to_the_next() {
    let office = Office::open().await;
    let mut case = dispatched(&office).await;
    let elsewhen = Camera { taken: Some("2026:01:15 09:30:00".to_owned()), ..at_the_event() };
    for seed in 0..20 {
        let camera = if seed == 3 { &elsewhen } else { &at_the_event() };
        let title = format!("Bupati menyalami petani ke-{seed} di depan tenda utama alun-alun");
        sends_photo(&case, &title, camera.shoots(&scene(seed, 0, (240, 160 + 8 * seed)))).await;
    }
    sends_video(&case).await;
    case.is_documented().await;
    case.subhead.selects(case.photo()).await;

    let first = case.subhead.get(&path(&case, "")).await.is(200);
    let metadata = String::from_utf8_lossy(&first.bytes);
    assert_eq!(pictures(&first), 20);
    assert!(metadata.contains("<xmpTPg:NPages>1<"), "more than one page");
    assert!(metadata.contains("Title(Lembar Kontak"));
    let next = first.header("link").expect("a next page");
    let next = next.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).expect("a link");
    let second = case.subhead.get(next).await.is(200);
    // A photo, and a video that has no picture; the press release is no file.
    assert_eq!((pictures(&second), second.header("link")), (1, None));
    assert_eq!(case.subhead.get(next).await.is(200).bytes, second.bytes);
    case.subhead.get(next).header("If-None-Match", second.etag()).await.is(304);
    let selected = case.subhead.get(&path(&case, "?decision=SELECTED")).await.is(200);
    assert_eq!((pictures(&selected), selected.header("link")), (1, None));
    assert_eq!(pictures(&case.subhead.get(&path(&case, "?page=7")).await.is(200)), 0);
}

#[tokio::test]
async fn the_sheet_of_a_case_is_for_whoever_sees_it() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    for caller in [office.staff(4), office.other_subdivision_head()] {
        caller.get(&path(&case, "")).await.refused(404, "NOT_FOUND");
    }
    office.admin().get(&path(&case, "")).await.refused(403, "ROLE_MISSING");
    case.subhead.get(&path(&case, "")).header("Accept", "image/png").await.refused(406, "NOT_ACCEPTABLE");
    let told = case.subhead.get(&path(&case, "?page=0&decision=MAYBE&size=big")).await;
    if cfg!(feature = "pdf") {
        let told = told.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("decision", "UNKNOWN_VALUE"), ("page", "OUT_OF_RANGE"), ("size", "UNKNOWN_FIELD")]);
    } else {
        case.subhead.get(&path(&case, "")).await.refused(406, "NOT_ACCEPTABLE");
    }
}
