"""Generations of a read model on PostgreSQL: a schema each, and a row that points to the live one."""

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from eventlog.batches import IN_LIVE, IN_NUMBERED, Batch, Look, in_few_messages
from eventlog.connections import SparingPool
from eventlog.generations import POOLED, UNREAD, Ready, built_before, create_tables
from eventlog.refusal import Unavailable
from eventlog.sessions import ending

FEW = 4  # connections
PATIENCE = 5000  # milliseconds that a table which is written anew may wait for its readers


class GenerationSchemas:
    """PostgreSQL: one schema a generation; the pointer is a row, held while a batch is written."""

    def __init__(self, name: str, url: str, *, read_only: bool) -> None:
        self.name = name
        self._only = "on" if read_only else "off"
        # What one reads together belongs together. Who reads may wait for another who does, and so shares with nobody.
        self._engine = _pooled(url, isolation_level="REPEATABLE READ") if read_only else _shared(url, "READ COMMITTED")
        self._unbegun = _shared(url, "AUTOCOMMIT")  # transactions are begun by hand
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
            try:
                yield db
            except ProgrammingError as error:
                if lacking := built_before(self.name, error):
                    raise lacking from error
                raise
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


@lru_cache
def _shared(url: str, isolation_level: str) -> Engine:
    """By all whose followers run in this process, most of which have nothing to do; each closes what is idle alone."""
    return _pooled(url, isolation_level=isolation_level, max_overflow=4 * POOLED, query_cache_size=2000)


def _pooled(url: str, *, max_overflow: int = 2 * POOLED, **more: Any) -> Engine:
    return create_engine(
        url,
        connect_args=ending(url),
        poolclass=SparingPool,
        pool_size=FEW,
        max_overflow=max_overflow,
        pool_use_lifo=True,
        executemany_mode="values_plus_batch",
        hide_parameters=True,
        **more,
    )
