"""A service tried in memory: what follows an event there, and what is due, at the time of a clock that is moved.

The service's own methods run on a log of their own, one after the other in the thread that asks; what it says of
itself (`@follow` of its own log, `@deadline`, `@effect`) is what is called. Nothing is stored, published or sent.
"""

import inspect
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from eventlog.amqp import CarryOut, Deadline, Follow
from eventlog.deadlines import Deadlines, Fired, is_an_answer
from eventlog.decider import Context, Decider
from eventlog.drafts import Effects
from eventlog.generations import create_tables
from eventlog.memory import MemoryLog
from eventlog.outbox import Attempt, Later, Outbox
from eventlog.projection import Projection, apply
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from eventlog.rows import ordered
from eventlog.schema import registry


@dataclass
class MovedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


class MemoryViews:
    """Read models in memory, as a Reader has them; always up to date with what they were brought."""

    def __init__(self, projections: Sequence[Projection]) -> None:
        self._projections = projections
        self._engine = create_engine("sqlite://", poolclass=StaticPool)
        self._db = self._engine.connect()
        create_tables(self._db, [table for each in projections for table in ordered(each.tables)])

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return True

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self._db

    def bring(self, events: Sequence[Recorded]) -> None:
        apply(self._projections, self._db, events)

    def close(self) -> None:
        self._db.close()
        self._engine.dispose()


class Rehearsal:
    """`service` as it is made without its container; it gets a log, views and a clock, and keeps what else it has.

    Only effects of these `kinds` are carried out: others would leave the rehearsal. What fails for another reason than
    a refusal is raised, and ends it.
    """

    def __init__(
        self, service: Any, effects: Effects, projections: Sequence[Projection], kinds: Collection[str], at: datetime
    ) -> None:
        self.service, self.clock = service, MovedClock(at)
        self.log = MemoryLog(service.name, effects)
        self.views = MemoryViews([each for each in projections if each.source == service.name])
        vars(service).update(log=self.log, views=self.views, clock=self.clock)
        self.events: list[Recorded] = []  # in their order
        self._waiting: deque[tuple[Callable[..., None], Recorded]] = deque()
        self._reactions = list(self._declared_reactions())
        self._fire = next(method for method, _ in _declared(service, Deadline))
        self._deadlines = Deadlines(self.log, self._fired, self.clock.now)
        self._outboxes = [
            Outbox(self.log, each._kind, self._carrying_out(method), self.clock.now, marked=each._marked)
            for method, each in _declared(service, CarryOut)
            if each._kind in kinds
        ]
        self._failed: Exception | None = None

    def tell(self, category: str, subject: str, *facts: Any) -> None:
        """Facts that were decided elsewhere."""
        decider: Decider[Any, None, Any] = Decider(category, None, lambda fact, _, by: [fact], lambda state, _: state)
        for fact in facts:
            by = Context(f"told-{self.log.head()}", "policy:rehearsal", self.clock.at)
            self.log.execute(decider, subject, fact, by)

    def settle(self) -> None:
        """What follows, and what is due by now, has happened."""
        while self._reacted() or self._fired_due() or self._carried_out():
            pass
        if self._waiting:
            _, recorded = self._waiting[0]
            raise RuntimeError(f"what follows {recorded.type} waits for what never comes")

    def next_at(self) -> datetime | None:
        """When something is due; whether anything comes of it is seen then."""
        found = [self._deadlines.next_at(), *(each.next_at() for each in self._outboxes)]
        return min((at for at in found if at is not None), default=None)

    def go_on(self, until: datetime) -> bool:
        """To when something is due next, where that is by then; False where nothing is."""
        due = self.next_at()
        if due is None or due > until:
            return False
        self.clock.at = max(due, self.clock.at)
        self.settle()
        return True

    def close(self) -> None:
        self.views.close()
        self.log.close()

    def _declared_reactions(self) -> Iterator[tuple[frozenset[str], Callable[..., None]]]:
        for method, each in _declared(self.service, Follow):
            if each._source == self.service.name:
                yield frozenset(registry.of(event).stored_as for event in each._events), method

    def _reacted(self) -> bool:
        found = self.log.read_all(len(self.events))
        self.views.bring(found)
        for recorded in found:
            self.events.append(recorded)
            known = registry.named(recorded.type) is not None
            mine = (react for types, react in self._reactions if recorded.type in types or (known and not types))
            self._waiting.extend((react, recorded) for react in mine)
        return self._tried() or bool(found)

    def _tried(self) -> bool:
        """Whether one of those that wait for their turn is done with."""
        before = len(self._waiting)
        for _ in range(before):
            time.sleep(0)  # others go on meanwhile
            react, recorded = self._waiting.popleft()
            try:
                react(recorded.event, recorded)
            except Unavailable:
                self._waiting.append((react, recorded))
            except Refused:
                continue  # that is an answer
        return len(self._waiting) < before

    def _fired_due(self) -> bool:
        return self._unless_failed(self._deadlines.fire_due)

    def _carried_out(self) -> bool:
        return any(self._unless_failed(each.carry_out_waiting) for each in self._outboxes)

    def _unless_failed(self, work: Callable[[], int]) -> bool:
        done = work()
        if self._failed is not None:
            raise self._failed
        return bool(done)

    def _fired(self, fired: Fired) -> None:
        self._noting_failure(self._fire, fired)

    def _carrying_out(self, method: Callable[..., None]) -> Callable[[Attempt], None]:
        return lambda attempt: self._noting_failure(method, attempt)

    def _noting_failure(self, method: Callable[..., None], told: Fired | Attempt) -> None:
        """Whoever calls this would try again later."""
        try:
            method(told)
        except Later:
            raise
        except Exception as error:
            if not is_an_answer(error):
                self._failed = error
            raise


def _declared(service: Any, kind: type) -> Iterator[tuple[Callable[..., None], Any]]:
    """The service's methods that the kernel calls in this way, and how each is declared."""
    for _, method in inspect.getmembers(type(service), inspect.isfunction):
        for each in getattr(method, "nameko_entrypoints", ()):
            if isinstance(each, kind):
                yield method.__get__(service), each
