//! The letterhead: dated versions, a logo that is nothing but a picture, and papers that keep the one they were made with.

use crate::papers::{LETTERHEAD, fixed, prints, sets};
use crate::support::work::assignment;
use crate::support::{Office, Reply};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pubdok::domain::digest::Digest;
use serde_json::{Value, json};

#[tokio::test]
async fn the_letterhead_in_force_stands_over_a_paper_for_good() {
    let office = Office::open_with(&[("PUBDOK_OFFICE_NAME", "Pemerintah Kabupaten | Sekretariat Daerah")]).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let first_of = async |assignment: &Reply| {
        let list = format!("/v1/dispositions?box=ALL&assignmentId={}", assignment.id());
        head.get(&list).await.is(200).items()[0]["id"].as_str().expect("an id").to_owned()
    };
    let plain = first_of(&head.assigns(&subhead, &event).await).await;
    assert_eq!(
        fixed(&office, &plain, "ISSUED").await["letterhead"]["lines"],
        json!(["Pemerintah Kabupaten", "Sekretariat Daerah"])
    );
    let sheet = prints(&head, &format!("/v1/dispositions/{plain}")).await;

    let today = (office.clock().now() + chrono::TimeDelta::hours(7)).date_naive();
    let version = |from: chrono::NaiveDate, unit: &str, logo: Value| {
        json!({
            "validFrom": from, "regency": "Pemerintah Kabupaten Karanganyar", "unit": unit, "address": ["Jalan Lawu 385"],
            "placeOfSigning": "Karanganyar", "logo": logo,
        })
    };
    let logo = json!({ "data": BASE64_STANDARD.encode(SVG) });
    let versions = json!({ "versions": [version(today, "Sekretariat Daerah", logo), version(today + chrono::TimeDelta::days(10), "Dinas Baru", Value::Null)] });
    let kept = sets(&office, LETTERHEAD, versions).await.is(200);
    let digest = Digest::of(SVG.as_bytes()).to_string();
    assert_eq!(kept["versions"][0]["logo"], json!({ "sha256": digest, "mediaType": "image/svg+xml" }));
    // What was told can be sent back.
    sets(&office, LETTERHEAD, kept.json().clone()).await.is(200);

    let now = first_of(&head.assigns(&subhead, &event).await).await;
    let content = fixed(&office, &now, "ISSUED").await;
    let lines = json!(["Pemerintah Kabupaten Karanganyar", "Sekretariat Daerah", "Jalan Lawu 385"]);
    assert_eq!(content["letterhead"]["lines"], lines);
    assert_eq!(
        (&content["letterhead"]["place"], &content["letterhead"]["logo"]["digest"]),
        (&json!("Karanganyar"), &json!(digest))
    );
    let with_logo = prints(&head, &format!("/v1/dispositions/{now}")).await;
    office.clock().advance(chrono::TimeDelta::days(10));
    let head = office.division_head();
    let later = first_of(&head.assigns(&subhead, &event).await).await;
    assert_eq!(fixed(&office, &later, "ISSUED").await["letterhead"]["lines"][1], "Dinas Baru");
    sets(&office, LETTERHEAD, json!({ "versions": [] })).await.is(200);
    assert_eq!(prints(&head, &format!("/v1/dispositions/{plain}")).await.bytes, sheet.bytes);
    assert_eq!(prints(&head, &format!("/v1/dispositions/{now}")).await.bytes, with_logo.bytes);
}

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0H10V10Z" fill="#080"/><circle cx="5" cy="5" r="2"/></svg>"##;

#[tokio::test]
async fn a_logo_is_a_small_picture_and_nothing_else() {
    let office = Office::open().await;
    let with = |logo: Value| json!({ "versions": [{ "validFrom": "2026-01-01", "regency": "Kabupaten", "unit": "Setda", "logo": logo }] });
    let data = |bytes: &[u8]| json!({ "data": BASE64_STANDARD.encode(bytes) });
    let refuses = async |logo: Value, pointer: &str, code: &str| {
        let refused = sets(&office, LETTERHEAD, with(logo.clone())).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [(pointer, code)], "{logo}");
    };
    let script = SVG.replace("<circle", "<script>alert(1)</script><circle");
    let fetch = SVG.replace("<circle", "<image href='https://example.com/x.png'/><circle");
    for bad in [script.as_bytes(), fetch.as_bytes(), b"GIF89a", b"%PDF-1.7", &[0x89; 200_000]] {
        refuses(data(bad), "#/versions/0/logo/data", "NOT_A_LOGO").await;
    }
    refuses(json!({ "data": "***" }), "#/versions/0/logo/data", "NOT_A_LOGO").await;
    refuses(json!({ "sha256": "0".repeat(64) }), "#/versions/0/logo/sha256", "UNKNOWN_REFERENCE").await;
    refuses(json!({}), "#/versions/0/logo", "ONE_OF_TWO").await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(40, 50, image::Rgba([0, 90, 0, 200]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    let kept = sets(&office, LETTERHEAD, with(data(&png.into_inner()))).await.is(200);
    assert_eq!(kept["versions"][0]["logo"]["mediaType"], "image/png");
    let twice = json!({ "versions": [{ "validFrom": "2026-01-01", "regency": "A", "unit": "B" }, { "validFrom": "2026-01-01", "regency": "C", "unit": "D" }] });
    assert_eq!(
        sets(&office, LETTERHEAD, twice).await.refused(400, "VALIDATION").faults(),
        [("#/versions/1/validFrom", "NOT_UNIQUE")]
    );
    // The sheet bears it.
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let assigned = head.post("/v1/assignments", assignment(&event, &subhead)).await.is(201);
    let list = head.get(&format!("/v1/dispositions?box=ALL&assignmentId={}", assigned.id())).await.is(200);
    prints(&head, &format!("/v1/dispositions/{}", list.items()[0]["id"].as_str().expect("an id"))).await;
}
