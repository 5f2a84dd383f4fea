"""What facts of a handover mean at TSANet, and what a case there means for its handover."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zlib import crc32

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.support.deciders.handover import (
    PARTNER,
    TSANET,
    AcceptHandover,
    EndHandover,
    ExchangeNote,
    GiveInformation,
    RejectHandover,
    RequestInformation,
)
from services.support.deciders.handover_answers import printed
from services.support.deciders.handover_state import Handover
from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    NoteExchanged,
)
from services.support.ports import Case

LANES = ("tsanet-0", "tsanet-1")  # side by side; one handover's facts are told in one of them
SAID = (
    HandoverAccepted,
    HandoverRejected,
    HandoverReturned,
    HandoverClosed,
    InformationRequested,
    InformationGiven,
    NoteExchanged,
)
LAST = (HandoverRejected, HandoverReturned, HandoverClosed)
TAKEN_BACK = "The partner closed its case."
CLOSED_THERE = "The case was closed at TSANet."
LONG_AGO = datetime.min.replace(tzinfo=UTC)

News: TypeAlias = AcceptHandover | RejectHandover | EndHandover | RequestInformation | GiveInformation | ExchangeNote


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    """What our side does is told there, where the handover went that way; that is looked at when it is told."""
    opens = isinstance(event, HandoverRequested) and event.by == "tsanet" and not event.sender.startswith(PARTNER)
    if opens or is_ours(event):
        yield Effect(lane_of(event.handover), recorded.id, {"handover": event.handover, "event": recorded.id})


def is_ours(event: Any) -> bool:
    """Done by our side, and the other's to hear of."""
    return isinstance(event, SAID) and event.by != TSANET


def receiver_named(company: str, document: str) -> str:
    """As which a partner is handed a ticket: its desk, and whose form it is."""
    return f"{PARTNER}{company}#{document}"


def receiver_of(named: str) -> tuple[str, str]:
    """Its desk and its form, of what `receiver_named` says; a desk alone has no form."""
    desk, _, document = named.rpartition("#")
    return (desk, document) if desk.startswith(PARTNER) else (named, "")


def lane_of(handover: str) -> str:
    return LANES[crc32(handover.encode()) % len(LANES)]


def number_at_tsanet(ticket: str, handover: str) -> str:
    """By which a case is found again: a ticket may be handed over more than once. `ticket`: its number."""
    return f"{ticket}-{handover[-8:]}"


def token_of(state: Handover) -> str:
    """Of its case; empty: TSANet has it not yet."""
    if state.delivered is not None:
        return state.delivered.token
    return state.requested.partner if state.requested.sender.startswith(PARTNER) else ""


def news(case: Case, state: Handover) -> list[tuple[str, News]]:
    """What the other side did and the handover does not know, oldest first; each has a key that stays the same."""
    told = [*_answers(case, state), *_notes(case)]
    known = state.messages
    fresh = [(at, key, command) for at, key, command in told if getattr(command, "message", "") not in known]
    return [(key, command) for _, key, command in sorted(fresh, key=lambda each: each[0])] + _end(case, state)


def _answers(case: Case, state: Handover) -> Iterator[tuple[datetime, str, News]]:
    accepted = state.accepted is not None
    for each in case.responses:
        if each["ours"]:
            continue
        key, at = f"tsanet-response-{each['id']}", each["at"] or LONG_AGO
        match each["type"]:
            case "approval" if not accepted:
                accepted = True
                yield at, key, AcceptHandover(*_told(each))
            case "approval" | "update-approval":
                if not _is_known(state, each):
                    yield at, key, ExchangeNote(key, _again(each))
            case "rejection" if state.phase == "requested":
                yield at, key, RejectHandover(each["text"])
            case "information-request":
                yield at, key, RequestInformation(key, each["text"])
            case "information-response":
                yield at, key, GiveInformation(key, each["text"])


def _notes(case: Case) -> Iterator[tuple[datetime, str, News]]:
    for each in case.notes:
        if not each["ours"]:
            key = f"tsanet-note-{each['id']}"
            said = dict.fromkeys(part for part in (each["summary"], each["text"]) if part)
            text = "\n\n".join(said)
            yield each["at"] or LONG_AGO, key, ExchangeNote(key, f"TSANet: {text}" if each["system"] else text)


def _end(case: Case, state: Handover) -> list[tuple[str, News]]:
    """Whatever became of it by then; only who opened a case closes it, for ours somebody of us at TSANet itself."""
    if case.status != "CLOSED" or state.is_over:
        return []
    return [("tsanet-closed", EndHandover(CLOSED_THERE if case.ours else TAKEN_BACK))]


def _is_known(state: Handover, response: Mapping[str, Any]) -> bool:
    known = state.accepted
    return known is not None and (known.case_number, known.engineer, known.next_steps) == _told(response)


def _again(response: Mapping[str, Any]) -> str:
    return "\n".join(line for line in _told(response) if line)


def _told(response: Mapping[str, Any]) -> tuple[str, str, str]:
    """Case number, engineer and next steps, as an acceptance keeps them."""
    return printed(response["case_number"]), engineer_of(response), response["text"]


def engineer_of(response: Mapping[str, Any]) -> str:
    """On one line."""
    return ", ".join(part for part in (response["engineer"], response["phone"], response["email"]) if part)
