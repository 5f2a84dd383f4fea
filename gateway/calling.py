"""Calls to services over the broker: lines that stay open, are looked at before each use, and are given up in time."""

import queue
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError
from nameko.constants import NON_PERSISTENT
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.rpc import ServiceProxy
from nameko.standalone.rpc import ClusterRpcProxy

from eventlog import tracing
from eventlog.refusal import Refused, Unavailable
from eventlog.schema import UnknownVersion

GONE = (
    RpcTimeout,
    UnknownService,
    OSError,
    AMQPError,
    KombuError,
    RuntimeError,
)  # RuntimeError: nameko's, when cut off
ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}


class ServiceFailed(Exception):
    """A bug of a service: it raised what is no refusal."""


class Line:
    """A reply queue with a connection of its own, for one call at a time; raises one of GONE where it is cut."""

    def __init__(self, config: Mapping[str, Any], timeout: float) -> None:
        self._proxy = ClusterRpcProxy(config, timeout=timeout)
        self._timeout = timeout
        self._proxy.start()

    def ask(self, service: str, method: str, *arguments: Any) -> Any:
        """What is asked waits for the service as long as we wait for its answer, and no longer."""
        tracing.carry(self._proxy)
        limits = {"expiration": self._timeout, "timeout": self._timeout / 2, "confirm_timeout": self._timeout / 2}
        asked = ServiceProxy(
            self._proxy._worker_ctx,
            service,
            self._proxy._reply_listener,
            retry_policy=ONCE_MORE,
            transport_options=dict(ONCE_MORE),
            delivery_mode=NON_PERSISTENT,  # passwords and addresses: on no broker's disk
            **limits,
        )
        return getattr(asked, method)(*arguments)

    def is_alive(self) -> bool:
        """Whether the broker is still there: nothing is said on an idle line but that it is closed."""
        if not self._connection.connected:
            return False
        wire = getattr(getattr(self._connection._connection, "transport", None), "sock", None)
        if wire is None:
            return True  # within this process
        patience = wire.gettimeout()
        wire.settimeout(0)  # else Python waits for something to read before it asks
        try:
            socket.socket.recv(wire, 1, socket.MSG_PEEK)  # beneath TLS, too
        except BlockingIOError:
            wire.settimeout(patience)
            return True
        except OSError:
            return False
        return False

    def hang_up(self) -> None:
        """Without a word: a broker that does not answer is not asked whether it has heard."""
        with suppress(*GONE):
            self._connection.collect()

    @property
    def _connection(self) -> Any:
        return self._proxy._reply_listener.queue_consumer.connection


class Pool:
    """Open lines, last in first out; one whose call failed in any unusual way is thrown away."""

    def __init__(self, config: Mapping[str, Any], timeout: float = 5.0, idle: int = 32) -> None:
        self._config = dict(config)
        self.within = str(self._config["AMQP_URI"]).startswith("inproc:")  # this process: calls take turns
        self._timeout = timeout
        self._idle: queue.LifoQueue[Line] = queue.LifoQueue(idle)

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        """The remote method's answer; its refusals are raised here, a silent service is `service-unavailable`.

        What was asked may have been done then: asked again with the same command id, it is not done twice.
        """
        try:
            line = self._take()
        except GONE as problem:
            raise Unavailable("service-unavailable", service) from problem
        try:
            answer = line.ask(service, method, *arguments)
        except Refused:
            self._give_back(line)
            raise
        except RemoteError as error:
            self._give_back(line)
            if error.exc_type == UnknownVersion.__name__:  # of two instances side by side, the older one
                raise Unavailable("service-unavailable", service) from error
            raise ServiceFailed(f"{service}.{method}") from error
        except GONE as problem:
            line.hang_up()
            raise Unavailable("service-unavailable", service) from problem
        except BaseException:
            line.hang_up()
            raise
        self._give_back(line)
        return answer

    def close(self) -> None:
        for line in iter(self._idle_one, None):
            line.hang_up()

    def _take(self) -> Line:
        while (line := self._idle_one()) is not None:
            if line.is_alive():
                return line
            line.hang_up()
        return Line(self._config, self._timeout)

    def _idle_one(self) -> Line | None:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        return None

    def _give_back(self, line: Line) -> None:
        try:
            self._idle.put_nowait(line)
        except queue.Full:
            line.hang_up()


class NoServices:
    """Workers that read on while no broker is named: every command is `service-unavailable`."""

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        raise Unavailable("service-unavailable", service)

    def close(self) -> None:
        return
