//! A server that is told to stop in the middle of a PATCH: its sender is told at once to go on elsewhere, and from where.

use super::break_off::Line;
use super::server::{Server, token};
use super::{Scene, ask_how_far, at, content, offset, send, video};
use crate::support::BASE_URL;
use std::time::Duration;

#[tokio::test]
async fn an_upload_under_way_goes_on_at_another_instance() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(3_000_000, 8));
    let upload = scene.begins(file.len()).await;
    let path = at(&upload).strip_prefix(BASE_URL).expect("an address of the office");
    let server = Server::starts(&scene).await;
    let mut line = Line::to(server.address, &token(&scene), path, 0, file.len()).await;
    line.sends(&file[..1_000_000]).await;
    let told = async || offset(&ask_how_far(&staff, &upload).await);
    while told().await < 1_000_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Perhaps some of this counts, too: the answer tells how much.
    line.sends(&file[1_000_000..1_200_000]).await;
    server.is_told_to_stop().await;
    let answer = line.hears().await;
    let stands = told().await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.to_lowercase().contains("retry-after: "), "{answer}");
    assert!(answer.to_lowercase().contains(&format!("upload-offset: {stands}\r\n")), "{stands}: {answer}");
    assert!((1_000_000..=1_200_000).contains(&stands));
    let done = send(&staff, &upload, stands, &file[stands..]).await.is(204);
    assert!(content(&staff, &done).await == file);
}
