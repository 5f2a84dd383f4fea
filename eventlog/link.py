"""A connection to the broker: every wait on it ends, and it is left at once where the other side is gone."""

import logging
import time
from contextlib import suppress
from typing import Any

from amqp.exceptions import PreconditionFailed
from kombu import Connection, Queue
from kombu.transport import TRANSPORT_ALIASES, pyamqp

import eventlog.transport  # noqa: F401  names `inproc://` to kombu
from eventlog.refusal import Unavailable

HEARTBEAT = 6  # seconds in which each side gives two signs of life
SILENT = 1.5  # heartbeats without any of the broker's signs, after which it is left
PATIENCE = 10.0  # seconds for an answer of the broker's
FAREWELL = 1.0  # seconds for its answer that the connection is closed
ELECTION = 5.0  # seconds for which it looks for a queue's leader, before it deletes a queue that has none
LEADERLESS = (
    "RabbitMQ answers, but not for its queue %s, which may have no leader since its node was killed: "
    "it is made anew, and what it held is read from the log"
)

logger = logging.getLogger(__name__)


class Answered(pyamqp.Connection):  # type: ignore[misc]
    """The broker's signs of life are no answer: who waits for one, and says not how long, waits no longer for them."""

    more = 0.0  # seconds of patience for what takes the broker long

    def drain_events(self, timeout: float | None = None) -> None:
        if timeout is not None:
            super().drain_events(timeout)
            return
        until = time.monotonic() + PATIENCE + self.more
        while not self.blocking_read(max(until - time.monotonic(), 0)):
            pass


class Impatient(pyamqp.Transport):  # type: ignore[misc]
    """Whatever waits for an answer without a time limit of its own, nameko's calls as well, fails after PATIENCE."""

    Connection = Answered

    def establish_connection(self) -> Any:
        established = super().establish_connection()
        established.transport.sock.settimeout(PATIENCE)
        return established


TRANSPORT_ALIASES["amqp"] = TRANSPORT_ALIASES["pyamqp"] = "eventlog.link:Impatient"


def opened(address: str) -> Any:
    connection = Connection(address, heartbeat=HEARTBEAT, connect_timeout=PATIENCE)
    connection.connect()
    return connection


def must_be_alive(connection: Any) -> None:
    """Gives a sign of life, to be called every few seconds; raises ConnectionError where the broker gives none."""
    try:
        connection.heartbeat_check()
    except connection.connection_errors as gone:
        raise ConnectionError("the broker missed its heartbeats") from gone
    if _silent(connection) > SILENT:
        raise ConnectionError("the broker missed its heartbeats")


def is_alive(connection: Any) -> bool:
    try:
        must_be_alive(connection)
    except ConnectionError:
        return False
    return True


def _silent(connection: Any) -> float:
    """For how many heartbeats nothing has been read of the broker's; 0 where it is in this process."""
    heard = getattr(connection.connection, "last_heartbeat_received", 0)
    return (time.monotonic() - heard) / connection.connection.heartbeat if heard else 0


def drained(connection: Any, timeout: float) -> bool:
    """Reads one thing of what the broker says; False where it says nothing within so many seconds."""
    try:
        connection.drain_events(timeout=timeout)
    except (TimeoutError, BlockingIOError):
        return False
    return True


def leave(connection: Any, *, broken: bool) -> None:
    """What is `broken` is dropped without a word."""
    if not broken:
        socket = getattr(getattr(connection.connection, "transport", None), "sock", None)
        if socket is not None:
            socket.settimeout(FAREWELL)
        with suppress(OSError, *connection.connection_errors):
            connection.release()
            return
    with suppress(OSError, *connection.connection_errors):
        connection.collect()


def declare(connection: Any, queue: Queue) -> None:
    """The queue as it is wanted. Where another program has declared it otherwise, it is made anew when nobody reads it.

    What it held is lost with it, and is read from the log. Raises Unavailable while the other program reads it.
    """
    channel = connection.channel()
    try:
        queue(channel).declare()
    except PreconditionFailed as other:
        channel = connection.channel()
        if queue(channel).queue_declare(passive=True).consumer_count:
            raise Unavailable("queue-of-another-program", queue.name) from other
        queue(channel).delete()
        queue(channel).declare()
    channel.close()


def made_anew(address: str, queue: Queue) -> Any:
    """A new connection, by which a queue that does not answer was deleted and declared again.

    RabbitMQ finds no leader for one whose node was killed in the second after it was declared. What it held is read
    from the log. Raises OSError where the broker does not answer either.
    """
    connection = opened(address)
    logger.warning(LEADERLESS, queue.name)
    connection.connection.more = ELECTION
    try:
        queue(connection.channel()).delete()
        declare(connection, queue)
    except BaseException:
        leave(connection, broken=True)
        raise
    return connection
