"""Traces go to a collector, and its operator hears once that it takes none."""

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from eventlog.spans import LASTING, Told


class Away(SpanExporter):
    """A collector that may be away."""

    here = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS if self.here else SpanExportResult.FAILURE


def test_that_a_collector_is_away_is_told_once_and_that_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    collector = Away()
    told = Told(collector, "http://us:secret@collector.example:4318/")
    spans = [ReadableSpan("GET /"), ReadableSpan("append")]
    for _ in range(LASTING + 4):
        assert told.export(spans) is SpanExportResult.FAILURE
    collector.here = True
    assert told.export(spans) is told.export(spans) is SpanExportResult.SUCCESS
    away, back = caplog.messages
    assert away.startswith("OTEL_EXPORTER_OTLP_ENDPOINT names http://collector.example:4318, which takes no traces")
    assert back == f"http://collector.example:4318 takes traces again; {2 * (LASTING + 4)} spans were lost"


def test_a_delivery_that_fails_now_and_then_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    collector = Away()
    told = Told(collector, "http://collector.example:4318")
    for time in range(4 * LASTING):
        collector.here = time % 2 == 0
        told.export([ReadableSpan("GET /")])
    assert caplog.messages == []
