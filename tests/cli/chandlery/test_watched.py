"""What runs tells its numbers: the gateway's workers as one, and a store on a port that is its own."""

import itertools
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parts.pace import at_best
from tests.parts.process import free_port, running
from tests.parts.store import ROOT, Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey
TOKEN = "only-for-prometheus"


@dataclass
class Workers:
    store: Store
    port: int

    def decided(self, body: str) -> float:
        found = re.findall(
            r'^chandlery_token_decisions_total{rule="signed-in",status="200"} (\S+)$', body, re.MULTILINE
        )
        return sum(map(float, found))

    def at_port(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=60) as answer:
            return str(answer.read().decode())

    def at_door(self) -> str:
        return self.store.call("GET", "/metrics", token=TOKEN).body.decode()


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    folder = tmp_path_factory.mktemp("watched")
    with running_store(folder / "store", CHANDLERY_DEMO="0") as store:
        port, own = free_port(), free_port()
        settings = {
            "CHANDLERY_DATA": str(store.data),
            "CHANDLERY_PORT": str(port),
            "CHANDLERY_REGISTRY_HOST": store.registry,
            "CHANDLERY_METRICS_PORT": str(own),
            "CHANDLERY_METRICS_TOKEN": TOKEN,
            "PYTHONPATH": str(ROOT),
        }
        served = Store(f"http://localhost:{port}", store.registry, store.data, 0)
        command = [sys.executable, "-m", "cli.chandlery", "serve", "gateway"]
        with running(command, folder / "log", lambda: _answers(served), env=settings):
            yield Workers(served, own)


def _answers(served: Store) -> bool:
    try:
        return served.call("GET", "/healthz").status == 200
    except OSError:
        return False


def test_workers_count_together_whichever_is_asked(workers: Workers) -> None:
    for _ in range(40):
        assert workers.store.call("GET", f"/registry/token?service={workers.store.registry}").status == 200
    assert {workers.decided(workers.at_door()) for _ in range(10)} == {40}
    assert workers.decided(workers.at_port()) == 40


def test_the_port_has_nothing_but_numbers(workers: Workers) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{workers.port}/readyz", timeout=60)


def test_a_port_that_is_taken_stops_the_start_with_a_sentence(workers: Workers, tmp_path: Path) -> None:
    settings = {
        "CHANDLERY_DATA": str(tmp_path),
        "CHANDLERY_DEMO": "0",
        "CHANDLERY_PORT": str(free_port()),
        "CHANDLERY_REGISTRY_PORT": str(free_port()),
        "CHANDLERY_METRICS_PORT": str(workers.port),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli.chandlery", "up"]
    ended = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, timeout=180, check=False)
    assert ended.returncode != 0
    assert f"CHANDLERY_METRICS_PORT: 127.0.0.1:{workers.port} cannot be used" in ended.stderr.decode()


def test_a_collector_that_is_away_delays_neither_start_nor_end(tmp_path: Path) -> None:
    away = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    folders = (tmp_path / f"store-{again}" for again in itertools.count())

    def ending() -> float:
        with running_store(next(folders), CHANDLERY_DEMO="0", **away) as store:
            assert store.call("GET", "/").status == 200
            began = time.monotonic()
        return time.monotonic() - began

    assert at_best(ending, 5, times=3) < 5  # an operator waits; seconds are the start's benchmark


def test_opentelemetry_is_not_even_imported_where_no_collector_is_named() -> None:
    looks = "import sys, cli.chandlery.up, cli.chandlery.serve; sys.exit('opentelemetry' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-W", "ignore", "-c", looks], cwd=ROOT, timeout=180, check=False).returncode
        == 0
    )
