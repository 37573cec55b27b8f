//! A server that is told to stop in the middle of a PATCH: its sender is told at once to go on elsewhere, and from where.

use super::break_off::Line;
use super::server::{Server, token};
use super::{BYTES, Scene, UPLOADS, video};
use reqwest::{Client, Response, StatusCode};
use std::time::Duration;

fn offset(answer: &Response) -> usize {
    answer.headers()["upload-offset"].to_str().ok().and_then(|text| text.parse().ok()).expect("a number")
}

#[tokio::test]
async fn an_upload_under_way_goes_on_at_another_instance() {
    let scene = Scene::open().await;
    let (client, token, file) = (Client::new(), token(&scene), video(3_000_000, 8));
    let (server, other) = (Server::starts(&scene).await, Server::starts(&scene).await);
    let begun = client.post(server.at(UPLOADS)).bearer_auth(&token).header("Tus-Resumable", "1.0.0");
    let begun =
        begun.header("Upload-Length", file.len()).header("Upload-Metadata", scene.video()).send().await.expect("it is begun");
    let location = begun.headers()["location"].to_str().expect("an address").to_owned();
    let path = location[location.find("/v1/").expect("a path")..].to_owned();
    let told = async || {
        let asked = client.head(other.at(&path)).bearer_auth(&token).header("Tus-Resumable", "1.0.0").send().await;
        offset(&asked.expect("an answer"))
    };
    let mut line = Line::to(server.address, &token, &path, 0, file.len()).await;
    line.sends(&file[..1_000_000]).await;
    while told().await < 1_000_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Perhaps some of this counts, too: the answer tells how much.
    line.sends(&file[1_000_000..1_200_000]).await;
    server.is_told_to_stop().await;
    let answer = line.hears().await.to_lowercase();
    let stands = told().await;
    assert!(answer.starts_with("http/1.1 503") && answer.contains("retry-after: "), "{answer}");
    assert!(answer.contains(&format!("upload-offset: {stands}\r\n")), "{stands}: {answer}");
    assert!((1_000_000..=1_200_000).contains(&stands));
    let rest = client.patch(other.at(&path)).bearer_auth(&token).header("Tus-Resumable", "1.0.0").header("Content-Type", BYTES);
    let done = rest.header("Upload-Offset", stands).body(file[stands..].to_vec()).send().await.expect("an answer");
    assert_eq!((done.status(), offset(&done)), (StatusCode::NO_CONTENT, file.len()));
    let artifact = done.headers()["content-location"].to_str().expect("an address");
    assert!(scene.staff().get(&format!("{artifact}/content")).await.good().bytes == file);
}
