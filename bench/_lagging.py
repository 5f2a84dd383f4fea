"""The processes of the lag benchmark: `python -m bench._lagging log|views|publish|consume`, told by their environment.

`log` appends at a steady rate and hands out by its sequencer and relay; `views` follows into a table; `publish` and
`consume` pass the same bytes through the same broker and nothing else. Each writes when: a line of JSON an event; the
follower does once its transaction is committed, from when on every reader sees the row.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from kombu import Queue  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402

from bench._stories import ABOUT, SOURCE, TIME, drafted  # noqa: E402
from eventlog.amqp import EventLog, Logged, ReadModels  # noqa: E402
from eventlog.broker import Outlet, exchange_of  # noqa: E402
from eventlog.integrity import Head, seal  # noqa: E402
from eventlog.recorded import Recorded  # noqa: E402
from eventlog.relay import Published  # noqa: E402
from eventlog.store import Append, CommandRow  # noqa: E402
from eventlog.views import Feed  # noqa: E402
from gateway.views.gates import entitlements_projection  # noqa: E402

RATE, SECONDS, WARM = 200, 20.0, 3.0
EVENTS = int(RATE * (SECONDS + WARM))
BARE = Queue(
    "bench.bare", exchange_of("bare"), routing_key="#", durable=True, queue_arguments={"x-queue-type": "quorum"}
)


class Log(Logged):
    name = SOURCE
    log = EventLog()


class TellingFeed(Feed):
    """A follower that tells of each event when it can be read."""

    told: Any = None

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        reached = super().apply(events, incarnation)
        for each in events:
            if each.position <= reached:
                _note(self.told, each.stream.removeprefix("customer-"))
        return reached


class Telling(ReadModels):
    def start(self) -> None:
        self.kernel.follow(TellingFeed(self.view, SOURCE))


class Views:
    name = "bench-views"
    views = Telling(entitlements_projection, name="bench")


def config() -> dict[str, Any]:
    told = os.environ
    return {
        "AMQP_URI": told["AMQP_URI"],
        "EVENTLOG": {"log": told["LAG_LOG"], "views": told["LAG_VIEWS"], "secret": "5e" * 32},
    }


def log(told: Any) -> None:
    container = ServiceContainer(Log, config())
    container.start()
    (declared,) = [each for each in container.extensions if isinstance(each, EventLog)]
    kernel = declared.kernel
    for holder in _beats():
        lines = seal(f"customer-{holder}", Head(), [drafted(holder)], TIME, ABOUT)
        kernel.must_log().store.append(Append(lines, CommandRow("ada", holder, "f" * 64, None, TIME)))
        _note(told, holder)
        kernel.committed.ring()
    container.wait()


def views(told: Any) -> None:
    TellingFeed.told = told
    container = ServiceContainer(Views, config())
    container.start()
    container.wait()


def publish(told: Any) -> None:
    outlet = Outlet(os.environ["AMQP_URI"], "bare")
    for holder in _beats():
        body = seal(f"customer-{holder}", Head(), [drafted(holder)], TIME, ABOUT)[0].line
        _note(told, holder)
        outlet.publish([Published("bare.told", json.dumps({"holder": holder, "line": body}).encode())])


def consume(told: Any) -> None:
    from kombu import Connection, Consumer

    def take(message: Any) -> None:
        _note(told, json.loads(message.body)["holder"])
        message.ack()

    with (
        Connection(os.environ["AMQP_URI"]) as connection,
        Consumer(connection.channel(), [BARE], on_message=take, prefetch_count=1000),
    ):
        Path(os.environ["LAG_READY"]).touch()
        while True:
            connection.drain_events()


def _beats() -> Iterator[str]:
    """A name RATE times a second, whatever became of the one before."""
    began = time.perf_counter()
    for number in range(EVENTS):
        eventlet.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        yield str(uuid.uuid4())


def _note(told: Any, holder: str) -> None:
    told.write(f'["{holder}", {time.time()}]\n')


def main() -> None:
    work: dict[str, Callable[[Any], None]] = {"log": log, "views": views, "publish": publish, "consume": consume}
    with Path(os.environ["LAG_TOLD"]).open("w", buffering=1) as told:
        work[sys.argv[1]](told)


if __name__ == "__main__":
    main()
