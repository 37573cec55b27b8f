//! A trace goes through the service: from the caller into the answer, into what the service asks of a bucket, and to a collector.

use crate::program::Running;
use crate::support::{Bucket, Office, Scene};
use crate::uploads::{send, video};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// What a collector got: where it was sent, and what it was.
type Got = Arc<Mutex<Vec<(String, ExportTraceServiceRequest)>>>;

/// Takes what is exported, as the OpenTelemetry Collector's OTLP receiver does.
async fn collector() -> (SocketAddr, Got) {
    let got = Got::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let taken = got.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let taken = taken.clone();
            let receive = service_fn(move |request: Request<Incoming>| {
                let taken = taken.clone();
                async move {
                    let path = request.uri().path().to_owned();
                    let exported = ExportTraceServiceRequest::decode(&*whole(request.into_body()).await).expect("OTLP");
                    taken.lock().expect("what came").push((path, exported));
                    Ok::<_, Infallible>(Response::new(String::new()))
                }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), receive));
        }
    });
    (address, got)
}

async fn whole(mut body: Incoming) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes.extend_from_slice(frame.expect("a frame").data_ref().expect("data"));
    }
    bytes
}

fn told<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a Value> {
    attributes.iter().find(|attribute| attribute.key == name)?.value.as_ref()?.value.as_ref()
}

fn text(attributes: &[KeyValue], name: &str) -> String {
    match told(attributes, name) {
        Some(Value::StringValue(text)) => text.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn ask(server: &Running, path: &str, traceparent: Option<&str>) -> String {
    let mut asking = reqwest::Client::new().get(format!("http://{}{path}", server.address));
    if let Some(told) = traceparent {
        asking = asking.header("traceparent", told);
    }
    let answer = asking.send().await.expect("an answer");
    answer.headers()["traceparent"].to_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_collector_is_told_of_every_request_by_the_names_of_the_conventions() {
    let (address, got) = collector().await;
    let endpoint = format!("http://{address}/");
    let mut server = Running::start("serve", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("serving").await;
    let part = ask(&server, "/v1/me", Some(&format!("00-{TRACE}-{CALLER}-01"))).await;
    let unsampled = ask(&server, "/v1/me", Some(&format!("00-{TRACE}-{CALLER}-00"))).await;
    let own = ask(&server, "/nowhere", None).await;
    server.told_to_stop().await;
    server.ends_well().await;
    let got = std::mem::take(&mut *got.lock().expect("what came"));
    assert!(!got.is_empty() && got.iter().all(|(path, _)| path == "/v1/traces"), "{got:?}");
    let resources: Vec<_> = got.into_iter().flat_map(|(_, exported)| exported.resource_spans).collect();
    assert_eq!(text(&resources[0].resource.as_ref().expect("a resource").attributes, "service.name"), "pubdok");
    let spans: Vec<Span> =
        resources.into_iter().flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans).collect();
    let span = |context: &str| spans.iter().find(|span| context[36..52] == hex(&span.span_id));
    let of_caller = span(&part).expect("the span of the answer's own header");
    assert_eq!((hex(&of_caller.trace_id), hex(&of_caller.parent_span_id)), (TRACE.to_owned(), CALLER.to_owned()));
    // SPAN_KIND_SERVER
    assert_eq!((of_caller.name.as_str(), of_caller.kind), ("GET /v1/me", 2));
    assert_eq!(text(&of_caller.attributes, "http.route"), "/v1/me");
    assert_eq!(told(&of_caller.attributes, "http.response.status_code"), Some(&Value::IntValue(401)));
    assert!(of_caller.end_time_unix_nano > of_caller.start_time_unix_nano);
    // Whoever asked for no trace to be kept gets none.
    assert!(unsampled.ends_with("-00") && span(&unsampled).is_none(), "{unsampled}");
    let stranger = span(&own).expect("a trace that began here");
    assert!(own.ends_with("-01") && stranger.parent_span_id.is_empty() && stranger.name == "GET", "{own}: {stranger:?}");
    assert!(told(&stranger.attributes, "http.route").is_none());
}

#[tokio::test]
async fn a_bucket_is_asked_as_a_part_of_the_callers_trace() {
    let bucket = Bucket::open().await;
    let scene = Scene::in_office(Office::open_with_bucket(&bucket, &[]).await).await;
    bucket.traces();
    let staff = scene.staff();
    let file = video(9_000_000, 3);
    let upload = scene.begins(file.len()).await;
    let caller = format!("00-{TRACE}-{CALLER}-01");
    send(&staff, &upload, 0, &file).header("traceparent", &caller).await.is(204);
    let told = bucket.traces();
    assert!(told.iter().any(|(method, _)| method == "PUT"), "{told:?}");
    for (method, context) in &told {
        let context = context.as_deref().unwrap_or_default();
        assert!(context.starts_with(&format!("00-{TRACE}-")) && !context.contains(CALLER), "{method}: {context}");
    }
}
