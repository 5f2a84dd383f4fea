"""How many tickets are open, by who has them: a hundred thousand take a database long to count."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, Table, Text

from eventlog.projection import Rows

metadata = MetaData()  # of the tickets beside it too
standing = Table(
    "support_open_tickets",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("assignee", Text, primary_key=True),  # empty: nobody
    Column("handed", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
    Index("support_open_tickets_of_assignee", "assignee"),
)


class Place(NamedTuple):
    owner: str
    assignee: str
    handed: bool


def move(rows: Rows, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """A ticket's row was the one, where there was one, and is the other."""
    left, entered = _place(before) if before else None, _place(after)
    if left != entered:
        _add(rows, left, -1)
        _add(rows, entered, 1)


def _place(row: Mapping[str, Any]) -> Place | None:
    return Place(row["owner"], row["assignee"], bool(row["handed"])) if row["state"] == "open" else None


def _add(rows: Rows, place: Place | None, more: int) -> None:
    if place is None:
        return
    known = rows.get(standing, tuple(place))
    if number := more + (known["number"] if known else 0):
        rows.put(standing, **place._asdict(), number=number)
    else:
        rows.remove(standing, key=tuple(place))
