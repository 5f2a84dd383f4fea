"""Advisories in a file of their own, for who examines at home or in CI: SQLite with the tables that a store has."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, delete
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from eventlog.migrations import Behind
from services.certification.ports import Unreadable
from services.certification.private import advisories, tables
from services.certification.private.advisories import Mark, Stored
from services.certification.scan import osv


@contextmanager
def opened(path: Path) -> Iterator[Stored]:
    """Read only; raises Unreadable where it is no file of advisories, and Behind where it is too old."""
    engine = create_engine(f"sqlite:///file:{path.resolve()}?mode=ro&uri=true", poolclass=NullPool)
    try:
        with engine.connect() as db:
            with _readable(path):
                if not tables.MIGRATIONS.current(db):
                    raise Unreadable(
                        f"{path} holds no advisories; make it by `chandlery advisories load … --into {path}`"
                    )
                if tables.MIGRATIONS.is_behind(db):
                    raise Behind(str(path), tables.MIGRATIONS.current(db), tables.MIGRATIONS.head)
            yield Stored(db)
    finally:
        engine.dispose()


class Written:
    """A file that advisories are loaded into; made where it is missing."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        with _readable(path), self._engine.begin() as db:
            tables.prepare(db)

    def unknown(self, marks: Sequence[tuple[str, str]]) -> list[str]:
        """`marks`: pairs of id and when it was modified."""
        with self._engine.connect() as db:
            return advisories.unknown(db, [Mark(id, datetime.fromisoformat(at)) for id, at in marks])

    def load(self, records: Sequence[Mapping[str, Any]]) -> int:
        """As osv.trimmed leaves them; how many are others than before."""
        with self._engine.begin() as db:
            changed, _ = advisories.load(db, map(osv.parse, records))
            db.execute(delete(tables.touched))  # there are no images beside it
            return changed

    def finish(self, records: int, changed: int) -> str:
        """Which advisories it holds now."""
        with self._engine.connect() as db:
            return advisories.state(db)

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except DatabaseError as wrong:
        raise Unreadable(f"{path}: {wrong.orig}") from wrong
