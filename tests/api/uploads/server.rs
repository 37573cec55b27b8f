//! The real program in a process of its own: to be killed, or to be given a disk that fails.

use super::Scene;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SECRET: &str = "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o";
const ISSUER: &str = "https://sso.test";

/// `pubdok serve` in a process of its own, on the office's database and files.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Server {
    pub async fn starts(scene: &Scene) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
        let process = Command::new(env!("CARGO_BIN_EXE_pubdok"))
            .args(["serve", "--no-worker"])
            .env("DATABASE_URL", scene.office.database_url())
            .env("PUBDOK_BIND", address.to_string())
            .env("PUBDOK_BLOB_STORE", format!("file://{}", scene.office.blob_dir().display()))
            .env("PUBDOK_JWT_ISSUER", ISSUER)
            .env("PUBDOK_JWT_SECRET", SECRET)
            .env("PUBDOK_DRAIN_GRACE", "0")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .expect("a server");
        let mut server = Self { process, address };
        for _ in 0..600 {
            // It listens before it is open.
            if reqwest::get(server.at("/readyz")).await.is_ok_and(|ready| ready.status() == 200) {
                return server;
            }
            assert!(server.process.try_wait().expect("its state").is_none(), "the server ended at once");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server never opened");
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// As an orchestrator tells it.
    pub async fn is_told_to_stop(&self) {
        let told = tokio::process::Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().await;
        assert!(told.is_ok_and(|status| status.success()));
    }

    pub fn at(&self, path: &str) -> String {
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

pub fn token(scene: &Scene) -> String {
    let now = scene.office.clock().now().timestamp();
    let claims = json!({ "iss": ISSUER, "aud": "pubdok", "sub": "staf-1", "roles": ["STAFF"], "client_id": "test", "jti": "1",
        "iat": now, "nbf": now, "exp": now + 900 });
    let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes())).expect("a token")
}
