"""What the two desks of a handover say to each other: questions, answers and notes, each message once."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid
from services.support.deciders.handover_state import (
    OTHER,
    PARTNER,
    Event,
    Handover,
    Side,
    side_of,
    speaks_for,
)
from services.support.events import Attached, InformationGiven, InformationRequested, NoteExchanged

LONGEST_TEXT = 5_000  # characters; a partner's is taken as it is
MOST_FILES = 20


@dataclass(frozen=True)
class RequestInformation:
    message: str
    text: str


@dataclass(frozen=True)
class GiveInformation:
    message: str
    text: str


@dataclass(frozen=True)
class ExchangeNote:
    message: str
    text: str
    attachments: tuple[Attached, ...] = ()


Command: TypeAlias = RequestInformation | GiveInformation | ExchangeNote


def ask(command: RequestInformation, state: Handover, by: Context) -> list[Event]:
    side = side_of(state, by)
    text = text_of(command.text, "text", state.desk_of(side))
    known = state.asked.get(side)
    if command.message in state.messages or (known is not None and known.text == text):
        return []
    must_go_on(state)
    if side == "sender" and state.desk_of("receiver").startswith(PARTNER):
        raise Conflicting("ask-by-note")
    told = (state.id, state.requested.ticket, state.requested.subject, side, command.message)
    return [InformationRequested(*told, text, by.actor, by.at)]


def give(command: GiveInformation, state: Handover, by: Context) -> list[Event]:
    side = _asked_side(state, by)
    text = text_of(command.text, "text", state.desk_of(side))
    if command.message in state.messages:
        return []
    if OTHER[side] not in state.asked:
        if state.given.get(side) == text:
            return []
        must_go_on(state)
        raise Conflicting("nothing-asked")
    told = (state.id, state.requested.ticket, state.requested.subject, side, command.message)
    return [InformationGiven(*told, text, by.actor, by.at)]


def note(command: ExchangeNote, state: Handover, by: Context) -> list[Event]:
    side = side_of(state, by)
    if command.message in state.messages:
        return []
    desk = state.desk_of(side)
    if not desk.startswith(PARTNER):
        must_go_on(state)
    if len(command.attachments) > MOST_FILES:
        raise Invalid("field-invalid", f"attachments: at most {MOST_FILES}")
    text = command.text.strip() if command.attachments else text_of(command.text, "text", desk)
    told = (state.id, state.requested.ticket, state.requested.subject, side, command.message)
    return [NoteExchanged(*told, text, command.attachments, by.actor, by.at)]


def must_go_on(state: Handover) -> None:
    if state.is_over:
        raise Conflicting("handover-over", state.phase)


def text_of(text: str, field: str, desk: str = "", longest: int = LONGEST_TEXT) -> str:
    """What somebody of `desk` says; what a partner says is taken as it is."""
    text = text.strip()
    if desk.startswith(PARTNER):
        return text
    if not text or len(text) > longest:
        raise Invalid("field-invalid", f"{field}: 1 to {longest} characters")
    return text


def _asked_side(state: Handover, by: Context) -> Side:
    """Who belongs to both answers for the one that is asked."""
    sides: tuple[Side, ...] = ("receiver", "sender")
    for side in sides:
        if OTHER[side] in state.asked and speaks_for(state.desk_of(side), by):
            return side
    return side_of(state, by)
