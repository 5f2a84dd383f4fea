"""Row changes that projections declare: folded by row over a batch, then sent a statement a table."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from operator import itemgetter
from types import MappingProxyType, TracebackType
from typing import Any, Self

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Row,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from eventlog import bulk
from eventlog.batches import Batch
from eventlog.beside import Beside

Key = tuple[Any, ...]
KEY_PREFIX = "key_of_row_"  # keeps the parameters of WHERE apart from those of SET
NO_LIMITS: Mapping[str, Any] = MappingProxyType({})


class Kind(Enum):
    PUT = "put"
    CHANGE = "change"
    REMOVE = "remove"


class Pending:
    """The changes of one batch to one table, one entry a row, in the order in which rows were first touched."""

    def __init__(self, table: Table, *, new: bool = False) -> None:
        self.table = table
        self.new = new  # no row is there yet that will be put
        self.key_names, self._key_of, self.empty_row = _shape(table)
        self.names = self.empty_row.keys()
        self.changes: dict[Key, tuple[Kind, dict[str, Any]]] = {}
        self.stored: dict[Key, dict[str, Any] | None] = {}  # rows read in this batch, as the database has them

    def put(self, columns: dict[str, Any]) -> None:
        """`columns` are the row's from now on, where all are named."""
        row = columns if columns.keys() == self.names else self._completed(columns)
        self.changes[self._key_of(row)] = (Kind.PUT, row)

    def change(self, key: Key, columns: Mapping[str, Any]) -> None:
        columns = self._known(columns)
        kind, before = self.changes.get(key, (Kind.CHANGE, {}))
        if kind is not Kind.REMOVE:
            self.changes[key] = (kind, before | columns)

    def remove(self, key: Key) -> None:
        self.changes[key] = (Kind.REMOVE, {})

    def get(self, db: Connection, key: Key) -> dict[str, Any] | None:
        kind, columns = self.changes.get(key, (Kind.CHANGE, {}))
        if kind is Kind.REMOVE:
            return None
        if kind is Kind.PUT:
            return dict(columns)
        if key not in self.stored:
            found = db.execute(_by_its_key(self.table), self._key_parameters(key)).first()
            self.stored[key] = None if found is None else _as_dict(found)
        stored = self.stored[key]
        return None if stored is None else stored | columns

    def flush(self, db: Connection) -> None:
        self._put_all(db, self._sent_but_puts(db))

    def flush_into(self, batch: Batch) -> None:
        """As `flush`, but what is put may travel with the batch's end: nothing may follow that needs to find it."""
        put = self._sent_but_puts(batch.db)
        if put and batch.db.dialect.name != "sqlite":
            batch.end_with_text(*bulk.putting(batch.db, self.table, put, new=self.new))
        else:
            self._put_all(batch.db, put)

    def _sent_but_puts(self, db: Connection) -> list[dict[str, Any]]:
        """Sends what is removed and changed; the rows that are to be put."""
        removed = [self._key_parameters(key) for key, (kind, _) in self.changes.items() if kind is Kind.REMOVE]
        put = [columns for kind, columns in self.changes.values() if kind is Kind.PUT]
        changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, (kind, columns) in self.changes.items():
            if kind is Kind.CHANGE and columns:
                changed[tuple(sorted(columns))].append(columns | self._key_parameters(key))
        if removed:
            db.execute(delete(self.table).where(_is_of_key(self.table)), removed)
        for names, parameters in changed.items():
            db.execute(_changing(self.table, names), parameters)
        self.changes.clear()
        self.stored.clear()
        return put

    def change_where(self, db: Connection, condition: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
        self.flush(db)
        db.execute(update(self.table).where(self._is(self._known(condition))).values(self._known(columns)))

    def remove_where(self, db: Connection, condition: Mapping[str, Any], at_most: Mapping[str, Any]) -> None:
        self.flush(db)
        within = [self.table.c[name] <= value for name, value in self._known(at_most).items()]
        db.execute(delete(self.table).where(self._is(self._known(condition)), *within))

    def _completed(self, columns: dict[str, Any]) -> dict[str, Any]:
        row = {**self.empty_row, **columns}
        if len(row) != len(self.empty_row):
            self._known(columns)
        return row

    def _known(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        for name in columns:
            if name not in self.empty_row:
                raise KeyError(f"{self.table.name} has no column {name}")
        return dict(columns)

    def _is(self, values: Mapping[str, Any]) -> Any:
        return and_(*(self.table.c[name] == value for name, value in values.items()))

    def _key_parameters(self, key: Key) -> dict[str, Any]:
        return {KEY_PREFIX + name: value for name, value in zip(self.key_names, key, strict=True)}

    def _put_all(self, db: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """By the drivers' own ways: SQLAlchemy arranges each row's parameters anew, which takes the longest."""
        if not rows:
            return
        if db.dialect.name == "sqlite":
            columns = [(name, _processor(self.table.c[name], db)) for name in self.empty_row]
            db.exec_driver_sql(_upsert(self.table), _values(columns, rows))
        else:
            bulk.put(db, self.table, rows, new=self.new)


class Touched(dict[str, Pending]):
    """The tables that a batch has changed or read, by name; of many tables a batch knows few."""

    def __init__(self, tables: Iterable[Table], new: Collection[str]) -> None:
        super().__init__()
        self._tables = {table.name: table for table in tables}
        self._new = new

    def __missing__(self, name: str) -> Pending:
        pending = self[name] = Pending(self._tables[name], new=name in self._new)
        return pending

    def in_order(self) -> Iterator[Pending]:
        """In the order in which the tables were given."""
        if len(self) < 2:
            return iter(self.values())
        return (self[name] for name in self._tables if name in self)


class Rows:
    """What handlers change with: nothing is sent before the batch's end, unless a condition has to see it."""

    def __init__(self, db: Connection, tables: Iterable[Table], new: Collection[str] = ()) -> None:
        """`new`: the names of tables in which nothing is to be replaced; on PostgreSQL, IntegrityError where it is."""
        self._db = db
        self._pending = Touched(tables, new)
        self._sending = Beside()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Who undoes what was sent must have the connection alone; then the first that failed is told."""
        self._sending.wait()
        if error is None:
            self._sending.end()

    @property
    def db(self) -> Connection:
        """Once nothing is being sent by it; raises what could not be sent."""
        self._sending.end()
        return self._db

    def put(self, table: Table, **columns: Any) -> None:
        """Insert the row, or replace it whole; a column not named gets its default, or null."""
        self._pending[table.name].put(columns)

    def change(self, table: Table, *, key: Any, **columns: Any) -> None:
        """Change these columns of a row; no harm where there is no such row."""
        self._pending[table.name].change(_key(key), columns)

    def remove(self, table: Table, *, key: Any) -> None:
        self._pending[table.name].remove(_key(key))

    def get(self, table: Table, key: Any) -> dict[str, Any] | None:
        """The row as it is after the changes declared so far."""
        return self._pending[table.name].get(self.db, _key(key))

    def change_where(self, table: Table, condition: Mapping[str, Any], **columns: Any) -> None:
        """Change all rows whose columns equal `condition`; sends what is pending for this table first."""
        self._pending[table.name].change_where(self.db, condition, columns)

    def remove_where(self, table: Table, condition: Mapping[str, Any], at_most: Mapping[str, Any] = NO_LIMITS) -> None:
        """Remove all rows whose columns equal `condition`, and are no larger than `at_most` says."""
        self._pending[table.name].remove_where(self.db, condition, at_most)

    def send(self) -> None:
        """What is declared so far, in a thread: more can be declared meanwhile, and only who looks for rows waits.

        For a connection that any thread may use, as those to PostgreSQL are.
        """
        db, touched = self.db, list(self._pending.in_order())
        self._pending.clear()

        def flush_all() -> None:
            for pending in touched:
                pending.flush(db)

        self._sending.begin(flush_all)

    def flush(self, batch: Batch | None = None) -> None:
        """Given the `batch`, which changes nothing more then, the last of it travels with the commit."""
        db, touched = self.db, list(self._pending.in_order())
        for pending in touched[:-1]:
            pending.flush(db)
        for pending in touched[-1:]:
            if batch is None:
                pending.flush(db)
            else:
                pending.flush_into(batch)


@cache
def _shape(table: Table) -> tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Key], dict[str, Any]]:
    """The names of its key, what takes the key out of a row, and a row of its defaults."""
    names = tuple(column.name for column in table.primary_key.columns)
    return names, _tuple_of(names), {str(column.name): _default(column) for column in table.columns}


def _is_of_key(table: Table) -> Any:
    return and_(*(column == bindparam(KEY_PREFIX + column.name) for column in table.primary_key.columns))


@cache
def _by_its_key(table: Table) -> Select[Any]:
    """Made once: made anew it costs five times what it costs to carry out."""
    return select(table).where(_is_of_key(table))


@cache
def _changing(table: Table, names: tuple[str, ...]) -> Update:
    return update(table).where(_is_of_key(table)).values({name: bindparam(name) for name in names})


@cache
def _upsert(table: Table) -> str:
    """SQLite's own words for it, which take longer to find than a row takes to write."""
    statement, keys = sqlite.insert(table), [column.name for column in table.primary_key.columns]
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    if others:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return str(statement.compile(dialect=sqlite.dialect()))


def _key(key: Any) -> Key:
    return key if isinstance(key, tuple) else (key,)


def _tuple_of(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*names) if len(names) > 1 else lambda row: tuple(row[name] for name in names)


def _values(
    columns: Sequence[tuple[str, Callable[[Any], Any] | None]], rows: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    if any(process for _, process in columns):
        return [tuple(process(row[name]) if process else row[name] for name, process in columns) for row in rows]
    return list(map(_tuple_of(tuple(name for name, _ in columns)), rows))


def _processor(column: Column[Any], db: Connection) -> Callable[[Any], Any] | None:
    """What makes a value of this column one of the driver's; None where it is one."""
    if isinstance(column.type, Float):
        return None  # SQLAlchemy's own would be for decimals
    return column.type.dialect_impl(db.dialect).bind_processor(db.dialect)


def _default(column: Any) -> Any:
    default = column.default
    if default is None or not default.is_scalar:
        return None
    return default.arg


def _as_dict(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def ordered(tables: Sequence[Table]) -> list[Table]:
    """Tables so that one that is referred to comes before the one that refers to it."""
    wanted = {table.name: table for table in tables}
    return [table for table in next(iter(tables)).metadata.sorted_tables if table.name in wanted] if tables else []
