//! An OpenID provider of one test: it tells its keys as it is told to, and counts who asks.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A key that tokens are signed by.
pub struct Signer {
    id: String,
    private: EncodingKey,
    public: String,
}

impl Signer {
    pub fn new(id: &str) -> Self {
        let pair = Ed25519KeyPair::generate().expect("a key pair");
        let der = pair.to_pkcs8v1().expect("PKCS#8");
        let public = BASE64.encode(pair.public_key());
        Self { id: id.to_owned(), private: EncodingKey::from_ed_der(der.as_ref()), public }
    }

    pub fn jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": self.public })
    }

    pub fn sign(&self, claims: &Value) -> String {
        let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(self.id.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, claims, &self.private).expect("a token")
    }
}

/// What comes of a request for keys.
#[derive(Clone)]
pub enum Manner {
    Keys(Value),
    Status(u16),
    RedirectTo(String),
    Text(String),
    /// So many bytes of spaces, as fast as they are taken.
    Flood(usize),
    /// A byte now and then, for ever.
    Trickle,
}

pub struct Provider {
    address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    unchanged: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Provider {
    /// With these keys, on a port of its own.
    pub async fn with(keys: &[&Signer]) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::on(address, Manner::Keys(key_set(keys))).await
    }

    async fn on(address: SocketAddr, manner: Manner) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let manner = Arc::new(Mutex::new(manner));
        let (asked, sent) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let unchanged = Arc::<AtomicUsize>::default();
        let desk = Desk {
            issuer: format!("http://{address}"),
            manner: manner.clone(),
            asked: asked.clone(),
            sent: sent.clone(),
            unchanged: unchanged.clone(),
        };
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(desk.clone().answer(stream));
            }
        });
        Self { address, manner, asked, sent, unchanged, serving }
    }

    pub fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often its keys were asked for.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// How often it could say that its keys are the same as before.
    pub fn unchanged(&self) -> usize {
        self.unchanged.load(Ordering::Relaxed)
    }

    /// How many bytes of keys were taken from it.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    pub fn now_has(&self, keys: &[&Signer]) {
        self.now_answers(Manner::Keys(key_set(keys)));
    }

    pub fn now_answers(&self, manner: Manner) {
        *self.manner.lock().expect("its manner") = manner;
    }

    /// Stops; nobody listens there any more.
    pub async fn goes_down(self) -> Down {
        self.serving.abort();
        let _ended = self.serving.await;
        Down(self.address)
    }
}

/// A provider that was there, and may come back at the same place.
pub struct Down(SocketAddr);

impl Down {
    pub async fn comes_back(self, keys: &[&Signer]) -> Provider {
        Provider::on(self.0, Manner::Keys(key_set(keys))).await
    }
}

pub fn key_set(keys: &[&Signer]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>() })
}

#[derive(Clone)]
struct Desk {
    issuer: String,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    unchanged: Arc<AtomicUsize>,
}

impl Desk {
    /// One request a connection; whoever hangs up is let go.
    async fn answer(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        let discovery = head.starts_with(b"GET /.well-known/openid-configuration ");
        let manner = self.manner.lock().expect("its manner").clone();
        if !discovery {
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
        let _hung_up = match manner {
            _ if discovery => {
                let document = json!({ "issuer": self.issuer, "jwks_uri": format!("{}/keys", self.issuer) });
                whole(&mut stream, "200 OK", "", &document.to_string()).await
            }
            Manner::Keys(keys) => {
                let keys = keys.to_string();
                let tag = format!("\"{}\"", BASE64.encode(digest(&SHA256, keys.as_bytes())));
                let headers = format!("Cache-Control: public, max-age=900\r\nETag: {tag}\r\n");
                if String::from_utf8_lossy(&head).lines().any(|line| line.eq_ignore_ascii_case(&format!("if-none-match: {tag}")))
                {
                    self.unchanged.fetch_add(1, Ordering::Relaxed);
                    whole(&mut stream, "304 Not Modified", &headers, "").await
                } else {
                    whole(&mut stream, "200 OK", &headers, &keys).await
                }
            }
            Manner::Status(status) => whole(&mut stream, &format!("{status} As told"), "", "{}").await,
            Manner::RedirectTo(place) => whole(&mut stream, "302 Found", &format!("Location: {place}\r\n"), "").await,
            Manner::Text(text) => whole(&mut stream, "200 OK", "", &text).await,
            Manner::Flood(bytes) => self.pours(&mut stream, &[b' '; 16 * 1024], bytes, Duration::ZERO).await,
            Manner::Trickle => self.pours(&mut stream, b" ", usize::MAX, Duration::from_millis(100)).await,
        };
    }

    async fn pours(&self, stream: &mut TcpStream, piece: &[u8], most: usize, pause: Duration) -> std::io::Result<()> {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await?;
        let mut poured = 0;
        while poured < most {
            stream.write_all(piece).await?;
            poured += piece.len();
            self.sent.fetch_add(piece.len(), Ordering::Relaxed);
            if !pause.is_zero() {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    // Nothing more is asked on this line: whoever was served has hung up.
                    _ = stream.read_u8() => return Ok(()),
                }
            }
        }
        Ok(())
    }
}

async fn whole(stream: &mut TcpStream, status: &str, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(answer.as_bytes()).await
}
