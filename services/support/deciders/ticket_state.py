"""How a ticket stands: who owns it and who had it before, who is waited on, and what its clock is counted from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from services.support.deciders.holding import Holding
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

Event: TypeAlias = (
    TicketOpened
    | TicketAssigned
    | TicketReplied
    | TicketNoted
    | PriorityChanged
    | OwnerChanged
    | WaitingChanged
    | TicketMerged
    | AdvisoryLinked
    | TicketResolved
    | TicketReopened
    | TicketClosed
    | TicketRated
    | ClockSet
    | SlaWarned
    | SlaBreached
    | Escalated
    | BreachAnnotated
)
Promise: TypeAlias = tuple[str, str, datetime | None, int]  # what, by which desk, from when, minutes
Phase = Literal["open", "resolved", "closed", "merged"]
CUSTOMER, STORE, PARTNER = "customer", "store", "partner"


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Ticket:
    opened: TicketOpened
    holdings: tuple[Holding, ...]  # the last one's desk owns it; the one before gets it back
    waiting_on: str  # customer, or a desk: store, a publisher, partner:COMPANY; empty: nobody
    priority: int
    before: str = ""  # while the customer is waited on: who was before, and is again afterwards
    phase: Phase = "open"
    assignee: str = ""
    desks: frozenset[str] = frozenset()  # whose people may read it: they own it, did, or were asked to
    answered: bool = False  # a desk has said something, or it was resolved
    asked: datetime | None = None  # since when the owner waits for what it asked its sender
    messages: frozenset[str] = frozenset()  # ids of replies and notes
    letters: frozenset[str] = frozenset()  # Message-IDs that brought replies
    advisories: tuple[str, ...] = ()
    merged_into: str = ""
    reopened_until: datetime | None = None
    stars: int = 0  # 0: not rated
    clock: ClockSet | None = None  # as it was set last
    warned: Promise | None = None  # of which a warning was given last, whenever it is due by now
    breaches: Mapping[str, SlaBreached] = field(default_factory=dict)  # by id
    escalated: Mapping[str, Escalated] = field(default_factory=dict)  # by breach: the last level that was told
    notes_on: Mapping[str, str] = field(default_factory=dict)  # by breach: what was said of it last

    @property
    def id(self) -> str:
        return self.opened.ticket

    @property
    def owner(self) -> str:
        return self.holdings[-1].desk

    @property
    def sender(self) -> Holding | None:
        """Who handed it to its owner, and gets it back."""
        return self.holdings[-2] if len(self.holdings) > 1 else None

    @property
    def running(self) -> Holding | None:
        """Whose clock runs: the owner's, or its sender's who was asked something; None: nobody's."""
        if self.phase != "open" or self.waiting_on == CUSTOMER:
            return None
        return self.holdings[-1] if self.asked is None else self.sender

    @property
    def is_warned(self) -> bool:
        return self.warned is not None and self.warned == _promise(self.clock)

    def is_side(self, side: str, desk: str) -> bool:
        """Whether who replies on this side speaks for the desk."""
        return side == desk or (side == PARTNER and desk.startswith(f"{PARTNER}:"))


State: TypeAlias = Absent | Ticket


def evolve(state: State, event: Event) -> State:
    if isinstance(event, TicketOpened):
        first = Holding(event.owner, "", event.terms, event.at)
        return Ticket(event, (first,), waiting_on=event.owner, priority=event.priority, desks=frozenset({event.owner}))
    if isinstance(state, Absent):
        raise TypeError(event)
    if isinstance(event, ClockSet | SlaWarned | SlaBreached | Escalated | BreachAnnotated):
        return _timed(state, event)
    if isinstance(event, OwnerChanged | WaitingChanged):
        return _moved(state, event)
    return _worked_on(state, event)


def _timed(state: Ticket, event: Event) -> Ticket:
    match event:
        case ClockSet():
            return replace(state, clock=event)
        case SlaWarned():
            return replace(state, warned=_promise(state.clock))
        case SlaBreached():
            return replace(state, breaches={**state.breaches, event.breach: event})
        case Escalated():
            return replace(state, escalated={**state.escalated, event.breach: event})
        case BreachAnnotated():
            said = event.text if isinstance(event.text, str) else ""
            return replace(state, notes_on={**state.notes_on, event.breach: said})
    raise TypeError(event)


def _promise(clock: ClockSet | None) -> Promise | None:
    return None if clock is None else (clock.what, clock.desk, clock.started, clock.minutes)


