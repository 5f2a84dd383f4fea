"""Appends, counted and timed: the hottest path there is, so it costs less than a microsecond while nobody traces."""

import logging
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from time import perf_counter

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from eventlog import tracing
from eventlog.decider import Context
from eventlog.observing import SECONDS, ms_of, tell
from eventlog.store import Sealed
from eventlog.tracing import Span, Trail

logger = logging.getLogger("eventlog.observing")


class Appends:
    """Of one log. Without a lock: a service appends in one thread of the operating system."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.buckets = [0] * (len(SECONDS) + 1)
        self.seconds = 0.0
        self.events = 0
        self.clashes = 0

    def begin(self, by: Context) -> tuple[Context, float, Span]:
        """The command's context on the append's own span, when it began, and that span: all for `done`."""
        if not tracing.collected():
            return by, perf_counter(), tracing.SILENT
        on = Trail(by.correlation, tracing.here().traceparent or by.traceparent)
        span = tracing.begun_on(on, f"append {self.source}", source=self.source)
        return replace(by, traceparent=span.traceparent), perf_counter(), span

    def done(self, by: Context, at: float, span: Span, rows: Sequence[Sealed]) -> None:
        seconds = perf_counter() - at
        self.buckets[bisect_left(SECONDS, seconds)] += 1
        self.seconds += seconds
        self.events += len(rows)
        if span is not tracing.SILENT:
            span.tell(stream=rows[0].stream if rows else "", events=len(rows))
            span.end()
        if logger.isEnabledFor(logging.INFO):
            self._tell(by, seconds, rows)

    def _tell(self, by: Context, seconds: float, rows: Sequence[Sealed]) -> None:
        with tracing.on(Trail(by.correlation, by.traceparent)):
            stream = rows[0].stream if rows else ""
            tell("append", source=self.source, stream=stream, events=len(rows), ms=ms_of(seconds))


class _Collected(Collector):
    def describe(self) -> list[Metric]:
        return list(self._families())

    def collect(self) -> Iterator[Metric]:
        seconds, events, clashes = families = self._families()
        for each in _of.values():
            bounds = [*map(str, map(float, SECONDS)), "+Inf"]
            counted = list(zip(bounds, map(float, accumulate(each.buckets)), strict=True))
            seconds.add_metric([each.source], counted, each.seconds)
            events.add_metric([each.source], each.events)
            clashes.add_metric([each.source], each.clashes)
        yield from families

    @staticmethod
    def _families() -> tuple[HistogramMetricFamily, CounterMetricFamily, CounterMetricFamily]:
        return (
            HistogramMetricFamily("eventlog_append_seconds", "From sealing events to their commit.", labels=["source"]),
            CounterMetricFamily("eventlog_events_appended", "Events stored.", labels=["source"]),
            CounterMetricFamily(
                "eventlog_clashes", "Decisions made again because others were quicker.", labels=["source"]
            ),
        )


_of: dict[str, Appends] = {}
REGISTRY.register(_Collected())


def appends_of(source: str) -> Appends:
    return _of.setdefault(source, Appends(source))
