"""A log that is kept in memory: as the one on SQLite, as long as its object lives, and with no disk to wait for."""

import secrets
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from eventlog import tables
from eventlog.appends import Appends
from eventlog.disk import Disk
from eventlog.drafts import Effects
from eventlog.log import Log
from eventlog.migrations.log import LOG
from eventlog.sqlite import SQLite


class Memory(SQLite):
    """One connection reads and writes: another one would have a database of its own."""

    def __init__(self, source: str) -> None:
        self._path = Path(":memory:")
        self._lock = threading.Lock()
        self._writer = self._open()
        self._disk = NoDisk()
        self._synchronous = "FULL"
        self._engine = self._engine_on(self._writer)
        with self.begin() as connection:
            LOG.prepare(connection)
            tables.claim(connection, source)

    def close(self) -> None:
        self._writer.close()

    @contextmanager
    def _reader(self) -> Iterator[tuple[sqlite3.Connection, Engine]]:
        yield self._writer, self._engine


class NoDisk(Disk):
    """What is in memory is as safe as it will ever be."""

    def __init__(self) -> None:
        self.event = sys.maxsize

    def wrote(self, event: int | None = None) -> int:
        return 0

    def kept(self, event: int | None) -> None:
        pass

    def settle(self, commit: int = 0) -> None:
        pass


class OneKey:
    """The key of whatever subject: what it encrypts is gone with it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        return dict.fromkeys(subjects, self._key)


class MemoryLog(Log):
    """Its appends are counted among nobody's."""

    def __init__(self, source: str, effects: Effects) -> None:
        super().__init__(source, Memory(source), keys=OneKey(), secret=secrets.token_bytes(32), effects=effects)
        self._appends = Appends("memory")
