//! The printed sheets, by `Accept`.

use crate::support::{Case, Office, Reply};
#[cfg(feature = "pdf")]
use futures_util::future::{join, join_all};
use pubdok::domain::assignment::State;
#[cfg(feature = "pdf")]
use std::cell::Cell;

const PDF: &str = "application/pdf";

#[cfg(feature = "pdf")]
fn is_sheet(sheet: &Reply, title: &str) {
    assert_eq!(sheet.header("content-type"), Some(PDF));
    assert!(sheet.bytes.starts_with(b"%PDF-") && sheet.bytes.windows(5).any(|bytes| bytes == b"%%EOF"), "not a PDF");
    let metadata = String::from_utf8_lossy(&sheet.bytes);
    assert!(metadata.contains(&format!("Title({title})")), "the title is not {title}");
    for forbidden in ["/JavaScript", "/OpenAction", "/URI", "/Launch"] {
        assert!(!metadata.contains(forbidden), "{forbidden}");
    }
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn a_disposition_is_printed_for_whoever_may_read_it() {
    let office = Office::open_with(&[("PUBDOK_OFFICE_NAME", "Pemerintah Kabupaten | Sekretariat Daerah | Jalan Lawu 1")]).await;
    let case = Case::in_state(&office, State::Documented).await;
    let address = format!("/v1/dispositions/{}", case.order().id());
    let number = case.order()["registerNumber"].as_str().expect("a number");
    for caller in [office.division_head(), office.subdivision_head(), office.staff(1), office.auditor()] {
        let sheet = caller.get(&address).header("Accept", PDF).await.is(200);
        is_sheet(&sheet, &format!("Lembar Disposisi {number}"));
        let name = sheet.header("content-disposition").expect("a name");
        assert!(name.starts_with("inline; filename=\"Disposisi-") && name.ends_with(".pdf\""), "{name}");
        caller.get(&address).header("Accept", PDF).header("If-None-Match", sheet.etag()).await.is(304);
        assert!(caller.head(&address).header("Accept", PDF).await.is(200).bytes.is_empty());
    }
    office.staff(4).get(&address).header("Accept", PDF).await.refused(404, "NOT_FOUND");
    office.admin().get(&address).header("Accept", PDF).await.refused(403, "ROLE_MISSING");
    office.nobody().get(&address).header("Accept", PDF).await.refused(401, "TOKEN_MISSING");
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn a_report_is_printed_in_every_state() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Documented).await;
    let (head, subhead) = (&case.head, &case.subhead);
    subhead.selects(case.photo()).await;
    subhead.leaves_out(case.release(), "Ditulis ulang").await;
    // What people write is set as text, whatever it looks like.
    let draft = subhead.opens_report(&case.assignment, "#import \"x\" https://contoh.go.id $ \u{1f389} \u{a995}").await;
    let address = format!("/v1/reports/{}", draft.id());
    let read = |caller: crate::support::Caller| {
        let asked = caller.get(&address).header("Accept", PDF);
        async { asked.await.is(200) }
    };
    let assignment = case.assignment["registerNumber"].as_str().expect("a number");
    is_sheet(&read(subhead.clone()).await, &format!("Laporan Hasil Publikasi dan Dokumentasi {assignment}"));
    let submitted = subhead.submits(&draft).await;
    let number = submitted["registerNumber"].as_str().expect("a number");
    let sheet = read(head.clone()).await;
    is_sheet(&sheet, &format!("Laporan Hasil Publikasi dan Dokumentasi {number}"));
    // What was submitted prints the same bytes whoever asks and whenever.
    office.clock().advance(chrono::TimeDelta::hours(3));
    assert_eq!(read(office.auditor()).await.bytes, sheet.bytes);
    head.accepts(&draft).await;
    let accepted = read(office.staff(1)).await;
    is_sheet(&accepted, &format!("Laporan Hasil Publikasi dan Dokumentasi {number}"));
    assert_ne!(accepted.etag(), sheet.etag());
    office.other_subdivision_head().get(&address).header("Accept", PDF).await.refused(404, "NOT_FOUND");
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn a_sheet_is_printed_once_while_nothing_changes() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let address = format!("/v1/dispositions/{}", case.order().id());
    let ask = |caller: &crate::support::Caller| caller.get(&address).header("Accept", PDF);
    // At once, and by others who see the same.
    let answers = futures_util::future::join_all((0..20).map(|_| crate::support::patiently(|| ask(&case.photographer)))).await;
    let sheet = answers[0].bytes.clone();
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.bytes == sheet));
    assert_eq!(ask(&office.auditor()).await.is(200).bytes, sheet);
    ask(&case.photographer).header("If-None-Match", answers[0].etag()).await.is(304);
    assert_eq!(office.sheets_printed(), 1);
    // What happens to it is no part of it: it stays the same file.
    case.photographer.acknowledges(case.order()).await;
    ask(&case.photographer).header("If-None-Match", answers[0].etag()).await.is(304);
    assert_eq!(ask(&case.photographer).await.is(200).bytes, sheet);
    assert_eq!(office.sheets_printed(), 1);
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn whatever_is_taken_is_printed() {
    let office = Office::open().await;
    let texts = [
        "WM".repeat(2000),
        "مُحَمَّدٌ رَسُولُ ".repeat(200),
        "ꦱꦸꦫꦏꦂꦠ꧀ ᬅᬓ᭄ᬱᬭ 漢字 ".repeat(100),
        format!("a{}", "\u{301}".repeat(3000)),
        "#import \"x\": * $x^2$ _a_ `b` = <c> @d [e] \\ // /* ".repeat(60),
        "\t\n\n\n-\n".repeat(600) + "akhir",
        "👨\u{200d}👩\u{200d}👧\u{202e}\u{202c}\u{fffe}\u{e000}\u{10ffff}".repeat(200),
    ];
    for text in texts {
        let case = Case::in_state(&office, State::Documented).await;
        case.subhead.selects(case.photo()).await;
        case.subhead.leaves_out(case.release(), "Ditulis ulang").await;
        let draft = case.subhead.opens_report(&case.assignment, &text).await;
        let sheet = case.subhead.get(&format!("/v1/reports/{}", draft.id())).header("Accept", PDF).await.is(200);
        assert!(sheet.bytes.starts_with(b"%PDF-"), "{text}");
    }
}

