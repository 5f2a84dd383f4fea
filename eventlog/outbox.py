"""The outbox: effects outside that were written with their events, carried out afterwards, each until it is done."""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, bindparam, select, update

from eventlog.claims import Claims, Unshared
from eventlog.deadlines import BATCH, LONG_AGO, after_failure
from eventlog.decider import Context
from eventlog.disk import derived
from eventlog.effects import Effect
from eventlog.log import Log
from eventlog.parked import told
from eventlog.refusal import Unavailable
from eventlog.tables import outbox

LASTING = 5  # tries in a row, whichever effects they are of

logger = logging.getLogger(__name__)

NOTE = update(outbox).where(outbox.c.id == bindparam("row"))


def hastened(kind: str, argument: str, value: str, now: datetime) -> Executable:
    """Beside a command: effects of the kind with that argument, which were put off, are to be tried now."""
    same = and_(outbox.c.kind == kind, outbox.c.done_at.is_(None), outbox.c.arguments[argument].as_string() == value)
    return update(outbox).where(same, outbox.c.next_at > now).values(next_at=now)


@dataclass(frozen=True)
class Attempt(Effect):
    """An effect that is to be carried out now; `attempt` counts from 1."""

    id: str = ""
    attempt: int = 1
    at: datetime = LONG_AGO

    def cause(self) -> Context:
        """The context of commands that tell the log what came of it: the same at each attempt."""
        return Context(command_id="", actor=f"policy:effect-{self.kind}", at=self.at, causation=self.id)


class Later(Exception):
    """Raised by what carries out an effect: it is tried again at `at`. However often, this counts as no failure.

    Where effects have lanes, the others of its lane wait until `lane`, where it is given.
    """

    def __init__(self, at: datetime, lane: datetime | None = None) -> None:
        super().__init__(at)
        self.at = at
        self.lane = lane


