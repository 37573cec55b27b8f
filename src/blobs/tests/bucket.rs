//! What can go wrong with a bucket, told in one line each.

#[path = "../../../tests/api/support/bucket.rs"]
mod server;

pub use server::Bucket;

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::scratch::{Scratch, noise, s3, stored};
use crate::blobs::{BlobError, Blobs, Downloads, Location, S3, Secret};
use crate::telemetry::trace::{TraceContext, within};

async fn refused(settings: S3) -> String {
    match Blobs::open(Location::Bucket(settings)).await {
        Ok(_) => panic!("the bucket was opened"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_bucket_that_cannot_be_used_is_told_at_once_and_why() {
    let bucket = Bucket::open().await;
    let good = s3(&bucket);
    let told = refused(S3 { bucket: "tiada".to_owned(), ..good.clone() }).await;
    assert_eq!(told, "the blob store failed: the S3 server answered 404 NoSuchBucket");
    let told = refused(S3 { secret_access_key: Secret("wrong".to_owned()), ..good.clone() }).await;
    assert!(told.starts_with("the blob store failed: the S3 server answered 403"), "{told}");
    // One that is away may come back.
    drop(bucket);
    let told = Blobs::open(Location::Bucket(good)).await.unwrap().mark().await.unwrap_err().to_string();
    assert!(told.starts_with("the blob store is away: the S3 server gave no answer: "), "{told}");
    assert!(told.contains("refused"), "{told}");
}

#[tokio::test]
async fn a_server_that_goes_away_fails_the_upload_and_not_the_store() {
    let bucket = Bucket::open().await;
    let blobs = Blobs::open(Location::Bucket(s3(&bucket))).await.unwrap();
    let digest = stored(&blobs, b"x", 1).await.unwrap().digest;
    let incoming = blobs.receive().await.unwrap();
    drop(bucket);
    assert!(matches!(incoming.finish().await, Err(BlobError::Away(_))));
    assert!(matches!(blobs.read(&digest).await, Err(BlobError::Away(_))));
}

#[tokio::test]
async fn a_bucket_keeps_only_what_is_finished() {
    let bucket = Bucket::open().await;
    let blobs = Blobs::open(Location::Bucket(s3(&bucket))).await.unwrap();
    let mut running = blobs.receive().await.unwrap();
    running.write(&noise(1000).into()).await.unwrap();
    assert!(running.hold().await.unwrap().is_none());
    assert_eq!(running.finish().await.unwrap().size, 1000);
    assert!(blobs.held(Duration::ZERO).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_is_told_of_whose_trace_it_is_asked_for_and_nothing_for_nobodys() {
    let bucket = Bucket::open().await;
    let blobs = Blobs::open(Location::Bucket(s3(&bucket))).await.unwrap();
    let told = bucket.traces();
    assert!(!told.is_empty() && told.iter().all(|(_, context)| context.is_none()), "{told:?}");
    let trace = TraceContext::begin();
    // In parts, and in one piece.
    for length in [9_000_000, 1000] {
        within(trace, stored(&blobs, &noise(length), 65_536)).await.unwrap();
        let told = bucket.traces();
        assert!(told.iter().any(|(method, _)| method == "PUT"), "{told:?}");
        for (method, context) in told {
            let span = context.as_deref().and_then(TraceContext::read).unwrap_or_else(|| panic!("{method} of {length}"));
            assert!(span.trace == trace.trace && span.span != trace.span, "{method} of {length}: {span}");
        }
    }
}

/// A server without room: it lists nothing and takes nothing.
async fn full(request: Request<hyper::body::Incoming>) -> Result<Response<String>, Infallible> {
    let (status, body) = match *request.method() {
        Method::PUT => (507, "<Error><Code>XMinioStorageFull</Code></Error>"),
        _ => (200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"),
    };
    Ok(Response::builder().status(status).body(body.to_owned()).unwrap())
}

#[tokio::test]
async fn a_full_bucket_is_opened_for_reading_and_takes_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(full)));
        }
    });
    let settings = S3 { endpoint: Some(endpoint.parse().unwrap()), ..s3(&Bucket::open().await) };
    let blobs = Blobs::open(Location::Bucket(settings)).await.unwrap();
    assert!(matches!(stored(&blobs, b"x", 1).await, Err(BlobError::Full)));
}

/// A client hangs up while a part waits for its turn, or while the first one makes the server begin.
#[tokio::test]
async fn an_upload_cancelled_at_any_moment_leaves_nothing_on_the_server() {
    let scratch = Scratch::bucket().await;
    let blobs = scratch.store().await;
    let bytes = Bytes::from(noise(30 * 1024 * 1024));
    for patience in [0, 1, 2, 5, 10, 20, 40, 80] {
        let mut incoming = blobs.receive().await.unwrap();
        let _ = tokio::time::timeout(Duration::from_millis(patience), incoming.write(&bytes)).await;
    }
    assert!(scratch.becomes_clean().await, "{} left", scratch.unfinished());
    assert!(scratch.finished().is_empty());
}

#[tokio::test]
async fn a_client_may_be_sent_to_the_bucket_itself() {
    let scratch = Scratch::bucket().await;
    let Scratch::Bucket(bucket) = &scratch else { unreachable!() };
    let digest = stored(&scratch.store().await, b"isi", 3).await.unwrap().digest;
    let blobs = Blobs::open(Location::Bucket(S3 { downloads: Downloads::Redirect, ..s3(bucket) })).await.unwrap();
    let blob = blobs.read(&digest).await.unwrap().unwrap();
    let address = blob.elsewhere("text/plain", "attachment; filename=\"a b.txt\"").unwrap();
    assert!(address.contains("response-content-disposition=attachment%3B%20filename%3D%22a%20b.txt%22"), "{address}");
    assert!(address.contains("response-content-type=text%2Fplain") && address.contains("X-Amz-Expires=300"), "{address}");
    let got = reqwest::get(&address).await.unwrap();
    assert_eq!((got.status().as_u16(), got.bytes().await.unwrap()), (200, Bytes::from_static(b"isi")));
    let forged = address.replace("attachment", "inline");
    assert_eq!(reqwest::get(&forged).await.unwrap().status().as_u16(), 403, "the headers are signed, too");
    assert!(scratch.store().await.read(&digest).await.unwrap().unwrap().elsewhere("text/plain", "inline").is_none());
}
