//! An S3 server of one test: a real one, in this process, over a folder.

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

const BUCKET: &str = "arsip";
const PREFIX: &str = "humas/berkas";
const KEY: &str = "AKTEST";
const SECRET: &str = "a-secret-of-this-test";

/// The traceparent of every request, and what it asked.
type Traces = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// Gone when dropped, with everything in it.
pub struct Bucket {
    pub address: SocketAddr,
    root: PathBuf,
    traces: Traces,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bucket {
    pub async fn open() -> Self {
        Self::open_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    pub async fn open_at(address: SocketAddr) -> Self {
        let root = std::env::temp_dir().join(format!("pubdok-bucket-{}", Uuid::now_v7()));
        std::fs::create_dir_all(root.join(BUCKET)).expect("a folder for the bucket");
        let mut bucket = Self { address, root, traces: Traces::default(), stop: None, thread: None };
        bucket.comes_back().await;
        bucket
    }

    /// With everything that was in it.
    pub async fn comes_back(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let (started, ready) = oneshot::channel();
        let (address, folder, noted) = (self.address, self.root.clone(), self.traces.clone());
        // On a runtime of its own: it outlives those of services and callers that come and go.
        self.thread = Some(thread::spawn(move || serve(address, folder, &noted, started, stopped)));
        self.stop = Some(stop);
        self.address = ready.await.expect("the S3 server starts");
    }

    /// Nobody answers there any more; whether the server ended well.
    pub fn goes_away(&mut self) -> thread::Result<()> {
        drop(self.stop.take());
        self.thread.take().map_or(Ok(()), JoinHandle::join)
    }

    /// The settings that lead to it.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("PUBDOK_BLOB_STORE", format!("s3://{BUCKET}/{PREFIX}")),
            ("PUBDOK_S3_ENDPOINT", format!("http://{}", self.address)),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ]
    }

    /// Where the server keeps our objects.
    pub fn folder(&self) -> PathBuf {
        self.root.join(BUCKET).join(PREFIX)
    }

    /// What was asked since the last look, and as a part of which trace.
    pub fn traces(&self) -> Vec<(String, Option<String>)> {
        std::mem::take(&mut *self.traces.lock().expect("what was asked"))
    }

    /// How many unfinished uploads in parts the server knows.
    pub fn uploads_in_parts(&self) -> usize {
        let entries = std::fs::read_dir(&self.root).expect("the server's folder");
        entries
            .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(".upload")))
            .count()
    }
}

fn serve(
    address: SocketAddr,
    root: PathBuf,
    traces: &Traces,
    started: oneshot::Sender<SocketAddr>,
    mut stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root).expect("a folder to serve"));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = TcpListener::bind(address).await.expect("a port");
        // Whoever asked may have given up meanwhile.
        let _ = started.send(listener.local_addr().expect("an address"));
        loop {
            tokio::select! {
                _ = &mut stopped => break,
                Ok((socket, _)) = listener.accept() => {
                    let (service, traces) = (service.clone(), traces.clone());
                    let noting = service_fn(move |request: Request<Incoming>| {
                        let told = request.headers().get("traceparent").and_then(|told| told.to_str().ok()).map(str::to_owned);
                        traces.lock().expect("what was asked").push((request.method().to_string(), told));
                        Service::<Request<Incoming>>::call(&service, request)
                    });
                    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), noting));
                }
            }
        }
    });
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let ended = self.goes_away();
        let removed = std::fs::remove_dir_all(&self.root);
        // A panic of its own would hide the one that ends the test.
        if !thread::panicking() {
            ended.expect("the S3 server ends well");
            removed.expect("its folder is removed");
        }
    }
}
