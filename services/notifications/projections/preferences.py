"""How people want to hear of things, for thousands at once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import DeliverySet, PersonForgotten, PreferenceSet

metadata = MetaData()
ways = Table(
    "notifications_ways",
    metadata,
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("page", Boolean, nullable=False),
    Column("mail", Text, nullable=False),
)
delivery = Table(
    "notifications_delivery",
    metadata,
    Column("account", Text, primary_key=True),
    Column("quiet_from", Text, nullable=False),
    Column("quiet_until", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("digest_at", Text, nullable=False),
    Column("digest_on", Integer, nullable=False),
    Column("language", Text, nullable=False),
)
# What is left of somebody who was erased is that they were.
forgotten = Table("notifications_forgotten", metadata, Column("account", Text, primary_key=True))
projection = Projection("notifications.preferences", source="notifications", tables=(ways, delivery, forgotten))


@projection.on(PreferenceSet)
def set_ways(rows: Rows, event: PreferenceSet, recorded: Recorded) -> None:
    rows.put(ways, account=event.account, kind=event.kind, page=event.page, mail=event.mail)


@projection.on(DeliverySet)
def set_delivery(rows: Rows, event: DeliverySet, recorded: Recorded) -> None:
    rows.put(delivery, **{column.name: getattr(event, column.name) for column in delivery.columns})


@projection.on(PersonForgotten)
def forget(rows: Rows, event: PersonForgotten, recorded: Recorded) -> None:
    rows.remove_where(ways, {"account": event.account})
    rows.remove(delivery, key=event.account)
    rows.put(forgotten, account=event.account)


def ways_of(db: Connection, accounts: Collection[str], kind: str) -> dict[str, tuple[bool, str]]:
    """Page and mail of those who chose something for this kind."""
    wanted = select(ways).where(ways.c.account.in_(list(accounts)), ways.c.kind == kind)
    return {row.account: (row.page, row.mail) for row in db.execute(wanted)}


def deliveries_of(db: Connection, accounts: Collection[str]) -> dict[str, dict[str, Any]]:
    """Of those who said something about it; as in DeliverySet."""
    wanted = select(delivery).where(delivery.c.account.in_(list(accounts)))
    found = (dict(row) for row in db.execute(wanted).mappings())
    return {each.pop("account"): each for each in found}


def forgotten_among(db: Connection, accounts: Collection[str]) -> set[str]:
    return set(db.scalars(select(forgotten.c.account).where(forgotten.c.account.in_(list(accounts)))))