class Outbox:
    """The effects of one kind. One that fails waits longer each time, and holds up no other.

    Where they are `marked`, each try is noted on disk before it begins: the first one, `attempt` 1, then is of what
    nobody ever began, whoever was killed. What comes of it follows from that, and is not waited for: a power cut takes
    back that it is done, and then what it told the log, and it is tried again as what was begun before.
    """

    def __init__(
        self,
        log: Log,
        kind: str,
        carry_out: Callable[[Attempt], None],
        now: Callable[[], datetime],
        claims: Claims | None = None,
        *,
        marked: bool = False,
    ) -> None:
        self._log = log
        self.kind = kind
        self._marked = marked
        self._carry_out = carry_out
        self.now = now
        self._claims = claims or Unshared()
        self._waiting = and_(outbox.c.kind == kind, outbox.c.done_at.is_(None), outbox.c.parked_at.is_(None))
        # Asked after each commit by each kind: a statement that is made once costs a fifth of one made anew.
        ripe = and_(self._waiting, outbox.c.next_at <= bindparam("now", type_=outbox.c.next_at.type))
        self._ripe = select(outbox).where(ripe).order_by(outbox.c.next_at, outbox.c.id).limit(BATCH)
        untried = (outbox.c.attempts == bindparam("tried"), outbox.c.next_at == bindparam("at"))
        as_it_was = (outbox.c.id == bindparam("row"), *untried, self._waiting)
        self._as_it_was = select(outbox.c.id).where(*as_it_was)
        self._begun = update(outbox).where(*as_it_was).values(attempts=outbox.c.attempts + 1)
        self._next = select(outbox.c.next_at).where(self._waiting).order_by(outbox.c.next_at).limit(1)
        self._away = 0
        self._made: dict[tuple[Any, ...], Select[Any]] = {}  # those of some of the rows

    def carry_out_waiting(self) -> int:
        """Carries out what is to be tried by now; how many were tried."""
        with self._log.reading() as db:
            rows = db.execute(self._ripe, {"now": self.now()}).all()
        return sum(self.try_if_mine(row) for row in rows)

    def ripe(self, *which: ColumnElement[bool], **told: Any) -> list[Any]:
        """Some of the rows that are to be tried by now, those of older events first where they wait equally long.

        `which` holds parameters rather than values, which are `told`: a statement is made once of it.
        """
        asked = self._made.get(which)
        if asked is None:
            older_first = (outbox.c.next_at, outbox.c.causation, outbox.c.id)
            asked = self._made[which] = self._ripe.where(*which).order_by(None).order_by(*older_first)
        with self._log.reading() as db:
            return list(db.execute(asked, {"now": self.now(), **told}))

    def next_at(self, *which: ColumnElement[bool], **told: Any) -> datetime | None:
        """When the first of them is to be tried, as `ripe` takes them."""
        asked = self._made.get((self._next, *which))
        if asked is None:
            asked = self._made[self._next, *which] = self._next.where(*which)
        with self._log.reading() as db:
            found: datetime | None = db.scalar(asked, told)
        return found

    def postpone(self, ids: Iterable[str], at: datetime) -> None:
        """Until then at least; no try."""
        waiting = and_(outbox.c.id.in_(list(ids)), outbox.c.next_at < at, self._waiting)
        with self._log.begin() as db:
            db.execute(update(outbox).where(waiting).values(next_at=at))

    def parked(self) -> list[Any]:
        given_up = and_(outbox.c.kind == self.kind, outbox.c.parked_at.is_not(None), outbox.c.done_at.is_(None))
        with self._log.reading() as db:
            return list(db.execute(select(outbox).where(given_up)))

    def retry(self, id: str) -> int:
        """From the beginning, at once; 1. What is marked was begun before."""
        self._note(id, parked_at=None, attempts=int(self._marked), next_at=self.now())
        return 1

    def skip(self, id: str, reason: str) -> int:
        """Never; 0."""
        self._note(id, done_at=self.now(), error=f"skipped: {reason}")
        return 0

    def try_if_mine(self, row: Any, put_off: Callable[[datetime], None] = lambda until: None) -> bool:
        """Unless another instance is at it, or was since the row was read. Its lane may be `put_off`."""
        with self._claims.claimed(row.id) as mine:
            if mine and (mine := self._waits_still(row)):
                if not self._marked:  # else it was waited for with the mark
                    self._log.settle()
                self._try(row, put_off)
        return mine

    def _waits_still(self, row: Any) -> bool:
        as_it_was = {"row": row.id, "tried": row.attempts, "at": row.next_at}
        if self._marked:
            with self._log.begin() as db:
                return bool(db.execute(self._begun, as_it_was).rowcount)
        with self._log.reading() as db:
            return db.scalar(self._as_it_was, as_it_was) is not None

    def _try(self, row: Any, put_off: Callable[[datetime], None]) -> None:
        attempts = row.attempts + 1
        effect = Attempt(row.kind, row.key, row.arguments, id=row.id, attempt=attempts, at=self.now())
        try:
            with derived() if self._marked else nullcontext():
                self._carry_out(effect)
        except Later as later:
            self._note(row.id, attempts=row.attempts, next_at=later.at)
            if later.lane is not None:
                put_off(later.lane)
        except Exception as error:
            self._tell(error)
            when = after_failure(error, row, self.now(), "next_at")
            self._note(row.id, attempts=attempts, error=told(error), **when)
        else:
            self._tell(None)
            self._note(row.id, durable=not self._marked, attempts=attempts, done_at=self.now(), error=None)

    def _tell(self, error: BaseException | None) -> None:
        """That another part is away is worth a line once it is no moment's matter, and one when it is back."""
        if isinstance(error, Unavailable):
            self._away += 1
            if self._away == LASTING:
                told = (self._log.source, self.kind, error.code)
                logger.warning("%s: %s waits: %s; it is tried again by itself, and nothing is lost", *told)
        elif error is None:
            if self._away >= LASTING:
                logger.warning("%s: %s goes on", self._log.source, self.kind)
            self._away = 0

    def _note(self, id: str, *, durable: bool = True, **columns: Any) -> None:
        with self._log.begin(durable=durable) as db:
            db.execute(NOTE, {"row": id, **columns})
