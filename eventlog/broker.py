"""The broker's side of the log: the exchange of a source, a queue a follower, and confirmed publishing."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from kombu import Consumer, Exchange, Producer, Queue

from eventlog import link
from eventlog.following import Message
from eventlog.relay import Published, decoded
from eventlog.turns import in_turns

PREFETCH = 1000
LOOKING = 1.0  # seconds between two looks at how long the broker has taken nothing: its signs of life prolong a wait
LONGEST_QUEUE = 10_000


def exchange_of(source: str) -> Exchange:
    return Exchange(f"{source}.events", type="topic", durable=True)


def queue_of(source: str, follower: str) -> Queue:
    """One active consumer at a time, so that order holds where several instances follow; it outlives a lost node.

    A queue that nobody reads loses its oldest messages: they are read from the log when the follower is back.
    """
    return Queue(
        f"{source}.events--{follower}",
        exchange_of(source),
        routing_key="#",
        durable=True,
        queue_arguments={"x-queue-type": "quorum", "x-single-active-consumer": True, "x-max-length": LONGEST_QUEUE},
    )


class Confirms:
    """How far the broker has answered for the messages published on a channel; it may answer in any order."""

    def __init__(self, channel: Any) -> None:
        self._awaited: set[int] = set()
        self._published = 0
        self._oldest = 1  # all before it are taken
        self._refused = False
        self._moved_at = time.monotonic()  # when it last answered, or was first asked for an answer
        channel.confirm_select()
        channel.events["basic_ack"].add(self._taken)
        channel.events["basic_nack"].add(self._not_taken)

    @property
    def under_way(self) -> int:
        """Messages from the oldest on that is not answered for; raises ConnectionError where one was refused."""
        if self._refused:
            raise ConnectionError("the broker did not take a message")
        return self._published - self._oldest + 1

    def patience_left(self) -> float:
        """Seconds until its next answer at the latest; raises TimeoutError where these are over."""
        left = self._moved_at + link.PATIENCE - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out: the broker took nothing for too long")
        return left

    def expect(self) -> None:
        if not self._awaited:
            self._moved_at = time.monotonic()
        self._published += 1
        self._awaited.add(self._published)

    def _taken(self, tag: int, multiple: bool) -> None:
        self._awaited.difference_update(range(self._oldest, tag + 1) if multiple else (tag,))
        while self._oldest <= self._published and self._oldest not in self._awaited:
            self._oldest += 1
        self._moved_at = time.monotonic()

    def _not_taken(self, tag: int, multiple: bool, *_: Any) -> None:
        self._refused = True


class Outlet:
    """Publishes to a source's exchange; where the broker confirms, many messages are under way at once.

    Once anything has failed the connection is left, and what was under way on it is nobody's any more.
    """

    def __init__(self, address: str, source: str) -> None:
        self._address = address
        self._exchange = exchange_of(source)
        self._connection: Any = None
        self._producer: Any = None
        self._confirms: Confirms | None = None

    def send(self, messages: Sequence[Published]) -> None:
        with self._leaving_where_it_fails():
            if self._connection is None:
                self._open()
            link.must_be_alive(self._connection)
            for message in in_turns(messages):
                if self._confirms is not None:
                    self._confirms.expect()
                self._producer.publish(
                    message.body,
                    routing_key=message.key,
                    content_type="application/json",
                    content_encoding="utf-8",
                    delivery_mode=2,
                )

    def settle(self, at_most: int) -> int:
        """Reads what the broker has answered; raises TimeoutError where it does not, for too long."""
        if self._connection is None or self._confirms is None:
            return 0
        with self._leaving_where_it_fails():
            while link.drained(self._connection, 0):
                pass
            while (waiting := self._confirms.under_way) > at_most:
                link.drained(self._connection, min(self._patience_left(self._confirms), LOOKING))
            if waiting:
                self._patience_left(self._confirms)
            return waiting

    def publish(self, messages: Sequence[Published]) -> None:
        """Returns when the broker has taken all of them; raises where it has not."""
        self.send(messages)
        self.settle(0)

    def close(self) -> None:
        self._leave(broken=False)

    def _patience_left(self, confirms: Confirms) -> float:
        """Where the broker is alive and yet takes nothing, some queue does not: whoever reads it makes it anew."""
        try:
            return confirms.patience_left()
        except TimeoutError as late:
            if not link.is_alive(self._connection):
                raise
            exchange = self._exchange.name
            raise TimeoutError(f"{late}; it is alive, so a queue of {exchange} may have no leader") from None

    @contextmanager
    def _leaving_where_it_fails(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._leave(broken=True)
            raise

    def _leave(self, *, broken: bool) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            link.leave(connection, broken=broken)

    def _open(self) -> None:
        self._connection = link.opened(self._address)
        channel = self._connection.channel()
        self._confirms = Confirms(channel) if hasattr(channel, "confirm_select") else None
        self._producer = Producer(channel, self._exchange)  # declares the exchange


class Inbox:
    """A follower's queue: messages are taken in batches and acknowledged when they are applied."""

    def __init__(self, address: str, source: str, follower: str) -> None:
        self._source = source
        self._taken: list[Any] = []
        self._connection = link.opened(address)
        queue = queue_of(source, follower)
        try:
            link.declare(self._connection, queue)
            link.must_be_alive(self._connection)  # what it has said up to here is no sign of life while it is waited
            try:
                self._consume(queue)
            except TimeoutError:
                if not link.is_alive(self._connection):
                    raise
                link.leave(self._connection, broken=True)
                self._connection = link.made_anew(address, queue)
                self._consume(queue)
        except BaseException:
            link.leave(self._connection, broken=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        link.leave(self._connection, broken=kind is not None)

    def close(self) -> None:
        link.leave(self._connection, broken=False)

    def take(self, timeout: float) -> list[Message]:
        """What has come; waits for the first so many seconds, and for no other.

        Raises ConnectionError, or OSError, where the broker is gone.
        """
        if not self._taken:
            link.drained(self._connection, timeout)
        if self._taken:
            self._drain_all()
        link.must_be_alive(self._connection)  # what it said meanwhile has been read
        return list(self._decoded())

    def beat(self) -> None:
        """A sign of life, to be given between two takes that are far apart; raises where the broker gives none.

        Its own signs stand behind the messages that have come: these are kept for the next take.
        """
        self._drain_all()
        link.must_be_alive(self._connection)

    def acknowledge(self) -> None:
        for message in in_turns(self._taken):
            message.ack()
        self._taken.clear()

    def _consume(self, queue: Queue) -> None:
        """Raises TimeoutError where the queue does not answer."""
        channel = self._connection.channel()
        taking = Consumer(channel, [queue], auto_declare=False, on_message=self._taken.append, prefetch_count=PREFETCH)
        taking.consume()

    def _decoded(self) -> Iterator[Message]:
        """What is no message of a relay is passed over; the next head tells what it may have told."""
        for message in in_turns(self._taken):
            with suppress(KeyError, TypeError, ValueError):
                yield decoded(self._source, message.body)

    def _drain_all(self) -> None:
        for _ in in_turns(self._coming()):
            pass

    def _coming(self) -> Iterator[None]:
        """Once for each time that something had come."""
        while len(self._taken) < PREFETCH and link.drained(self._connection, 0):
            yield
