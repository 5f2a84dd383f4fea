"""What a report asks of the read models: how many tickets came, and how soon each was answered and resolved.

Each from `since` to before `until`; an empty `desk` is every desk.
"""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, func, select

from services.support.projections.answers import answers

Group: TypeAlias = tuple[str, str, int]  # desk, publisher and priority


def opened(db: Connection, desk: str, since: datetime, until: datetime) -> dict[Group, int]:
    """How many came, by the desk that had them first."""
    c = answers.c
    keys = (c.first, c.publisher, c.priority)
    wanted = select(*keys, func.count()).where(c.opened >= since, c.opened < until).group_by(*keys)
    if desk:
        wanted = wanted.where(c.first == desk)
    return {(row[0], row[1], row[2]): row[3] for row in db.execute(wanted)}


def responses(db: Connection, desk: str, since: datetime, until: datetime) -> list[tuple[str, str, int, int]]:
    """Desk, publisher, priority and support seconds of each first answer then."""
    c = answers.c
    return _took(db, (c.answered_by, c.answered, c.response), desk, since, until)


def resolutions(db: Connection, desk: str, since: datetime, until: datetime) -> list[tuple[str, str, int, int]]:
    """The same of each ticket that was resolved then, and still is."""
    c = answers.c
    return _took(db, (c.resolved_by, c.resolved, c.resolution), desk, since, until)


def _took(
    db: Connection, columns: tuple[Any, Any, Any], desk: str, since: datetime, until: datetime
) -> list[tuple[str, str, int, int]]:
    by, at, seconds = columns
    wanted = select(by, answers.c.publisher, answers.c.priority, seconds).where(at >= since, at < until)
    if desk:
        wanted = wanted.where(by == desk)
    return [(row[0], row[1], row[2], row[3]) for row in db.execute(wanted)]
