"""Events that could not be applied, and those that wait behind them: their stream stands, the others go on."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists, func, insert, select
from sqlalchemy.exc import StatementError

from eventlog.recorded import Recorded
from eventlog.tables import parked, passed_over

LONGEST_ERROR = 500
GIVEN = re.compile(r'(?<=: )".*')  # PostgreSQL repeats a value that it cannot read, and that may be personal
IS_ANY_PARKED = exists(parked.c.position).where(
    parked.c.follower == bindparam("of_follower"), parked.c.source == bindparam("of_source")
)
_EVENT = (passed_over.c[name] == bindparam(f"of_{name}") for name in ("follower", "source", "position"))
_FORGET, _PASS_OVER = delete(passed_over).where(*_EVENT), insert(passed_over)


@dataclass(frozen=True)
class ParkedStream:
    """A stream that a follower has stopped at: the event it could not apply, why, and how many wait behind it."""

    follower: str
    source: str
    stream: str
    position: int
    type: str
    error: str
    since: datetime
    behind: int


def now() -> datetime:
    return datetime.now(UTC)


def told(error: BaseException) -> str:
    """In one line, without a statement of SQL and its parameters: of a database's, what the driver itself says."""
    origin = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    said = first_line(str(origin))
    return f"{type(error).__name__}: {GIVEN.sub('…', said) if origin is not error else said}"[:LONGEST_ERROR]


def park(db: Connection, follower: str, recorded: Recorded, error: str) -> None:
    """An empty error: the event waits behind one that failed."""
    db.execute(
        insert(parked).values(
            follower=follower,
            source=recorded.source,
            position=recorded.position,
            stream=recorded.stream,
            type=recorded.type,
            hash=recorded.hash,
            line=recorded.line.decode(),
            error=error,
            at=now(),
        )
    )


def streams(db: Connection, follower: str, source: str) -> set[str]:
    """The streams of the source that are parked."""
    return set(db.scalars(select(parked.c.stream).distinct().where(_of(follower, source))))


def listed(db: Connection) -> list[ParkedStream]:
    found = db.execute(select(parked).order_by(parked.c.follower, parked.c.source, parked.c.position)).all()
    first: dict[tuple[str, str, str], ParkedStream] = {}
    for row in found:
        key = (row.follower, row.source, row.stream)
        known = first.get(key)
        behind = 0 if known is None else known.behind + 1
        head = row if known is None else known
        since = row.at if known is None else known.since
        first[key] = ParkedStream(*key, head.position, head.type, first_line(head.error), since, behind)
    return list(first.values())


def first_of(db: Connection, follower: str, source: str, stream: str) -> Recorded | None:
    """The first parked event of a stream: the one that failed."""
    row = db.execute(select(parked).where(_of(follower, source, stream)).order_by(parked.c.position).limit(1)).first()
    return None if row is None else Recorded.parse(source, row.position, row.hash, row.line)


def counted(db: Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """By follower and source: how many streams are parked, and how many events."""
    streams, events = func.count(parked.c.stream.distinct()), func.count()
    found = select(parked.c.follower, parked.c.source, streams, events).group_by(parked.c.follower, parked.c.source)
    return {
        (follower, source): (of_streams, of_events) for follower, source, of_streams, of_events in db.execute(found)
    }


def applied(db: Connection, follower: str, recorded: Recorded) -> bool:
    """It is parked no more; False where it was not, so that somebody else was quicker."""
    of_event = (_of(follower, recorded.source), parked.c.position == recorded.position)
    return db.execute(delete(parked).where(*of_event)).rowcount > 0


def failed_again(db: Connection, follower: str, recorded: Recorded, error: str) -> None:
    applied(db, follower, recorded)
    park(db, follower, recorded, error)


def pass_over(db: Connection, follower: str, recorded: Recorded, reason: str) -> None:
    """Written down for good: an operator left the event out, or its command was refused."""
    row = {"follower": follower, "source": recorded.source, "position": recorded.position}
    db.execute(_FORGET, {f"of_{name}": value for name, value in row.items()})
    db.execute(_PASS_OVER, row | {"type": recorded.type, "reason": reason, "at": now()})


def _of(follower: str, source: str, stream: str = "") -> ColumnElement[bool]:
    whole = and_(parked.c.follower == follower, parked.c.source == source)
    return and_(whole, parked.c.stream == stream) if stream else whole


def first_line(text: str) -> str:
    """Versions before this one kept whole statements of SQL behind it."""
    return text.strip().partition("\n")[0]
