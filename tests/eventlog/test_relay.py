"""What is committed is published in order, at least once, and its cursor moves only after the broker has it."""

import itertools
import json
import sys
from collections.abc import Iterator, Sequence

import pytest

from eventlog.broker import Inbox, Outlet
from eventlog.following import Message
from eventlog.log import Log
from eventlog.relay import HEAD, Published, Relay, decoded, encoded
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodSold
from tests.eventlog.shop import tell

addresses = (f"inproc://relay-{number}" for number in itertools.count())


class Broker:
    """Keeps what it took, and confirms the first `confirms` of them; refuses when told to."""

    def __init__(self) -> None:
        self.taken: list[Published] = []
        self.refuses = False
        self.confirms = sys.maxsize
        self.most_under_way = 0

    def send(self, messages: Sequence[Published]) -> None:
        if self.refuses:
            raise ConnectionError("the broker is away")
        self.taken += messages

    def settle(self, at_most: int) -> int:
        """It confirms more where it is waited for."""
        waiting = len(self.taken) - min(self.confirms, len(self.taken))
        self.most_under_way = max(self.most_under_way, waiting)
        self.confirms += max(waiting - at_most, 0)
        return min(waiting, at_most)

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


def test_the_next_is_published_while_the_last_is_not_confirmed_yet(shop_log: Log, broker: Broker) -> None:
    broker.confirms = 0
    relay = Relay(shop_log, broker)
    for number in range(1, 4):
        tell(shop_log, str(number), GoodArrived("lamp", 30))
        relay.publish()
    assert broker.positions == [1, 2, 3]


def test_the_cursor_moves_behind_what_is_confirmed(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened(), GoodSold())
    broker.confirms = 2
    relay = Relay(shop_log, broker)
    relay.publish()
    assert (relay.position, relay.is_ahead, Relay(shop_log, broker).position) == (3, True, 2)


def test_what_is_confirmed_later_is_written_down_later(
    shop_log: Log, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.relay.KEEPING", 0)
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    broker.confirms = 0
    relay = Relay(shop_log, broker)
    relay.publish()
    broker.confirms = 2
    relay.publish()
    assert (relay.is_ahead, Relay(shop_log, broker).position, broker.positions) == (False, 2, [1, 2])


def test_a_relay_killed_between_publishing_and_its_confirms_publishes_again(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    broker.confirms = 1
    Relay(shop_log, broker).publish()
    Relay(shop_log, broker).publish()
    assert broker.positions == [1, 2, 2]


def test_a_link_that_breaks_with_several_under_way_goes_on_from_the_last_confirmed(
    shop_log: Log, broker: Broker
) -> None:
    broker.confirms = 1
    relay = Relay(shop_log, broker)
    for number in range(1, 4):
        tell(shop_log, str(number), GoodArrived("lamp", 30))
        relay.publish()
    broker.refuses = True
    with pytest.raises(ConnectionError):
        relay.announce()
    broker.refuses = False
    relay.publish()
    assert broker.positions == [1, 2, 3, 2, 3]


def test_no_more_than_a_page_is_under_way_when_the_next_is_read(
    shop_log: Log, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.relay.PAGE", 2)
    broker.confirms = 0
    for number in range(1, 6):
        tell(shop_log, str(number), GoodArrived("lamp", 30), BoxOpened())
    Relay(shop_log, broker).publish()
    assert (broker.positions, broker.most_under_way) == (list(range(1, 11)), 4)


def test_the_cursor_never_moves_back(shop_log: Log, broker: Broker) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    late = Broker()
    late.confirms = 1
    slow = Relay(shop_log, late)
    assert slow.position == 0
    Relay(shop_log, broker).publish()
    slow.publish()
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
