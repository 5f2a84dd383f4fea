"""Services running on the real kernel in this process: SQLite in a folder, messages over `inproc://`."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import eventlet
from nameko.containers import ServiceContainer
from nameko.standalone.rpc import ClusterRpcProxy

import gateway.rpc  # noqa: F401  refusals arrive as what they are
from eventlog.stopping import stop
from tests.parts.process import PATIENCE

# As in the store itself: who waits for a view or a position lets the service that brings it go on meanwhile.
eventlet.monkey_patch(all=False, time=True)

T = TypeVar("T")
SELDOM = 0.05  # seconds between two tries, after some: to ask is work for the services, too

addresses = (f"inproc://services-{number}" for number in itertools.count())


@dataclass(frozen=True)
class Services:
    """`rpc.identity.profile(…)` asks a running service."""

    config: Mapping[str, Any]
    rpc: Any

    def until(self, condition: Callable[[], T], patience: float = PATIENCE) -> T:
        """What the condition answers, as soon as it is true; meanwhile the services go on."""
        end, pause = time.monotonic() + patience, 0.005
        while not (answer := condition()):
            assert time.monotonic() < end, f"{condition} did not come true in {patience} s"
            eventlet.sleep(pause)
            pause = min(pause * 1.3, SELDOM)
        return answer


def config_in(folder: Path, **environment: str) -> dict[str, Any]:
    return {
        "AMQP_URI": next(addresses),
        "EVENTLOG": {
            "log": f"sqlite:///{folder}/{{service}}.log.db",
            "views": f"sqlite:///{folder}/views",
            "secret": "5e" * 32,
        },
        "CHANDLERY": {"CHANDLERY_DATA": str(folder), "CHANDLERY_URL": "http://store.example", **environment},
    }


@contextmanager
def running(config: dict[str, Any], *classes: type) -> Iterator[Services]:
    containers = [ServiceContainer(each, config) for each in classes]
    for container in containers:
        container.start()
    try:
        with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
            yield Services(config, rpc)
    finally:
        stop(containers)
