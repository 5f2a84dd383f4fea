"""What is told by letter, and to whom: the customer, who works on the ticket, and the people of a publisher's desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eventlog.decider import Context
from eventlog.effects import Effect
from eventlog.recorded import Recorded
from services.support.deciders.handover_state import Handover, speaks_for
from services.support.deciders.sides import POLICY, is_customer
from services.support.deciders.ticket_state import CUSTOMER, PARTNER, STORE, Ticket
from services.support.events import (
    Escalated,
    HandoverAccepted,
    HandoverClosed,
    HandoverRefused,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    Level,
    LookAsked,
    SlaBreached,
    SlaWarned,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketResolved,
)

LETTER = "letter"
OF_TICKET = (TicketOpened, TicketReplied, TicketResolved, TicketReopened, TicketClosed, TicketMerged, LookAsked)
OF_HANDOVER = (
    HandoverRequested,
    HandoverAccepted,
    HandoverRejected,
    HandoverRefused,
    HandoverReturned,
    HandoverClosed,
    InformationRequested,
    InformationGiven,
)
OF_CLOCK = (SlaWarned, SlaBreached, Escalated)
OF_DESKS = OF_HANDOVER + OF_CLOCK  # of which the customer hears nothing


@dataclass(frozen=True)
class To:
    """`accounts` as customers or (`desk` named) as people of a desk; where none of the desk has it yet, all of them."""

    accounts: frozenset[str]
    desk: str = ""
    everybody: bool = False


def caused(event: Any, recorded: Recorded) -> Iterable[Effect]:
    """Whom a letter goes to is seen when it is sent: who has gone meanwhile gets none."""
    if isinstance(event, OF_TICKET + OF_DESKS):
        yield Effect(LETTER, recorded.id, {"ticket": event.ticket, "stream": recorded.stream, "event": recorded.id})


def of_ticket(event: Any, state: Ticket, wrote: Sequence[TicketReplied]) -> list[To]:
    """`wrote`: what was said on the ticket until then. Nobody gets a letter of what they did themselves."""
    match event:
        case TicketOpened(subject=subject, channel=channel):
            return [] if channel == "tsanet" else [To(frozenset({subject}))]
        case TicketReplied(side=side, by=by):
            mine = _working(state, by) if side != state.owner else []
            return [*_customers(state, wrote, by), *mine]
        case TicketResolved(by=by) | TicketMerged(by=by):
            return _customers(state, wrote, by)
        case TicketClosed(by=by):
            return [] if by.startswith(POLICY) else _customers(state, wrote, by)  # that it would be was told before
        case TicketReopened(by=by):
            return _working(state, by)
        case LookAsked(subject=subject, by=by):
            return [To(frozenset({subject} - {by}))]
    return []


def of_handover(event: Any, handed: Handover) -> list[To]:
    """To the side that the other one did something for; a partner hears of it at TSANet."""
    if isinstance(event, HandoverRequested):
        return _desk(event.receiver, "")
    side = getattr(event, "side", "receiver")
    if side == "receiver":
        return _desk(handed.requested.sender, handed.requested.asked_by)
    return _desk(handed.requested.receiver, handed.accepted.by if handed.accepted else "")


def of_clock(event: Any, state: Ticket, levels: Sequence[Level]) -> list[To]:
    """Who is late, or will be, hears of it; of what lasts, whoever the desk's ladder names for this level."""
    if not isinstance(event, Escalated):
        return _desk(event.desk, state.assignee if event.desk == state.owner else "")
    told = levels[event.level - 1].accounts if event.level <= len(levels) else ()
    return [To(frozenset(told), event.desk)]


def is_for(account: str, roles: frozenset[str], desk: str, state: Ticket) -> bool:
    """Whether they still are of the desk, or (none named) the ticket's customer, as their roles tell."""
    reader = Context("", account, state.opened.at, roles)
    return speaks_for(desk, reader) if desk else is_customer(state, reader)


def _customers(state: Ticket, wrote: Sequence[TicketReplied], by: str) -> list[To]:
    """Who opened it, and whoever of theirs wrote on it."""
    if state.opened.channel == "tsanet":
        return []
    theirs = {state.opened.subject, *(each.by for each in wrote if each.side == CUSTOMER)}
    return [To(frozenset(theirs - {by, ""}))]


def _working(state: Ticket, by: str) -> list[To]:
    return [] if state.assignee == by and by else _desk(state.owner, state.assignee)


def _desk(desk: str, account: str) -> list[To]:
    """The one who has it there, else everybody of a publisher's; the store's find it in their queue."""
    if desk.startswith(f"{PARTNER}:"):
        return []
    if account and not account.startswith("policy:"):
        return [To(frozenset({account}), desk)]
    return [] if desk == STORE else [To(frozenset(), desk, everybody=True)]
