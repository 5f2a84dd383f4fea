"""How a handover stands: who has answered, which question waits, and which messages went between the desks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden
from eventlog.schema import Erased
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
    NoteExchanged,
    PartnerNotErased,
)

Event: TypeAlias = (
    HandoverRequested
    | HandoverDelivered
    | HandoverRefused
    | HandoverAccepted
    | HandoverRejected
    | InformationRequested
    | InformationGiven
    | NoteExchanged
    | HandoverReturned
    | HandoverClosed
    | PartnerNotErased
)
Side = Literal["sender", "receiver"]
Phase = Literal["requested", "accepted", "rejected", "refused", "returned", "closed"]
Text: TypeAlias = str | Erased

STORE = "store"
PARTNER = "partner:"  # how the desk of a partner at TSANet begins
TSANET = "policy:support.tsanet"  # speaks for partners
OTHER: Mapping[Side, Side] = {"sender": "receiver", "receiver": "sender"}


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Question:
    message: str
    text: Text


@dataclass(frozen=True)
class Handover:
    requested: HandoverRequested
    phase: Phase = "requested"
    delivered: HandoverDelivered | None = None
    accepted: HandoverAccepted | None = None
    reason: Text = ""  # why it was rejected, refused or returned
    asked: Mapping[Side, Question] = field(default_factory=dict)  # by the side that asks; without an answer yet
    given: Mapping[Side, Text] = field(default_factory=dict)  # by the side that answered: the last one
    messages: frozenset[str] = frozenset()  # ids of all that was said
    told: frozenset[str] = frozenset()  # subjects whom the partner was asked to forget

    @property
    def id(self) -> str:
        return self.requested.handover

    @property
    def is_over(self) -> bool:
        return self.phase not in ("requested", "accepted")

    @property
    def owner(self) -> str:
        """Whose the ticket is because of it."""
        return self.requested.receiver if self.phase == "accepted" else self.requested.sender

    @property
    def waits_on(self) -> str:
        """The desk that has to do something now."""
        if self.is_over or "receiver" in self.asked:
            return self.requested.sender
        return self.requested.receiver

    def desk_of(self, side: Side) -> str:
        return self.requested.sender if side == "sender" else self.requested.receiver


State: TypeAlias = Absent | Handover


def speaks_for(desk: str, by: Context) -> bool:
    if desk == STORE:
        return by.has("support", "operator")
    if desk.startswith(PARTNER):
        return by.actor == TSANET
    return by.acts_for(desk, "owner", "support")


def must_speak_for(desk: str, by: Context) -> None:
    if not speaks_for(desk, by):
        raise Forbidden("not-yours")


def side_of(state: Handover, by: Context) -> Side:
    """Who belongs to both speaks for the receiver."""
    sides: tuple[Side, ...] = ("receiver", "sender")
    for side in sides:
        if speaks_for(state.desk_of(side), by):
            return side
    raise Forbidden("not-yours")


def evolve(state: State, event: Event) -> State:
    if isinstance(event, HandoverRequested):
        return Handover(event)
    if isinstance(state, Absent):
        raise TypeError(event)
    if isinstance(event, InformationRequested | InformationGiven | NoteExchanged):
        return _talked(state, event)
    return _moved(state, event)


def _talked(state: Handover, event: InformationRequested | InformationGiven | NoteExchanged) -> Handover:
    side: Side = "sender" if event.side == "sender" else "receiver"
    heard = replace(state, messages=state.messages | {event.message})
    match event:
        case InformationRequested(message=message, text=text):
            return replace(heard, asked={**state.asked, side: Question(message, text)})
        case InformationGiven(text=text):
            return replace(heard, asked=_without(state.asked, OTHER[side]), given={**state.given, side: text})
        case NoteExchanged():
            return heard


def _moved(state: Handover, event: Event) -> Handover:
    match event:
        case HandoverDelivered():
            return replace(state, delivered=event)
        case HandoverAccepted():
            return replace(state, phase="accepted", accepted=event, asked=_without(state.asked, "receiver"))
        case HandoverRejected(reason=reason):
            return replace(state, phase="rejected", reason=reason, asked={})
        case HandoverRefused(reason=why):
            return replace(state, phase="refused", reason=why, asked={})
        case HandoverReturned(reason=reason):
            return replace(state, phase="returned", reason=reason, asked={})
        case HandoverClosed():
            return replace(state, phase="closed", asked={})
        case PartnerNotErased(subject=subject):
            return replace(state, told=state.told | {subject})
    raise TypeError(event)


def _without(asked: Mapping[Side, Question], side: Side) -> Mapping[Side, Question]:
    return {other: question for other, question in asked.items() if other != side}
