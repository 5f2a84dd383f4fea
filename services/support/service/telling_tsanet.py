"""What our side of a handover did, in TSANet's calls."""

import json
from collections.abc import Sequence
from typing import Any

from services.support.deciders.ticket_state import Ticket
from services.support.events import (
    Attached,
    HandoverAccepted,
    HandoverClosed,
    HandoverRejected,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    NoteExchanged,
)
from services.support.ports import TSANet

ERASED = "(This was erased.)"
TITLE = 80  # characters


def say(cases: TSANet, token: str, event: Any, before: Sequence[Any], priority: int) -> None:
    """Each of them once, however often it is said; `before`: all that came before it."""
    match event:
        case HandoverAccepted():
            cases.accept(token, event.case_number, {"name": _text(event.engineer)}, _text(event.next_steps))
        case HandoverRejected():
            cases.reject(token, {}, _text(event.reason))
        case InformationRequested():
            cases.ask(token, {}, _text(event.text), _nth(event, before))
        case InformationGiven():
            cases.answer(token, {}, _text(event.text), _nth(event, before))
        case NoteExchanged():
            text = _text(event.text) or ERASED
            cases.note(token, event.message, title_of(text), _with_files(text, event.attachments), priority)
        case HandoverReturned(side="receiver"):
            cases.note(token, "returned", "We hand this back", _text(event.reason) or ERASED, priority)
        case HandoverReturned() | HandoverClosed():
            cases.close(token)


def described(about: Ticket, note: Any) -> tuple[str, str]:
    """A ticket's summary, and its description with what the desk adds; what was erased is not told."""
    opened = about.opened
    parts = (_text(opened.description), _text(note), *(f"{each}" for each in _version(about)))
    return _text(opened.summary) or ERASED, "\n\n".join(part for part in parts if part)


def answers_of(told: Any) -> dict[str, str]:
    return dict(json.loads(told)) if isinstance(told, str) and told else {}


def title_of(text: str) -> str:
    first = text.strip().splitlines()[0]
    return first if len(first) <= TITLE else first[: TITLE - 1].rstrip() + "…"


def _nth(event: Any, before: Sequence[Any]) -> int:
    return 1 + sum(type(each) is type(event) and (each.side, each.text) == (event.side, event.text) for each in before)


def _version(about: Ticket) -> list[str]:
    tag, digest = about.opened.tag, about.opened.digest
    return [" ".join(part for part in (tag, digest) if part)] if tag or digest else []


def _with_files(text: str, files: tuple[Attached, ...]) -> str:
    """TSANet is told of files, not sent them."""
    lines = [f"Attached here: {each.media_type}, {each.size} bytes, {each.digest}" for each in files]
    return "\n".join([text, *lines])


def _text(text: Any) -> str:
    return text if isinstance(text, str) else ""
