//! A server that is killed in the middle of a PATCH: what it acknowledged is there when another starts.

use super::break_off::Line;
use super::server::{Server, token};
use super::{BYTES, Chance, Scene, UPLOADS, video};
use reqwest::{Client, Response, StatusCode};

/// Eight, or as many as `KILLS` says: two hundred take some minutes.
fn kills() -> usize {
    std::env::var("KILLS").map_or(8, |kills| kills.parse().expect("a number of kills"))
}

fn offset(answer: &Response) -> usize {
    answer.headers()["upload-offset"].to_str().ok().and_then(|text| text.parse().ok()).expect("a number")
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let scene = Scene::open().await;
    let (client, token, file) = (Client::new(), token(&scene), video(60_000_000 + kills() * 4_000_000, 9));
    let mut chance = Chance(9);
    let mut server = Server::starts(&scene).await;
    let begun = client.post(server.at(UPLOADS)).bearer_auth(&token).header("Tus-Resumable", "1.0.0");
    let begun =
        begun.header("Upload-Length", file.len()).header("Upload-Metadata", scene.video()).send().await.expect("an answer");
    assert_eq!(begun.status(), StatusCode::CREATED);
    let location = begun.headers()["location"].to_str().expect("an address").to_owned();
    let path = location[location.find("/v1/").expect("a path")..].to_owned();
    let head = async |server: &Server| {
        let asked = client.head(server.at(&path)).bearer_auth(&token).header("Tus-Resumable", "1.0.0").send().await;
        offset(&asked.expect("an answer"))
    };
    let patch = async |server: &Server, from: usize, end: usize| {
        let sent = client.patch(server.at(&path)).bearer_auth(&token).header("Tus-Resumable", "1.0.0");
        let sent = sent.header("Content-Type", BYTES).header("Upload-Offset", from).body(file[from..end].to_vec());
        sent.send().await.expect("an answer")
    };
    for _ in 0..kills() {
        // A bit that is acknowledged, then one that is under way when the server dies.
        let from = head(&server).await;
        let acknowledged = offset(&patch(&server, from, from + 1 + chance.below(500_000)).await);
        let mut line = Line::to(server.address, &token, &path, acknowledged, file.len() - acknowledged).await;
        let end = acknowledged + chance.below(12_000_000);
        line.sends(&file[acknowledged..end]).await;
        drop(server);
        server = Server::starts(&scene).await;
        let now = head(&server).await;
        assert!((acknowledged..=end).contains(&now), "{now} of {acknowledged} to {end}");
    }
    let from = head(&server).await;
    let last = patch(&server, from, file.len()).await;
    assert_eq!((last.status(), offset(&last)), (StatusCode::NO_CONTENT, file.len()));
    let artifact = last.headers()["content-location"].to_str().expect("an address");
    let came = scene.staff().get(&format!("{artifact}/content")).await.good();
    assert!(came.bytes == file);
}
