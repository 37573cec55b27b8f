//! What asks the server over HTTP: it tells of whose trace each request is a part, and has a span for it.

use crate::telemetry::spans::Span;
use crate::telemetry::trace::{TRACEPARENT, carried, current};
use async_trait::async_trait;
use object_store::client::{HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector};
use object_store::{ClientOptions, MultipartUpload, PutPayload, PutResult, UploadPart};
use opentelemetry::KeyValue;
use opentelemetry::trace::SpanKind;

#[derive(Debug)]
pub struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Traced(ReqwestConnector::default().connect(options)?)))
    }
}

#[derive(Debug)]
struct Traced(HttpClient);

#[async_trait]
impl HttpService for Traced {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // What the background work asks is a part of nobody's request.
        let Some(trace) = current() else { return self.0.execute(request).await };
        let method = request.method().to_string();
        let mut span = Span::begin(SpanKind::Client, || format!("S3 {method}").into(), Some(trace));
        // Added after the request was signed: a server checks what is signed, and takes what is not.
        if let Ok(told) = span.context.to_string().parse() {
            request.headers_mut().insert(TRACEPARENT, told);
        }
        let host = request.uri().host().map(str::to_owned);
        let answered = self.0.execute(request).await;
        span.tell(|| {
            let mut told = vec![KeyValue::new("http.request.method", method)];
            told.extend(host.map(|host| KeyValue::new("server.address", host)));
            told.extend(answered.as_ref().ok().map(|answer| {
                let status = i64::from(answer.status().as_u16());
                KeyValue::new("http.response.status_code", status)
            }));
            told
        });
        if answered.as_ref().map_or(true, |answer| answer.status().is_client_error() || answer.status().is_server_error()) {
            span.fail("");
        }
        answered
    }
}

/// An upload whose parts, sent on tasks of their own, stay parts of the trace in which they are handed over.
#[derive(Debug)]
pub struct Parts(pub Box<dyn MultipartUpload>);

#[async_trait]
impl MultipartUpload for Parts {
    fn put_part(&mut self, part: PutPayload) -> UploadPart {
        Box::pin(carried(self.0.put_part(part)))
    }

    async fn complete(&mut self) -> object_store::Result<PutResult> {
        self.0.complete().await
    }

    async fn abort(&mut self) -> object_store::Result<()> {
        self.0.abort().await
    }
}
