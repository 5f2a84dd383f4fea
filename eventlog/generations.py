"""Generations of a read model: a new one is built beside the one that is read, and takes its place in one step."""

import contextlib
import os
import re
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Engine, Select, Table, create_engine, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

from eventlog.batches import IN_LIVE, IN_NUMBERED, Batch, Look, in_few_messages
from eventlog.refusal import Unavailable
from eventlog.sessions import ending

Opened = tuple[int, Connection, sqlite3.Connection]  # the generation, and the same connection as its driver has it
Ready = Callable[[Connection | None, Connection], bool]  # (the live generation, the new one): may it be switched?
POOLED = 16
PATIENCE = 5000  # milliseconds that a table which is written anew may wait for its readers
NAMED = sqlite.dialect(paramstyle="named")
UNREAD = 60.0  # seconds after a switch in which somebody may still read what was live before


class Generations(Protocol):
    """The generations of one read model in one place; number 0 stands for none."""

    name: str

    def live(self) -> int: ...

    def create(self, tables: Sequence[Table]) -> int: ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def row(self, statement: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row of one statement, which sees one state without a transaction around it."""

    def writing(self, number: int = 0, *, durable: bool = True) -> AbstractContextManager[Connection]:
        """Not `durable`: it is not waited for the disk, so a power cut may take it back, whole."""

    def applying(self, look: Look, number: int = 0) -> AbstractContextManager[Batch]:
        """As `writing`, not durable; begun with this look."""

    def switch(self, number: int, ready: Ready) -> bool: ...

    def drop_old(self, unread: float = UNREAD) -> None:
        """Drops those before the live one, if that has been live for so many seconds."""

    def drop(self, number: int) -> None: ...

    def clean(self, tables: Sequence[Table]) -> None:
        """Of what was deleted from these tables, no bytes stay in the files of the live generation."""

    def close(self) -> None: ...


def generations(name: str, url: str, *, read_only: bool = False) -> Generations:
    """`url` names a folder (`sqlite:///…/views`) or a database of PostgreSQL."""
    if re.fullmatch(r"[a-z][a-z0-9_-]*", name) is None:
        raise ValueError(f"{name!r} cannot name a read model")
    if url.startswith("sqlite:"):
        return GenerationFiles(name, Path(make_url(url).database or "."), read_only=read_only)
    return GenerationSchemas(name, url, read_only=read_only)


def create_tables(db: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        db.execute(CreateTable(table))
        for index in table.indexes:
            db.execute(CreateIndex(index))


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
        except BaseException:
            db.close()
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
        except BaseException:
            db.close()
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


class GenerationSchemas:
    """PostgreSQL: one schema a generation; the pointer is a row, held while a batch is written."""

    def __init__(self, name: str, url: str, *, read_only: bool) -> None:
        self.name = name
        self._only = "on" if read_only else "off"
        self._engine = _pooled(url)
        self._unbegun = _pooled(url, isolation_level="AUTOCOMMIT")  # transactions are begun by hand; opened when used
        self._prepared = False

    def live(self) -> int:
        with self._transaction() as db:
            found = db.scalar(text("SELECT live FROM public.read_models WHERE name = :name"), {"name": self.name})
        return found or 0

    def create(self, tables: Sequence[Table]) -> int:
        drawn = (
            "INSERT INTO public.read_models (name, live, latest) VALUES (:name, 0, 1) "
            "ON CONFLICT (name) DO UPDATE SET latest = public.read_models.latest + 1 RETURNING latest"
        )
        with self._transaction() as db:
            number = int(db.scalar(text(drawn), {"name": self.name}) or 0)
            db.execute(text(f'CREATE SCHEMA "{self._schema(number)}"'))
            self._use(db, number)
            create_tables(db, tables)
        return number

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Of what was only read nothing is lost where the server ended it, since somebody took too long over it."""
        if not self._prepared:
            self._prepare()
        with self._engine.connect() as db:
            self._use_live(db, "")
            yield db
            with contextlib.suppress(DBAPIError):
                db.rollback()

    def row(self, statement: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        with self.reading() as db:
            row = db.execute(statement, values).first()
        return None if row is None else tuple(row)

    @contextmanager
    def writing(self, number: int = 0, *, durable: bool = True) -> Iterator[Connection]:
        with self._transaction() as db:
            if number:
                self._use(db, number, durable=durable)
            else:
                self._use_live(db, "FOR SHARE", durable=durable)
            yield db

    @contextmanager
    def applying(self, look: Look, number: int = 0) -> Iterator[Batch]:
        if not self._prepared:
            self._prepare()
        beginning, named = (IN_NUMBERED, self._schema(number)) if number else (IN_LIVE, self.name)
        try:
            with in_few_messages(self._unbegun, beginning, {"of_model": named}, look) as batch:
                yield batch
        except ProgrammingError as missing:
            if not number and not self.live():
                raise Unavailable("read-model-not-built", self.name) from missing
            raise

    def switch(self, number: int, ready: Ready) -> bool:
        held = "SELECT live FROM public.read_models WHERE name = :name FOR UPDATE"
        with self._transaction() as pointer:
            live = pointer.scalar(text(held), {"name": self.name})
            with contextlib.ExitStack() as both:
                before = both.enter_context(self.writing(live)) if live else None
                if not ready(before, both.enter_context(self.writing(number))):
                    return False
            moved = "UPDATE public.read_models SET live = :live, switched_at = now() WHERE name = :name"
            pointer.execute(text(moved), {"name": self.name, "live": number})
        return True

    def drop_old(self, unread: float = UNREAD) -> None:
        settled = "SELECT live FROM public.read_models WHERE name = :name AND switched_at <= now() - :unread"
        with self._transaction() as db:
            live = db.scalar(text(settled), {"name": self.name, "unread": timedelta(seconds=unread)}) or 0
        for number in self._numbers():
            if number < live:
                self.drop(number)

    def drop(self, number: int) -> None:
        with self._transaction() as db:
            db.execute(text(f'DROP SCHEMA IF EXISTS "{self._schema(number)}" CASCADE'))

    def clean(self, tables: Sequence[Table]) -> None:
        """Written anew: plain VACUUM leaves what it frees. The server's own log keeps bytes until it is recycled."""
        schema = self._schema(self.live())
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text(f"SET lock_timeout = {PATIENCE}"))
            try:
                for table in tables:
                    db.execute(text(f'VACUUM (FULL) "{schema}"."{table.name}"'))
            except OperationalError as held:
                raise Unavailable("read-model-busy", self.name) from held
            finally:
                db.execute(text("RESET lock_timeout"))

    def close(self) -> None:
        self._engine.dispose()
        self._unbegun.dispose()

    def _numbers(self) -> list[int]:
        with self._transaction() as db:
            names = db.scalars(text("SELECT nspname FROM pg_namespace")).all()
        found = (re.fullmatch(rf"{self.name}\.(\d+)", name) for name in names)
        return sorted(int(match[1]) for match in found if match)

    def _schema(self, number: int) -> str:
        return f"{self.name}.{number}"

    def _use(self, db: Connection, number: int, *, durable: bool = True) -> None:
        use = (
            "SELECT set_config('search_path', :schema, true), "
            "set_config('synchronous_commit', coalesce(:commit, current_setting('synchronous_commit')), true)"
        )
        db.execute(text(use), {"schema": f'"{self._schema(number)}"', "commit": None if durable else "off"})

    def _use_live(self, db: Connection, lock: str, *, durable: bool = True) -> None:
        """The pointer is looked up and followed in one round trip."""
        use = (
            "SELECT live, set_config('search_path', quote_ident(name || '.' || live), true), "  # noqa: S608
            "set_config('transaction_read_only', :only, true), "
            "set_config('synchronous_commit', coalesce(:commit, current_setting('synchronous_commit')), true) "
            f"FROM public.read_models WHERE name = :name {lock}"
        )
        told = {"name": self.name, "only": self._only, "commit": None if durable else "off"}
        found = db.execute(text(use), told).first()
        if found is None or not found.live:
            raise Unavailable("read-model-not-built", self.name)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if not self._prepared:
            self._prepare()
        with self._engine.begin() as db:
            yield db

    def _prepare(self) -> None:
        """Several processes may start at once; CREATE IF NOT EXISTS alone can clash."""
        with self._engine.begin() as db:
            db.execute(text("SELECT pg_advisory_xact_lock(hashtext('chandlery.read_models'))"))
            db.execute(
                text(
                    "CREATE TABLE IF NOT EXISTS public.read_models "
                    "(name text PRIMARY KEY, live integer NOT NULL, latest integer NOT NULL, switched_at timestamptz)"
                )
            )
        self._prepared = True


def _pooled(url: str, **more: Any) -> Engine:
    return create_engine(
        url,
        connect_args=ending(url),
        pool_size=POOLED,
        max_overflow=POOLED,
        pool_use_lifo=True,
        executemany_mode="values_plus_batch",
        hide_parameters=True,
        **more,
    )
