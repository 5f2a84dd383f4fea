"""What the log and its followers tell an operator as it happens: numbers for Prometheus, lines, and spans.

Appends have a file of their own, appends.py; what is to be seen while nothing happens is in gauges.py.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from eventlog import tracing
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from eventlog.tracing import Trail

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own: the folder in which worker processes count together
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
RECENT = timedelta(minutes=5)  # older events are caught up with: nobody waits for their trace
MOST_TRACES = 20  # of one batch

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began is of no use to anybody
PUBLISHED = Counter("eventlog_events_published", "Events that the broker has taken, repeated ones too.", ["source"])
APPLIED = Counter("eventlog_events_applied", "Events that a follower has gone past.", ["follower", "source"])
PARKED = Counter("eventlog_events_parked", "Events that a follower could not take.", ["follower", "source"])
CALLS = Histogram(
    "eventlog_rpc_seconds", "Calls that a service has answered.", ["service", "method", "outcome"], buckets=SECONDS
)

logger = logging.getLogger(__name__)


def published(source: str, events: int) -> None:
    PUBLISHED.labels(source).inc(events)


def parked(follower: str, recorded: Recorded, error: BaseException) -> None:
    """The line has the error's kind alone; its text may repeat what somebody wrote, and is masked in those below."""
    PARKED.labels(follower, recorded.source).inc()
    with tracing.on(tracing.trail_of(recorded)):
        told = (follower, recorded.type, recorded.stream, recorded.source, recorded.position, type(error).__name__)
        logger.error("%s parked %s of %s (%s:%d): %s; see `parked list`", *told, exc_info=error)


@contextmanager
def applying(follower: str, source: str, events: Sequence[Recorded]) -> Iterator[None]:
    """A batch: part of each trace that one of its events belongs to."""
    began = perf_counter()
    spans = [
        tracing.begun_on(trail, f"{follower} follows {source}", tracing.CONSUMER, events=len(events))
        for trail in (_recent(events) if tracing.collected() else ())
    ]
    try:
        yield
    finally:
        for span in spans:
            span.end()
    APPLIED.labels(follower, source).inc(len(events))
    if logger.isEnabledFor(logging.INFO):
        last = events[-1]
        with tracing.on(tracing.trail_of(last)):
            ms = ms_of(perf_counter() - began)
            tell("follow", follower=follower, source=source, position=last.position, events=len(events), ms=ms)


@contextmanager
def reacting(name: str, cause: Any = None) -> Iterator[None]:
    """What the kernel calls a service for: an event, or something due later because of one."""
    trail = tracing.trail_of(cause) if isinstance(cause, Recorded) else Trail()
    with tracing.span(name, tracing.CONSUMER, trail):
        yield


class Call:
    """A call that a service answers, from its arrival to its answer's dispatch."""

    def __init__(self, service: str, method: str, carried: dict[str, Any]) -> None:
        self._about = service, method
        self._began = perf_counter()
        self._span = tracing.span(f"{service}.{method}", tracing.SERVER, tracing.trail_in(carried))
        self._span.__enter__()

    def end(self, error: BaseException | None) -> None:
        seconds, outcome = perf_counter() - self._began, outcome_of(error)
        CALLS.labels(*self._about, outcome).observe(seconds)
        service, method = self._about
        if tracing.here().correlation and logger.isEnabledFor(logging.INFO):  # without one it is the kernel's own
            tell("call", service=service, method=method, outcome=outcome, ms=ms_of(seconds))
        try:
            self._span.__exit__(None if error is None else type(error), error, None)
        except Refused:
            return


def outcome_of(error: BaseException | None) -> str:
    match error:
        case None:
            return "done"
        case Unavailable():
            return "unavailable"
        case Refused():
            return "refused"
        case _:
            return "failed"


def tell(what: str, **about: str | float) -> None:
    """A line of information; formats that have fields keep what it is about apart."""
    line = " ".join(f"{name}={value}" for name, value in about.items())
    logger.info("%s %s", what, line, extra={"about": {"what": what, **about}})


def exposition() -> bytes:
    """All numbers of this process, or of all workers that count together, in Prometheus' text format."""
    if SHARED not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _recent(events: Sequence[Recorded]) -> list[Trail]:
    since = datetime.now(UTC) - RECENT
    if events[-1].time <= since:
        return []  # as nearly every page of a rebuild, which would be gone through twice
    traced = (tracing.trail_of(each) for each in events if each.traceparent and each.time > since)
    return list({trail.trace: trail for trail in traced}.values())[:MOST_TRACES]


def ms_of(seconds: float) -> float:
    return round(seconds * 1000, 1)
