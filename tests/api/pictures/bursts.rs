//! Bursts: of twelve alike one is enough.

use super::*;

/// Taken so many seconds into the event.
fn frame(seed: u32, moment: u32, second: u32) -> Vec<u8> {
    let camera = Camera { taken: Some(format!("2026:01:14 09:30:{second:02}")), ..Camera::default() };
    camera.shoots(&scene(seed, moment, (240, 160)))
}

async fn bursts(case: &Case) -> Reply {
    case.subhead.get(&format!("/v1/assignments/{}/bursts", case.assignment.id())).await.is(200)
}

#[tokio::test]
async fn twelve_of_one_handshake_are_one_choice() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    // Sent last first, with three other scenes among them.
    let mut sent = Vec::new();
    for moment in (0..12).rev() {
        sent.push(sends_photo(&case, "Salaman", frame(1, moment, moment)).await.id().to_owned());
        if moment % 4 == 0 {
            sends_photo(&case, "Lain", frame(2 + moment, 0, moment)).await;
        }
    }
    sends_photo(&case, "Lama kemudian", frame(1, 12, 59)).await;
    let timeless = Camera::default().shoots(&scene(1, 0, (240, 160)));
    sends_photo(&case, "Tanpa waktu", timeless).await;
    // Twelve are looked at for the first who asks, the rest for the next.
    assert_eq!(bursts(&case).await["pending"], 4);
    let found = bursts(&case).await;
    sent.reverse();
    assert_eq!(
        found["groups"],
        json!([{ "artifactIds": sent, "from": "2026-01-14T02:30:00.000Z", "until": "2026-01-14T02:30:11.000Z" }])
    );
    assert_eq!(found["pending"], 0);
}

#[tokio::test]
async fn the_bursts_of_a_case_are_for_whoever_sees_it() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let path = format!("/v1/assignments/{}/bursts", case.assignment.id());
    assert_eq!(bursts(&case).await.json(), &json!({ "groups": [], "pending": 0 }));
    for caller in [office.staff(4), office.other_subdivision_head()] {
        caller.get(&path).await.refused(404, "NOT_FOUND");
    }
    office.integration().get(&path).await.refused(403, "ROLE_MISSING");
    case.subhead.get("/v1/assignments/019ab0d0-0000-7000-8000-000000000fff/bursts").await.refused(404, "NOT_FOUND");
    case.subhead.get(&format!("{path}?limit=5")).await.refused(400, "VALIDATION");
}
