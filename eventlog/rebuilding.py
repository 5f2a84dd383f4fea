"""Building a read model anew from its sources while the old one serves, and comparing the two."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from eventlog.checkpoints import OtherLog, checkpoint
from eventlog.following import PAGE, Following, Source
from eventlog.views import View


@dataclass(frozen=True)
class Difference:
    """A row that is not what the log says: as it is read (None: not there), and as a replay makes it."""

    table: str
    key: tuple[Any, ...]
    live: dict[str, Any] | None
    replayed: dict[str, Any] | None


def rebuild(view: View, sources: Mapping[str, Source]) -> int:
    """Builds a new generation beside the live one, and switches once it is as far; the new generation's number."""
    view.generations.drop_old()
    number = view.create()

    def as_far(live: Connection | None, new: Connection) -> bool:
        return live is None or all(_as_far(view, source, live, new) for source in view.model.sources)

    while True:
        for source in view.model.sources:
            Following(view.feed(source, number), sources[source]).catch_up()
        if view.generations.switch(number, as_far):
            return number


def compare(view: View, sources: Mapping[str, Source]) -> list[Difference]:
    """What differs between the rows that are read now and a replay of the same events."""
    number = view.create()
    try:
        with view.reader.begin() as live:
            for source in view.model.sources:
                _replay(view, number, sources[source], source, checkpoint(live, view.model.name, source).position)
            with view.generations.writing(number) as replayed:
                return [found for table in view.model.tables for found in _differences(table, live, replayed)]
    finally:
        view.generations.drop(number)


def _as_far(view: View, source: str, live: Connection, new: Connection) -> bool:
    """A checkpoint in a log that is no more (an older incarnation) need not be reached."""
    before, after = checkpoint(live, view.model.name, source), checkpoint(new, view.model.name, source)
    return before.incarnation != after.incarnation or before.position <= after.position


def _replay(view: View, number: int, source: Source, name: str, until: int) -> None:
    feed, tip, position = view.feed(name, number), source.tip(), 0
    while position < until:
        page = source.read(position, min(PAGE, until - position))
        if not page:
            raise OtherLog(f"{view.model.name} is at {until} of {name}, whose log ends at {position}")
        position = feed.apply(page, tip.incarnation)


def _differences(table: Table, live: Connection, replayed: Connection) -> Iterator[Difference]:
    shown, told = dict(_rows(table, live)), dict(_rows(table, replayed))
    for key in sorted(shown.keys() | told.keys(), key=repr):
        if shown.get(key) != told.get(key):
            yield Difference(table.name, key, shown.get(key), told.get(key))


def _rows(table: Table, db: Connection) -> Iterable[tuple[tuple[Any, ...], dict[str, Any]]]:
    names = [column.name for column in table.primary_key.columns]
    for row in db.execute(select(table)):
        whole = dict(row._mapping)
        yield tuple(whole[name] for name in names), whole
