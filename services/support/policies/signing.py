"""What only the store can have written: Message-IDs of its letters, and addresses that answers to a ticket go to."""

import hashlib
import hmac
import re

ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OURS = re.compile(rf"<({ID})\.({ID})\.([0-9a-f]{{20}})@[^<>@\s]+>")
KINDS = ALL, DESKS = "letter", "between-desks"  # who reads it: the customer too, or desks alone
TAG = re.compile(r"([1-9][0-9]{0,11})\.([0-9a-f]{20})")


def message_id(ticket: str, event: str, host: str, secret: bytes, kind: str = ALL) -> str:
    """Of the letter that tells of an event on a ticket: the same each time that it is sent, and to whomever."""
    return f"<{ticket}.{event}.{_mark(secret, kind, ticket, event)}@{host}>"


def ticket_of(message: str, secret: bytes, kind: str = ALL) -> str:
    """The ticket that a letter of ours was about; empty: it is no letter of ours."""
    found = OURS.fullmatch(message)
    is_ours = found is not None and hmac.compare_digest(found[3], _mark(secret, kind, found[1], found[2]))
    return found[1] if found is not None and is_ours else ""


def tag(number: int, secret: bytes) -> str:
    """What stands behind the `+` in the address that answers to the ticket with this number go to."""
    return f"{number}.{_mark(secret, 'answer', str(number))}"


def numbered(given: str, secret: bytes) -> int:
    """The number of the ticket that such an address is of; 0: we never gave it."""
    found = TAG.fullmatch(given)
    is_ours = found is not None and hmac.compare_digest(found[2], _mark(secret, "answer", found[1]))
    return int(found[1]) if found is not None and is_ours else 0


def command_of(message: str) -> str:
    """The id of the command that a letter gives: a letter that comes twice comes to the same."""
    return f"letter-{hashlib.sha256(message.encode()).hexdigest()}"


def _mark(secret: bytes, *said: str) -> str:
    return hmac.digest(secret, "\0".join(("support-mail", *said)).encode(), "sha256").hex()[:20]
