"""Over many processes, too, one request leads through all of them: their lines, their spans, and each one's numbers."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.parts import postgresql, rabbitmq
from tests.parts.collector import Collector, Span, collector
from tests.parts.process import free_port, wait_until
from tests.parts.scale import Scale, scale

pytestmark = pytest.mark.journey

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARTS = ("gateway", "identity", "gateway-views")


@dataclass
class Watched:
    store: Scale
    collector: Collector
    correlation: str

    def told(self, part: str) -> set[str]:
        """What of the request stands in the lines of this part."""
        lines = [json.loads(line) for line in self.store.said(part).splitlines() if line.startswith("{")]
        return {line["about"]["what"] for line in lines if line["correlation"] == self.correlation}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    if postgresql.programs() is None or rabbitmq.program() is None:
        pytest.skip("PostgreSQL or RabbitMQ is not installed")
    settings = {"CHANDLERY_LOG_FORMAT": "json", "CHANDLERY_LOG_LEVEL": "info"}
    with collector() as traces:
        traced = {"OTEL_EXPORTER_OTLP_ENDPOINT": traces.url}
        with scale(tmp_path_factory.mktemp("watched"), services=PARTS, **settings, **traced) as opened:
            yield Watched(opened, traces, _signs_up(opened))


def _signs_up(opened: Scale) -> str:
    body: dict[str, Any] = {"email": "grace@navy.example.org", "name": "Grace", "password": "nanoseconds of wire"}
    traceparent = f"00-{TRACE}-00f067aa0ba902b7-01"
    made = opened.store.api("POST", "/accounts", body, traceparent=traceparent)
    assert made.status == 201, made.body
    return str(made.headers["Chandlery-Correlation"])


PATH = [
    ("gateway-views", "gateway follows identity"),
    ("identity", "append identity"),
    ("identity", "identity.register"),
    ("gateway", "identity.register"),
    ("gateway", "POST /api/v1/accounts"),
]


def test_a_trace_leads_through_three_processes(watched: Watched) -> None:
    def spans() -> dict[str, Span]:
        return {span.id: span for span in watched.collector.spans if span.trace == TRACE}

    def names() -> dict[str, tuple[str, str]]:
        return {span.id: (span.service.removeprefix("chandlery-"), span.name) for span in spans().values()}

    wait_until(lambda: set(PATH) <= set(names().values()), 20, f"the trace is not whole: {names()}")
    told = names()
    step = next(each for each in spans() if told[each] == PATH[0])
    path = []
    while step in told:
        path.append(told[step])
        step = spans()[step].parent
    assert path == PATH


def test_a_correlation_id_finds_the_lines_in_each_of_them(watched: Watched) -> None:
    wanted = {"gateway": {"request"}, "identity": {"call", "append"}, "gateway-views": {"follow"}}
    for part, whats in wanted.items():
        wait_until(lambda part=part, whats=whats: whats <= watched.told(part), 10, f"{part}: {watched.told(part)}")


def test_each_process_tells_its_numbers_on_a_port_of_its_own(watched: Watched) -> None:
    store, port = watched.store, free_port()
    store.environment["CHANDLERY_METRICS_PORT"] = str(port)
    store.start("identity")
    store.wait("identity")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        numbers = str(answer.read().decode())
    del store.environment["CHANDLERY_METRICS_PORT"]
    values = dict(line.rsplit(" ", 1) for line in numbers.splitlines() if not line.startswith("#"))
    assert float(values['eventlog_head_position{source="identity"}']) > 0
    assert float(values['eventlog_waiting_for_position{source="identity"}']) == 0
    assert float(values['eventlog_standing_known{service="identity"}']) == 1
