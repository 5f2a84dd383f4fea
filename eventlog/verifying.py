"""Whether a log is as it was written: every stream in its order, in the memory of a page, however many there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select, tuple_

from eventlog import tables
from eventlog.integrity import Head, hash_of, told_by
from eventlog.store import Store, Stored

KEPT = tables.events.c


class Filed(NamedTuple):
    """A row of the log as it lies: under which stream and version, which is what finds it."""

    stream: str
    version: int
    hash: str
    line: str
    position: int  # 0: not placed yet


Read = tuple[Filed, Mapping[str, Any] | None]  # and what its line tells


def flaws(source: str, store: Store, walked: Iterable[Stored], page: int) -> Iterator[str]:
    """One sentence for each event that was changed, lost, slipped in or filed elsewhere; `walked`, by position."""
    yield from _gaps((each.position for each in walked), store.head())
    head, before = Head(), Filed("", 0, "", "", 0)
    while rows := _after(store, before, page):
        yield from _lost(store, rows, f"{source}.reserved")
        for row, told in rows:
            if row.stream != before.stream:
                head, before = Head(), row._replace(position=0)
            yield from _flaws(row, told, head, before.position)
            head, before = (Head() if told is None else Head(row.version, row.hash)), row


def _gaps(positions: Iterable[int], head: int) -> Iterator[str]:
    """`head`: the last position that was given before they were read."""
    before = 0
    for position in chain(positions, (head + 1,)):
        if position > before + 1:
            yield _missing(before + 1, position - 1)
        before = max(position, before)


def _missing(first: int, last: int) -> str:
    return f"position {first} is missing" if first == last else f"positions {first} to {last} are missing"


def _flaws(row: Filed, told: Mapping[str, Any] | None, head: Head, before: int) -> Iterator[str]:
    """Of one row, behind `head` of its stream; `before` is the position of the event before it."""
    if told is None:
        yield f"what is kept as {row.stream} version {row.version} is no event"
        if row.position:
            yield f"position {row.position} holds no event"
        return
    if (told["stream"], told["version"]) != (row.stream, row.version):
        yield f"{told['stream']} version {told['version']}: kept as {row.stream} version {row.version}"
        return
    if hash_of(row.line) != row.hash:
        yield f"{row.stream} version {row.version}: the event does not match its hash"
    if (row.version, told["previous"]) != (head.version + 1, head.hash):
        yield f"{row.stream} version {row.version}: does not follow version {head.version}"
    if 0 < row.position < before:
        yield f"{row.stream} version {row.version}: placed before version {head.version}"


def _lost(store: Store, rows: Sequence[Read], reserved: str) -> Iterator[str]:
    """Streams without an event that something was reserved for: each had its first when that was."""
    holders = {row.stream: told["data"]["holder"] for row, told in rows if told and told.get("type") == reserved}
    there = store.last(sorted(set(holders.values())))
    for stream, holder in holders.items():
        if holder not in there:
            yield f"{holder} is lost: it has no event, and {stream} was reserved for it"


def _after(store: Store, last: Filed, page: int) -> list[Read]:
    with store.reading() as db:
        later = tuple_(KEPT.stream, KEPT.version) > (last.stream, last.version)
        found = db.execute(_filed(db).where(later).order_by(KEPT.stream, KEPT.version).limit(page)).all()
    return [(Filed(*row), told_by(row.line)) for row in found]


def _filed(db: Connection) -> Select[Any]:
    columns = KEPT.stream, KEPT.version, KEPT.hash, KEPT.line
    if db.dialect.name == "sqlite":
        return select(*columns, KEPT.id.label("position"))
    placed = tables.positions
    position = func.coalesce(placed.c.position, 0).label("position")
    return select(*columns, position).select_from(tables.events.outerjoin(placed, placed.c.event == KEPT.id))
