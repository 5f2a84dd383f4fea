"""Generations of a read model on SQLite: a file each, and a symbolic link that points to the live one."""

import contextlib
import os
import re
import sqlite3
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import QueuePool

from eventlog.batches import Batch, Look
from eventlog.generations import POOLED, UNREAD, Ready, built_before, create_tables
from eventlog.refusal import Unavailable

Opened = tuple[int, Connection, sqlite3.Connection]  # the generation, and the same connection as its driver has it
NAMED = sqlite.dialect(paramstyle="named")


class GenerationFiles:
    """SQLite: one file a generation; the pointer is a symbolic link, replaced in one step."""

    def __init__(self, name: str, folder: Path, *, read_only: bool) -> None:
        self.name = name
        self._folder = folder
        self._read_only = read_only
        self._link = folder / f"{name}.db"
        self._link_name = str(self._link)
        self._engines: dict[int, Engine] = {}
        self._open: deque[Opened] = deque()  # between two transactions: opening one takes longer
        self._spelled: dict[Select[Any], str] = {}
        if not read_only:
            folder.mkdir(parents=True, exist_ok=True)

    def live(self) -> int:
        try:
            return int(os.readlink(self._link_name).rsplit(".", 2)[-2])  # noqa: PTH115 — once a request
        except FileNotFoundError:
            return 0

    def create(self, tables: Sequence[Table]) -> int:
        number = max(self._numbers(), default=0) + 1
        with self.writing(number) as db:
            create_tables(db, tables)
        return number

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Begun and ended by the driver itself: what only reads needs no more of SQLAlchemy's transactions."""
        opened = self._opened()
        _, db, driver = opened
        try:
            driver.execute("BEGIN")
            yield db
            driver.commit()
            if db.in_transaction():  # to SQLAlchemy, where one of its own statements began it
                db.rollback()
        except BaseException as error:
            db.close()
            if lacking := built_before(self.name, error):
                raise lacking from error
            raise
        self._open.append(opened)

    def row(self, statement: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        spelled = self._spelled.get(statement)
        if spelled is None:
            spelled = self._spelled[statement] = str(statement.compile(dialect=NAMED))
        opened = self._opened()
        _, db, driver = opened
        try:
            row = driver.execute(spelled, values).fetchone()
        except BaseException as error:
            db.close()
            if lacking := built_before(self.name, error):
                raise lacking from error
            raise
        self._open.append(opened)
        return cast("tuple[Any, ...] | None", row)

    @contextmanager
    def writing(self, number: int = 0, *, durable: bool = True) -> Iterator[Connection]:
        """A write transaction in this generation, or in whichever is live while the transaction holds it.

        None is durable: pages that a power cut takes come from the log again.
        """
        while True:
            chosen = number or self._must_be_live()
            with self._engine(chosen).connect() as db, db.begin():
                if number or self.live() == chosen:
                    yield db
                    return

    @contextmanager
    def applying(self, look: Look, number: int = 0) -> Iterator[Batch]:
        """Who writes has the whole file."""
        with self.writing(number) as db:
            yield Batch(db, tuple(db.execute(look.asked, look.values).one()))

    def switch(self, number: int, ready: Ready) -> bool:
        live = self.live()
        with contextlib.ExitStack() as held:
            before = held.enter_context(self.writing(live)) if live else None  # followers wait meanwhile
            if not ready(before, held.enter_context(self.writing(number))):
                return False
            fresh = self._link.with_suffix(".next")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self._file(number).name)
            fresh.replace(self._link)
        return True

    def drop_old(self, unread: float = UNREAD) -> None:
        live = self.live()
        if live and time.time() - self._link.lstat().st_mtime >= unread:
            for number in self._numbers():
                if number < live:
                    self.drop(number)

    def drop(self, number: int) -> None:
        self._close_waiting()
        engine = self._engines.pop(number, None)
        if engine is not None:
            engine.dispose()
        for beside in ("", "-wal", "-shm"):
            self._file(number).with_suffix(f".db{beside}").unlink(missing_ok=True)

    def clean(self, tables: Sequence[Table]) -> None:
        """Written anew as a whole: secure_delete forgets rows that SQLite has moved between pages."""
        self._close_waiting()
        with self._engine(self._must_be_live()).connect() as db:
            driver = cast("sqlite3.Connection", db.connection.driver_connection)
            driver.execute("VACUUM")
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise Unavailable("read-model-busy", self.name)

    def close(self) -> None:
        self._close_waiting()
        while self._engines:
            self._engines.popitem()[1].dispose()

    def _close_waiting(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                self._open.pop()[1].close()

    def _numbers(self) -> list[int]:
        found = (re.fullmatch(rf"{self.name}\.(\d+)\.db", path.name) for path in self._folder.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def _file(self, number: int) -> Path:
        return self._folder / f"{self.name}.{number}.db"

    def _must_be_live(self) -> int:
        live = self.live()
        if not live:
            raise Unavailable("read-model-not-built", self.name)
        return live

    def _opened(self) -> Opened:
        """A connection to the live generation, out of those that wait where there is one."""
        live = self._must_be_live()
        while self._open:
            try:
                opened = self._open.pop()
            except IndexError:  # another thread took it
                break
            if opened[0] == live:
                return opened
            opened[1].close()
        number, db = self._connected()
        return number, db, cast("sqlite3.Connection", db.connection.driver_connection)

    def _connected(self) -> tuple[int, Connection]:
        for last in (False, True):
            live = self._must_be_live()
            try:
                return live, self._engine(live).connect()
            except Exception:
                if last or self.live() == live:
                    raise  # else: dropped between the look at the pointer and the opening
        raise AssertionError("unreachable")

    def _engine(self, number: int) -> Engine:
        engine = self._engines.get(number)
        if engine is None:
            if self._read_only:
                self.close()  # what was live before is read no more
            engine = self._engines[number] = self._new_engine(self._file(number))
        return engine

    def _new_engine(self, file: Path) -> Engine:
        mode = "ro" if self._read_only else "rwc"

        def connect() -> sqlite3.Connection:
            address = f"{file.resolve().as_uri()}?mode={mode}"
            driver = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None, timeout=10)
            if not self._read_only:
                driver.execute("PRAGMA journal_mode = WAL")
                driver.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is replayed
                driver.execute("PRAGMA wal_autocheckpoint = 4000")  # pages: 16 MB; each time the disk is waited for
            driver.execute("PRAGMA mmap_size = 268435456")
            return driver

        engine = create_engine(
            "sqlite://",
            creator=connect,
            poolclass=QueuePool,
            pool_size=POOLED,
            max_overflow=-1,
            pool_use_lifo=True,
            hide_parameters=True,
        )
        if not self._read_only:
            event.listen(engine, "begin", lambda db: db.connection.driver_connection.execute("BEGIN IMMEDIATE"))
        return engine
