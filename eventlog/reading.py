"""Read models: projections that are kept together, and the way to read them, from any process."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from eventlog.generations import generations
from eventlog.projection import Handler, Projection
from eventlog.rows import ordered
from eventlog.tables import checkpoints


class ReadModel:
    """A named set of projections kept together: one SQLite file, or one schema of PostgreSQL, a generation."""

    def __init__(self, name: str, projections: Sequence[Projection]) -> None:
        self.name = name
        self.projections = tuple(projections)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({projection.source for projection in self.projections}))

    @cached_property
    def tables(self) -> list[Table]:
        """In their order, which is worked out once: it takes longer than a small batch."""
        return [table for projection in self.projections for table in ordered(projection.tables)]

    def of(self, source: str) -> tuple[Projection, ...]:
        return tuple(projection for projection in self.projections if projection.source == source)

    def types(self, source: str) -> frozenset[str]:
        """The stored names of the source's events that it handles."""
        return frozenset(name for projection in self.of(source) for name in projection.types)

    def handlers(self, source: str) -> dict[str, tuple[Handler, ...]]:
        """By the type of the source's events, in the order of the projections: asked one by one, most have none."""
        return {name: tuple(p.handler(name) for p in self.of(source) if name in p.types) for name in self.types(source)}

    def revealed(self, source: str) -> frozenset[str]:
        """Of these, those whose personal fields it needs to read."""
        return frozenset(name for projection in self.of(source) if projection.reveals for name in projection.types)

    def fingerprint(self) -> str:
        """Changes when a generation built so far cannot be carried on."""
        told = [f"{p.name} {p.source} {p.revision} {sorted(p.types)}" for p in self.projections]
        for table in self.tables:
            told.append(str(CreateTable(table).compile(dialect=sqlite.dialect())))
            told += sorted(str(CreateIndex(index)) for index in table.indexes)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


class Reader:
    """Opens the generation that is live at each `begin()`; reads only, and may do so in many threads and processes."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._generations = generations(name, url, read_only=True)
        self._position_of = select(checkpoints.c.source, checkpoints.c.position)

    def begin(self) -> AbstractContextManager[Connection]:
        """One transaction, so all that is read in it belongs together."""
        return self._generations.reading()

    def row(self, statement: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row of one statement, which needs no transaction around it; made once, it is compiled once."""
        return self._generations.row(statement, values)

    def generation(self) -> int:
        """The number of the live generation, for followers of the tables themselves; 0: there is none yet."""
        return self._generations.live()

    def position(self, source: str) -> int:
        """The position up to which the source's events are in what one reads."""
        return self._positions().get(source, 0)

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        """Whether the change (`catalog:123`) can be read within so many seconds; if not, it is on its way."""
        source, _, place = position.partition(":")
        if not place.isdigit():
            return False  # not sequenced yet when it was answered
        until = time.monotonic() + at_most
        while self._positions().get(source, int(place)) < int(place):
            if time.monotonic() >= until:
                return False
            time.sleep(0.003)
        return True

    def close(self) -> None:
        self._generations.close()

    def _positions(self) -> dict[str, int]:
        with self.begin() as db:
            return {row.source: row.position for row in db.execute(self._position_of)}
