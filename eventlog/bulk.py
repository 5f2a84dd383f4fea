"""Rows into a table of PostgreSQL by one statement, whose size does not grow with them: they travel as JSON.

A statement with a thousand rows of values keeps the server's parser busy for longer than writing them, and for a single
row making the statement takes four times as long. COPY would be as quick for many, but a driver that waits with green
threads cannot use it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, Table
from sqlalchemy.dialects import postgresql

quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
NAMES_OF_COLUMNS = orjson.OPT_NON_STR_KEYS  # a row that was read, or made of a table's columns, has SQLAlchemy's


def put(db: Connection, table: Table, rows: Sequence[dict[str, Any]], *, new: bool = False) -> None:
    """Insert the rows, or replace those that have their keys; each row has all columns.

    `new`: none is there; raises IntegrityError where one is.
    """
    db.exec_driver_sql(*putting(db, table, rows, new=new))


def putting(
    db: Connection, table: Table, rows: Sequence[dict[str, Any]], *, new: bool = False
) -> tuple[str, dict[str, Any]]:
    """The statement that does it, as the driver takes it, and its parameters."""
    told = orjson.dumps(_readied(db, table, rows), option=NAMES_OF_COLUMNS)
    statement = _inserting(table) if new else _replacing(table)
    return statement, {"rows_to_put": told.decode()}


@cache
def _inserting(table: Table) -> str:
    names = ", ".join(quoted(column.name) for column in table.columns)
    return (
        f"INSERT INTO {quoted(table.name)} ({names}) "  # noqa: S608 — our own names
        f"SELECT {names} FROM json_populate_recordset(NULL::{quoted(table.name)}, %(rows_to_put)s)"
    )


@cache
def _replacing(table: Table) -> str:
    keys = [column.name for column in table.primary_key.columns]
    others = [quoted(column.name) for column in table.columns if column.name not in keys]
    replaced = ", ".join(f"{name} = excluded.{name}" for name in others)
    instead = f"UPDATE SET {replaced}" if others else "NOTHING"
    return f"{_inserting(table)} ON CONFLICT ({', '.join(map(quoted, keys))}) DO {instead}"


def _readied(db: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Values as the columns' types write them; what is JSON already stays as it is."""
    types = {column.name: column.type.dialect_impl(db.dialect) for column in table.columns}
    writers = {name: type_.bind_processor(db.dialect) for name, type_ in types.items() if not isinstance(type_, JSON)}
    used = {name: write for name, write in writers.items() if write is not None}
    if not used:
        return rows
    return [row | {name: write(row[name]) for name, write in used.items()} for row in rows]
