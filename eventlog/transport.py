"""The broker inside the process: a kombu transport, `inproc://name`, that wakes its consumers when a message comes.

One thread, many green ones: a message put from another thread of the operating system arrives, but wakes nobody.
Nothing outlives the process; what must not be lost is read again from the log.
"""

import itertools
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator
from queue import Empty
from typing import Any

from eventlet.event import Event
from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, base, virtual

TRANSPORT_ALIASES["inproc"] = "eventlog.transport:Transport"


class Broker:
    """The queues behind one address."""

    def __init__(self) -> None:
        self.state = virtual.BrokerState()
        self.queues: dict[str, deque[dict[str, Any]]] = {}
        self.consumers: defaultdict[str, set[Transport]] = defaultdict(set)
        self.tags = itertools.count(1)

    def put(self, queue: str, message: dict[str, Any], *, first: bool = False) -> None:
        """A copy for this queue, with a tag of its own; messages for queues that are gone are dropped."""
        waiting = self.queues.get(queue)
        if waiting is None:
            return
        properties = dict(message["properties"])
        properties["delivery_tag"] = next(self.tags)
        properties["delivery_info"] = dict(properties["delivery_info"]) | {"queue": queue}
        own = message | {"properties": properties}
        waiting.appendleft(own) if first else waiting.append(own)
        for consumer in list(self.consumers.get(queue, ())):
            consumer.wake()

    def drop(self, queue: str) -> None:
        self.queues.pop(queue, None)
        self.consumers.pop(queue, None)
        for exchange in self.state.exchanges.values():
            exchange["table"][:] = [binding for binding in exchange["table"] if binding[-1] != queue]
        self.state.queue_bindings_delete(queue)


brokers: defaultdict[str, Broker] = defaultdict(Broker)


class Message(virtual.Message):
    def __init__(self, payload: dict[str, Any], channel: Any = None, **kwargs: Any) -> None:
        super().__init__(payload, channel=channel, **kwargs)
        self.properties.setdefault("content_type", self.content_type)  # nameko answers in what it was asked in


class Channel(virtual.Channel):
    Message = Message
    do_restore = False  # by the queue's name, in close() below, not by routing anew
    supports_fanout = True
    body_encoding = None
    connection: "Transport"

    def queue_declare(self, queue: str | None = None, passive: bool = False, **kwargs: Any) -> Any:
        declared = super().queue_declare(queue, passive, **kwargs)
        if kwargs.get("exclusive") or kwargs.get("auto_delete") or "x-expires" in (kwargs.get("arguments") or {}):
            self.connection.passing.add(declared.queue)
        return declared

    def queue_delete(self, queue: str, if_unused: bool = False, if_empty: bool = False, **kwargs: Any) -> None:
        if not (if_empty and self._size(queue)):
            self.connection.broker.drop(queue)

    def basic_publish(
        self, message: dict[str, Any], exchange: str, routing_key: str, mandatory: bool = False, **kwargs: Any
    ) -> Any:
        if mandatory and not any(self._has_queue(queue) for queue in self._lookup(exchange, routing_key)):
            raise ChannelError(f"NO_ROUTE: {exchange}/{routing_key}", (60, 40), "Basic.publish", "312")
        return super().basic_publish(message, exchange, routing_key, **kwargs)

    def basic_consume(self, queue: str, *args: Any, **kwargs: Any) -> None:
        super().basic_consume(queue, *args, **kwargs)
        self.connection.broker.consumers[queue].add(self.connection)
        self.connection.wake()

    def basic_cancel(self, consumer_tag: str) -> None:
        queue = self._tag_to_queue.get(consumer_tag)
        super().basic_cancel(consumer_tag)
        self.connection.broker.consumers[queue].discard(self.connection)

    def basic_ack(self, delivery_tag: int, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        self.connection.wake()  # it may have stopped at its prefetch

    def basic_reject(self, delivery_tag: int, requeue: bool = False) -> None:
        super().basic_reject(delivery_tag, requeue)
        self.connection.wake()

    def close(self) -> None:
        """What was delivered and not acknowledged goes back to its queue, in its order."""
        if not self.closed and self._qos is not None:
            self._qos._flush()
            delivered: OrderedDict[int, Any] = self._qos._delivered
            for message in reversed(list(delivered.values())):
                self._restore(message)
            delivered.clear()
        super().close()

    def _next_delivery_tag(self) -> int:
        return next(self.connection.broker.tags)

    def _restore(self, message: Any) -> None:
        self.connection.broker.put(message.delivery_info["queue"], message.serializable(), first=True)

    def _restore_at_beginning(self, message: Any) -> None:
        self._restore(message)

    def _has_queue(self, queue: str, **kwargs: Any) -> bool:
        return queue in self.connection.broker.queues

    def _new_queue(self, queue: str, **kwargs: Any) -> None:
        longest = (kwargs.get("arguments") or {}).get("x-max-length")
        self.connection.broker.queues.setdefault(queue, deque(maxlen=longest))  # a full one drops its oldest

    def _queue_bind(self, *binding: Any) -> None:
        """The exchanges' tables, which kombu keeps, are all there is to bind."""

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        waiting = self.connection.broker.queues.get(queue)
        if not waiting:
            raise Empty
        return waiting.popleft()

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        self.connection.broker.put(queue, message)

    def _put_fanout(self, exchange: str, message: dict[str, Any], routing_key: str = "", **kwargs: Any) -> None:
        for _, _, queue in self.get_table(exchange):
            self._put(queue, message)

    def _size(self, queue: str) -> int:
        return len(self.connection.broker.queues.get(queue, ()))

    def _purge(self, queue: str) -> int:
        size = self._size(queue)
        self.connection.broker.queues[queue].clear()
        return size


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = driver_name = "inproc"
    can_parse_url = False
    recoverable_connection_errors = (ConnectionError,)
    recoverable_channel_errors: tuple[type[Exception], ...] = ()  # so that NO_ROUTE reaches who published
    implements = base.Transport.implements.extend(exchange_type=frozenset(["direct", "topic", "fanout"]))

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.broker = brokers[client.hostname or ""]
        self.state = self.broker.state
        self.passing: set[str] = set()  # queues that end with this connection
        self._waiting: Event | None = None
        self._closed = False

    def driver_version(self) -> str:
        return "1"

    def wake(self) -> None:
        self._end_wait("look")

    def stir(self) -> None:
        """Ends a wait as if its time were over, so that a consumer notices that it was asked to stop."""
        self._end_wait("stirred")

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        while True:
            try:
                self.cycle.get(self._deliver)
            except Empty:
                if self._wait(timeout) != "look":
                    raise TimeoutError from None
            else:
                return

    def close_connection(self, connection: Any) -> None:
        self._closed = True
        for queue in self.passing:
            self.broker.drop(queue)
        super().close_connection(connection)
        for consumers in self.broker.consumers.values():
            consumers.discard(self)
        self._end_wait("closed")

    def _wait(self, timeout: float | None) -> str | None:
        """What ended the wait; None: its time was over."""
        if self._closed:
            raise ConnectionError("closed")
        waiting = self._waiting = Event()
        try:
            outcome: str | None = waiting.wait(timeout)
        finally:
            self._waiting = None
        if outcome == "closed":
            raise ConnectionError("closed")
        return outcome

    def _end_wait(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.ready():
            self._waiting.send(why)


def transports_of(consumers: Iterable[Any]) -> Iterator[Transport]:
    """The transports of this kind under kombu consumers."""
    for consumer in consumers:
        transport = getattr(consumer.channel, "connection", None)
        if isinstance(transport, Transport):
            yield transport
