"""RabbitMQ's side: queues that keep their order and outlive a node, and a broker that is gone is noticed."""

import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from kombu import Connection, Consumer, Queue

from eventlog import link
from eventlog.broker import Confirms, Inbox, Outlet, exchange_of, queue_of
from eventlog.following import Message
from eventlog.refusal import Unavailable
from eventlog.relay import HEAD, Published
from tests.parts import rabbitmq
from tests.parts.process import PATIENCE, wait_until

NOISE = [Published(HEAD, b'{"incarnation": "x", "position": %d}' % number) for number in range(1, 4)]
TOLD = [Message("x", number) for number in range(1, 4)]
TRIES = 3  # of what a busy machine may spoil


def taken(inbox: Inbox) -> list[Message]:
    """All of the noise: what has come may be less at first. What is not acknowledged is told again."""
    wait_until(lambda: len(inbox.take(0.1)) >= len(TOLD), PATIENCE, "not all of it came")
    return inbox.take(0)


@pytest.fixture(scope="module")
def node() -> Iterator[rabbitmq.Node]:
    with rabbitmq.started() as node:
        yield node


@pytest.fixture
def outlet(node: rabbitmq.Node) -> Iterator[Outlet]:
    outlet = Outlet(node.address, "shop")
    yield outlet
    outlet.close()


def test_one_of_two_followers_gets_the_messages_and_the_other_when_it_has_left(
    node: rabbitmq.Node, outlet: Outlet
) -> None:
    with Inbox(node.address, "shop", "pair") as second:
        with Inbox(node.address, "shop", "pair") as third:
            outlet.publish(NOISE)
            assert (taken(second), third.take(0.3)) == (TOLD, [])
            second.acknowledge()
        outlet.publish(NOISE)
        assert taken(second) == TOLD


def test_the_next_gets_what_the_one_before_did_not_acknowledge(node: rabbitmq.Node, outlet: Outlet) -> None:
    first = Inbox(node.address, "shop", "next")
    with Inbox(node.address, "shop", "next") as second:
        outlet.publish(NOISE)
        assert taken(first) == TOLD
        first.close()
        assert taken(second) == TOLD


def test_a_followers_queue_outlives_a_node_keeps_order_and_has_an_end(node: rabbitmq.Node) -> None:
    """RabbitMQ refuses to declare a queue anew with any other of these."""
    wanted = {"x-queue-type": "quorum", "x-single-active-consumer": True, "x-max-length": 10_000}
    with Inbox(node.address, "shop", "lasting"), Connection(node.address) as connection:
        name = queue_of("shop", "lasting").name
        connection.channel().queue_declare(name, durable=True, auto_delete=False, arguments=wanted)
        connection.channel().exchange_declare("shop.events", "topic", durable=True, auto_delete=False)


class Answers:
    """A channel on which the broker answers as a test says: a real one does so in an order of its own."""

    def __init__(self) -> None:
        self.events: dict[str, set[Any]] = {"basic_ack": set(), "basic_nack": set()}

    def confirm_select(self) -> None:
        pass

    def take(self, tag: int, *, all_before: bool = False) -> None:
        for taken in self.events["basic_ack"]:
            taken(tag, all_before)


def test_what_is_confirmed_out_of_order_counts_when_all_before_it_is() -> None:
    broker = Answers()
    confirms = Confirms(broker)
    for _ in range(5):
        confirms.expect()
    waiting = []
    for tag, all_before in ((2, False), (4, False), (1, False), (5, True)):
        broker.take(tag, all_before=all_before)
        waiting.append(confirms.under_way)
    assert waiting == [5, 5, 3, 0]


@pytest.fixture
def older(node: rabbitmq.Node) -> Iterator[Connection]:
    """A program before this one, which declared its queue otherwise and reads it."""
    name = queue_of("shop", "older").name
    with Connection(node.address) as connection:
        queue = Queue(name, exchange_of("shop"), routing_key="#", queue_arguments={"x-single-active-consumer": True})
        Consumer(connection.channel(), [queue]).consume()
        yield connection


