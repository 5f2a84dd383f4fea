"""A ticket is handed to another desk: asked for by its owner, one receiver at a time, and answered once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.support.deciders import handover_answers as answers
from services.support.deciders import handover_talk as talk
from services.support.deciders.handover_answers import (
    AcceptHandover,
    CloseHandover,
    EndHandover,
    NoteDelivered,
    RefuseHandover,
    RejectHandover,
    ReturnHandover,
)
from services.support.deciders.handover_form import answered
from services.support.deciders.handover_state import (
    PARTNER,
    STORE,
    TSANET,
    Absent,
    Event,
    Handover,
    State,
    evolve,
    must_speak_for,
)
from services.support.deciders.handover_talk import LONGEST_TEXT, ExchangeNote, GiveInformation, RequestInformation
from services.support.events import HandoverRequested, PartnerNotErased, Question

__all__ = [
    "PARTNER",
    "STORE",
    "TSANET",
    "AcceptHandover",
    "CloseHandover",
    "EndHandover",
    "ExchangeNote",
    "GiveInformation",
    "NoteDelivered",
    "NotePartnerNotErased",
    "RefuseHandover",
    "RejectHandover",
    "RequestHandover",
    "RequestInformation",
    "ReturnHandover",
    "handover",
]


@dataclass(frozen=True)
class RequestHandover:
    """`sender` owns the ticket; `questions` are the receiver's form, which a partner does not fill in for us."""

    handover: str
    ticket: str
    subject: str  # of the ticket
    sender: str
    receiver: str
    by: str  # direct | tsanet
    answers: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    note: str = ""
    due: datetime | None = None
    partner: str = ""  # TSANet's id of the form, or of the request that came in
    over: bool = False  # the ticket is not open


@dataclass(frozen=True)
class NotePartnerNotErased:
    """Given by a policy alone; `asked`: the note's id, empty where it could not be told."""

    subject: str
    partner: str
    asked: str


Command: TypeAlias = RequestHandover | NotePartnerNotErased | answers.Command | talk.Command


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case RequestHandover(), Absent():
            return _request(command, by)
        case RequestHandover(), Handover():
            return []
        case _, Absent():
            raise Missing("no-such-handover")
        case RequestInformation(), Handover():
            return talk.ask(command, state, by)
        case GiveInformation(), Handover():
            return talk.give(command, state, by)
        case ExchangeNote(), Handover():
            return talk.note(command, state, by)
        case NotePartnerNotErased(), Handover():
            return _not_erased(command, state, by)
        case _, Handover():
            return _answer(command, state, by)
    raise TypeError(command)


def _answer(command: Command, state: Handover, by: Context) -> list[Event]:
    match command:
        case NoteDelivered():
            return answers.deliver(command, state, by)
        case RefuseHandover():
            return answers.refuse(command, state, by)
        case AcceptHandover():
            return answers.accept(command, state, by)
        case RejectHandover():
            return answers.reject(command, state, by)
        case ReturnHandover():
            return answers.give_back(command, state, by)
        case CloseHandover():
            return answers.close(state, by)
        case EndHandover():
            return answers.end(command, state, by)
    raise TypeError(command)


def _request(command: RequestHandover, by: Context) -> list[Event]:
    must_speak_for(command.sender, by)
    if command.over:
        raise Conflicting("ticket-not-open")
    _must_be_a_way(command)
    said = answered(command.questions, command.answers)
    note = command.note.strip()
    if len(note) > LONGEST_TEXT and not command.sender.startswith(PARTNER):
        raise Invalid("field-invalid", f"note: at most {LONGEST_TEXT} characters")
    return [
        HandoverRequested(
            handover=command.handover,
            ticket=command.ticket,
            subject=command.subject,
            sender=command.sender,
            receiver=command.receiver,
            by=command.by,
            asked_by=by.actor,
            answers=json.dumps(said, ensure_ascii=False),
            note=note,
            due=command.due,
            partner=command.partner,
            at=by.at,
        )
    ]


def _must_be_a_way(command: RequestHandover) -> None:
    """Directly between the desks of this store, by TSANet between the store's own desk and a partner."""
    ends = (command.sender, command.receiver)
    if command.sender == command.receiver or command.by not in ("direct", "tsanet"):
        raise Invalid("receiver-unfit", command.receiver[:80])
    if not all(end.removeprefix(PARTNER) for end in ends):
        raise Invalid("receiver-unfit", command.receiver[:80])
    partners = sum(end.startswith(PARTNER) for end in ends)
    fits = partners == 0 if command.by == "direct" else partners == 1 and STORE in ends
    if not fits:
        raise Invalid("receiver-unfit", command.receiver[:80])


def _not_erased(command: NotePartnerNotErased, state: Handover, by: Context) -> list[Event]:
    if not by.actor.startswith(answers.POLICY):
        raise Forbidden("store-only")
    if command.subject in state.told:
        return []
    return [PartnerNotErased(state.id, command.subject, command.partner, command.asked, by.at)]


def reserves(command: Command) -> Sequence[Reservation]:
    match command:
        case RequestHandover(ticket=ticket):
            return [Reservation(place_of(ticket), "already-handed-over", ticket)]
    return []


def releases(command: Command, state: State) -> Sequence[str]:
    """Once it is over the ticket may be handed to somebody else."""
    if not isinstance(state, Handover) or not isinstance(command, answers.ENDING):
        return []
    return [place_of(state.requested.ticket)]


def place_of(ticket: str) -> str:
    return f"handover-of-{ticket}"


handover: Decider[Command, State, Event] = Decider("handover", Absent(), decide, evolve, reserves, releases)
