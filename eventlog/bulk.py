"""Many rows into a table of PostgreSQL at once: by COPY into a table of the session's own, and on from there."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

ENOUGH = 50  # rows from which on it is quicker than one statement that holds them
NULL = r"\N"
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]

Processors = Sequence[tuple[str, Callable[[Any], Any] | None]]


def put(db: Connection, table: Table, columns: Processors, rows: Iterable[dict[str, Any]]) -> None:
    """Insert the rows, or replace those that have their keys; `columns` names all, with what readies their values."""
    waiting, names = quoted(f"waiting_{table.name}"), ", ".join(quoted(name) for name, _ in columns)
    keys = [column.name for column in table.primary_key.columns]
    others = [name for name, _ in columns if name not in keys]
    replaced = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in others)
    cursor: Any = db.connection.cursor()
    with cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {waiting} (LIKE {quoted(table.name)}) ON COMMIT DELETE ROWS"
        )
        cursor.copy_expert(f"COPY {waiting} ({names}) FROM STDIN", _text(columns, rows))
        cursor.execute(
            f"WITH taken AS (DELETE FROM {waiting} RETURNING {names}) "  # noqa: S608 — our own names
            f"INSERT INTO {quoted(table.name)} ({names}) SELECT {names} FROM taken "
            f"ON CONFLICT ({', '.join(map(quoted, keys))}) DO " + (f"UPDATE SET {replaced}" if others else "NOTHING")
        )


def _text(columns: Processors, rows: Iterable[dict[str, Any]]) -> io.StringIO:
    """COPY's text format."""
    lines = ("\t".join([_told(row[name], process) for name, process in columns]) for row in rows)
    return io.StringIO("\n".join(lines))


def _told(value: Any, process: Callable[[Any], Any] | None) -> str:
    if process is not None:
        value = process(value)
    if value is None:
        return NULL
    return value.translate(ESCAPED) if isinstance(value, str) else str(value)
