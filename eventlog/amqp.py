"""The nameko side of the log: what a service declares, and the green threads that run for it beside its workers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from typing import Any

import eventlet
from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider, Entrypoint
from nameko.rpc import MethodProxy, Responder, Rpc, rpc

from eventlog import observing
from eventlog.answering import Answers, Unkept
from eventlog.deadlines import Deadlines, Fired
from eventlog.disk import derived
from eventlog.drafts import Effects
from eventlog.effects import DUE
from eventlog.following import PAGE, Source
from eventlog.generations import UNREAD
from eventlog.lanes import Lanes
from eventlog.leading import Lead
from eventlog.log import Log, open_log
from eventlog.outbox import Outbox
from eventlog.personal import Keys
from eventlog.projection import Projection
from eventlog.reactions import Reactions
from eventlog.reading import Reader, ReadModel
from eventlog.rebuilding import Difference, compare, rebuild
from eventlog.recorded import Recorded
from eventlog.remote import RemoteKeys
from eventlog.runtime import Kernel
from eventlog.schema import registry
from eventlog.tidying import KEPT, forget_commands
from eventlog.views import View

HOUR, DAY = 3600, 24 * 3600

MethodProxy.publisher_cls = Responder.publisher_cls = Unkept
Rpc.rpc_consumer = Answers()


class Declaration(DependencyProvider):
    kernel = Kernel()

    def worker_setup(self, worker_ctx: Any) -> None:
        asked = worker_ctx.entrypoint
        if isinstance(asked, Rpc) and getattr(worker_ctx, "observed", None) is None:
            worker_ctx.observed = observing.Call(self.kernel.service, asked.method_name, worker_ctx.data)

    def worker_result(self, worker_ctx: Any, result: Any = None, exc_info: Any = None) -> None:
        observed, worker_ctx.observed = getattr(worker_ctx, "observed", None), None
        if observed is not None:
            observed.end(exc_info[1] if exc_info else None)


class EventLog(Declaration):
    """The service's log, as a Log. `policies` says what an event causes outside or later.

    Keys of personal data come from identity by RPC, unless the service declares a dependency `keys` of its own.
    """

    def __init__(self, policies: Effects | None = None) -> None:
        self._policies = policies

    def setup(self) -> None:
        told = self.kernel.config["EVENTLOG"]
        log = open_log(
            self.kernel.service,
            told["log"].format(service=self.kernel.service),
            keys=self._keys(),
            secret=bytes.fromhex(told["secret"]),
            effects=self._policies,
            on_commit=self.kernel.committed.ring,
        )
        self.kernel.open(log)

    def start(self) -> None:
        self.kernel.publish()
        self.kernel.spawn_led("old commands", self._forget_old)

    def _forget_old(self, lead: Lead) -> None:
        while True:
            eventlet.sleep(HOUR)  # at the start there is other work
            lead.must_hold()
            forget_commands(self.kernel.must_log(), self.kernel.clock.now() - KEPT)
            eventlet.sleep(DAY)

    def get_dependency(self, worker_ctx: Any) -> Log:
        return self.kernel.must_log()

    def _keys(self) -> Keys:
        own = [each for each in self.container.dependencies if each.attr_name == "keys" and isinstance(each, Provided)]
        keys: Keys = own[0].value() if own else RemoteKeys(self.kernel.config)
        return keys


class ReadModels(Declaration):
    """The service's read model of these projections, as a Reader; runs a follower of each source they name."""

    def __init__(self, *projections: Projection, name: str = "") -> None:
        self.projections = projections
        self.model_name = name

    def setup(self) -> None:
        model = ReadModel(self.model_name or self.kernel.service, self.projections)
        self.view = View(model, self.kernel.config["EVENTLOG"]["views"], RemoteKeys(self.kernel.config))
        self._fits = self.view.prepare()

    def start(self) -> None:
        if self._fits:
            self._follow()
        else:
            self.kernel.spawn("rebuild", self._rebuild_and_follow)
        self._tidy()

    def stop(self) -> None:
        self.kernel.rest()
        self.view.close()

    kill = stop

    def get_dependency(self, worker_ctx: Any) -> Reader:
        return self.view.reader

    def rebuild(self) -> int:
        """Builds a new generation while the present one serves; its number. Followers that had stopped go on."""
        with self._sources() as sources:
            number = rebuild(self.view, sources)
        for source in self.view.model.sources:
            self.kernel.follow_again(self.view.feed(source))
        self._tidy()
        return number

    def compare(self) -> list[Difference]:
        """Where the rows that are read are not what a replay makes."""
        with self._sources() as sources:
            return compare(self.view, sources)

    @contextmanager
    def _sources(self) -> Iterator[Mapping[str, Source]]:
        with ExitStack() as opened:
            yield {source: opened.enter_context(self.kernel.source(source)) for source in self.view.model.sources}

    def _tidy(self) -> None:
        """What nobody reads any more soon goes: no event reaches it, and so no erasure."""
        self.kernel.spawn(f"{self.view.model.name} before its rebuild", self._drop_old)

    def _drop_old(self) -> None:
        eventlet.sleep(UNREAD + 1)
        self.view.generations.drop_old(UNREAD)

    def _follow(self) -> None:
        for source in self.view.model.sources:
            self.kernel.follow(self.view.feed(source))

    def _rebuild_and_follow(self) -> None:
        if not self.view.fits():  # another instance may have been quicker
            self.rebuild()
        self._follow()


class Clock(Declaration):
    """The time, as an object with `now()`."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.kernel.clock


class Claiming(Declaration):
    """What only one instance may do at a time, by its name: Claims."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.kernel.claims


