"""A database of SQLite carried over into one of PostgreSQL, row by row: how a store that has grown moves to scale."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, func, insert, select, text
from sqlalchemy.pool import NullPool

from cli.chandlery.printing import Stop
from eventlog.migrations import Migrations
from eventlog.migrations.log import LOG
from eventlog.tables import events, positions

AT_ONCE = 5_000  # rows


def carry(file: Path, url: str, groups: Iterable[Migrations]) -> None:
    """Into an empty database; all of it or nothing. Raises Stop where the file is not of this program's version."""
    source = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    target = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with source.connect() as old, target.begin() as new:
        for group in groups:
            if (at := group.current(old)) and at != group.head:
                raise Stop(
                    f"{file} is of another version of the store ({at}, and not {group.head}): start that store with "
                    "this version once, end it, and back it up again"
                )
            group.prepare(new)
            if at:
                _carry(old, new, group)


def _carry(old: Connection, new: Connection, group: Migrations) -> None:
    for table in group.metadata.sorted_tables:
        for rows in old.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings().partitions():
            _put(new, table, [dict(row) for row in rows])
        if (numbered := table.autoincrement_column) is not None:
            last = new.scalar(select(func.max(numbered)))
            told = {"table": table.name, "column": numbered.name, "last": last}
            if last is not None:
                new.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"), told)
    if group is LOG:  # in SQLite the id of an event is its position
        new.execute(insert(positions).from_select(["position", "event"], select(events.c.id, events.c.id)))


def _put(new: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        new.execute(insert(table), rows)
