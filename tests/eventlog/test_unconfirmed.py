"""What was on its way to the broker, unconfirmed, when the link broke or the relay was killed: all of it comes."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from eventlog.broker import Inbox, Outlet
from eventlog.log import Log
from eventlog.relay import Relay
from tests.eventlog.shelf import BoxOpened, GoodArrived, names
from tests.eventlog.shop import tell
from tests.eventlog.side_by_side import Sides, side_by_side
from tests.parts import rabbitmq
from tests.parts.process import PATIENCE, wait_until
from tests.parts.toxiproxy import Link, toxiproxy

pytestmark = pytest.mark.faults
BACK = 90.0  # seconds; nameko looks for its broker after 2, 4, 6, 8 …
ROUNDS = 3


@pytest.fixture
def node() -> Iterator[rabbitmq.Node]:
    with rabbitmq.started() as node:
        yield node


@pytest.fixture
def link(node: rabbitmq.Node, tmp_path: Path) -> Iterator[Link]:
    with toxiproxy(tmp_path / "links") as proxy:
        yield proxy.link("broker", int(node.address.rpartition(":")[2].strip("/")))


@pytest.fixture
def outlet(link: Link) -> Iterator[Outlet]:
    outlet = Outlet(f"pyamqp://guest:guest@127.0.0.1:{link.port}//", "shop")
    yield outlet
    outlet.close()


def is_through(relay: Relay) -> bool:
    """Whether the broker has confirmed everything; a link that is broken is made anew at the next try."""
    try:
        relay.publish()
    except OSError:
        return False
    return not relay.is_ahead


def is_broken(relay: Relay) -> bool:
    try:
        relay.announce()
        relay.publish()
    except OSError:
        return True
    return False


def told(node: rabbitmq.Node, until: int) -> list[int]:
    """The positions as they come, repeated ones left out."""
    came: dict[int, None] = {}
    with Inbox(node.address, "shop", "reader") as inbox:

        def are_all_there() -> bool:
            came.update(dict.fromkeys(message.position for message in inbox.take(0.1)))
            return until in came

        wait_until(are_all_there, PATIENCE, "not all of it came")
    return list(came)


@pytest.mark.parametrize("swallowed", ["upstream", "downstream"])  # what is told, and what confirms it
@pytest.mark.parametrize("log_url", ["sqlite"], indirect=True)
def test_a_link_that_is_cut_with_several_batches_under_way(
    shop_log: Log, node: rabbitmq.Node, link: Link, outlet: Outlet, swallowed: str
) -> None:
    Inbox(node.address, "shop", "reader").close()  # its queue is there from now on
    relay = Relay(shop_log, outlet)
    tell(shop_log, "0", GoodArrived("lamp", 30), BoxOpened())
    wait_until(lambda: is_through(relay), PATIENCE, "not everything is confirmed")
    with link.with_toxic("timeout", swallowed, timeout=0):
        for number in range(ROUNDS):
            tell(shop_log, str(number), GoodArrived("lamp", 30), BoxOpened())
            relay.publish()
        assert (relay.position, Relay(shop_log, outlet).position) == (shop_log.head(), 2)
        with link.cut():
            wait_until(lambda: is_broken(relay), PATIENCE, "the link is whole")
    assert relay.position == 2
    wait_until(lambda: is_through(relay), PATIENCE, "not everything is confirmed")
    assert told(node, shop_log.head()) == list(range(1, shop_log.head() + 1))


@pytest.fixture
def sides(tmp_path: Path, new_database: Callable[[], str], node: rabbitmq.Node) -> Iterator[Sides]:
    with side_by_side(tmp_path, new_database, node.address) as sides:
        yield sides


def test_a_relay_that_is_killed_while_the_broker_confirms_nothing(sides: Sides, node: rabbitmq.Node) -> None:
    sides.start("names")
    for number in range(ROUNDS):
        shop = sides.start("shop")
        sides.arrive(f"{number}-before")
        sides.until_read("names", sides.log.head(), BACK)
        node.signal(signal.SIGSTOP)
        placed = sides.log.head()
        sides.arrive(f"{number}-under-way")
        wait_until(lambda: sides.log.head() > placed, PATIENCE, "nothing was placed")  # noqa: B023 — waited for here
        shop.kill()
        shop.wait()
        node.signal(signal.SIGCONT)
    sides.start("shop")
    sides.until_read("names", sides.log.head(), BACK)
    with sides.reader("names").begin() as db:
        assert db.scalar(select(names.c.times).where(names.c.name == "lamp")) == 2 * ROUNDS
