"""Letters that no person wrote: answering one makes two programs write to each other for ever."""

from email.message import Message

from mailing.headers import addresses, raw
from mailing.plain import cleaned

PROGRAMS = ("mailer-daemon@", "postmaster@")
MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
MANY = ("bulk", "junk", "list", "auto_reply")


def why_automatic(message: Message, sender: str) -> str:
    """In a few words; empty: a person wrote it, as far as can be told. `sender` is the envelope's: empty for `<>`."""
    if not sender:
        return "it has no sender, as letters have that could not be delivered"
    submitted = _first(message, "Auto-Submitted")
    if submitted and submitted.split(";")[0].strip() != "no":  # RFC 3834, section 5
        return f"Auto-Submitted: {submitted[:40]}"
    precedence = _first(message, "Precedence")
    if precedence in MANY:
        return f"Precedence: {precedence}"
    if raw(message, "List-Id"):
        return "it came by a mailing list"
    if any(raw(message, mark) for mark in MARKS):
        return "a program answers in its place"
    if message.get_content_type() == "multipart/report":
        return "it is a report on another letter"
    if any(each.startswith(PROGRAMS) for each in (sender.lower(), *addresses(message, "From"))):
        return "a mail server wrote it"
    return ""


def _first(message: Message, name: str) -> str:
    return cleaned(next(iter(raw(message, name)), "")).strip().lower()
