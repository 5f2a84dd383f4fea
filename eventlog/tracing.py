"""The trail of a request: a correlation id and a trace, from the door through calls and events to the followers."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, Protocol

from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Refused

TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context
CORRELATION = re.compile(r"[\x21-\x7e]{1,200}")
SERVER, CLIENT, CONSUMER, INTERNAL = "SERVER", "CLIENT", "CONSUMER", "INTERNAL"  # OpenTelemetry's kinds of spans


class Trail(NamedTuple):
    """Of one request; either may be empty. `traceparent` names the span that what happens now is part of."""

    correlation: str = ""
    traceparent: str = ""

    @property
    def trace(self) -> str:
        return self.traceparent[3:35]


class Span(Protocol):
    """Something that takes time, told to whoever collects traces. Values are names and numbers, never what people
    wrote."""

    traceparent: str

    def call(self, name: str) -> None:
        """By another name, where it is known only when it is over."""

    def tell(self, **attributes: str | int) -> None: ...

    def fail(self, what: str) -> None: ...

    def end(self) -> None: ...


Begin = Callable[[str, str, str, Mapping[str, str | int]], Span]  # name, kind, parent's traceparent, attributes

NOWHERE = Trail()
_trail: ContextVar[Trail] = ContextVar("trail", default=NOWHERE)
_begin: Begin | None = None  # set while traces are collected


class _Silent:
    """The span that nobody collects."""

    traceparent = ""

    def call(self, name: str) -> None: ...

    def tell(self, **attributes: str | int) -> None: ...

    def fail(self, what: str) -> None: ...

    def end(self) -> None: ...


SILENT: Span = _Silent()


def collect(begin: Begin | None) -> None:
    """From now on spans are begun so; None: no more."""
    global _begin  # noqa: PLW0603 — one process has one collector
    _begin = begin


def collected() -> bool:
    return _begin is not None


def here() -> Trail:
    """The trail of what happens now, in this thread."""
    return _trail.get()


@contextmanager
def on(trail: Trail) -> Iterator[None]:
    before = _trail.set(trail)
    try:
        yield
    finally:
        _trail.reset(before)


@contextmanager
def span(name: str, kind: str = INTERNAL, trail: Trail | None = None, **attributes: str | int) -> Iterator[Span]:
    """What happens within is on the trail (the present one), and part of this span. A refusal is no failure."""
    trail = _trail.get() if trail is None else trail
    begun = begun_on(trail, name, kind, **attributes)
    with on(trail._replace(traceparent=begun.traceparent or trail.traceparent)):
        try:
            yield begun
        except Refused as refused:
            begun.tell(refused=refused.code)
            raise
        except BaseException as error:
            begun.fail(type(error).__name__)
            raise
        finally:
            begun.end()


def begun_on(trail: Trail, name: str, kind: str = INTERNAL, **attributes: str | int) -> Span:
    if _begin is None:
        return SILENT
    if trail.correlation:
        attributes["correlation"] = trail.correlation
    return _begin(name, kind, trail.traceparent, attributes)


def headers() -> dict[str, str]:
    """What a call carries along; `trail_in` reads it at the other end."""
    trail = _trail.get()
    return {name: value for name, value in zip(("correlation", "traceparent"), trail, strict=True) if value}


def carry(calls: Any) -> None:
    """The next call of this nameko proxy carries the present trail along."""
    calls._worker_ctx.data = headers()


def trail_in(told: Mapping[str, Any]) -> Trail:
    """Of a call's headers, as far as they are what they should be."""
    correlation, traceparent = str(told.get("correlation", "")), str(told.get("traceparent", ""))
    return Trail(
        correlation if CORRELATION.fullmatch(correlation) else "",
        traceparent if TRACEPARENT.fullmatch(traceparent) else "",
    )


def trail_of(cause: Recorded | Context) -> Trail:
    return Trail(cause.correlation, cause.traceparent)
