"""Letters as mail programs write them, for tests."""

from email.message import EmailMessage
from email.policy import SMTP

from mailing.reading import Envelope, Letter, read

ENVELOPE = Envelope("ada@example.org", ("support@store.example",))


def letter(text: str = "It fails.", **headers: str) -> EmailMessage:
    """`In_Reply_To="<x@y>"` names a header."""
    message = EmailMessage(policy=SMTP)
    told = {"From": "Ada <ada@example.org>", "To": "support@store.example", "Subject": "It fails"}
    told |= {"Message-ID": "<1@example.org>"} | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in told.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def as_read(message: EmailMessage | bytes, envelope: Envelope = ENVELOPE, server: str = "") -> Letter:
    return read(message if isinstance(message, bytes) else message.as_bytes(), envelope, server)
