//! A server that is killed in the middle of a PATCH: what it acknowledged is there when another starts.

use super::break_off::Line;
use super::{BYTES, Chance, Scene, UPLOADS, video};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SECRET: &str = "a secret that is long enough for tests, and for nothing else";
const ISSUER: &str = "https://sso.test";
const KILLS: usize = 8;

/// `pubdok serve` in a process of its own, on the office's database and files.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    async fn starts(scene: &Scene) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
        let process = Command::new(env!("CARGO_BIN_EXE_pubdok"))
            .args(["serve", "--no-worker"])
            .env("DATABASE_URL", scene.office.database_url())
            .env("PUBDOK_BIND", address.to_string())
            .env("PUBDOK_BLOB_STORE", format!("file://{}", scene.office.blob_dir().display()))
            .env("PUBDOK_JWT_ISSUER", ISSUER)
            .env("PUBDOK_JWT_SECRET", SECRET)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .expect("a server");
        let mut server = Self { process, address };
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return server;
            }
            assert!(server.process.try_wait().expect("its state").is_none(), "the server ended at once");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server never listened");
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    /// As kill -9 does.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn token(scene: &Scene) -> String {
    let now = scene.office.clock().now().timestamp();
    let claims = json!({ "iss": ISSUER, "aud": "pubdok", "sub": "staf-1", "roles": ["STAFF"], "client_id": "test", "jti": "1",
        "iat": now, "nbf": now, "exp": now + 900 });
    let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes())).expect("a token")
}

fn offset(answer: &Response) -> usize {
    answer.headers()["upload-offset"].to_str().ok().and_then(|text| text.parse().ok()).expect("a number")
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let scene = Scene::open().await;
    let (client, token, file) = (Client::new(), token(&scene), video(120_000_000, 9));
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
    for _ in 0..KILLS {
        // A bit that is acknowledged, then one that is under way when the server dies.
        let from = head(&server).await;
        let acknowledged = offset(&patch(&server, from, from + 1 + chance.below(500_000)).await);
        let mut line = Line::to(server.address, &token, &path, acknowledged, file.len() - acknowledged).await;
        let end = acknowledged + chance.below(24_000_000).min(file.len() - acknowledged);
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
