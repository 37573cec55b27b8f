//! Spans for a collector of OpenTelemetry: one for every request served, one for every request that it makes of another service.

use super::trace::TraceContext;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanKind, Status, TraceContextExt, TraceFlags, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracer, SdkTracerProvider, Span as SdkSpan};
use std::borrow::Cow;
use std::sync::OnceLock;
use url::Url;

/// Where the program's spans go, once [`export`] has said it. Of the process, as the log is: what one begins deep inside a store
/// belongs to the same trace as the request that it serves.
static EXPORT: OnceLock<Export> = OnceLock::new();

#[derive(Debug)]
struct Export {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// Has spans sent to a collector by OTLP over HTTP (protobuf), many at once, by a thread of their own; what a collector that is away
/// does not take is dropped. Sampling, headers and batches as OpenTelemetry's variables say (`OTEL_TRACES_SAMPLER`, …).
pub fn export(collector: &Url) -> Result<(), String> {
    let at = format!("{}/v1/traces", collector.as_str().trim_end_matches('/'));
    let exporter = SpanExporter::builder().with_http().with_endpoint(at).build().map_err(|error| error.to_string())?;
    let named = std::env::var("OTEL_SERVICE_NAME").is_ok_and(|name| !name.is_empty());
    let resource = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    let resource = if named { resource } else { resource.with_service_name("pubdok") };
    let provider = SdkTracerProvider::builder()
        .with_span_processor(BatchSpanProcessor::builder(exporter).build())
        .with_resource(resource.build())
        .build();
    let tracer = provider.tracer("pubdok");
    // Only a second start in one process fails, and then the first one's collector is told.
    drop(EXPORT.set(Export { provider, tracer }));
    Ok(())
}

/// Sends what is still held; for the end of the program. Blocks, but no longer than an export may take.
pub fn finish() {
    if let Some(export) = EXPORT.get() {
        drop(export.provider.shutdown());
    }
}

/// One thing done, from its beginning; it ends when it is dropped.
#[derive(Debug)]
pub struct Span {
    pub context: TraceContext,
    kept: Option<SdkSpan>,
}

impl Span {
    /// A part of the caller's trace, or the first of a new one.
    pub fn begin(kind: SpanKind, name: impl FnOnce() -> Cow<'static, str>, caller: Option<TraceContext>) -> Self {
        let Some(export) = EXPORT.get() else {
            return Self { context: caller.map_or_else(TraceContext::begin, TraceContext::next), kept: None };
        };
        let parent = caller.map_or_else(Context::new, |caller| Context::new().with_remote_span_context(span_context(caller)));
        let span = export.tracer.build_with_context(SpanBuilder::from_name(name()).with_kind(kind), &parent);
        let told = span.span_context();
        let context = TraceContext { trace: told.trace_id(), span: told.span_id(), sampled: told.is_sampled() };
        Self { context, kept: span.is_recording().then_some(span) }
    }

    /// Tells of it, by the names of OpenTelemetry's conventions; nothing is made where nobody is told.
    pub fn tell(&mut self, attributes: impl FnOnce() -> Vec<KeyValue>) {
        if let Some(span) = &mut self.kept {
            span.set_attributes(attributes());
        }
    }

    pub fn fail(&mut self, why: impl Into<Cow<'static, str>>) {
        if let Some(span) = &mut self.kept {
            span.set_status(Status::error(why));
        }
    }
}

fn span_context(told: TraceContext) -> SpanContext {
    let flags = if told.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
    SpanContext::new(told.trace, told.span, flags, true, TraceState::NONE)
}