#[tokio::test]
async fn the_form_follows_the_weights_of_accept() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let address = format!("/v1/dispositions/{}", case.order().id());
    let staff = office.staff(1);
    let form = |answer: &Reply| answer.header("content-type").map(str::to_owned);
    for accept in ["application/json", "*/*", "application/*", "application/pdf;q=0.5, application/json", "text/html, */*;q=0.1"]
    {
        let answer = staff.get(&address).header("Accept", accept).await.is(200);
        assert_eq!(form(&answer).as_deref(), Some("application/json"), "{accept}");
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("Accept")));
    }
    for accept in ["image/png", "text/html", "application/json;q=0, application/pdf;q=0"] {
        let told = staff.get(&address).header("Accept", accept).in_english().await.refused(406, "NOT_ACCEPTABLE");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("application/json")), "{told:?}");
    }
    if cfg!(feature = "pdf") {
        for accept in [PDF, "application/pdf, application/json;q=0.9", "application/json;q=0.1, application/pdf;q=0.2"] {
            assert_eq!(form(&staff.get(&address).header("Accept", accept).await.is(200)).as_deref(), Some(PDF), "{accept}");
        }
    } else {
        staff.get(&address).header("Accept", PDF).await.refused(406, "NOT_ACCEPTABLE");
    }
    // What has no sheet is not printed.
    staff.get("/v1/dispositions").header("Accept", PDF).await.refused(406, "NOT_ACCEPTABLE");
}

/// For generated clients: bytes at an address that has nothing else.
#[cfg(feature = "pdf")]
#[tokio::test]
async fn a_sheet_has_an_address_of_its_own() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let report = office.division_head().get(&format!("/v1/assignments/{}/reports", case.assignment.id())).await.good();
    let report = report.items()[0]["id"].as_str().expect("an id").to_owned();
    for thing in [format!("/v1/dispositions/{}", case.order().id()), format!("/v1/reports/{report}")] {
        let (head, sheet) = (office.division_head(), format!("{thing}/sheet"));
        let printed = head.get(&thing).header("Accept", PDF).await.is(200);
        for accept in [PDF, "*/*", "application/*", "application/json, application/pdf;q=0.1"] {
            let same = head.get(&sheet).header("Accept", accept).await.is(200);
            assert_eq!((same.header("content-type"), same.bytes == printed.bytes), (Some(PDF), true), "{accept}");
            assert_eq!((same.etag(), same.header("repr-digest")), (printed.etag(), printed.header("repr-digest")));
        }
        head.get(&sheet).header("If-None-Match", printed.etag()).await.is(304);
        assert!(head.head(&sheet).await.is(200).bytes.is_empty());
        assert!(head.get(&format!("{sheet}?notes=true")).await.is(200).bytes.starts_with(b"%PDF-"));
        head.get(&sheet).header("Accept", "application/json").await.refused(406, "NOT_ACCEPTABLE");
        head.get(&format!("{sheet}?fields=id")).await.refused(400, "VALIDATION");
        office.staff(4).get(&sheet).await.refused(404, "NOT_FOUND");
        office.admin().get(&sheet).await.refused(403, "ROLE_MISSING");
        office.nobody().get(&sheet).await.refused(401, "TOKEN_MISSING");
    }
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn beside_one_who_wants_many_sheets_another_waits_for_few() {
    const MANY: usize = 16;
    let office = Office::open_with(&[("PUBDOK_RATE", "0")]).await;
    let mut sheets = Vec::new();
    for _ in 0..=MANY {
        let case = Case::assigned(&office).await;
        let first = case.head.get(&format!("/v1/dispositions?assignmentId={}&box=ALL", case.assignment.id())).await.is(200);
        sheets.push(format!("/v1/dispositions/{}/sheet", first.items()[0]["id"].as_str().expect("an id")));
    }
    let (head, auditor) = (office.division_head(), office.auditor());
    let (finished, waited) = (Cell::new(0), Cell::new(MANY));
    let many = join_all(sheets.iter().take(MANY).map(async |sheet| {
        head.get(sheet).await.is(200);
        finished.set(finished.get() + 1);
    }));
    let one = async {
        // Once the line stands.
        while finished.get() == 0 {
            tokio::task::yield_now().await;
        }
        let before = finished.get();
        auditor.get(&sheets[MANY]).await.is(200);
        waited.set(finished.get() - before);
    };
    join(many, one).await;
    // Those that are printed at the moment, those that are printed and not told yet, and one more of the other's.
    assert!(waited.get() <= 7, "{} of {MANY} came before it", waited.get());
}
