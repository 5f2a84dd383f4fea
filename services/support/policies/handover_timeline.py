"""What became of a handover, one entry an event, as both its desks read it."""

import json
from typing import Any

from eventlog.recorded import Recorded
from eventlog.schema import Erased
from services.support.deciders.handover_state import Handover
from services.support.events import (
    Attached,
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

KINDS = {
    HandoverRequested: "handover-requested",
    HandoverDelivered: "handover-delivered",
    HandoverRefused: "handover-refused",
    HandoverAccepted: "handover-accepted",
    HandoverRejected: "handover-rejected",
    InformationRequested: "handover-asked",
    InformationGiven: "handover-answered",
    NoteExchanged: "handover-noted",
    HandoverReturned: "handover-returned",
    HandoverClosed: "handover-closed",
    PartnerNotErased: "not-erased",
}


def entry(recorded: Recorded, state: Handover) -> dict[str, Any]:
    """`by` is an account, or empty; `side` the desk that acts; no text where it was erased."""
    event = recorded.event
    text = _text(event)
    files = event.attachments if isinstance(event, NoteExchanged) else ()
    return {
        "at": recorded.time.isoformat(),
        "kind": KINDS[type(event)],
        "by": _actor(event),
        "side": _side(event, state),
        "text": None if isinstance(text, Erased) else text,
        "told": event.receiver if isinstance(event, HandoverRequested) else "",
        "internal": True,
        "attachments": [file(each) for each in files],
        "handover": state.id,
    }


def file(attached: Attached) -> dict[str, Any]:
    return {name: getattr(attached, name) for name in ("id", "media_type", "size", "digest")}


def answers_of(state: Handover) -> dict[str, str]:
    """What the receiver's form says; nothing where that was erased."""
    said = state.requested.answers
    return {} if isinstance(said, Erased) else dict(json.loads(said))


def _actor(event: Any) -> str:
    by = event.asked_by if isinstance(event, HandoverRequested) else getattr(event, "by", "")
    return "" if by.startswith("policy:") else by


def _side(event: Any, state: Handover) -> str:
    match event:
        case HandoverRequested():
            return state.requested.sender
        case HandoverAccepted() | HandoverRejected():
            return state.requested.receiver
        case HandoverDelivered() | HandoverRefused() | PartnerNotErased():
            return ""
    return state.desk_of("sender" if event.side == "sender" else "receiver")


def _text(event: Any) -> str | Erased:
    match event:
        case HandoverRequested(note=text) | NoteExchanged(text=text):
            return text
        case InformationRequested(text=text) | InformationGiven(text=text):
            return text
        case HandoverRefused(reason=text):
            return text
        case HandoverRejected(reason=text) | HandoverReturned(reason=text):
            return text
        case HandoverDelivered(number=text):
            return text
        case HandoverAccepted():
            return _accepted(event)
        case PartnerNotErased(partner=text):
            return text.removeprefix("partner:")
    return ""


def _accepted(event: HandoverAccepted) -> str:
    """Its case number stays where the engineer was erased."""
    said = (event.case_number, event.engineer, event.next_steps)
    return "; ".join(each for each in said if isinstance(each, str) and each)