def test_a_queue_of_an_older_program_is_left_to_it_and_made_anew_when_it_has_gone(
    node: rabbitmq.Node, outlet: Outlet, older: Connection
) -> None:
    with pytest.raises(Unavailable, match="queue-of-another-program"):
        Inbox(node.address, "shop", "older")
    older.release()
    with Inbox(node.address, "shop", "older") as inbox:
        outlet.publish(NOISE)
        assert taken(inbox) == TOLD
    with Inbox(node.address, "shop", "older") as inbox:  # a second start finds it as it is wanted
        assert taken(inbox) == TOLD


@pytest.mark.faults
def test_a_broker_that_is_stopped_in_its_tracks_is_noticed_and_left_at_once(
    node: rabbitmq.Node, outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "PATIENCE", 2.0)
    with Inbox(node.address, "shop", "stopped"):
        assert any(seconds_until_it_is_left(node, outlet) < 10 for _ in range(TRIES))
    outlet.publish(NOISE)


def seconds_until_it_is_left(node: rabbitmq.Node, outlet: Outlet) -> float:
    """By who publishes, first over a connection and then without one."""
    outlet.publish(NOISE)
    node.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(OSError, match="timed out"):
            outlet.publish(NOISE)
        with pytest.raises(OSError, match="timed out"):
            outlet.publish(NOISE)
        return time.monotonic() - began
    finally:
        node.signal(signal.SIGCONT)


@pytest.mark.faults
def test_a_silent_broker_is_noticed_by_who_only_reads(node: rabbitmq.Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "HEARTBEAT", 1)
    with Inbox(node.address, "shop", "reads") as inbox:
        inbox.take(0.2)
        node.signal(signal.SIGSTOP)
        try:
            with pytest.raises(OSError, match="heartbeat"):
                wait_until(lambda: bool(inbox.take(0.3)), PATIENCE, "nobody noticed")
        finally:
            node.signal(signal.SIGCONT)


@pytest.mark.faults
def test_a_follower_that_reads_pages_for_long_keeps_its_connection_and_its_messages(
    node: rabbitmq.Node, outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "HEARTBEAT", 1)
    assert any(is_kept(node, outlet) for _ in range(TRIES))


def is_kept(node: rabbitmq.Node, outlet: Outlet) -> bool:
    """Whether the connection lasts for several times the heartbeats without which the broker would end it."""
    with suppress(ConnectionError), Inbox(node.address, "shop", "busy") as inbox:
        outlet.publish(NOISE)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            time.sleep(0.3)  # on a busy machine this may be longer than the broker waits
            inbox.beat()
        assert taken(inbox) == TOLD
        inbox.acknowledge()
        return True
    return False


def test_a_message_outlives_the_broker_that_took_it(node: rabbitmq.Node, outlet: Outlet) -> None:
    with Inbox(node.address, "shop", "kept") as inbox:
        outlet.publish(NOISE)
        taken(inbox)
        assert {each.properties["delivery_mode"] for each in inbox._taken} == {2}


def test_a_message_that_the_broker_refuses_is_told(node: rabbitmq.Node, outlet: Outlet) -> None:
    full = {"x-max-length": 1, "x-overflow": "reject-publish"}
    with Connection(node.address) as connection:
        Queue("full", exchange_of("shop"), "#", queue_arguments=full, exclusive=True)(connection.channel()).declare()
        with pytest.raises(ConnectionError, match="did not take"):
            outlet.publish(NOISE)


@pytest.mark.faults
def test_a_queue_that_has_lost_its_leader_is_told_of_by_who_publishes_and_made_anew_by_who_reads(
    node: rabbitmq.Node, outlet: Outlet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = queue_of("shop", "leaderless").name
    Inbox(node.address, "shop", "leaderless").close()
    outlet.publish(NOISE)
    node.lose_leader(name)
    with monkeypatch.context() as hurried:
        hurried.setattr(link, "PATIENCE", 2.0)
        with pytest.raises(TimeoutError, match=r"a queue of shop\.events may have no leader"):
            outlet.publish(NOISE)
        inbox = opened_after_some_tries(node, "leaderless")
    with inbox:
        outlet.publish(NOISE)
        assert taken(inbox) == TOLD
    assert f"not for its queue {name}" in caplog.text


def opened_after_some_tries(node: rabbitmq.Node, follower: str) -> Inbox:
    for _ in range(TRIES):
        with suppress(TimeoutError):
            return Inbox(node.address, "shop", follower)
    return Inbox(node.address, "shop", follower)
