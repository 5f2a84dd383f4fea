"""How people want to hear of things, for thousands at once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import (
    DeliverySet,
    MailResumed,
    MailStopped,
    PersonForgotten,
    PreferenceSet,
)

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
# To whom no letters go, or nothing at all; what is left of somebody who was erased is that they were.
silent = Table(
    "notifications_silent",
    metadata,
    Column("account", Text, primary_key=True),
    Column("reason", Text, nullable=False),  # bounced | complained | forgotten
    Column("code", Text, nullable=False),
    Column("since", Instant, nullable=False),
)
projection = Projection("notifications.preferences", source="notifications", tables=(ways, delivery, silent))
FORGOTTEN = "forgotten"


@projection.on(PreferenceSet)
def set_ways(rows: Rows, event: PreferenceSet, recorded: Recorded) -> None:
    rows.put(ways, account=event.account, kind=event.kind, page=event.page, mail=event.mail)


@projection.on(DeliverySet)
def set_delivery(rows: Rows, event: DeliverySet, recorded: Recorded) -> None:
    rows.put(delivery, **{column.name: getattr(event, column.name) for column in delivery.columns})


@projection.on(MailStopped)
def stop_mail(rows: Rows, event: MailStopped, recorded: Recorded) -> None:
    rows.put(silent, account=event.account, reason=event.reason, code=event.code, since=event.at)


@projection.on(MailResumed)
def resume_mail(rows: Rows, event: MailResumed, recorded: Recorded) -> None:
    rows.remove(silent, key=event.account)


@projection.on(PersonForgotten)
def forget(rows: Rows, event: PersonForgotten, recorded: Recorded) -> None:
    rows.remove_where(ways, {"account": event.account})
    rows.remove(delivery, key=event.account)
    rows.put(silent, account=event.account, reason=FORGOTTEN, code="", since=event.at)


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
    wanted = select(silent.c.account).where(silent.c.account.in_(list(accounts)), silent.c.reason == FORGOTTEN)
    return set(db.scalars(wanted))
