"""Spans as OpenTelemetry has them, sent to a collector by OTLP over HTTP. Imported only where one is named."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)
from opentelemetry.trace import Span as Begun

from eventlog import tracing

OFTEN = 1000  # milliseconds between two deliveries
PATIENCE = 0.5  # seconds for one; a collector that is away holds up the store's end no longer
LASTING = 3  # deliveries in a row that fail before somebody is told

logger = logging.getLogger(__name__)


class Span:
    def __init__(self, tracer: Tracer, name: str, kind: str, parent: str, attributes: Mapping[str, str | int]) -> None:
        within = set_span_in_context(NonRecordingSpan(_context(parent))) if parent else None
        self._told: Begun = tracer.start_span(name, within, SpanKind[kind], attributes)
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


class Told(SpanExporter):
    """Says once that the collector takes no spans, and once that it does again: a line each time would say no more."""

    def __init__(self, to: SpanExporter, endpoint: str) -> None:
        self._to, self._where = to, _without_user(endpoint)
        self._failures = self._lost = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._to.export(spans)
        if result is SpanExportResult.SUCCESS:
            self._delivered()
        else:
            self._failed(len(spans))
        return result

    def _failed(self, spans: int) -> None:
        self._failures += 1
        self._lost += spans
        if self._failures == LASTING:
            here = f"OTEL_EXPORTER_OTLP_ENDPOINT names {self._where}, which"
            logger.warning("%s takes no traces; they are lost until it does, and nothing else is", here)

    def _delivered(self) -> None:
        if self._failures >= LASTING:
            logger.warning("%s takes traces again; %d spans were lost", self._where, self._lost)
        self._failures = self._lost = 0

    def shutdown(self) -> None:
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._to.force_flush(timeout_millis)


def send(endpoint: str, service: str, exporter: SpanExporter | None = None) -> Callable[[], None]:
    """Sends spans to the collector at `endpoint` (http://host:4318) from now on; what it answers ends that.

    What else there is to say (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, …) OpenTelemetry reads by itself.
    """
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)  # a line for each delivery; `Told` has one
    with _unheard_of_by_children():
        provider = TracerProvider(resource=Resource.create({"service.name": service}), shutdown_on_exit=False)
        to = exporter or OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
        provider.add_span_processor(BatchSpanProcessor(Told(to, endpoint), schedule_delay_millis=OFTEN))
    tracer = provider.get_tracer("chandlery")
    tracing.collect(lambda name, kind, parent, attributes: Span(tracer, name, kind, parent, attributes))

    def end() -> None:
        tracing.collect(None)
        provider.shutdown()

    return end


def _context(traceparent: str) -> SpanContext:
    trace, span, flags = traceparent[3:35], traceparent[36:52], traceparent[53:55]
    return SpanContext(int(trace, 16), int(span, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))


@contextmanager
def _unheard_of_by_children() -> Iterator[None]:
    """Nothing that is made within is begun anew in a forked child, which becomes another program at once.

    OpenTelemetry would start threads there and wait for them. Under eventlet these are green: the child, a copy of the
    store with its databases, would go on with all of the store's work until they ran.
    """
    register = os.register_at_fork
    os.register_at_fork = lambda **hooks: None
    try:
        yield
    finally:
        os.register_at_fork = register


def _without_user(endpoint: str) -> str:
    at = urlsplit(endpoint)
    return f"{at.scheme}://{at.netloc.rpartition('@')[2]}"
