"""The keys of personal data, in a database of their own: destroying one erases its subject everywhere."""

import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, Text, create_engine, event, select
from sqlalchemy.dialects import postgresql, sqlite

from eventlog.migrations import Migrations
from eventlog.tables import Instant
from services.identity.migrations import KEYS

KEY_BYTES = 32  # AES-256

metadata = MetaData()
keys = Table(
    "keys",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("key", LargeBinary),  # null: destroyed, and never made again
    Column("destroyed_at", Instant),
)
MIGRATIONS = Migrations("keys", KEYS, metadata)


def address_of(told: Mapping[str, Any]) -> str:
    """Beside the log, in a database of its own: backups of the two are kept apart, and for different times."""
    beside = str(told["log"]).replace("{service}.log", "{service}.keys")
    named = beside.format(service="identity" if ".keys" in beside else "identity_keys")
    return str(told.get("keys") or named)


class SqlKeyStore:
    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, hide_parameters=True)  # a failure is logged, keys never are
        self._lock = threading.Lock()  # one writer at a time, also among green threads
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _durably)
        with self._lock, self._engine.begin() as db:
            MIGRATIONS.prepare(db)

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        wanted = sorted(set(subjects))
        with self._engine.connect() as db:
            found = self._found(db, wanted)
        unknown = [subject for subject in wanted if subject not in found]
        if create and unknown:
            with self._lock, self._engine.begin() as db:
                self._put(db, [{"subject": subject, "key": secrets.token_bytes(KEY_BYTES)} for subject in unknown])
                found |= self._found(db, unknown)  # another may have been quicker: one key counts
        return {subject: found.get(subject) for subject in wanted}

    def destroy(self, subject: str) -> None:
        gone = {"key": None, "destroyed_at": datetime.now(UTC)}
        with self._lock, self._engine.begin() as db:
            self._put(db, [{"subject": subject, "key": None}])  # an unknown subject gets no key later, either
            db.execute(keys.update().where(keys.c.subject == subject, keys.c.destroyed_at.is_(None)).values(**gone))

    def close(self) -> None:
        self._engine.dispose()

    def _found(self, db: Connection, subjects: list[str]) -> dict[str, bytes | None]:
        rows = db.execute(select(keys.c.subject, keys.c.key).where(keys.c.subject.in_(subjects)))
        return {row.subject: row.key for row in rows}

    def _put(self, db: Connection, rows: list[dict[str, object]]) -> None:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        db.execute(insert(keys).on_conflict_do_nothing(), rows)


def _durably(connection: Any, record: object) -> None:
    """A destroyed key is gone from the file at once, not when SQLite next has a use for its page."""
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
