"""A follower far from its broker, behind a link that is slow, cut, reset or silent: it applies each event once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from kombu import Connection
from nameko.containers import ServiceContainer

from eventlog import link as waits
from eventlog.reading import Reader
from eventlog.stopping import stop
from tests.eventlog.green.green_amqp import FOLLOWERS, eventually, rpc
from tests.eventlog.services import Names, Office, Shop, done
from tests.eventlog.shop import times_of
from tests.parts.process import PATIENCE
from tests.parts.toxiproxy import Link, toxiproxy

__all__ = ["rpc"]
MANY = 8

Fault = Callable[[Link], AbstractContextManager[None]]
PASSING = {
    "cut": lambda link: link.cut(),
    "reset": lambda link: link.with_toxic("reset_peer", timeout=0),
    "silent": lambda link: link.with_toxic("timeout", timeout=0),
    "broken off in a message": lambda link: link.with_toxic("limit_data", bytes=3000),
}
LASTING: dict[str, dict[str, int]] = {
    "latency": {"latency": 100, "jitter": 50},
    "bandwidth": {"rate": 40},
    "slicer": {"average_size": 400, "size_variation": 200, "delay": 1000},
}


@pytest.fixture
def link(rabbit: str, tmp_path: Path) -> Iterator[Link]:
    with toxiproxy(tmp_path / "links") as proxy:
        yield proxy.link("rabbit", urlsplit(rabbit).port or 0)


@pytest.fixture
def config(rabbit: str, tmp_path: Path) -> dict[str, Any]:
    """Of whoever stands beside the broker."""
    kept = {
        "log": f"sqlite:///{tmp_path}/{{service}}.log.db",
        "views": f"sqlite:///{tmp_path}/views",
        "secret": b"a secret of the tests".hex(),
    }
    return {"AMQP_URI": rabbit, "EVENTLOG": kept, "PREFIX": "told"}


@pytest.fixture
def reader(config: dict[str, Any], link: Link, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Of a view that follows the shop over the link, beside an office that does so too; the shop has one of its own."""
    monkeypatch.setattr(waits, "HEARTBEAT", 1)
    far = {**config, "AMQP_URI": f"pyamqp://guest:guest@127.0.0.1:{link.port}//"}
    running = [ServiceContainer(Shop, config), ServiceContainer(Names, far), ServiceContainer(Office, far)]
    for container in running:
        container.start()
    yield Reader("names", config["EVENTLOG"]["views"])
    stop(running)
    done.clear()
    with Connection(config["AMQP_URI"]) as connection:
        for queue in FOLLOWERS:
            queue(connection.default_channel).delete()


def arrive(rpc: Any, first: int) -> str:
    return [rpc.shop.arrive(str(number), "lamp") for number in range(first, first + MANY)][-1]


def lamps(reader: Reader) -> int:
    with reader.begin() as db:
        return times_of(db, "lamp")


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_follower_whose_link_to_rabbitmq_fails_catches_up_when_it_is_back(
    rpc: Any, reader: Reader, link: Link, fault: Fault
) -> None:
    assert reader.wait_for(arrive(rpc, 1), PATIENCE)
    with fault(link):
        arrive(rpc, 1 + MANY)
    assert reader.wait_for(arrive(rpc, 1 + 2 * MANY), PATIENCE)
    assert lamps(reader) == 3 * MANY
    assert eventually(lambda: rpc.office.booked(str(3 * MANY)) == 1)
    assert {rpc.office.booked(str(number)) for number in range(1, 3 * MANY)} == {1}


def test_a_follower_whose_link_to_rabbitmq_is_slow_narrow_and_late_keeps_up_over_it(
    rpc: Any, reader: Reader, link: Link
) -> None:
    with ExitStack() as poor:
        for kind, attributes in LASTING.items():
            poor.enter_context(link.with_toxic(kind, **attributes))
        assert reader.wait_for(arrive(rpc, 1), PATIENCE)
        assert lamps(reader) == MANY
