"""Generations of a read model: a new one is built beside the one that is read, and takes its place in one step."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Select, Table
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from eventlog.batches import Batch, Look
from eventlog.refusal import Unavailable

Ready = Callable[[Connection | None, Connection], bool]  # (the live generation, the new one): may it be switched?
POOLED = 16
LACKING = ("42P01", "42703")  # of PostgreSQL's appendix A, Error Codes: undefined table, undefined column
UNREAD = 60.0  # seconds after a switch in which somebody may still read what was live before


class Generations(Protocol):
    """The generations of one read model in one place; number 0 stands for none."""

    name: str

    def live(self) -> int: ...

    def create(self, tables: Sequence[Table]) -> int: ...

    def reading(self) -> AbstractContextManager[Connection]:
        """Raises Unavailable where there is none, or where it lacks what is read."""

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
        from eventlog.generation_files import GenerationFiles  # late: both build on this

        return GenerationFiles(name, Path(make_url(url).database or "."), read_only=read_only)
    from eventlog.generation_schemas import GenerationSchemas

    return GenerationSchemas(name, url, read_only=read_only)


def built_before(name: str, error: BaseException) -> Unavailable | None:
    """What to raise where the live generation lacks a table or a column, for a program before this one built it."""
    driver = getattr(error, "orig", error)
    told = str(driver).strip().partition("\n")[0]
    if getattr(driver, "pgcode", None) in LACKING or told.startswith(("no such table", "no such column")):
        return Unavailable("read-model-not-built", f"{name} was built for another program: {told}")
    return None


def create_tables(db: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        db.execute(CreateTable(table))
        for index in table.indexes:
            db.execute(CreateIndex(index))
