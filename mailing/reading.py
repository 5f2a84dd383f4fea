"""An incoming letter as the store takes it. Whatever comes is read: what makes no sense is kept as a file."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesHeaderParser

from mailing import authenticity, headers
from mailing.automatic import why_automatic
from mailing.folding import fold
from mailing.parsing import parsed
from mailing.parts import File, contents

LONGEST_TEXT = 20_000  # characters, as a ticket takes; of a longer one the whole is kept as a file
LONGEST_SUBJECT = 200
LONGEST_HEADERS = 256 * 1024  # bytes
CUT = "[The letter goes on; all of it is in the file letter.txt.]"
TRACE = ("received", "return-path", "delivered-to", "x-original-to", "authentication-results", "dkim-signature")
log = logging.getLogger("chandlery.mailroom")


@dataclass(frozen=True)
class Envelope:
    sender: str  # empty: `<>`
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """`sender` is the one address of From, in small letters; empty where there is none, or are several."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]  # the envelope's, then those of the headers; in small letters
    subject: str
    references: tuple[str, ...]  # Message-IDs, oldest first
    text: str  # as folding.Folded.whole has it
    automatic: str  # why no person wrote it; empty: one did
    authentic: bool
    files: tuple[File, ...] = ()


def read(raw: bytes, envelope: Envelope, server: str = "") -> Letter:
    """`server`: the mail server in front whose findings on authenticity count; empty: every letter is taken as told."""
    told = _told(BytesHeaderParser().parsebytes(raw[:LONGEST_HEADERS]), raw, envelope, server)
    try:
        found = contents(parsed(raw))
    except Exception:  # what no test of ours thought of: nothing of it is lost
        log.warning("a letter could not be read; it is kept as a file", exc_info=True)
        return replace(told, files=(File("letter.eml", "message/rfc822", raw),))
    folded = fold(found.text)
    if len(folded.whole()) <= LONGEST_TEXT:
        return replace(told, text=folded.whole(), files=found.files)
    text = folded.shown[: LONGEST_TEXT - len(CUT) - 2].rstrip()
    whole = File("letter.txt", "text/plain", found.text.encode())
    return replace(told, text=f"{text}\n\n{CUT}", files=(whole, *found.files))


def _told(message: Message, raw: bytes, envelope: Envelope, server: str) -> Letter:
    sender = headers.sender(message)
    envelope_recipients = [each.lower() for each in envelope.recipients]
    return Letter(
        message_id=next(iter(headers.message_ids(message, "Message-ID")), "") or _made(message, raw),
        sender=sender,
        recipients=tuple(dict.fromkeys([*envelope_recipients, *headers.addresses(message, "To", "Cc")])),
        subject=headers.words(message, "Subject")[:LONGEST_SUBJECT],
        references=headers.message_ids(message, "References", "In-Reply-To"),
        text="",
        automatic=why_automatic(message, envelope.sender),
        authentic=not server or authenticity.passed(message, server, sender),
    )


def _made(message: Message, raw: bytes) -> str:
    """For a letter without one: the same each time that it comes, whatever servers on its way wrote over it."""
    kept = [f"{name}: {value}" for name, value in _items(message) if name.lower() not in TRACE]
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    digest = hashlib.sha256("\n".join(kept).encode("utf-8", "surrogateescape") + b"\n\n" + body)
    return f"<{digest.hexdigest()}@no-message-id.invalid>"


def _items(message: Message) -> Sequence[tuple[str, str]]:
    return [(name, str(value)) for name, value in message.raw_items()]
