"""Saved searches whose owners want to hear of new products; the question lies under their key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Executable, delete, func, insert, select, update

from services.notifications.private.tables import watched_searches as table


@dataclass(frozen=True)
class Watched:
    search: str
    account: str
    sealed: str  # the question
    looked: datetime  # products that came until then are told


def watch(db: Connection, one: Watched) -> None:
    """Asked again, it goes on where it was."""
    if one.search not in of(db, one.account):
        db.execute(insert(table).values(**vars(one)))


def unwatched(account: str, search: str) -> Executable:
    return delete(table).where(table.c.account == account, table.c.search == search)


def forgotten(account: str) -> Executable:
    return delete(table).where(table.c.account == account)


def of(db: Connection, account: str) -> list[str]:
    """Ids of the searches."""
    return list(db.scalars(select(table.c.search).where(table.c.account == account).order_by(table.c.search)))


def behind(db: Connection, until: datetime, after: str, most: int) -> Sequence[Watched]:
    """What is to be looked at anew, by search."""
    found = select(table).where(table.c.looked < until, table.c.search > after).order_by(table.c.search).limit(most)
    return [Watched(**row._mapping) for row in db.execute(found)]


def earliest(db: Connection) -> datetime | None:
    found: datetime | None = db.scalar(select(func.min(table.c.looked)))
    return found


def looked(search: str, until: datetime) -> Executable:
    return update(table).where(table.c.search == search, table.c.looked < until).values(looked=until)
