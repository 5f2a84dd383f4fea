"""Which tickets are on their way between desks, and how each handover stands."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, MetaData, Select, Table, Text, or_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverDelivered,
    HandoverRefused,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
)
from services.support.projections.tickets import tickets

OPEN = ("requested", "accepted")

metadata = MetaData()
handovers = Table(
    "support_handovers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("by", Text, nullable=False),  # direct | tsanet
    Column("state", Text, nullable=False),  # requested | accepted | rejected | refused | returned | closed
    Column("asks_sender", Boolean, nullable=False, default=False),
    Column("asks_receiver", Boolean, nullable=False, default=False),
    Column("case_number", Text, nullable=False, default=""),
    Column("due", Instant),
    Column("partner", Text, nullable=False, default=""),
    Column("token", Text, nullable=False, default=""),  # of the case at TSANet
    Column("requested", Instant, nullable=False),
    Index("support_handovers_of_ticket", "ticket", "requested"),
    Index("support_handovers_of_sender", "sender", "requested"),
    Index("support_handovers_of_receiver", "receiver", "requested"),
    Index("support_handovers_at_tsanet", "token"),
)
projection = Projection("support.handovers", source="support", tables=(handovers,))


@projection.on(HandoverRequested)
def request(rows: Rows, event: HandoverRequested, recorded: Recorded) -> None:
    told = {name: getattr(event, name) for name in ("ticket", "sender", "receiver", "by", "due", "partner")}
    token = event.partner if event.sender.startswith("partner:") else ""
    rows.put(handovers, id=event.handover, state="requested", requested=event.at, token=token, **told)


@projection.on(HandoverDelivered)
def deliver(rows: Rows, event: HandoverDelivered, recorded: Recorded) -> None:
    rows.change(handovers, key=event.handover, token=event.token, due=event.respond_by)


@projection.on(HandoverAccepted)
def accept(rows: Rows, event: HandoverAccepted, recorded: Recorded) -> None:
    rows.change(handovers, key=event.handover, state="accepted", case_number=event.case_number, asks_sender=False)


@projection.on(InformationRequested)
def ask(rows: Rows, event: InformationRequested, recorded: Recorded) -> None:
    asked = {"asks_sender" if event.side == "receiver" else "asks_receiver": True}
    rows.change(handovers, key=event.handover, **asked)


@projection.on(InformationGiven)
def give(rows: Rows, event: InformationGiven, recorded: Recorded) -> None:
    given = {"asks_sender" if event.side == "sender" else "asks_receiver": False}
    rows.change(handovers, key=event.handover, **given)


@projection.on(HandoverRefused)
def refuse(rows: Rows, event: HandoverRefused, recorded: Recorded) -> None:
    _end(rows, event.handover, "refused")


@projection.on(HandoverRejected)
def reject(rows: Rows, event: HandoverRejected, recorded: Recorded) -> None:
    _end(rows, event.handover, "rejected")


@projection.on(HandoverReturned)
def give_back(rows: Rows, event: HandoverReturned, recorded: Recorded) -> None:
    _end(rows, event.handover, "returned")


@projection.on(HandoverClosed)
def close(rows: Rows, event: HandoverClosed, recorded: Recorded) -> None:
    _end(rows, event.handover, "closed")


def _end(rows: Rows, handover: str, state: str) -> None:
    rows.change(handovers, key=handover, state=state, asks_sender=False, asks_receiver=False)


def of_desk(db: Connection, desk: str, state: str, limit: int) -> list[dict[str, Any]]:
    """Sent or received by it, with number, summary (ciphertext), opener and priority of its ticket; newest first.

    `state` is one of them, `open`, or empty: any.
    """
    c, about = handovers.c, tickets.c
    beside = (about.number, about.summary, about.opener, about.priority)
    wanted = select(handovers, *beside).join(tickets, about.ticket == c.ticket)
    wanted = wanted.where(or_(c.sender == desk, c.receiver == desk))
    if state:
        wanted = wanted.where(c.state.in_(OPEN if state == "open" else (state,)))
    return _each(db, wanted.order_by(c.requested.desc(), c.id).limit(limit))


def of_ticket(db: Connection, ticket: str) -> list[dict[str, Any]]:
    """Oldest first."""
    wanted = select(handovers).where(handovers.c.ticket == ticket)
    return _each(db, wanted.order_by(handovers.c.requested, handovers.c.id))


def under_way(db: Connection, tickets: Collection[str]) -> dict[str, str]:
    """How the handover stands that is open, by ticket: requested, information, accepted."""
    wanted = select(handovers).where(handovers.c.ticket.in_(list(tickets)), handovers.c.state.in_(OPEN))
    found = _each(db, wanted)
    asks = {each["id"] for each in found if each["asks_sender"] or each["asks_receiver"]}
    states = {each["id"]: "information" if each["id"] in asks else each["state"] for each in found}
    return {each["ticket"]: states[each["id"]] if each["state"] == "requested" else each["state"] for each in found}


def at_tsanet(db: Connection, token: str) -> dict[str, Any] | None:
    """The handover that is this case at TSANet."""
    return next(iter(_each(db, select(handovers).where(handovers.c.token == token, handovers.c.token != ""))), None)


def open_at_tsanet(db: Connection) -> list[dict[str, Any]]:
    """Those that TSANet has and nobody has ended, the one that must be answered first first."""
    c = handovers.c
    wanted = select(handovers).where(c.by == "tsanet", c.token != "", c.state.in_(OPEN))
    return _each(db, wanted.order_by(c.due.is_(None), c.due, c.id))


def _each(db: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(wanted).mappings()]
