"""What tables a program needs, where a database stands on the way there, and how empty ones are made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, MetaData, text

STEP = re.compile(r"v(\d{4})_\w+\.py")
CREATING = 0x6576656E  # the advisory lock of PostgreSQL under which tables are made
FIRST = "0001"  # where databases stand that were made before versions were noted


class Behind(Exception):
    """The database lacks what this program needs: (what it is, where it stands, where it must be)."""

    def __init__(self, name: str, at: str, head: str) -> None:
        super().__init__(name, at, head)

    def __str__(self) -> str:
        name, at, head = self.args
        return f"{name} is at version {at} and has to be at {head}: run `chandlery migrate`"


@dataclass(frozen=True)
class Migrations:
    """Tables that belong together, and the folder of the steps by which they came to be as they are.

    An empty database gets the tables as they are now, any other takes the steps that it lacks, `v0002_….py` after
    `v0001_….py`, by running.upgrade. A database that is further than the program is fine: each step leaves the
    program before it at work, so that old and new processes run side by side.
    """

    name: str  # of the table that holds the version: `<name>_version`
    steps: Path
    metadata: MetaData
    on_postgresql: MetaData | None = None  # tables that SQLite has no need of

    @cached_property
    def head(self) -> str:
        return max(found[1] for path in self.steps.iterdir() if (found := STEP.fullmatch(path.name)))

    @property
    def version_table(self) -> str:
        return f"{self.name}_version"

    def current(self, db: Connection) -> str:
        """The version of the database; empty where none of the tables are there."""
        # The version comes last: where another process makes the tables meanwhile, it is there as soon as they are.
        are_there = db.dialect.has_table(db, next(iter(self.metadata.tables)))
        if db.dialect.has_table(db, self.version_table):
            return str(db.scalar(text(f"SELECT version_num FROM {self.version_table}")) or FIRST)  # noqa: S608
        return FIRST if are_there else ""

    def is_behind(self, db: Connection) -> bool:
        return "" < self.current(db) < self.head

    def prepare(self, db: Connection) -> None:
        """Makes the tables in a database that has none of them; raises Behind where they are older than needed."""
        at = self.current(db)
        if not at:
            self._create(db)
        elif at < self.head:
            database = db.engine.url.database
            raise Behind(f"{database} ({self.name})" if database else self.name, at, self.head)

    def parts(self, db: Connection) -> Sequence[MetaData]:
        more = self.on_postgresql if db.dialect.name == "postgresql" else None
        return [self.metadata] if more is None else [self.metadata, more]

    def _create(self, db: Connection) -> None:
        if db.dialect.name == "postgresql":  # two processes at once would trip over each other
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATING})
            if self.current(db):
                return
        for tables in self.parts(db):
            tables.create_all(db)
        self.note(db, self.head)

    def note(self, db: Connection, version: str) -> None:
        """Writes down the version of a database that has none written down; the table is Alembic's."""
        name = self.version_table
        db.execute(text(f"CREATE TABLE {name} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        db.execute(text(f"INSERT INTO {name} (version_num) VALUES (:version)"), {"version": version})  # noqa: S608
