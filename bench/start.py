"""The embedded store with 10,000 events stored: from its start to the first page, its stop, and its memory.

The events are listings of products that lie elsewhere, decided and appended as an import does it. The store runs with
its registry and without the demonstration, and is started anew for every sample.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.goals import START
from bench.harness import compared, report
from eventlog.decider import Context
from eventlog.log import open_log
from services.catalog.deciders.external import ListExternally
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.product import product
from services.catalog.deciders.publisher import ListPublisher, publisher
from services.catalog.events import ListedVersion
from services.identity.adapters.key_store import SqlKeyStore
from tests.parts.process import free_port

EVENTS, SAMPLES = 10_000, 5
SIZE = f"{EVENTS:,} events"
ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sample:
    first_page: float  # seconds
    stop: float  # seconds
    memory: float  # MB, resident, of the store's process


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        _once(data)  # makes the secrets that the logs are written under
        _fill(data)
        _once(data)  # lets the views and the index catch up
        taken = [_once(data) for _ in range(SAMPLES)]
        shutil.rmtree(data)
    report(
        "start",
        [
            compared(START["page"], SIZE, [sample.first_page for sample in taken]),
            compared(START["stop"], SIZE, [sample.stop for sample in taken]),
            compared(START["memory"], SIZE, [sample.memory for sample in taken]),
        ],
    )


def _fill(data: Path) -> None:
    secret = bytes.fromhex((data / "keys" / "services.secret").read_text())
    keys = SqlKeyStore(f"sqlite:///{data}/identity.keys.db")
    log = open_log("catalog", f"sqlite:///{data}/catalog.log.db", keys=keys, secret=secret)
    log.execute(publisher, "bench", ListPublisher("bench", "Bench", "https://bench.example"), _by("publisher"))
    number = 0
    while log.head() < EVENTS:
        log.execute(product, f"bench-{number}", _listing(number), _by(str(number)))
        number += 1
    log.close()


def _by(command: str) -> Context:
    return Context(command, "operator", NOW, frozenset({"operator"}))


def _listing(number: int) -> ListExternally:
    name = f"image-{number}"
    listing = Listing(
        name, f"Image number {number} of a store of real size.", f"# {name}\n", ("databases-and-storage",)
    )
    ref = hashlib.sha256(name.encode()).hexdigest()[:12]
    versions = (ListedVersion(("1.0", "latest"), ("linux/amd64", "linux/arm64"), ref, ""),)
    return ListExternally(f"bench-{number}", "bench", name, listing, name, "bench", "2026-11-01", versions)


def _once(data: Path) -> Sample:
    port = free_port()
    settings = {
        "CHANDLERY_DATA": str(data),
        "CHANDLERY_PORT": str(port),
        "CHANDLERY_REGISTRY_PORT": str(free_port()),
        "CHANDLERY_DEMO": "0",
    }
    began = time.monotonic()
    command = [sys.executable, "-m", "cli.chandlery", "up"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process)
        first_page = time.monotonic() - began
        _wait_for(f"http://127.0.0.1:{port}/readyz", process)
        time.sleep(2)  # followers and index are at rest
        memory = _resident(process.pid)
    finally:
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    return Sample(first_page, time.monotonic() - began, memory)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", within: float = 60) -> None:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the store ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(url)


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


if __name__ == "__main__":
    main()
