"""Deadlines: commands that are to be given later, fired in their order, once, and at once after a standstill."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
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
# Asked after each commit, so each is made once. By their time alone, as the index has them: at midnight many thousands
# are due at once, and by their id as well all of these would be read and sorted for each hundred.
_NOW = bindparam("now", type_=due.c.at.type)
_TRIED = or_(due.c.retry_at.is_(None), due.c.retry_at <= _NOW)
RIPE = select(due).where(and_(WAITING, due.c.at <= _NOW, _TRIED)).order_by(due.c.at).limit(BATCH)
# Each finds its rows by their index: there may be hundreds of thousands that wait for a later day.
NEXT = select(due.c.at).where(WAITING, due.c.retry_at.is_(None)).order_by(due.c.at).limit(1)
NEXT_TRY = select(func.min(due.c.retry_at)).where(WAITING, due.c.at <= _NOW, due.c.retry_at.is_not(None))

logger = logging.getLogger(__name__)


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
        """Fires what is due by now, the earliest first; how many.

        Many at a time: each gives a command of its own, and what came of all is noted at once. Where that is not
        reached they are fired again, and their commands are known by their ids.
        """
        now = self._now()
        with self._log.reading() as db:
            rows = db.execute(RIPE, {"now": now}).all()
        if not rows:
            return 0
        self._log.settle()
        with self._claims.claimed_of([row.id for row in rows]) as mine:
            return self._fire_all(self._waiting_still([row for row in rows if row.id in mine]), now)

    def next_at(self) -> datetime | None:
        """When there is something to fire. Of what is due by now it may not be the earliest."""
        now = self._now()
        with self._log.reading() as db:
            new: datetime | None = db.scalar(NEXT)
            if new is not None and new <= now:  # as many thousands may be, through which it would be looked for
                return new
            again = db.scalar(NEXT_TRY, {"now": now})
        return min((at for at in (new, again) if at is not None), default=None)

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

    def _waiting_still(self, rows: Sequence[Any]) -> list[Any]:
        """Those that no other instance was at since they were read."""
        as_they_were = select(due.c.id, due.c.attempts).where(due.c.id.in_([row.id for row in rows]), WAITING)
        with self._log.reading() as db:
            waiting = {(id, attempts) for id, attempts in db.execute(as_they_were)}
        return [row for row in rows if (row.id, row.attempts) in waiting]

    def _fire_all(self, rows: Sequence[Any], now: datetime) -> int:
        came: dict[str, dict[str, Any]] = {}
        try:
            for row in rows:
                came[row.id] = self._fire_one(row, now)
                time.sleep(0)  # others go on meanwhile
        finally:
            self._note_all(came)
        return len(rows)

    def _fire_one(self, row: Any, now: datetime) -> dict[str, Any]:
        """What is to be noted of it."""
        try:
            self._fire(Fired(row.name, row.at, row.subject, row.arguments, id=row.id, fired_at=now))
        except Exception as error:
            if is_an_answer(error):
                return {"fired_at": now, "error": f"refused {error}"}
            return {"error": told(error), "attempts": row.attempts + 1, **after_failure(error, row, now, "retry_at")}
        return {"fired_at": now, "error": None}

    def _note_all(self, came: Mapping[str, Mapping[str, Any]]) -> None:
        """Not waited for: what is fired again after a power cut gives a command that is known by its id."""
        alike = groupby(sorted(came, key=lambda id: repr(came[id])), key=lambda id: repr(came[id]))
        with self._log.begin(durable=False) as db:
            for ids in (list(each) for _, each in alike):
                db.execute(update(due).where(due.c.id.in_(ids), WAITING).values(**came[ids[0]]))

    def _note(self, id: str, **columns: Any) -> None:
        with self._log.begin() as db:
            db.execute(update(due).where(due.c.id == id).values(columns))


def is_an_answer(error: Exception) -> bool:
    """Whether the command was understood and refused, so that trying again is of no use."""
    return isinstance(error, Refused) and not isinstance(error, Unavailable) and error.code != "try-again"


def pause_after(attempts: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(attempts, 16)), LONGEST_PAUSE)


def after_failure(error: Exception, row: Any, now: datetime, again: str) -> dict[str, Any]:
    """When to try `again`; parked after so many tries, unless another part is away, for that is waited for."""
    if row.attempts + 1 >= TRIES and not isinstance(error, Unavailable):
        logger.error("%s is given up after %d tries; see `parked list`", row.id, TRIES, exc_info=error)
        return {"parked_at": now}
    return {again: now + pause_after(row.attempts)}
