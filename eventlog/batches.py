"""A follower's batch as one write transaction, in as few messages to the database as it takes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Select, Update
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
# Where there is no such generation there is no table to be found either.
IN_LIVE = (
    "SELECT set_config('search_path', coalesce((SELECT quote_ident(name || '.' || live) FROM public.read_models "
    "WHERE name = %(of_model)s AND live > 0 FOR SHARE), 'pg_temp'), true), "
    "set_config('synchronous_commit', 'off', true)"
)
IN_NUMBERED = (
    "SELECT set_config('search_path', quote_ident(%(of_model)s), true), set_config('synchronous_commit', 'off', true)"
)


@dataclass(frozen=True)
class Look:
    """What is held against other instances until the batch ends, and what is asked once it is held.

    Two statements, since each sees what was committed before it began: the second also what the first has waited for.
    """

    held: Select[Any]
    asked: Select[Any]  # always has a row
    values: Values


@dataclass
class Batch:
    db: Connection
    found: tuple[Any, ...]  # what the look has shown
    last: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def end_with(self, statement: Update, values: Values) -> None:
        """Carried out when all else is, before the commit."""
        if self.db.dialect.name == "sqlite":
            self.db.execute(statement, values)
        else:
            self.end_with_text(_spelled(statement, self.db.dialect), values)

    def end_with_text(self, statement: str, values: Values) -> None:
        """As the driver of PostgreSQL takes it; what ends a batch shares the names of its values."""
        self.last.append(statement)
        self.values.update(values)


@contextmanager
def in_few_messages(engine: Engine, beginning: str, about: Values, look: Look) -> Iterator[Batch]:
    """On PostgreSQL: one message from BEGIN to what was asked, and one for what ends it and COMMIT.

    `engine` commits each statement by itself where none begins a transaction; `beginning` follows BEGIN, with `about`.
    """
    with engine.connect() as db:
        try:
            held, asked = _spelled(look.held, db.dialect), _spelled(look.asked, db.dialect)
            begun = f"BEGIN; {beginning}; {held}; {asked}"
            batch = Batch(db, tuple(db.exec_driver_sql(begun, {**about, **look.values}).one()))
            yield batch
            db.exec_driver_sql("; ".join([*batch.last, "COMMIT"]), batch.values)
        except BaseException:
            _undo(db)
            raise


def _undo(db: Connection) -> None:
    """Where the server does not hear it any more, it ends the transaction with the connection."""
    if db.closed or db.invalidated:
        return
    try:
        db.exec_driver_sql("ROLLBACK")
    except DBAPIError:
        db.invalidate()


@cache
def _spelled(statement: Select[Any] | Update, dialect: Dialect) -> str:
    """Compiled once; its values are texts and numbers, which the driver writes as they are."""
    return str(statement.compile(dialect=dialect))
