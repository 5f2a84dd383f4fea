"""A process of the store as its operator watches it: numbers on a port of its own, and traces to a collector."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import REGISTRY

from cli.chandlery.printing import Stop
from cli.chandlery.settings import place
from cli.chandlery.surroundings import Surroundings
from eventlog.gauges import Gauges
from eventlog.observing import exposition

LATEST = "text/plain; version=0.0.4; charset=utf-8"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None: ...


@contextmanager
def watched(
    told: Mapping[str, str],
    service: str,
    containers: Callable[[], Iterable[Any]] | None = None,
    registry: Callable[[], Mapping[str, str]] | None = None,
) -> Iterator[None]:
    """Until the block ends. `containers` are nameko's, whose lags and parked events are told beside what happens.

    `registry`: how it stands, told by one kind of process.
    """
    with ExitStack() as opened:
        opened.callback(traced(told, service))
        if containers is not None:
            gauges = Gauges(containers)
            opened.callback(gauges.close)
            for each in (gauges, Surroundings(Path(told["CHANDLERY_DATA"]), registry)):
                REGISTRY.register(each)
                opened.callback(REGISTRY.unregister, each)
        if told["CHANDLERY_METRICS_PORT"]:
            opened.enter_context(_serving(*place(told["CHANDLERY_METRICS_PORT"])))
        yield


def traced(told: Mapping[str, str], service: str) -> Callable[[], None]:
    """Traces go to the collector where one is named: only then OpenTelemetry is imported. The answer ends that."""
    if not told["OTEL_EXPORTER_OTLP_ENDPOINT"]:
        return lambda: None
    from eventlog.spans import send

    return send(told["OTEL_EXPORTER_OTLP_ENDPOINT"], f"chandlery-{service}")


@contextmanager
def _serving(host: str, port: int) -> Iterator[None]:
    """Under eventlet the thread is a green one."""
    try:
        server = make_server(host, port, _answer, _Server, _Quiet)
    except OSError as error:
        raise Stop(f"CHANDLERY_METRICS_PORT: {host}:{port} cannot be used: {error.strerror}") from error
    serving = threading.Thread(target=server.serve_forever, args=(0.5,), daemon=True, name="metrics")
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(WSGIServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone."""


def _answer(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    if environ["PATH_INFO"] != "/metrics":
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]
    body = exposition()
    start_response("200 OK", [("Content-Type", LATEST), ("Content-Length", str(len(body)))])
    return [body]
