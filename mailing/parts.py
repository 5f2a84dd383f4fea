"""What a letter is made of: the text that its reader is meant to see, and files."""

import mimetypes
import re
from collections.abc import Sequence
from email.message import Message
from typing import NamedTuple

from mailing import headers
from mailing.html import text_of
from mailing.plain import cleaned, decoded, unflowed

MOST_FILES, LONGEST_NAME = 50, 120
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}")
BODIES = ("text/plain", "text/html")


class File(NamedTuple):
    name: str
    media_type: str
    content: bytes


class Contents(NamedTuple):
    text: str
    plain: bool  # not made of HTML
    files: tuple[File, ...]


NOTHING = Contents("", True, ())


def contents(part: Message) -> Contents:
    """Of all that lies in it, however deep."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return Contents("", True, (_forwarded(part),))
    if not part.is_multipart():
        return _body(part, kind) if _is_body(part, kind) else Contents("", True, _file(part, kind))
    inner = [contents(each) for each in part.get_payload() if isinstance(each, Message)]
    files = tuple(file for each in inner for file in each.files)[:MOST_FILES]
    if kind == "multipart/alternative":
        return _chosen(inner)._replace(files=files)
    texts = [each for each in inner if each.text.strip()]
    return Contents("\n\n".join(each.text for each in texts), all(each.plain for each in texts), files)


def _chosen(inner: Sequence[Contents]) -> Contents:
    """The one that was written as text, where it says anything."""
    telling = [each for each in inner if each.text.strip()]
    return next((each for each in telling if each.plain), telling[0] if telling else NOTHING)


def _is_body(part: Message, kind: str) -> bool:
    return kind in BODIES and part.get_content_disposition() != "attachment" and not _name(part)


def _body(part: Message, kind: str) -> Contents:
    text = cleaned(decoded(_content(part), _parameter(part, "charset") or "utf-8"))
    if kind == "text/html":
        return Contents(text_of(text), False, ())
    if _parameter(part, "format").lower() == "flowed":
        text = unflowed(text, delsp=_parameter(part, "delsp").lower() == "yes")
    return Contents(text, True, ())


def _file(part: Message, kind: str) -> tuple[File, ...]:
    content, name = _content(part), _name(part)
    if not content and not name:
        return ()
    media_type = kind if MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"
    return (File(name or f"file{mimetypes.guess_extension(media_type) or ''}", media_type, content),)


def _forwarded(part: Message) -> File:
    inner = part.get_payload()
    letter = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else part
    try:
        content = letter.as_bytes()
    except Exception:  # one that cannot be written as it was read
        content = _content(letter)
    name = _name(part) or _named(f"{headers.words(letter, 'Subject')[:60] or 'letter'}.eml")
    return File(name, "message/rfc822", content)


def _content(part: Message) -> bytes:
    """With its encoding undone, as far as it was right."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    try:
        return _named(headers.plain(part.get_filename() or ""))
    except Exception:  # the parser's own faults with a broken header
        return ""


def _named(text: str) -> str:
    """A name alone, without the folders before it; its ending is kept where it is cut."""
    name = re.split(r"[/\\]", text)[-1].strip(" .")
    stem, dot, ending = name.rpartition(".")
    kept = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(kept)] + kept


def _parameter(part: Message, name: str) -> str:
    try:
        found = part.get_param(name, "")
    except Exception:  # the parser's own faults with a broken header
        return ""
    return str(found[2]) if isinstance(found, tuple) else str(found or "")
