"""From an event's commit until a follower in another process shows it in its table, at 200 events a second.

PostgreSQL, RabbitMQ, a process with the log and its relay, another with the read model, which tells when it has
committed: asking from outside, over and over, would take one of two cores from what is measured. The peer is the
broker alone: from before a message is published (with confirms) until another process has it, same size, same kind of
queue.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench._lagging import EVENTS, RATE, SECONDS, WARM
from bench._servers import databases
from bench._stories import SOURCE
from bench.goals import LAG_P50, LAG_P99, OVER_BROKER
from bench.harness import compared, report
from eventlog.reading import Reader
from tests.parts import rabbitmq
from tests.parts.process import wait_until

ROUNDS = 3
Times = Mapping[str, float]


def main() -> None:
    more, p99 = [], []
    with tempfile.TemporaryDirectory() as name, databases() as database, rabbitmq.node(Path(name) / "rabbit") as broker:
        for number in range(ROUNDS):
            folder = Path(name) / str(number)
            folder.mkdir()
            at = {"AMQP_URI": broker, "LAG_LOG": database(), "LAG_VIEWS": database(), "PYTHONWARNINGS": "ignore"}
            bare, ours = alone(folder, at), through(folder, at)
            for side, taken in (("bare", bare), ("ours", ours)):
                print(f"{side}: p50 {_at(taken, 0.5):.2f} ms, p99 {_at(taken, 0.99):.2f} ms")
            more.append(_at(ours, 0.5) - _at(bare, 0.5))
            p99.append(_at(ours, 0.99))
    report("lag", [compared(LAG_P50, OVER_BROKER, more), compared(LAG_P99, OVER_BROKER, p99)])


def alone(folder: Path, at: Mapping[str, str]) -> list[float]:
    """Milliseconds of each message."""
    ready = folder / "ready"
    with started("consume", folder, {**at, "LAG_READY": str(ready)}):
        wait_until(ready.exists, 30, "nobody consumes")
        with started("publish", folder, at) as publishing:
            publishing.wait(SECONDS + WARM + 30)
        time.sleep(1)
    return _between(_told(folder / "publish"), _told(folder / "consume"))


def through(folder: Path, at: Mapping[str, str]) -> list[float]:
    """Milliseconds from each commit until its row could be read."""
    with started("log", folder, at), started("views", folder, at):
        seen = folder / "views"
        wait_until(lambda: seen.read_bytes().count(b"\n") >= EVENTS, SECONDS + WARM + 60, "not every event came")
        reader = Reader("bench", at["LAG_VIEWS"])
        assert reader.position(SOURCE) == EVENTS
        reader.close()
    return _between(_told(folder / "log"), _told(folder / "views"))


@contextmanager
def started(work: str, folder: Path, at: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    (folder / work).touch()
    environment = {**os.environ, **at, "LAG_TOLD": str(folder / work)}
    with (folder / f"{work}.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench._lagging", work], env=environment, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _told(path: Path) -> Times:
    return dict(json.loads(line) for line in path.read_text().splitlines())


def _between(began: Times, ended: Times) -> list[float]:
    """Without the first seconds; raises where one never came."""
    missing = began.keys() - ended.keys()
    if missing:
        raise AssertionError(f"{len(missing)} of {len(began)} never came")
    return sorted((ended[holder] - at) * 1000 for holder, at in list(began.items())[int(RATE * WARM) :])


def _at(taken: Sequence[float], share: float) -> float:
    return taken[int(len(taken) * share)]


if __name__ == "__main__":
    main()
