"""How a handover is taken, turned down, handed back and brought to its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.support.deciders.handover_state import (
    PARTNER,
    Event,
    Handover,
    Side,
    must_speak_for,
    side_of,
    speaks_for,
)
from services.support.deciders.handover_talk import must_go_on, text_of
from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverDelivered,
    HandoverRefused,
    HandoverRejected,
    HandoverReturned,
)

LONGEST_NUMBER = 100  # characters
LONGEST_ENGINEER = 300
POLICY = "policy:"


@dataclass(frozen=True)
class NoteDelivered:
    """TSANet has it; given by the adapter alone."""

    token: str
    number: str
    respond_by: datetime | None


@dataclass(frozen=True)
class RefuseHandover:
    """TSANet would not take it; given by the adapter alone."""

    reason: str


@dataclass(frozen=True)
class AcceptHandover:
    case_number: str
    engineer: str
    next_steps: str


@dataclass(frozen=True)
class RejectHandover:
    reason: str


@dataclass(frozen=True)
class ReturnHandover:
    """By its sender before it is accepted, by its receiver afterwards."""

    reason: str


@dataclass(frozen=True)
class CloseHandover:
    pass


@dataclass(frozen=True)
class EndHandover:
    """The ticket is over, or its case at TSANet is; given by a policy alone."""

    reason: str


Command: TypeAlias = (
    NoteDelivered | RefuseHandover | AcceptHandover | RejectHandover | ReturnHandover | CloseHandover | EndHandover
)
ENDING = (RefuseHandover, RejectHandover, ReturnHandover, CloseHandover, EndHandover)


def deliver(command: NoteDelivered, state: Handover, by: Context) -> list[Event]:
    _only_a_policy(by)
    if state.delivered is not None and state.delivered.token == command.token:
        return []
    if state.delivered is not None:
        raise Conflicting("delivered-elsewhere", state.delivered.token)
    return [HandoverDelivered(state.id, command.token, command.number, command.respond_by, by.at)]


def refuse(command: RefuseHandover, state: Handover, by: Context) -> list[Event]:
    _only_a_policy(by)
    if state.phase == "refused":
        return []
    _must_be_unanswered(state)
    return [HandoverRefused(state.id, state.requested.ticket, command.reason, by.at)]


def accept(command: AcceptHandover, state: Handover, by: Context) -> list[Event]:
    receiver = state.requested.receiver
    must_speak_for(receiver, by)
    named = _named(command, receiver)
    if (known := state.accepted) is not None and (known.case_number, known.engineer, known.next_steps) == named:
        return []
    _must_be_unanswered(state)
    told = (state.id, state.requested.ticket, state.requested.subject, receiver)
    return [HandoverAccepted(*told, *named, by.actor, by.at)]


def reject(command: RejectHandover, state: Handover, by: Context) -> list[Event]:
    must_speak_for(state.requested.receiver, by)
    reason = text_of(command.reason, "reason", state.requested.receiver)
    if state.phase == "rejected" and state.reason == reason:
        return []
    _must_be_unanswered(state)
    return [HandoverRejected(state.id, state.requested.ticket, state.requested.subject, reason, by.actor, by.at)]


def give_back(command: ReturnHandover, state: Handover, by: Context) -> list[Event]:
    side = side_of(state, by)
    reason = text_of(command.reason, "reason", state.desk_of(side))
    if state.phase == "returned" and state.reason == reason:
        return []
    must_go_on(state)
    wanted: Side = "sender" if state.phase == "requested" else "receiver"
    if not speaks_for(state.desk_of(wanted), by):
        raise Conflicting("not-accepted" if state.phase == "requested" else "already-accepted")
    told = (state.id, state.requested.ticket, state.requested.subject, wanted)
    return [HandoverReturned(*told, reason, by.actor, by.at)]


def close(state: Handover, by: Context) -> list[Event]:
    side = side_of(state, by)
    if state.phase == "closed":
        return []
    must_go_on(state)
    if state.phase != "accepted":
        raise Conflicting("not-accepted")
    return [HandoverClosed(state.id, state.requested.ticket, side, by.actor, by.at)]


def end(command: EndHandover, state: Handover, by: Context) -> list[Event]:
    _only_a_policy(by)
    if state.is_over:
        return []
    ticket, subject = state.requested.ticket, state.requested.subject
    if state.phase == "accepted":
        return [HandoverClosed(state.id, ticket, "sender", by.actor, by.at)]
    return [HandoverReturned(state.id, ticket, subject, "sender", command.reason, by.actor, by.at)]


def _named(command: AcceptHandover, receiver: str) -> tuple[str, str, str]:
    number, engineer = command.case_number.strip(), command.engineer.strip()
    steps = command.next_steps.strip()
    if receiver.startswith(PARTNER):
        number = printed(number)
    else:
        number = text_of(number, "case_number", longest=LONGEST_NUMBER)
        engineer = text_of(engineer, "engineer", longest=LONGEST_ENGINEER)
        steps = text_of(steps, "next_steps") if steps else ""
    if not number.isprintable():
        raise Invalid("field-invalid", "case_number: on one line")
    return number, engineer, steps


def printed(text: str) -> str:
    """What can be printed of a partner's text, on one line."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())


def _must_be_unanswered(state: Handover) -> None:
    must_go_on(state)
    if state.phase == "accepted":
        raise Conflicting("already-accepted")


def _only_a_policy(by: Context) -> None:
    if not by.actor.startswith(POLICY):
        raise Forbidden("store-only")
