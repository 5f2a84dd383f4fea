"""Statements of the hottest paths, compiled once for a database and sent by its driver's own cursor."""

from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Select


class Prepared:
    """A select whose rows come as plain tuples; its parameters are given in the order of `names`."""

    def __init__(self, statement: Select[Any], *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, tuple[str, Callable[[tuple[Any, ...]], Any]]] = {}

    def first(self, db: Connection, *values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with closing(self._asked(db, values)) as cursor:
            return cast("tuple[Any, ...] | None", cursor.fetchone())

    def all(self, db: Connection, *values: Any) -> list[tuple[Any, ...]]:
        with closing(self._asked(db, values)) as cursor:
            return list(cursor.fetchall())

    def _asked(self, db: Connection, values: tuple[Any, ...]) -> Any:
        sql, arranged = self._for(db.dialect)
        cursor = db.connection.cursor()
        cursor.execute(sql, arranged(values))
        return cursor

    def _for(self, dialect: Dialect) -> tuple[str, Callable[[tuple[Any, ...]], Any]]:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = self._compile(dialect)
        return known

    def _compile(self, dialect: Dialect) -> tuple[str, Callable[[tuple[Any, ...]], Any]]:
        compiled = self._statement.compile(dialect=dialect)
        if compiled.positiontup is None:
            return str(compiled), lambda values: dict(zip(self._names, values, strict=True))
        if tuple(compiled.positiontup) == self._names:
            return str(compiled), lambda values: values
        places = [self._names.index(name) for name in compiled.positiontup]
        return str(compiled), lambda values: tuple(values[place] for place in places)
