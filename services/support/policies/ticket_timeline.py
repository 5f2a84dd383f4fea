"""What became of a ticket, one entry an event, as far as who reads it may know."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from eventlog.recorded import Recorded
from eventlog.schema import Erased
from services.support.deciders.ticket_state import CUSTOMER, STORE
from services.support.events import (
    AdvisoryLinked,
    BreachAnnotated,
    ClockSet,
    Escalated,
    OwnerChanged,
    PriorityChanged,
    SlaBreached,
    SlaWarned,
    TicketAssigned,
    TicketClosed,
    TicketMerged,
    TicketNoted,
    TicketOpened,
    TicketRated,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    WaitingChanged,
)
from services.support.policies.handover_timeline import file

KINDS = {
    TicketOpened: "opened",
    TicketAssigned: "assigned",
    TicketReplied: "replied",
    TicketNoted: "noted",
    PriorityChanged: "priority",
    OwnerChanged: "owner",
    TicketMerged: "merged",
    AdvisoryLinked: "advisory",
    TicketResolved: "resolved",
    TicketReopened: "reopened",
    TicketClosed: "closed",
    TicketRated: "rated",
    SlaWarned: "warned",
    SlaBreached: "breached",
    Escalated: "escalated",
    BreachAnnotated: "annotated",
}
SILENT = (ClockSet, WaitingChanged)  # they show in what is owed and who is waited on
OF_A_DESK = (SlaWarned, SlaBreached, Escalated)


def is_for(event: Any, desks: Collection[str], late: Mapping[str, SlaBreached] = MappingProxyType({})) -> bool:
    """Whether it is told to the people of these desks (none: the customer); `late` are the ticket's breaches by id.

    Notes are their own desk's alone, and whether and why it was late a matter of the late desk and the store's.
    """
    if isinstance(event, SILENT):
        return False
    if isinstance(event, TicketNoted):
        return event.desk in desks
    if isinstance(event, OF_A_DESK):
        return event.desk in desks or STORE in desks
    if isinstance(event, BreachAnnotated):
        return STORE in desks or (event.breach in late and late[event.breach].desk in desks)
    return bool(desks) or not isinstance(event, TicketAssigned)


def entry(recorded: Recorded, opener: str) -> dict[str, Any]:
    """`by` is an account, or empty; `side` who speaks; `text` None where it was erased; `told` what it says beside."""
    event = recorded.event
    by = _by(event)
    text = getattr(event, "description" if isinstance(event, TicketOpened) else "text", "")
    return {
        "at": recorded.time.isoformat(),
        "kind": _kind(event),
        "by": "" if by.startswith("policy:") else by,
        "side": _side(event, opener),
        "text": None if isinstance(text, Erased) else text,
        "told": _told(event),
        "internal": isinstance(event, TicketNoted | BreachAnnotated),
        "attachments": [file(each) for each in getattr(event, "attachments", ())],
    }


def _kind(event: Any) -> str:
    match event:
        case TicketReplied(advised=True):
            return "advised"
        case TicketReplied(waits=True):
            return "asked"
        case TicketAssigned(assignee=""):
            return "unassigned"
    return KINDS[type(event)]


def _by(event: Any) -> str:
    match event:
        case TicketOpened(subject=subject):
            return subject
        case TicketAssigned(assignee=assignee):
            return assignee
    return str(getattr(event, "by", ""))


def _side(event: Any, opener: str) -> str:
    match event:
        case TicketReplied(side=side):
            return side
        case TicketOpened() | TicketRated():
            return CUSTOMER
        case TicketNoted(desk=desk) | TicketAssigned(desk=desk):
            return desk
        case SlaWarned(desk=desk) | SlaBreached(desk=desk) | Escalated(desk=desk):
            return desk
        case OwnerChanged(owner=owner):
            return owner
    return CUSTOMER if _by(event) == opener else ""


def _told(event: Any) -> str:
    match event:
        case PriorityChanged(priority=priority):
            return f"P{priority}"
        case OwnerChanged(owner=owner):
            return owner
        case TicketMerged(into=into):
            return into
        case AdvisoryLinked(advisory=advisory):
            return advisory
        case TicketRated(stars=stars):
            return str(stars)
        case Escalated(name=name):
            return name
        case SlaWarned(due=due) | SlaBreached(due=due):
            return str(due.isoformat())
    return ""
