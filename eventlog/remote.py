"""Other services' logs and keys, asked for by RPC."""

import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import eventlet
from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.standalone.rpc import ClusterRpcProxy

from eventlog import link, tracing
from eventlog.following import Tip
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable

PATIENCE = 10.0  # seconds for an answer
SOON = 2.0  # seconds after which another instance is asked, where that does no harm
MARGIN = 2.0  # seconds more for what is asked of the broker, which nameko would wait for without end
KEPT = 300.0  # seconds for which a key is remembered, and so may outlive its subject's erasure here
AWAY = (RpcTimeout, UnknownService, AMQPError, KombuError, OSError, RuntimeError)


class Remote:
    """Calls to other services, one after another; what they raise because a service is away is Unavailable."""

    def __init__(self, config: Mapping[str, Any], patience: float = PATIENCE) -> None:
        self._config = dict(config)
        self._patience = patience
        self._cluster: ClusterRpcProxy | None = None
        self._proxy: Any = None

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        try:
            with eventlet.Timeout(self._patience + MARGIN):
                return self._call(service, method, *arguments)
        except (Refused, RemoteError):
            raise
        except (*AWAY, eventlet.Timeout) as error:
            self._drop()  # a late answer must not be taken for the next one's
            raise Unavailable("service-away", service) from error

    def close(self) -> None:
        """Raises nothing, whatever has become of the broker."""
        cluster = self._cluster
        if cluster is not None:
            with suppress(*AWAY), eventlet.Timeout(MARGIN, False):
                cluster.stop()
        self._drop()

    def _call(self, service: str, method: str, *arguments: Any) -> Any:
        if self._cluster is None:
            self._cluster = ClusterRpcProxy(self._config, timeout=self._patience)
            self._proxy = self._cluster.start()
        tracing.carry(self._cluster)
        return getattr(self._proxy[service], method)(*arguments)

    def _drop(self) -> None:
        """Without a word to the broker: it may be what is away."""
        cluster, self._cluster, self._proxy = self._cluster, None, None
        if cluster is not None:
            with suppress(AttributeError, *AWAY):  # it may not have come as far as a connection
                link.leave(cluster._reply_listener.queue_consumer.connection, broken=True)


class RemoteLog:
    """Another service's log.

    An instance that is paused keeps what it is asked until the broker misses it. As the broker gives each question to
    the next of them, it would have every second one, and so one of the two of every `catch_up`: who is not answered
    soon asks once more, the next.
    """

    def __init__(self, config: Mapping[str, Any], source: str) -> None:
        self._soon = Remote(config, SOON)
        self._remote = Remote(config)
        self._source = source

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._soon.close()
        self._remote.close()

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        page = self._asked("read_log", after, limit)
        return [Recorded.parse(self._source, *told) for told in page]

    def tip(self) -> Tip:
        told = self._asked("head")
        return Tip(told["incarnation"], told["position"])

    def _asked(self, method: str, *arguments: Any) -> Any:
        try:
            return self._soon.call(self._source, method, *arguments)
        except Unavailable as late:
            if not isinstance(late.__cause__, RpcTimeout):
                raise
            return self._remote.call(self._source, method, *arguments)


class RemoteKeys:
    """The keys that identity holds; they are remembered for some minutes."""

    def __init__(self, config: Mapping[str, Any], clock: Callable[[], float] = time.monotonic) -> None:
        self._config = config
        self._clock = clock
        self._known: dict[str, tuple[float, bytes]] = {}
        self._forgotten = 0  # times
        self._idle: list[Remote] = []

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        now = self._clock()
        wanted = list(dict.fromkeys(subjects))
        known = {each: self._known[each][1] for each in wanted if self._known.get(each, (now, b""))[0] > now}
        missing = [each for each in wanted if each not in known]
        return known | self._fetched(missing, create, now) if missing else known

    def forget(self) -> None:
        """What is asked for from now on is asked of identity; an answer that is on its way is not remembered."""
        self._known = {}
        self._forgotten += 1

    def must_be_gone(self, subject: str) -> None:
        """For who hears that it was erased; Unavailable (`key-not-destroyed`) where they hear before identity did it.

        Its key would else be remembered anew by whoever reads something of it next, and outlive it here.
        """
        self.forget()
        if self.of([subject])[subject] is not None:
            raise Unavailable("key-not-destroyed", subject)

    def _fetched(self, subjects: list[str], create: bool, now: float) -> dict[str, bytes | None]:
        forgotten = self._forgotten
        told = self._asked(subjects, create)
        fetched = {each: b64decode(told[each]) if told.get(each) else None for each in subjects}
        if forgotten == self._forgotten:
            known = {each: kept for each, kept in self._known.items() if kept[0] > now}
            self._known = known | {each: (now + KEPT, key) for each, key in fetched.items() if key is not None}
        return fetched

    def _asked(self, subjects: list[str], create: bool) -> Any:
        remote = self._idle.pop() if self._idle else Remote(self._config)
        try:
            return remote.call("identity", "keys_of", subjects, create)
        finally:
            self._idle.append(remote)  # also where identity failed: its connection is as good as before
