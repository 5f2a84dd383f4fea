"""What is committed is published in order, at least once, and its cursor moves only after the broker has it."""

import itertools
import json
from collections.abc import Iterator, Sequence

import pytest

from eventlog.broker import Inbox, Outlet
from eventlog.following import Message
from eventlog.log import Log
from eventlog.relay import HEAD, Published, Relay, decoded, encoded
from tests.eventlog.shelf import BoxOpened, GoodArrived
from tests.eventlog.shop import tell

addresses = (f"inproc://relay-{number}" for number in itertools.count())


class Broker:
    """Keeps what it took; refuses when told to."""

    def __init__(self) -> None:
        self.taken: list[Published] = []
        self.refuses = False

    def publish(self, messages: Sequence[Published]) -> None:
        if self.refuses:
            raise ConnectionError("the broker is away")
        self.taken += messages

    @property
    def positions(self) -> list[int]:
        return [json.loads(message.body)["position"] for message in self.taken]


@pytest.fixture
def broker() -> Broker:
    return Broker()


def test_events_are_published_in_order_under_their_types(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    tell(shop_log, "2", GoodArrived("chair", 50))
    Relay(shop_log, broker).publish()
    assert broker.positions == [1, 2, 3]
    assert [each.key for each in broker.taken] == ["shop.good-arrived", "shop.box-opened", "shop.good-arrived"]


def test_a_message_brings_the_event_as_it_is_stored(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lámp", 30))
    Relay(shop_log, broker).publish()
    (recorded,) = shop_log.read_all(0)
    assert decoded("shop", broker.taken[0].body) == Message(shop_log.incarnation, 1, recorded)


def test_what_was_published_is_not_published_again(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    Relay(shop_log, broker).publish()
    tell(shop_log, "1", BoxOpened())
    Relay(shop_log, broker).publish()
    assert broker.positions == [1, 2]


def test_what_the_broker_did_not_take_is_published_when_it_is_back(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    broker.refuses = True
    with pytest.raises(ConnectionError):
        Relay(shop_log, broker).publish()
    broker.refuses = False
    Relay(shop_log, broker).publish()
    assert broker.positions == [1]


def test_the_cursor_never_moves_back(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    slow = Relay(shop_log, broker)
    assert slow.position == 0
    Relay(shop_log, broker).publish()
    slow._keep(1)
    assert Relay(shop_log, broker).position == 2


def test_the_head_tells_how_far_the_log_is_published(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    relay = Relay(shop_log, broker)
    relay.publish()
    relay.announce()
    assert broker.taken[-1].key == HEAD
    assert decoded("shop", broker.taken[-1].body) == Message(shop_log.incarnation, 1)


@pytest.fixture
def address() -> str:
    return next(addresses)


@pytest.fixture
def outlet(address: str) -> Iterator[Outlet]:
    outlet = Outlet(address, "shop")
    yield outlet
    outlet.close()


def test_a_followers_queue_gets_all_of_its_source(shop_log: Log, address: str, outlet: Outlet) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    with Inbox(address, "shop", "reader") as inbox:
        relay = Relay(shop_log, outlet)
        relay.publish()
        relay.announce()
        assert [each.position for each in inbox.take(1)] == [1, 2, 2]


def test_what_a_follower_did_not_acknowledge_comes_again(shop_log: Log, address: str, outlet: Outlet) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    with Inbox(address, "shop", "reader") as inbox:
        Relay(shop_log, outlet).publish()
        inbox.take(1)
    with Inbox(address, "shop", "reader") as inbox:
        assert [each.position for each in inbox.take(1)] == [1, 2]
        inbox.acknowledge()
    with Inbox(address, "shop", "reader") as inbox:
        assert inbox.take(0.05) == []


def test_what_is_no_message_of_a_relay_is_passed_over(address: str, outlet: Outlet) -> None:
    with Inbox(address, "shop", "reader") as inbox:
        outlet.publish([Published("shop.noise", b"[]"), Published(HEAD, b'{"incarnation": "x", "position": 4}')])
        assert inbox.take(1) == [Message("x", 4)]


def test_what_many_followers_in_one_process_are_told_is_read_once(shop_log: Log) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    (recorded,) = shop_log.read_all(0)
    first, second = (decoded("shop", encoded(recorded, shop_log.incarnation)) for _ in range(2))
    assert (first.recorded, first is second) == (recorded, True)
