"""Saved searches whose owners want to hear of what they find from now on; the question lies under their key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from services.notifications.private.tables import known_to_searches as known
from services.notifications.private.tables import watched_searches as table


@dataclass(frozen=True)
class Watched:
    search: str
    account: str
    sealed: str  # the question
    looked: datetime  # products that came until then are told
    compares: bool | None = None  # with what it found already; None: that is not known yet


def watch(db: Connection, one: Watched) -> bool:
    """Whether it was not before; asked again, it goes on where it was."""
    new = one.search not in of(db, one.account)
    if new:
        db.execute(insert(table).values(**vars(one)))
    return new


def unwatch(db: Connection, account: str, search: str) -> None:
    if search in of(db, account):
        _forget(db, [search])


def forget(db: Connection, account: str) -> None:
    _forget(db, of(db, account))


def _forget(db: Connection, searches: Collection[str]) -> None:
    db.execute(delete(known).where(known.c.search.in_(searches)))
    db.execute(delete(table).where(table.c.search.in_(searches)))


def known_to(db: Connection, search: str, products: Collection[str]) -> set[str]:
    """Those that it found before it was asked, or that were told."""
    found = select(known.c.product).where(known.c.search == search, known.c.product.in_(products))
    return set(db.scalars(found))


def know(db: Connection, search: str, products: Collection[str]) -> None:
    """No harm where they are known; nothing of a search that is watched no more."""
    if db.scalar(select(table.c.search).where(table.c.search == search).with_for_update()):
        new = sorted({*products} - known_to(db, search, products))
        if new:
            db.execute(insert(known), [{"search": search, "product": one} for one in new])


def compare(db: Connection, search: str, products: Collection[str] | None) -> None:
    """From now on, with these; None: it finds too many, and is told of new ones alone."""
    db.execute(update(table).where(table.c.search == search).values(compares=products is not None))
    know(db, search, products or ())


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


def looked(db: Connection, search: str, until: datetime) -> None:
    db.execute(update(table).where(table.c.search == search, table.c.looked < until).values(looked=until))