def _moved(state: Ticket, event: OwnerChanged | WaitingChanged) -> Ticket:
    if isinstance(event, OwnerChanged):
        waiting_on = event.owner if state.phase == "open" else ""
        state = replace(state, holdings=_handed(state, event), assignee="", asked=None)
        return replace(state, waiting_on=waiting_on, before="", desks=state.desks | {event.owner})
    if event.on == CUSTOMER:
        return _waiting_for_customer(state, event.at)
    is_asked = state.sender is not None and event.on == state.sender.desk
    state = replace(state, desks=state.desks | {event.on})
    if state.waiting_on == CUSTOMER:
        return replace(state, before=event.on, asked=event.at if is_asked else None)
    if is_asked:
        owner = state.holdings[-1].paused(event.at)
        holdings = (*(each.resumed(event.at) for each in state.holdings[:-1]), owner)
        return replace(state, holdings=holdings, waiting_on=event.on, asked=event.at)
    return replace(_going_on(state, event.at), waiting_on=event.on, asked=None)


def _handed(state: Ticket, event: OwnerChanged) -> tuple[Holding, ...]:
    """Back to who has it from before, or on; who gets it back owes what it would owe, had it never left."""
    owner, sender = state.holdings[-1], state.sender
    if sender is not None and (sender.desk, owner.handover) == (event.owner, event.handover):
        if state.phase != "open":
            return state.holdings[:-1]
        return tuple(each.resumed(event.at) for each in state.holdings[:-1])
    given = Holding(event.owner, event.handover, event.terms, event.at)
    return (*state.holdings, given if state.phase == "open" else given.paused(event.at))


def _worked_on(state: Ticket, event: Event) -> Ticket:
    match event:
        case TicketReplied():
            return _replied(state, event)
        case TicketNoted(note=note):
            return replace(state, messages=state.messages | {note})
        case TicketAssigned(assignee=assignee):
            return replace(state, assignee=assignee)
        case PriorityChanged(priority=priority):
            return replace(state, priority=priority)
        case AdvisoryLinked(advisory=advisory):
            return replace(state, advisories=(*state.advisories, advisory))
        case TicketRated(stars=stars):
            return replace(state, stars=stars)
    return _ended(state, event)


def _ended(state: Ticket, event: Event) -> Ticket:
    match event:
        case TicketMerged(into=into, at=at):
            return replace(_still(state, at), phase="merged", merged_into=into, waiting_on="", before="", asked=None)
        case TicketResolved(reopened_until=until, at=at):
            over = replace(_still(state, at), phase="resolved", waiting_on="", before="", asked=None)
            return replace(over, reopened_until=until, answered=True)
        case TicketClosed(at=at):
            return replace(_still(state, at), phase="closed", waiting_on="", before="", asked=None)
        case TicketReopened(at=at):
            return replace(_going_on(state, at), phase="open", waiting_on=state.owner, reopened_until=None)
    raise TypeError(event)


def _replied(state: Ticket, event: TicketReplied) -> Ticket:
    letters = state.letters | {event.mail} if event.mail else state.letters
    state = replace(state, messages=state.messages | {event.message}, letters=letters)
    if event.side == CUSTOMER:
        return _answered_by_customer(state, event.at)
    is_of_owner = state.is_side(event.side, state.owner)
    heard = state.holdings if is_of_owner or not state.answered else ()  # from whomever it is: the customer has heard
    holdings = tuple(
        each.counted_from(event.at) if each in heard or state.is_side(event.side, each.desk) else each
        for each in state.holdings
    )
    state = replace(state, answered=True)
    if state.phase != "open":
        return state
    state = replace(state, holdings=tuple(map(_as_still, state.holdings, holdings)))
    return _waiting_for_customer(state, event.at) if event.waits else state


def _waiting_for_customer(state: Ticket, at: datetime) -> Ticket:
    before = state.before if state.waiting_on == CUSTOMER else state.waiting_on
    return replace(_still(state, at), waiting_on=CUSTOMER, before=before)


def _as_still(before: Holding, after: Holding) -> Holding:
    """Where a clock stood still when it was counted anew, it still does."""
    is_still = bool(before.pauses) and before.pauses[-1].until is None
    return after.paused(after.since) if is_still else after


def _answered_by_customer(state: Ticket, at: datetime) -> Ticket:
    if state.phase != "open" or state.waiting_on != CUSTOMER:
        return state
    state = replace(_going_on(state, at), waiting_on=state.before or state.owner, before="")
    if state.asked is None:
        return state
    return replace(state, holdings=(*state.holdings[:-1], state.holdings[-1].paused(at)), asked=at)


def _going_on(state: Ticket, at: datetime) -> Ticket:
    """Clocks that stood still go on: once a desk has answered, the next promise is counted from here."""
    resumed = tuple(each.resumed(at) for each in state.holdings)
    moved = [before != after for before, after in zip(state.holdings, resumed, strict=True)]
    if state.answered:
        resumed = tuple(one.counted_from(at) if is_moved else one for one, is_moved in zip(resumed, moved, strict=True))
    return replace(state, holdings=resumed)


def _still(state: Ticket, at: datetime) -> Ticket:
    return replace(state, holdings=tuple(each.paused(at) for each in state.holdings))
