"""Spans as OpenTelemetry has them, sent to a collector by OTLP over HTTP. Imported only where one is named."""

import logging
from collections.abc import Callable, Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)
from opentelemetry.trace import Span as Told

from eventlog import tracing

OFTEN = 1000  # milliseconds between two deliveries
PATIENCE = 0.5  # seconds for one; a collector that is away holds up the store's end no longer


class Span:
    def __init__(self, tracer: Tracer, name: str, kind: str, parent: str, attributes: Mapping[str, str | int]) -> None:
        within = set_span_in_context(NonRecordingSpan(_context(parent))) if parent else None
        self._told: Told = tracer.start_span(name, within, SpanKind[kind], attributes)
        is_now = self._told.get_span_context()
        self.traceparent = f"00-{is_now.trace_id:032x}-{is_now.span_id:016x}-{is_now.trace_flags:02x}"

    def call(self, name: str) -> None:
        self._told.update_name(name)

    def tell(self, **attributes: str | int) -> None:
        self._told.set_attributes(attributes)

    def fail(self, what: str) -> None:
        self._told.set_status(StatusCode.ERROR, what)

    def end(self) -> None:
        self._told.end()


def send(endpoint: str, service: str, exporter: SpanExporter | None = None) -> Callable[[], None]:
    """Sends spans to the collector at `endpoint` (http://host:4318) from now on; what it answers ends that.

    What else there is to say (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, …) OpenTelemetry reads by itself.
    """
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    provider = TracerProvider(resource=Resource.create({"service.name": service}), shutdown_on_exit=False)
    to = exporter or OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(to, schedule_delay_millis=OFTEN))
    tracer = provider.get_tracer("chandlery")
    tracing.collect(lambda name, kind, parent, attributes: Span(tracer, name, kind, parent, attributes))

    def end() -> None:
        tracing.collect(None)
        provider.shutdown()

    return end


def _context(traceparent: str) -> SpanContext:
    trace, span, flags = traceparent[3:35], traceparent[36:52], traceparent[53:55]
    return SpanContext(int(trace, 16), int(span, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
