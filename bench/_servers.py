"""Servers of a benchmark's own, as they come: with their default settings, in a temporary folder, on free ports."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.parts import postgresql


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server that waits for its disk; each call makes an empty database in it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with postgresql.cluster(Path(folder) / "cluster", fsync=True) as server:

            def make() -> str:
                name = f"bench_{uuid.uuid4().hex}"
                with create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT").connect() as db:
                    db.execute(text(f"CREATE DATABASE {name}"))
                return f"{server}/{name}"

            yield make


def drop(url: str) -> None:
    """The database leaves the disk; whoever was in it is gone."""
    server, _, name = url.rpartition("/")
    with create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT").connect() as db:
        db.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
