"""Building a read model anew from its sources while the old one serves, and comparing the two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from eventlog import pauses, replays
from eventlog.ahead import Ahead
from eventlog.checkpoints import OtherLog, checkpoint
from eventlog.following import PAGE, Following, OwnLog, Source
from eventlog.recorded import Recorded
from eventlog.replays import Telling
from eventlog.views import Feed, View

AT_ONCE = 4  # pages


@dataclass(frozen=True)
class Difference:
    """A row that is not what the log says: as it is read (None: not there), and as a replay makes it."""

    table: str
    key: tuple[Any, ...]
    live: dict[str, Any] | None
    replayed: dict[str, Any] | None

    def __str__(self) -> str:
        return f"{self.table} {'/'.join(map(str, self.key))}"


class Told:
    """A feed that tells how far it is."""

    def __init__(self, feed: Feed, telling: Telling) -> None:
        self.name = feed.name
        self.source = feed.source
        self.checkpoint = feed.checkpoint
        self._feed = feed
        self._telling = telling

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        reached = self._feed.apply(events, incarnation)
        self._telling.reached(self.source, reached)
        return reached


def rebuild(view: View, sources: Mapping[str, Source]) -> int:
    """Builds a new generation beside the live one, and switches once it is as far; the new generation's number.

    Raises replays.UnderWay where another instance is at it.
    """
    goal = sum(source.tip().position for source in sources.values())
    with replays.under_way(view.generations, replays.REBUILD, goal) as telling:
        view.generations.drop_old()
        number = view.create()

        def ready(live: Connection | None, new: Connection) -> bool:
            if live is None:
                return True
            if not all(_as_far(view, source, live, new) for source in view.model.sources):
                return False
            pauses.carry_over(live, new)
            replays.carry_over(live, new)
            return True

        while True:
            try:
                for source in view.model.sources:
                    with _reading(view, source, sources[source]) as pages:
                        feed = Told(view.feed(source, number), telling)
                        Following(feed, pages, at_once=_at_once(view, source, pages)).catch_up()
            except Exception:
                view.generations.drop(number)  # tried again and again, it would fill the disk
                raise
            if view.generations.switch(number, ready):
                return number


def compare(view: View, sources: Mapping[str, Source]) -> list[Difference]:
    """What differs between the rows that are read now and a replay of the same events."""
    with view.reader.begin() as db:
        until = {source: checkpoint(db, view.model.name, source).position for source in view.model.sources}
    with replays.under_way(view.generations, replays.CHECK, sum(until.values())) as telling:
        found = _compared(view, sources, telling)
        telling.found(len(found), [str(each) for each in found[: replays.SHOWN]])
        return found


def _compared(view: View, sources: Mapping[str, Source], telling: Telling) -> list[Difference]:
    number = view.create()
    try:
        with view.reader.begin() as live:
            for source in view.model.sources:
                feed = Told(view.feed(source, number), telling)
                with _reading(view, source, sources[source]) as pages:
                    _replay(feed, pages, live)
            with view.generations.writing(number) as replayed:
                return [found for table in view.model.tables for found in _differences(table, live, replayed)]
    finally:
        view.generations.drop(number)


def _reading(view: View, name: str, source: Source) -> AbstractContextManager[Source]:
    """Ahead where a server is waited for: two threads that both compute would only be in each other's way."""
    if not isinstance(source, OwnLog):
        return nullcontext(source)
    pages = source.making(view.model.types(name) - view.model.revealed(name))
    return nullcontext(pages) if view.url.startswith("sqlite:") else Ahead(pages)


def _at_once(view: View, name: str, pages: Source) -> int:
    """While a server writes a page the next is gone through. Keys are asked for, and held, for few events at once."""
    return AT_ONCE if isinstance(pages, Ahead) and not view.model.revealed(name) else 1


def _as_far(view: View, source: str, live: Connection, new: Connection) -> bool:
    """A checkpoint in a log that is no more (an older incarnation) need not be reached."""
    before, after = checkpoint(live, view.model.name, source), checkpoint(new, view.model.name, source)
    return before.incarnation != after.incarnation or before.position <= after.position


def _replay(feed: Told, source: Source, live: Connection) -> None:
    """As far as the live rows are. They are asked at each page: of who says nothing for long the server lets go."""
    tip, position = source.tip(), 0
    while position < (until := checkpoint(live, feed.name, feed.source).position):
        page = source.read(position, min(PAGE, until - position))
        if not page:
            raise OtherLog(f"{feed.name} is at {until} of {feed.source}, whose log ends at {position}")
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
