"""Headers of a letter that may be broken or hostile: never an error, and never more than a line of some length.

The standard library's old policy gives them as they came: the parser of its new one raises on some that are broken.
"""

import re
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from mailing.plain import cleaned, decoded

LONGEST = 8_000  # characters of a header that are read
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,300}>")  # RFC 5322, without spaces; some are longer than they may be
MOST_REFERENCES = 50
NOT_ADDRESS = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')  # quoted names, and comments
ADDRESS = re.compile(r"[^@\s<>\",;:()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}")


def raw(message: Message, name: str) -> list[str]:
    wanted = name.lower()
    return [str(value)[:LONGEST] for told, value in message.raw_items() if told.lower() == wanted]


def words(message: Message, name: str) -> str:
    """On one line, with what was encoded in it (RFC 2047) made readable."""
    return plain(next(iter(raw(message, name)), ""))


def plain(value: str) -> str:
    value = re.sub(r"\s*\n\s*", " ", value.replace("\r", ""))
    try:
        pieces = decode_header(value)
    except Exception:  # what is encoded wrongly is shown as it came
        pieces = [(value, None)]
    text = "".join(_piece(piece, charset) for piece, charset in pieces)
    return " ".join(cleaned(text).split())


def addresses(message: Message, *names: str) -> list[str]:
    """Those that look like one, in small letters, each once."""
    found: list[str] = []
    for name in names:
        for value in raw(message, name):
            try:
                found += [address for _, address in getaddresses([value.replace("\n", " ")])]
            except Exception:  # the parser's own faults with what is broken
                found += ADDRESS.findall(value)
    return list(dict.fromkeys(each.lower() for each in found if each.isascii() and ADDRESS.fullmatch(each)))


def sender(message: Message) -> str:
    """The one address of From; empty where there is none, or where programs could disagree on which it is."""
    values = [NOT_ADDRESS.sub(" ", value) for value in raw(message, "From")]
    found = ADDRESS.findall(values[0]) if len(values) == 1 and values[0].count("@") == 1 else []
    return found[0].lower() if len(found) == 1 and found[0].isascii() else ""


def message_ids(message: Message, *names: str) -> tuple[str, ...]:
    """With their brackets, in the order of the headers, each once, at its last place; the last where there are many."""
    found = [each for name in names for value in raw(message, name) for each in MESSAGE_ID.findall(value)]
    return tuple(reversed(dict.fromkeys(reversed(found))))[-MOST_REFERENCES:]


def date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(next(iter(raw(message, "Date")), ""))
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _piece(piece: str | bytes, charset: str | None) -> str:
    content = piece.encode("ascii", "surrogateescape") if isinstance(piece, str) and _escaped(piece) else piece
    return content if isinstance(content, str) else decoded(content, charset or "utf-8")


def _escaped(text: str) -> bool:
    """Whether bytes that are not ASCII came in it and nothing else does that ASCII lacks."""
    return all(ord(each) < 128 or 0xDC80 <= ord(each) <= 0xDCFF for each in text) and not text.isascii()
