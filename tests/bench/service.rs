//! The program under test, in a process of its own, and tokens for it.

use crate::cases::Caller;
use crate::driver::once;
use jsonwebtoken::{EncodingKey, Header};
use pubdok::office::app::Clock;
use serde_json::json;
use std::error::Error;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SECRET: &str = "bFq0y4pX2mZ8sT6vW1uR9kD3hJ7nL5gC0aE4iO8wQ2s=";
const ISSUER: &str = "https://id.bench.go.id";

/// For callers few of whom ask for all that the machine can do: the limits stand, but above that.
pub const NO_LIMIT: [(&str, &str); 2] = [("PUBDOK_RATE", "10000000"), ("PUBDOK_ADDRESS_RATE", "10000000")];

pub struct Service {
    child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Starts it in the production profile with these settings besides: tokens verified (HS256), a line logged on disk for every
    /// request, as many workers as cores. It is ready when this returns.
    pub async fn start(
        program: &Path,
        database_url: &str,
        dir: &Path,
        log: &str,
        more: &[(&str, &str)],
    ) -> Result<Self, Box<dyn Error>> {
        // Free now, and nobody else asks for one in the moment until it is taken.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = dir.join(log);
        // Of each database its own, which is made its own: the register was loaded without the files that it tells of.
        let name = database_url.split('?').next().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
        let store = format!("file://{}", std::path::absolute(dir.join("blobs").join(name))?.display());
        let mut adopt = Command::new(program);
        adopt.args(["blobs", "adopt"]).env("DATABASE_URL", database_url).env("PUBDOK_BLOB_STORE", &store).stdout(Stdio::null());
        if !adopt.status()?.success() {
            return Err(format!("{store} cannot be the store of {name}").into());
        }
        let child = Command::new(program)
            // What the background work asks of PostgreSQL belongs to no request.
            .args(["serve", "--no-worker"])
            .env("DATABASE_URL", database_url)
            .env("PUBDOK_BIND", address.to_string())
            .env("PUBDOK_DATA_DIR", dir.join("data"))
            .env("PUBDOK_BLOB_STORE", &store)
            .env("PUBDOK_JWT_SECRET", SECRET)
            .env("PUBDOK_JWT_ISSUER", ISSUER)
            .envs(more.iter().copied())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut service = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(20);
        while !service.is_ready().await {
            if Instant::now() > deadline || service.child.try_wait()?.is_some() {
                return Err(format!("the program did not start; see {}", log.display()).into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(service)
    }

    async fn is_ready(&self) -> bool {
        once(self.address, b"GET /readyz HTTP/1.1\r\nHost: office\r\n\r\n").await.is_ok_and(|(status, _)| status == 200)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Nothing it holds is needed any more; the database is thrown away with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn token(caller: &Caller) -> String {
    let now = Clock::default().now().timestamp();
    let claims =
        json!({ "iss": ISSUER, "aud": "pubdok", "sub": caller.subject, "iat": now, "exp": now + 7200, "roles": [caller.role] });
    jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes())).expect("a token")
}