class Provided(DependencyProvider):
    """What `factory(config)` makes once, at the start."""

    def __init__(self, factory: Callable[[Mapping[str, Any]], Any]) -> None:
        self._factory = factory
        self._made: list[Any] = []

    def setup(self) -> None:
        self.value()

    def stop(self) -> None:
        """After the last worker: what holds a file or a lock gives it back."""
        for made in self._made:
            getattr(made, "close", lambda: None)()

    def value(self) -> Any:
        if not self._made:
            self._made.append(self._factory(self.container.config))
        return self._made[0]

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.value()


class Called(Entrypoint):
    """A method that the kernel calls, in a green thread of its own and not in nameko's pool of workers."""

    kernel = Kernel()

    def call(self, *arguments: Any) -> None:
        container, service = self.container, self.container.service_cls()
        context = WorkerContext(container, service, self, arguments)
        container._inject_dependencies(context)
        for each in self.attending:
            each.worker_setup(context)
        try:
            with observing.reacting(f"{self.kernel.service}.{self.method_name}", *arguments[-1:]):
                getattr(service, self.method_name)(*arguments)
        finally:
            for each in self.attending:
                each.worker_teardown(context)

    @cached_property
    def attending(self) -> list[DependencyProvider]:
        """Of the service's dependencies, those that have something to do before or after a call of the kernel's."""
        idle = (DependencyProvider.worker_setup, Declaration.worker_setup), (DependencyProvider.worker_teardown,)
        return [
            each
            for each in self.container.dependencies
            if type(each).worker_setup not in idle[0] or type(each).worker_teardown not in idle[1]
        ]


class Follow(Called):
    """`@follow("catalog")`: called with each event of that source, or (`@follow("catalog", PlanAdded)`) with some."""

    def __init__(self, source: str, *events: type) -> None:
        super().__init__()
        self._source = source
        self._events = events

    def react(self, event: Any, recorded: Recorded) -> None:
        with derived():
            self.call(event, recorded)

    def start(self) -> None:
        types = frozenset(registry.of(event).stored_as for event in self._events) or None
        name = f"{self.kernel.service}.{self.method_name}"
        self.reactions = Reactions(name, self._source, self.kernel.must_log(), self.react, types)
        self.kernel.follow(self.reactions)


class Deadline(Called):
    """`@deadline`: called with each Due whose time has come, as a deadlines.Fired."""

    def fire(self, fired: Fired) -> None:
        with derived():
            self.call(fired)

    def start(self) -> None:
        self.deadlines = Deadlines(self.kernel.must_log(), self.fire, self.kernel.clock.now, self.kernel.claims)
        work = partial(self.kernel.when_due, DUE, self.deadlines.next_at, self.deadlines.fire_due)
        self.kernel.spawn_led("deadlines", work)


class CarryOut(Called):
    """`@effect("mail")`: called with each Effect of that kind until it returns, as an outbox.Attempt.

    `at_once` of them side by side; those whose argument `lane` is the same, one after the other. `marked` as Outbox has
    it.
    """

    def __init__(self, kind: str, *, at_once: int = 1, lane: str = "", marked: bool = False) -> None:
        super().__init__()
        self._kind = kind
        self._at_once = at_once
        self._lane = lane
        self._marked = marked

    def start(self) -> None:
        log, now, claims = self.kernel.must_log(), self.kernel.clock.now, self.kernel.claims
        self.outbox = Outbox(log, self._kind, self.call, now, claims, marked=self._marked)
        one_by_one = partial(self.kernel.when_due, self._kind, self.outbox.next_at, self.outbox.carry_out_waiting)
        lanes = Lanes(self.outbox, self._at_once, self._lane, self.kernel.caused)
        self.kernel.spawn_led(f"effects {self._kind}", one_by_one if self._at_once == 1 else lanes.carry_out)


class Every(Called):
    """`@every(5)`: called every so many seconds, in one of several instances at a time; the first time `at_once`."""

    def __init__(self, seconds: float, *, at_once: bool = False) -> None:
        super().__init__()
        self._seconds = seconds
        self._at_once = at_once

    def start(self) -> None:
        self.kernel.spawn_led(self.method_name, self._go_on)

    def _go_on(self, lead: Lead) -> None:
        eventlet.sleep(0 if self._at_once else self._seconds)
        while True:
            lead.must_hold()
            self.call()
            eventlet.sleep(self._seconds)


class AtStart(Called):
    """`@at_start`: called once, before the service's start is over."""

    def start(self) -> None:
        self.call()


follow = Follow.decorator
deadline = Deadline.decorator
effect = CarryOut.decorator
every = Every.decorator
at_start = AtStart.decorator


class Logged:
    """What every service that has a log answers to its followers."""

    log: Any

    @rpc
    def read_log(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Position, hash and line of the events after this position; personal fields are ciphertext."""
        page = self.log.read_all(after, min(limit, PAGE))
        return [(recorded.position, recorded.hash, recorded.line.decode()) for recorded in page]

    @rpc
    def head(self) -> dict[str, Any]:
        """Which log it is, and its last position."""
        return {"incarnation": self.log.incarnation, "position": self.log.head()}


def views_service(name: str, projections: Sequence[Projection]) -> type:
    """A service that does nothing but keep the read model `name`; it is called `<name>-views`."""
    return type("Views", (), {"name": f"{name}-views", "views": ReadModels(*projections, name=name)})


def states(containers: Iterable[Any]) -> dict[str, str]:
    """All that goes on beside requests in these containers (nameko's): `running`, or why it waits or has stopped."""
    kernels = [each for container in containers for each in container.subextensions if isinstance(each, Kernel)]
    return {work.name: work.state for kernel in kernels for work in kernel.supervised}
