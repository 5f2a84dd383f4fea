"""Whose a ticket is, and which handover is about which ticket; its number is the place of its opening in the log."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.projections.asking import first
from services.support.events import HandoverRequested, TicketOpened

metadata = MetaData()
tickets = Table(
    "notifications_tickets",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("product", Text, nullable=False),  # empty: about the store itself
)
handovers = Table(
    "notifications_handovers",
    metadata,
    Column("handover", Text, primary_key=True),
    Column("ticket", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
)
projection = Projection("notifications.tickets", source="support", tables=(tickets, handovers))


@projection.on(TicketOpened)
def open_ticket(rows: Rows, event: TicketOpened, recorded: Recorded) -> None:
    told = {"holder": event.holder, "product": event.product}
    rows.put(tickets, ticket=event.ticket, number=recorded.position, **told)


@projection.on(HandoverRequested)
def request(rows: Rows, event: HandoverRequested, recorded: Recorded) -> None:
    names = ("handover", "ticket", "sender", "receiver")
    rows.put(handovers, **{name: getattr(event, name) for name in names})


def ticket_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(tickets).where(tickets.c.ticket == id))


def handover_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(handovers).where(handovers.c.handover == id))
