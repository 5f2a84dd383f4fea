"""What came back to the sender of a letter: it could not be delivered (RFC 3464), or its receiver calls it spam (5965).

Whoever it came from may have written it: it counts for the letter alone whose return address it was sent to.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from mailing import headers
from mailing.parsing import TooMuch, parsed
from mailing.plain import decoded

BOUNCED, COMPLAINED, DELAYED, UNKNOWN = "bounced", "complained", "delayed", "unknown"
LOOKED_AT = 256 * 1024  # bytes; what failed stands before the letter that comes back
LONGEST_TEXT = 20_000  # bytes of each part in which a code is looked for
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")  # RFC 3463
OF_PEOPLE = ("abuse", "fraud", "opt-out", "opt-out-list")  # what a report says of a letter that nobody wanted
log = logging.getLogger("chandlery.mailroom")


@dataclass(frozen=True)
class Returned:
    what: str  # bounced: for good | delayed: it may still arrive, or the next one may | complained | unknown
    code: str = ""  # 5.1.1; empty: none was told


def read(raw: bytes) -> Returned:
    """Never an error: what makes no sense is unknown."""
    try:
        message = parsed(raw[:LOOKED_AT])
        return _read(message)
    except TooMuch:
        return Returned(UNKNOWN)
    except Exception:  # what neither parser of others thought of
        log.warning("what came back could not be read", exc_info=True)
        return Returned(UNKNOWN)


def _read(message: Message) -> Returned:
    complaint = next((each for each in message.walk() if each.get_content_type() == "message/feedback-report"), None)
    if complaint is not None:
        return Returned(COMPLAINED if _type_of(complaint) in OF_PEOPLE else UNKNOWN)
    blocks = list(_blocks(message))
    failed = [each for each in blocks if _action(each).startswith(("fail", "error"))]
    if failed or any(_action(each) for each in blocks):
        return _of_codes([_code(each) for each in failed]) if failed else _of_actions(blocks)
    delayed, bounced = all_failures(message)
    if bounced:
        return _of_codes([_code_in_text(message)])
    return Returned(DELAYED, _code_in_text(message)) if delayed else Returned(UNKNOWN)


def _of_codes(codes: Sequence[str]) -> Returned:
    """Given up for the time being (4.…) is not for good."""
    for_good = [code for code in codes if not code.startswith("4.")]
    if for_good:
        return Returned(BOUNCED, next((code for code in for_good if code.startswith("5.")), ""))
    return Returned(DELAYED, codes[0])


def _of_actions(blocks: Sequence[Message]) -> Returned:
    """None failed: it waits, or it was delivered, passed on or spread."""
    delayed = [each for each in blocks if _action(each).startswith("delay")]
    return Returned(DELAYED, _code(delayed[0])) if delayed else Returned(UNKNOWN)


def _blocks(message: Message) -> Iterator[Message]:
    """What a delivery status says of each receiver; one that was cut or mangled says it in its text."""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            inner = part.get_payload()
            yield from [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _action(block: Message) -> str:
    return headers.words(block, "Action").lower()


def _code(block: Message) -> str:
    """The status; where it says no more than that it failed, what the other server said may tell more."""
    told = [CODE.findall(headers.words(block, name)) for name in ("Status", "Diagnostic-Code")]
    codes = [each[0] for each in told if each]
    return next((code for code in codes if not code.endswith(".0.0")), codes[0] if codes else "")


def _code_in_text(message: Message) -> str:
    """For good before for the time being."""
    texts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/plain"]
    told = " ".join(decoded(text[:LONGEST_TEXT], "utf-8") for text in texts[:3] if isinstance(text, bytes))
    codes = CODE.findall(told)
    return next((code for code in codes if code.startswith("5.")), codes[0] if codes else "")


def _type_of(report: Message) -> str:
    inner = report.get_payload()
    told = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else report
    return headers.words(told, "Feedback-Type").lower()
