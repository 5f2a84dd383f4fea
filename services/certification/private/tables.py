"""The tables of what must not be events; whoever needs another adds it here and to its first step."""

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from eventlog.migrations import Migrations
from eventlog.tables import Id, Instant
from services.certification.migrations import PRIVATE

metadata = MetaData()
advisories = Table(
    "advisories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("modified", Text, nullable=False),  # as its source writes it
    Column("body", Text, nullable=False),  # JSON: what it says of itself
)
# What an advisory says of one package; of a withdrawn advisory there is nothing here.
advised = Table(
    "advised",
    metadata,
    Column("ecosystem", Text, primary_key=True),
    Column("package", Text, primary_key=True),
    Column("advisory", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)
Index("advised_advisory", advised.c.advisory)
advisories_state = Table(
    "advisories_state",
    metadata,
    Column("name", Text, primary_key=True),  # all
    Column("newest", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("sum", Text, nullable=False),  # of all records' hashes, modulo 2^128, in hexadecimal digits
)
# Packages whose advisories changed, until the images that hold them were matched again.
touched = Table(
    "touched",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=True),
    Column("ecosystem", Text, nullable=False),
    Column("package", Text, nullable=False),
    sqlite_autoincrement=True,  # no number comes twice: who handles one has read what was noted before it
)
# One row for every package as images hold it, however many do.
software = Table(
    "software",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("mark", Text, nullable=False, unique=True),  # hash of its body
    Column("ecosystem", Text, nullable=False),
    Column("package", Text, nullable=False),  # as advisories call it
    Column("body", Text, nullable=False),  # JSON
)
Index("software_package", software.c.ecosystem, software.c.package)
inventories = Table(
    "inventories",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False, unique=True),  # of one platform's manifest
    Column("platform", Text, nullable=False),
    Column("tool", Text, nullable=False),
    Column("packages", Integer, nullable=False),
    Column("sbom_digest", Text, nullable=False),
    Column("sbom", LargeBinary, nullable=False),  # deflated
    Column("at", Instant, nullable=False),
)
held = Table(
    "held",
    metadata,
    Column("software", Id, primary_key=True, autoincrement=False),
    Column("inventory", Id, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
Index("held_inventory", held.c.inventory)
findings = Table(
    "findings",
    metadata,
    Column("software", Id, primary_key=True, autoincrement=False),
    Column("advisory", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)
# Images whose findings are others than before, until that was told.
unsettled = Table(
    "unsettled",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=True),
    Column("digest", Text, nullable=False),
    sqlite_autoincrement=True,
)
# What an image is beside its files: configuration and layers, for comparing it with the one before it.
shapes = Table(
    "shapes",
    metadata,
    Column("digest", Text, primary_key=True),  # of one platform's manifest
    Column("body", Text, nullable=False),  # JSON
)
MIGRATIONS = Migrations("private", PRIVATE, metadata)


def prepare(db: Connection) -> None:
    """Makes them where there are none; raises eventlog.migrations.Behind where they are older than needed."""
    MIGRATIONS.prepare(db)
