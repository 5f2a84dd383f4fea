"""What a fact of a handover means for its ticket: whose it is, and who has to do something now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from eventlog.recorded import Recorded
from services.support.deciders.handover import handover
from services.support.deciders.handover_state import Handover
from services.support.deciders.moving import ChangeOwner, ChangeWaiting
from services.support.events import (
    Calendar,
    HandoverAccepted,
    HandoverClosed,
    HandoverRefused,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    Terms,
    TicketClosed,
    TicketMerged,
)

FOLLOWED = (
    HandoverRequested,
    HandoverRefused,
    HandoverAccepted,
    HandoverRejected,
    HandoverReturned,
    HandoverClosed,
    InformationRequested,
    InformationGiven,
)
OVER = {TicketClosed: "ticket-closed", TicketMerged: "ticket-merged"}  # and why their handover ends

Followed: TypeAlias = (
    HandoverRequested
    | HandoverRefused
    | HandoverAccepted
    | HandoverRejected
    | HandoverReturned
    | HandoverClosed
    | InformationRequested
    | InformationGiven
)
Move: TypeAlias = ChangeOwner | ChangeWaiting


@dataclass(frozen=True)
class Promised:
    """What the desks of a handover promise, and when somebody is there."""

    terms: Mapping[str, tuple[Terms, ...]]  # by desk
    calendars: Mapping[str, tuple[Calendar, ...]]  # by desk


def moves(history: Sequence[Recorded], promised: Promised) -> list[tuple[Recorded, Move]]:
    """What the ticket is told of a handover's events, in their order: each is told once, however often it is asked."""
    state, told = handover.initial, []
    for recorded in history:
        state = handover.evolve(state, recorded.event)
        if isinstance(recorded.event, FOLLOWED) and isinstance(state, Handover):
            told.append((recorded, _move(recorded.event, state, promised)))
    return told


def _move(event: Any, state: Handover, promised: Promised) -> Move:
    match event:
        case HandoverAccepted() | HandoverClosed() | HandoverReturned(side="receiver"):
            return ChangeOwner(state.owner, state.id, promised.terms.get(state.owner, ()), promised.calendars)
    return ChangeWaiting(state.waits_on, promised.calendars)
