"""How many letters came from somebody of late, and who was told how to reach us: beside the log, soon forgotten."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, create_engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import NullPool

HOUR, WEEK = 3600.0, 7 * 24 * 3600.0
counts = Table(
    "letters_counted",
    MetaData(),
    Column("key", String, primary_key=True),  # no address can be read from it
    Column("letters", Integer, nullable=False),
    Column("until", Float, nullable=False),  # seconds since 1970: then it counts no more
)


class Counts:
    def __init__(self, url: str, secret: bytes) -> None:
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        self._secret = secret

    @classmethod
    def beside(cls, views_url: str, data: Path, secret: bytes) -> "Counts":
        """In the database of the views where that is a server's, else in a file of the store's folder."""
        return cls(f"sqlite:///{data / 'letters.db'}" if views_url.startswith("sqlite:") else views_url, secret)

    def counted(self, what: str, span: float, now: float) -> int:
        """How many there were of it since its present span of seconds began."""
        with self._begin() as db:
            wanted = select(counts.c.letters).where(counts.c.key == self._key(what, span, now))
            return int(db.scalar(wanted) or 0)

    def count(self, what: str, span: float, now: float) -> None:
        """One more."""
        with self._begin() as db:
            db.execute(delete(counts).where(counts.c.until < now))
            _add(db, self._key(what, span, now), (now // span + 1) * span)

    def _key(self, what: str, span: float, now: float) -> str:
        return hmac.digest(self._secret, f"{what}\n{span}\n{now // span}".encode(), "sha256").hex()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._engine.begin() as db:
            counts.create(db, checkfirst=True)
            yield db


def _add(db: Connection, key: str, until: float) -> None:
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    put = insert(counts).values(key=key, letters=1, until=until)
    db.execute(put.on_conflict_do_update(index_elements=["key"], set_={"letters": counts.c.letters + 1}))
