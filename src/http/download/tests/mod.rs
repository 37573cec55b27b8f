//! Downloads as a client sees them.

mod conditions;
mod headers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use actix_web::dev::ServerHandle;
use actix_web::http::header::HeaderMap;
use actix_web::{App, HttpServer, test, web};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

use super::*;
use crate::blobs::Blobs;

const CHANGED: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
const LATER: &str = "Wed, 21 Oct 2015 07:28:01 GMT";
const EARLIER: &str = "Wed, 21 Oct 2015 07:27:59 GMT";

/// One blob, a folder for it, and what to call it.
#[derive(Clone)]
struct Shelf {
    _folder: Arc<Folder>,
    blobs: Blobs,
    bytes: web::Bytes,
    digest: Digest,
    media_type: &'static str,
    name: Option<&'static str>,
}

/// Goes away with the last clone of its shelf.
struct Folder(PathBuf);

struct Got {
    status: u16,
    headers: HeaderMap,
    body: web::Bytes,
}

impl Shelf {
    async fn with(bytes: impl Into<web::Bytes>) -> Self {
        let folder = std::env::temp_dir().join(format!("pubdok-download-{}", Uuid::now_v7()));
        let (blobs, bytes) = (Blobs::open(folder.clone()).await.unwrap(), bytes.into());
        let mut incoming = blobs.receive().await.unwrap();
        incoming.write(&bytes).await.unwrap();
        Self {
            digest: incoming.finish().await.unwrap().digest,
            media_type: "image/jpeg",
            name: Some("panen.jpg"),
            _folder: Arc::new(Folder(folder)),
            blobs,
            bytes,
        }
    }

    /// The answer to a GET with these headers; a refusal becomes its bare status.
    async fn get(&self, headers: &[(&str, &str)]) -> Got {
        let app = App::new().app_data(web::Data::new(self.clone())).route("/", web::get().to(serve));
        let app = test::init_service(app).await;
        let mut request = test::TestRequest::get().uri("/");
        for header in headers {
            request = request.append_header(*header);
        }
        let response = test::call_service(&app, request.to_request()).await;
        Got { status: response.status().as_u16(), headers: response.headers().clone(), body: test::read_body(response).await }
    }

    async fn disposition(&mut self, media_type: &'static str, name: Option<&'static str>) -> String {
        (self.media_type, self.name) = (media_type, name);
        self.get(&[]).await.header("content-disposition").to_owned()
    }

    fn tag(&self) -> String {
        format!("\"{}\"", self.digest)
    }

    /// The blob behind a true socket.
    async fn listen(&self) -> (std::net::SocketAddr, ServerHandle) {
        let shelf = self.clone();
        let server = HttpServer::new(move || App::new().app_data(web::Data::new(shelf.clone())).route("/", web::get().to(serve)))
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        (address, handle)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn serve(req: HttpRequest, shelf: web::Data<Shelf>) -> HttpResponse {
    let blob = shelf.blobs.read(&shelf.digest).await.unwrap().unwrap();
    // With a fraction of a second, as a database has it.
    let changed = UNIX_EPOCH + Duration::from_millis(1_445_412_480_250);
    match answer(&req, blob, &shelf.digest, shelf.media_type, shelf.name, changed, Freshness::Asked) {
        Ok(response) => response,
        Err(DownloadRefusal::PreconditionFailed) => HttpResponse::PreconditionFailed().finish(),
        Err(refusal @ DownloadRefusal::RangeNotSatisfiable { .. }) => {
            HttpResponse::RangeNotSatisfiable().insert_header(refusal.content_range().unwrap()).finish()
        }
    }
}

/// Sends the request and reads until the server closes.
async fn over_the_wire(address: std::net::SocketAddr, headers: &str) -> (String, Vec<u8>) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut all = Vec::new();
    socket.read_to_end(&mut all).await.unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let body = all.split_off(end);
    (String::from_utf8(all).unwrap().to_ascii_lowercase(), body)
}
