"""The broker inside the process behaves towards nameko as RabbitMQ does, and wakes at once."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import eventlet
import pytest
from kombu import Connection, Consumer, Exchange, Queue
from nameko.containers import ServiceContainer
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.rpc import RpcProxy, rpc
from nameko.standalone.rpc import ClusterRpcProxy

from eventlog import transport
from eventlog.stopping import stop
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import PATIENCE

addresses = (f"inproc://test-{number}" for number in itertools.count())


class Adder:
    name = "adder"
    fails = 0

    @rpc
    def add(self, a: int, b: int) -> int:
        return a + b

    @rpc
    def fail(self) -> None:
        raise ValueError("as told")

    @rpc
    def sleep(self, seconds: float) -> None:
        eventlet.sleep(seconds)


class Asker:
    name = "asker"
    adder = RpcProxy("adder")

    @rpc
    def ask(self, a: int, b: int) -> int:
        return int(self.adder.add(a, b))


@pytest.fixture
def config() -> dict[str, Any]:
    return {"AMQP_URI": next(addresses)}


@pytest.fixture
def run(config: dict[str, Any]) -> Iterator[Callable[..., None]]:
    containers: list[ServiceContainer] = []

    def run(*services: type) -> None:
        for service in services:
            containers.append(ServiceContainer(service, config))
            containers[-1].start()

    yield run
    stop(containers)


@pytest.fixture
def connection(config: dict[str, Any]) -> Iterator[Connection]:
    with Connection(config["AMQP_URI"]) as connection:
        yield connection


def test_a_remote_method_answers(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder)
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
        assert rpc.adder.add(1, 2) == 3


def test_answers_come_at_once_and_not_at_the_next_poll(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder)
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
        hundred = lambda: [rpc.adder.add(1, 2) for _ in range(100)]  # noqa: E731
        assert at_best(lambda: seconds_of(hundred), 1) < 1


def test_a_service_asks_another_one(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder, Asker)
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
        assert rpc.asker.ask(1, 2) == 3


def test_a_failure_there_is_a_failure_here(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder)
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc, pytest.raises(RemoteError, match="as told"):
        rpc.adder.fail()


def test_a_service_that_is_not_there_is_unknown_at_once(config: dict[str, Any]) -> None:
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc, pytest.raises(UnknownService):
        rpc.nobody.add(1, 2)


def test_a_method_that_takes_too_long_times_out(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder)
    with ClusterRpcProxy(config, timeout=0.05) as rpc, pytest.raises(RpcTimeout):
        rpc.adder.sleep(0.3)


def test_reply_queues_end_with_their_connection(config: dict[str, Any], run: Callable[..., None]) -> None:
    run(Adder)
    broker = transport.brokers[config["AMQP_URI"].removeprefix("inproc://")]
    before = set(broker.queues)
    for _ in range(3):
        with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
            rpc.adder.add(1, 2)
    assert set(broker.queues) == before


def test_services_stop_together_and_at_once(config: dict[str, Any]) -> None:
    def stopping() -> float:
        containers = [ServiceContainer(service, config) for service in (Adder, Asker)]
        for container in containers:
            container.start()
        return seconds_of(lambda: stop(containers))

    assert at_best(stopping, 0.5) < 0.5


def queue_for(connection: Connection, name: str, key: str) -> Queue:
    queue = Queue(name, Exchange("things", type="topic"), routing_key=key)
    queue(connection.default_channel).declare()
    return queue


def taken(connection: Connection, queue: Queue, *, acknowledge: bool, prefetch: int = 0) -> list[Any]:
    """What a consumer gets in a tenth of a second."""
    bodies: list[Any] = []

    def take(body: Any, message: Any) -> None:
        bodies.append(body)
        if acknowledge:
            message.ack()

    channel = connection.channel()
    with Consumer(channel, [queue], callbacks=[take], prefetch_count=prefetch), suppress(TimeoutError):
        while True:
            connection.drain_events(timeout=0.1)
    channel.close()
    return bodies


def test_a_topic_reaches_each_queue_that_asked_for_it(connection: Connection) -> None:
    every, some = queue_for(connection, "every", "#"), queue_for(connection, "some", "thing.*")
    for key in ("thing.made", "other.made"):
        connection.Producer(exchange=every.exchange, routing_key=key).publish(key)
    assert taken(connection, every, acknowledge=True) == ["thing.made", "other.made"]
    assert taken(connection, some, acknowledge=True) == ["thing.made"]


def test_what_was_not_acknowledged_comes_again_in_order_and_only_there(connection: Connection) -> None:
    one, other = queue_for(connection, "one", "#"), queue_for(connection, "other", "#")
    for number in range(3):
        connection.Producer(exchange=one.exchange, routing_key="thing").publish(number)
    assert taken(connection, one, acknowledge=False) == [0, 1, 2]
    assert taken(connection, one, acknowledge=True) == [0, 1, 2]
    assert taken(connection, other, acknowledge=True) == [0, 1, 2]


def test_a_consumer_gets_no_more_than_its_prefetch_until_it_acknowledges(connection: Connection) -> None:
    queue = queue_for(connection, "one", "#")
    for number in range(5):
        connection.Producer(exchange=queue.exchange, routing_key="thing").publish(number)
    assert taken(connection, queue, acknowledge=False, prefetch=2) == [0, 1]
    assert taken(connection, queue, acknowledge=True, prefetch=2) == [0, 1, 2, 3, 4]


def test_a_full_queue_drops_its_oldest_messages(connection: Connection) -> None:
    queue = Queue("full", Exchange("things", type="topic"), routing_key="#", queue_arguments={"x-max-length": 2})
    queue(connection.default_channel).declare()
    for number in range(5):
        connection.Producer(exchange=queue.exchange, routing_key="thing").publish(number)
    assert taken(connection, queue, acknowledge=True) == [3, 4]


def test_addresses_are_brokers_of_their_own(connection: Connection, config: dict[str, Any]) -> None:
    queue = queue_for(connection, "one", "#")
    connection.Producer(exchange=queue.exchange, routing_key="thing").publish("here")
    with Connection(next(addresses)) as elsewhere:
        assert taken(elsewhere, queue_for(elsewhere, "one", "#"), acknowledge=True) == []
