"""One row of a view, or the rows of many ids."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, Select

AT_ONCE = 500  # ids that are asked for in one statement


def first(db: Connection, wanted: Select[Any], **told: Any) -> dict[str, Any] | None:
    """`told`: what is bound by name in it."""
    found = db.execute(wanted, told).mappings().first()
    return None if found is None else dict(found)


def among(db: Connection, ids: Collection[str], wanted: Callable[[list[str]], Select[Any]]) -> Iterator[RowMapping]:
    """The rows of as many statements as there are that many ids."""
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        yield from db.execute(wanted(listed[start : start + AT_ONCE])).mappings()
