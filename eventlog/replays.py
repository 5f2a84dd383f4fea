"""Replays of a read model that are under way or were the last of their kind: what for, how far, what came of them.

They are told in rows of the live generation, so that every instance can say how an other's goes on.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, MetaData, Table, Text, delete, insert, select, update

from eventlog.generations import Generations
from eventlog.parked import told
from eventlog.refusal import Unavailable
from eventlog.tables import Instant

REBUILD, CHECK = "rebuild", "check"
SILENT = timedelta(seconds=15)  # after which a replay that tells nothing has ended with its process
PROCESS = uuid.uuid4().hex
OFTEN = 1.0  # seconds between two tellings
SHOWN = 50  # rows that differ, told by name

replays = Table(
    "replays",
    MetaData(),
    Column("purpose", Text, primary_key=True),
    Column("process", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("applied", BigInteger, nullable=False),  # events, of all its sources
    Column("goal", BigInteger, nullable=False),
    Column("differences", BigInteger),  # rows; of a check that came to its end
    Column("found", JSON(none_as_null=True)),  # some of them by name
    Column("error", Text),
)


class UnderWay(Unavailable):
    """Another replay for the same purpose has not ended."""


@dataclass(frozen=True)
class Replay:
    purpose: str
    state: str  # running, done, failed, or lost where its process ended first
    began_at: datetime
    ended_at: datetime | None
    applied: int
    goal: int
    differences: int | None
    found: list[str]
    error: str


def now() -> datetime:
    return datetime.now(UTC)


def listed(db: Connection) -> list[Replay]:
    """The last one for each purpose."""
    alone = db.dialect.name == "sqlite"  # one process has the file: what another one began ended with it
    found = db.execute(select(replays).order_by(replays.c.purpose))
    return [_replay(row, lost=alone and row.process != PROCESS) for row in found]


def carry_over(live: Connection, new: Connection) -> None:
    new.execute(delete(replays))
    for row in live.execute(select(replays)):
        new.execute(insert(replays).values(**row._mapping))


@contextmanager
def under_way(generations: Generations, purpose: str, goal: int) -> Iterator["Telling"]:
    """Tells of the replay from its beginning to its end; raises UnderWay where another one goes on."""
    with generations.writing() as db:
        if any(each.state == "running" for each in listed(db) if each.purpose == purpose):
            raise UnderWay("replay-under-way", f"{purpose} {generations.name}")
        db.execute(delete(replays).where(replays.c.purpose == purpose))
        began = now()
        db.execute(
            insert(replays).values(
                purpose=purpose, process=PROCESS, began_at=began, heard_at=began, applied=0, goal=goal
            )
        )
    telling = Telling(generations, purpose)
    try:
        yield telling
    except Exception as error:
        telling.end(error=told(error))
        raise
    telling.end()


class Telling:
    def __init__(self, generations: Generations, purpose: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._generations = generations
        self._purpose = purpose
        self._clock = clock
        self._at: dict[str, int] = {}
        self._told = float("-inf")
        self._came_of_it: Mapping[str, Any] = {}

    def reached(self, source: str, position: int) -> None:
        self._at[source] = position
        if self._clock() - self._told >= OFTEN:
            self._tell(heard_at=now(), applied=sum(self._at.values()))

    def found(self, differences: int, some: list[str]) -> None:
        self._came_of_it = {"differences": differences, "found": some[:SHOWN]}

    def end(self, error: str | None = None) -> None:
        applied = sum(self._at.values())
        self._tell(heard_at=now(), ended_at=now(), applied=applied, error=error, **self._came_of_it)

    def _tell(self, **columns: Any) -> None:
        with self._generations.writing() as db:
            db.execute(update(replays).where(replays.c.purpose == self._purpose).values(**columns))
        self._told = self._clock()


def _replay(row: Any, *, lost: bool) -> Replay:
    if row.ended_at is not None:
        state = "failed" if row.error else "done"
    else:
        state = "lost" if lost or now() - row.heard_at > SILENT else "running"
    counts = (row.applied, max(row.goal, row.applied), row.differences)
    return Replay(row.purpose, state, row.began_at, row.ended_at, *counts, row.found or [], row.error or "")
