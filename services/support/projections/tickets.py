"""The queue: every ticket as it stands, by its nearest deadline. Its summary lies here as ciphertext."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Table,
    Text,
)

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.support.events import (
    ClockSet,
    OwnerChanged,
    PriorityChanged,
    SlaBreached,
    TicketAssigned,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketRated,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    WaitingChanged,
)
from services.support.projections.standing import metadata, move, standing

CUSTOMER, STORE, PARTNER = "customer", "store", "partner"
NEVER = 32_503_680_000.0  # in the year 3000: what is not due comes last

tickets = Table(
    "support_tickets",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),  # the position of its opening
    Column("opener", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("summary", Text, nullable=False),  # ciphertext
    Column("owner", Text, nullable=False),
    Column("first", Text, nullable=False),  # the desk that owned it first
    Column("handed", Boolean, nullable=False, default=False),  # with another desk than the first, or on its way there
    Column("waiting_on", Text, nullable=False),  # customer, a desk, or nobody (empty)
    Column("waited", Text, nullable=False),  # of which kind that is
    Column("before", Text, nullable=False, default=""),  # while the customer is waited on: who was before
    Column("state", Text, nullable=False),  # open | resolved | closed | merged
    Column("assignee", Text, nullable=False, default=""),
    Column("what", Text, nullable=False, default=""),  # first_response | next_update | empty
    Column("clock", Text, nullable=False, default=""),  # the desk whose clock runs
    Column("calendar", Integer, nullable=False, default=0),  # the version of its calendar by which it was set
    Column("started", Instant),
    Column("warned", Instant),
    Column("due", Instant),
    Column("nearest", Float, nullable=False, default=NEVER),  # `due` in seconds since 1970
    Column("breaches", Integer, nullable=False, default=0),
    Column("broke", Instant),  # `started` of the promise of which a breach told last
    Column("stars", Integer, nullable=False, default=0),
    Column("opened", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Index("support_tickets_by_deadline", "state", "nearest", "number"),
    Index("support_tickets_handed", "handed", "state", "nearest", "number"),
    Index("support_tickets_of_owner", "owner", "assignee", "state", "nearest", "number"),
    Index("support_tickets_of_assignee", "assignee", "state", "nearest", "number"),
    Index("support_tickets_of_holder", "holder", "number"),
    Index("support_tickets_of_opener", "opener", "number"),
    Index("support_tickets_of_product", "product", "state", "updated"),
    Index("support_tickets_of_product_by_deadline", "product", "state", "nearest", "number"),
    Index("support_tickets_of_priority", "priority", "state", "nearest", "number"),
    Index("support_tickets_waited", "waited", "state", "nearest", "number"),
    Index("support_tickets_of_publisher", "publisher", "state", "nearest", "number"),
    Index("support_tickets_on_clock", "clock", "calendar"),
)
desks = Table(
    "support_ticket_desks",
    metadata,
    Column("desk", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
)


def kind_of(desk: str) -> str:
    """customer | store | publisher | partner | nobody."""
    if desk in (CUSTOMER, STORE):
        return desk
    if not desk:
        return "nobody"
    return PARTNER if desk.startswith(f"{PARTNER}:") else "publisher"


projection = Projection("support.tickets", source="support", tables=(tickets, desks, standing))


@projection.on(TicketOpened)
def open_ticket(rows: Rows, event: TicketOpened, recorded: Recorded) -> None:
    names = ("ticket", "holder", "product", "publisher", "plan", "tag", "digest", "priority", "owner")
    told = {name: getattr(event, name) for name in names}
    told |= {"opener": event.subject, "summary": str(event.summary), "first": event.owner, **_waits_for(event.owner)}
    told |= {"state": "open", "opened": event.at, "updated": event.at}
    rows.put(tickets, number=recorded.position, **told)
    move(rows, None, told | {"assignee": "", "handed": False})
    rows.put(desks, desk=event.owner, ticket=event.ticket)


@projection.on(TicketAssigned)
def assign(rows: Rows, event: TicketAssigned, recorded: Recorded) -> None:
    _change(rows, event.ticket, assignee=event.assignee, updated=event.at)


@projection.on(TicketReplied)
def reply(rows: Rows, event: TicketReplied, recorded: Recorded) -> None:
    rows.change(tickets, key=event.ticket, updated=event.at)
    known = rows.get(tickets, event.ticket)
    if known is None or known["state"] != "open":
        return
    if event.side != CUSTOMER and event.waits and known["waiting_on"] != CUSTOMER:
        rows.change(tickets, key=event.ticket, before=known["waiting_on"], **_waits_for(CUSTOMER))
    elif event.side == CUSTOMER and known["waiting_on"] == CUSTOMER:
        rows.change(tickets, key=event.ticket, before="", **_waits_for(known["before"] or known["owner"]))


@projection.on(PriorityChanged)
def set_priority(rows: Rows, event: PriorityChanged, recorded: Recorded) -> None:
    rows.change(tickets, key=event.ticket, priority=event.priority, updated=event.at)


@projection.on(OwnerChanged)
def change_owner(rows: Rows, event: OwnerChanged, recorded: Recorded) -> None:
    known = rows.get(tickets, event.ticket)
    if known is not None:
        waits = _waits_for(event.owner if known["state"] == "open" else "")
        told = {"owner": event.owner, "assignee": "", "before": "", "updated": event.at, **waits}
        _change(rows, event.ticket, handed=event.owner != known["first"], **told)
    rows.put(desks, desk=event.owner, ticket=event.ticket)


@projection.on(WaitingChanged)
def change_waiting(rows: Rows, event: WaitingChanged, recorded: Recorded) -> None:
    known = rows.get(tickets, event.ticket)
    if known is not None:
        waits = CUSTOMER if CUSTOMER in (event.on, known["waiting_on"]) else event.on
        before = (known["waiting_on"] if event.on == CUSTOMER else event.on) if waits == CUSTOMER else ""
        elsewhere = event.on not in (CUSTOMER, known["owner"])
        told = {"before": before, "handed": elsewhere or known["owner"] != known["first"], "updated": event.at}
        _change(rows, event.ticket, **_waits_for(waits), **told)
    if event.on != CUSTOMER:
        rows.put(desks, desk=event.on, ticket=event.ticket)


@projection.on(TicketResolved, TicketClosed, TicketMerged)
def end(rows: Rows, event: TicketResolved | TicketClosed | TicketMerged, recorded: Recorded) -> None:
    state = {TicketResolved: "resolved", TicketClosed: "closed", TicketMerged: "merged"}[type(event)]
    _change(rows, event.ticket, state=state, before="", updated=event.at, **_waits_for(""))


@projection.on(TicketReopened)
def reopen(rows: Rows, event: TicketReopened, recorded: Recorded) -> None:
    known = rows.get(tickets, event.ticket)
    owner = known["owner"] if known else ""
    _change(rows, event.ticket, state="open", updated=event.at, **_waits_for(owner))


@projection.on(TicketRated)
def rate(rows: Rows, event: TicketRated, recorded: Recorded) -> None:
    rows.change(tickets, key=event.ticket, stars=event.stars)


@projection.on(ClockSet)
def set_clock(rows: Rows, event: ClockSet, recorded: Recorded) -> None:
    nearest = NEVER if event.due is None else event.due.timestamp()
    named = {name: getattr(event, name) for name in ("what", "calendar", "started", "warned", "due")}
    rows.change(tickets, key=event.ticket, clock=event.desk, nearest=nearest, **named)


@projection.on(SlaBreached)
def breach(rows: Rows, event: SlaBreached, recorded: Recorded) -> None:
    known = rows.get(tickets, event.ticket)
    if known is not None:
        rows.change(tickets, key=event.ticket, breaches=known["breaches"] + 1, broke=known["started"])


def _waits_for(desk: str) -> dict[str, str]:
    return {"waiting_on": desk, "waited": kind_of(desk)}


def _change(rows: Rows, ticket: str, **columns: Any) -> None:
    """Of what it is counted by."""
    known = rows.get(tickets, ticket)
    if known is not None:
        rows.change(tickets, key=ticket, **columns)
        move(rows, known, known | columns)
