"""What the gateway tells an operator: requests by route, token decisions by rule, calls by service, and their trail."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Response, request
from prometheus_client import Counter, Histogram

from eventlog import observing, tracing
from eventlog.observing import SECONDS, ms_of, outcome_of, tell
from eventlog.tracing import Trail

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CORRELATION = "Chandlery-Correlation"  # what an operator finds the request's lines by
ROUTE = "chandlery.route"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SLOW = 0.1  # seconds; a decision takes a tenth of a thousandth, a password a twentieth

HTTP = Histogram("chandlery_http_seconds", "Requests by route.", ["method", "route"], buckets=SECONDS)
ANSWERS = Counter("chandlery_http_answers", "Answers by route and status.", ["method", "route", "status"])
CALLS = Histogram(
    "chandlery_rpc_seconds", "Calls of the gateway to services.", ["service", "method", "outcome"], buckets=SECONDS
)
DECISIONS = Counter("chandlery_token_decisions", "Answers of the token endpoint.", ["rule", "status"])
LATE = Counter("chandlery_token_decisions_slow", f"Those that took more than {SLOW} s.")
logger = logging.getLogger("chandlery.gateway")

_decisions: dict[tuple[str, int], Callable[[], None]] = {}


def decided(rule: str, status: int, seconds: float) -> None:
    """One answer of the token endpoint, a microsecond's work; `rule` is one of ours, or a refusal's code."""
    count = _decisions.get((rule, status))
    if count is None:
        count = _decisions[rule, status] = DECISIONS.labels(rule, str(status)).inc
    count()
    if seconds > SLOW:
        LATE.inc()


@contextmanager
def asking(service: str, method: str) -> Iterator[None]:
    """A call to a service, on the present trail; one that begins here gets a trail of its own."""
    began, error = perf_counter(), None
    here = tracing.here()
    trail = here if here.correlation else here._replace(correlation=str(uuid4()))
    try:
        with tracing.span(f"{service}.{method}", tracing.CLIENT, trail):
            yield
    except BaseException as raised:
        error = raised
        raise
    finally:
        CALLS.labels(service, method, outcome_of(error)).observe(perf_counter() - began)


def name_route(response: Response) -> Response:
    """The rule, never the path: a path may end in a secret or in somebody's address."""
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule is not None else "none"
    return response


class Observed:
    """Stands before the framework, behind the token endpoint."""

    def __init__(self, behind: "WSGIApplication") -> None:
        self._behind = behind

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = tracing.trail_in({"traceparent": environ.get("HTTP_TRACEPARENT", "")})
        trail = Trail(str(uuid4()), given.traceparent)
        told: list[str] = []

        def started(status: str, headers: list[tuple[str, str]], problem: Any = None) -> Any:
            told[:] = [status[:3]]
            return start_response(status, [*headers, (CORRELATION, trail.correlation)], problem)

        began = perf_counter()
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "other"
        with tracing.span(method, tracing.SERVER, trail) as span:
            try:
                return self._behind(environ, started)
            finally:
                route, status = environ.get(ROUTE, "none"), told[0] if told else "500"
                span.call(f"{method} {route}")
                span.tell(status=int(status))
                _answered(method, route, status, perf_counter() - began)


def _answered(method: str, route: str, status: str, seconds: float) -> None:
    HTTP.labels(method, route).observe(seconds)
    ANSWERS.labels(method, route, status).inc()
    if observing.logger.isEnabledFor(logging.INFO):
        tell("request", method=method, route=route, status=int(status), ms=ms_of(seconds))
