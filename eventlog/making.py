"""A page of a log for who goes through it from end to end: its events are made one after the other, and none is kept.

Made all at once, a thousand events are some megabytes, more than the processor has at hand; asked for one by one, an
event takes calls, and fields that are looked up by name.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import overload

import orjson

from eventlog.recorded import BEGINNING, Recorded
from eventlog.schema import registry


class Page(Sequence[Recorded]):
    """Of (position, hash, line): each time it is gone through, those of these types are made with their events.

    The others, and what is asked for by its place, are read as far as their type. What cannot be made says so where it
    is handled.
    """

    def __init__(self, source: str, stored: Sequence[tuple[int, str, str]], types: Collection[str]) -> None:
        self._source = source
        self._stored = stored
        self._types = types

    def __len__(self) -> int:
        return len(self._stored)

    @overload
    def __getitem__(self, place: int) -> Recorded: ...
    @overload
    def __getitem__(self, place: slice) -> "Page": ...
    def __getitem__(self, place: int | slice) -> "Recorded | Page":
        if isinstance(place, slice):
            return Page(self._source, self._stored[place], self._types)
        return Recorded.of_end(self._source, *self._stored[place])

    def __iter__(self) -> Iterator[Recorded]:
        makers = {name: (schema.newest, schema.make) for name in self._types if (schema := registry.named(name))}
        source, match, read, instant = self._source, BEGINNING.match, orjson.loads, datetime.fromisoformat
        for position, chained, line in self._stored:
            begun = match(line)
            recorded = Recorded.of_end(source, position, chained, line, begun)
            maker = makers.get(begun[2]) if begun else None
            if maker is not None:
                newest, make = maker
                told = vars(recorded)
                try:
                    whole = read(told["line"])
                    if whole["dataversion"] == newest:
                        told["stream"], told["time"] = whole["stream"], instant(whole["time"])
                        told["event"] = make(whole["data"])
                except Exception:  # noqa: S110 — it is read again when it is asked for its event
                    pass
            yield recorded
