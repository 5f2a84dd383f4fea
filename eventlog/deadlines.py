"""Deadlines: commands that are to be given later, fired in their order, once, and at once after a standstill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from eventlog.claims import Claims, Unshared
from eventlog.decider import Context
from eventlog.effects import Due
from eventlog.log import Log
from eventlog.parked import told
from eventlog.refusal import Refused, Unavailable
from eventlog.tables import due

TRIES = 8
LONGEST_PAUSE = timedelta(minutes=5)
BATCH = 100
LONG_AGO = datetime.min.replace(tzinfo=UTC)
WAITING = and_(due.c.fired_at.is_(None), due.c.parked_at.is_(None))
# Asked after each commit, so each is made once.
_NOW = bindparam("now", type_=due.c.at.type)
_TRIED = or_(due.c.retry_at.is_(None), due.c.retry_at <= _NOW)
RIPE = select(due).where(and_(WAITING, due.c.at <= _NOW, _TRIED)).order_by(due.c.at, due.c.id).limit(BATCH)
# Each finds its rows by their index: there may be hundreds of thousands that wait for a later day.
NEXT = select(due.c.at).where(WAITING, due.c.retry_at.is_(None)).order_by(due.c.at).limit(1)
NEXT_TRY = select(func.min(due.c.retry_at)).where(WAITING, due.c.at <= _NOW, due.c.retry_at.is_not(None))


@dataclass(frozen=True)
class Fired(Due):
    """A deadline whose time has come."""

    id: str = ""
    fired_at: datetime = LONG_AGO

    def cause(self) -> Context:
        """The context of the command that it gives: the same each time it is fired."""
        return Context(command_id="", actor=f"policy:deadline-{self.name}", at=self.fired_at, causation=self.id)


class Deadlines:
    def __init__(
        self, log: Log, fire: Callable[[Fired], None], now: Callable[[], datetime], claims: Claims | None = None
    ) -> None:
        self._log = log
        self._fire = fire
        self._now = now
        self._claims = claims or Unshared()

    def fire_due(self) -> int:
        """Fires what is due by now, the earliest first; how many."""
        now = self._now()
        with self._log.reading() as db:
            rows = db.execute(RIPE, {"now": now}).all()
        return sum(self._fire_if_mine(row, now) for row in rows)

    def next_at(self) -> datetime | None:
        """When there is something to fire."""
        with self._log.reading() as db:
            found = (db.scalar(NEXT), db.scalar(NEXT_TRY, {"now": self._now()}))
        return min((at for at in found if at is not None), default=None)

    def parked(self) -> list[Any]:
        with self._log.reading() as db:
            return list(db.execute(select(due).where(due.c.parked_at.is_not(None), due.c.fired_at.is_(None))))

    def retry(self, id: str) -> int:
        """From the beginning, at once; 1."""
        self._note(id, parked_at=None, retry_at=None, attempts=0)
        return 1

    def skip(self, id: str, reason: str) -> int:
        """Never; 0."""
        self._note(id, fired_at=self._now(), error=f"skipped: {reason}")
        return 0

    def _fire_if_mine(self, row: Any, now: datetime) -> bool:
        """Unless another instance is at it, or was since the row was read."""
        with self._claims.claimed(row.id) as mine:
            if mine and (mine := self._waits_still(row)):
                self._fire_one(row, now)
        return mine

    def _waits_still(self, row: Any) -> bool:
        as_it_was = and_(due.c.id == row.id, due.c.attempts == row.attempts, WAITING)
        with self._log.reading() as db:
            return db.scalar(select(due.c.id).where(as_it_was)) is not None

    def _fire_one(self, row: Any, now: datetime) -> None:
        fired = Fired(row.name, row.at, row.subject, row.arguments, id=row.id, fired_at=now)
        try:
            self._fire(fired)
        except Exception as error:
            if is_an_answer(error):
                self._note(row.id, durable=False, fired_at=now, error=f"refused {error}")
            else:
                when = after_failure(error, row, now, "retry_at")
                self._note(row.id, error=told(error), attempts=row.attempts + 1, **when)
        else:
            self._note(row.id, durable=False, fired_at=now, error=None)

    def _note(self, id: str, *, durable: bool = True, **columns: Any) -> None:
        """Not `durable`: fired again after a power cut, it gives a command that is known by its id."""
        with self._log.begin(durable=durable) as db:
            db.execute(update(due).where(due.c.id == id).values(columns))


def is_an_answer(error: Exception) -> bool:
    """Whether the command was understood and refused, so that trying again is of no use."""
    return isinstance(error, Refused) and not isinstance(error, Unavailable) and error.code != "try-again"


def pause_after(attempts: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(attempts, 16)), LONGEST_PAUSE)


def after_failure(error: Exception, row: Any, now: datetime, again: str) -> dict[str, Any]:
    """When to try `again`; parked after so many tries, unless another part is away, for that is waited for."""
    if row.attempts + 1 >= TRIES and not isinstance(error, Unavailable):
        return {"parked_at": now}
    return {again: now + pause_after(row.attempts)}
