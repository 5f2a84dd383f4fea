"""What facts of support mean for whom: tickets for their customers, handovers for the other desk. Never their words."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.recorded import Recorded
from services.notifications.policies import audience
from services.notifications.policies.about import notice
from services.notifications.policies.known import Handover, Known, Product, Ticket
from services.notifications.policies.notice import Notice
from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverRefused,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    NoteExchanged,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketResolved,
)

STORE, PARTNER = "store", "partner:"
MOVED = {
    TicketOpened: "opened",
    TicketResolved: "resolved",
    TicketReopened: "reopened",
    TicketClosed: "closed",
    TicketMerged: "merged",
}
HANDED = {
    HandoverRequested: "requested",
    HandoverRefused: "refused",
    HandoverAccepted: "accepted",
    HandoverRejected: "rejected",
    InformationRequested: "asked",
    InformationGiven: "answered",
    NoteExchanged: "noted",
    HandoverReturned: "returned",
    HandoverClosed: "closed",
}
OF_THE_RECEIVER = (HandoverAccepted, HandoverRejected, HandoverRefused)


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    told = HEARD.get(type(event))
    return told(event, fact, known) if told else []


def moved(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    return _to_customer(known.ticket(event.ticket), MOVED[type(event)], fact, known)


def replied(event: TicketReplied, fact: Recorded, known: Known) -> list[Notice]:
    """What the customer wrote, the desk finds in its queue."""
    if event.side == "customer":
        return []
    return _to_customer(known.ticket(event.ticket), "asked" if event.waits else "answered", fact, known)


def handed(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    """To the side that did not do it; a partner hears of it by TSANet."""
    handover = known.handover(event.handover)
    desk = _hears(event, handover)
    if desk.startswith(PARTNER):
        return []
    ticket = known.ticket(handover.ticket)
    number = f"T-{ticket.number}"
    told = {"number": number, "change": HANDED[type(event)]}
    meant = audience.staff("support") if desk == STORE else audience.publisher(desk, "desk")
    place = "/staff" if desk == STORE else f"/publish/{desk}"
    link = f"{place}/desk/tickets/{number}/handover"
    product = _product(ticket, known)
    return [notice(fact, "handover.moved", meant, about=event.handover, link=link, product=product, told=told)]


def _to_customer(ticket: Ticket, change: str, fact: Recorded, known: Known) -> list[Notice]:
    """A partner's own customer is nobody here."""
    if ticket.holder.startswith(PARTNER):
        return []
    number = f"T-{ticket.number}"
    told = {"number": number, "change": change}
    meant, product = audience.holder(ticket.holder), _product(ticket, known)
    link = f"/tickets/{number}"
    return [notice(fact, "ticket.moved", meant, about=ticket.id, link=link, product=product, told=told)]


def _hears(event: Any, handover: Handover) -> str:
    if isinstance(event, HandoverRequested):
        return handover.receiver
    if isinstance(event, OF_THE_RECEIVER):
        return handover.sender
    return handover.receiver if event.side == "sender" else handover.sender


def _product(ticket: Ticket, known: Known) -> Product | None:
    return known.product(ticket.product) if ticket.product else None


HEARD: Mapping[type, Callable[[Any, Recorded, Known], list[Notice]]] = {
    **dict.fromkeys(MOVED, moved),
    TicketReplied: replied,
    **dict.fromkeys(HANDED, handed),
}
