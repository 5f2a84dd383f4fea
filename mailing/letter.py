"""A letter that goes out, and who sends it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Protocol

LONGEST_LINE = 998  # RFC 5322, section 2.1.1
SHARED = 512  # headers
OF_IDS = ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe")
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")  # nothing in it is quoted or encoded


@dataclass(frozen=True)
class Mail:
    """A letter; `key` is the same each time that the same letter is sent, and makes its Message-ID.

    `message_id` (with its angle brackets) takes that one's place; `references` are those of the thread, oldest first,
    the answered one last. `automatic` is what no person wrote: nobody's program shall answer it.
    """

    key: str
    sender: str
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str = ""
    references: tuple[str, ...] = ()
    reply_to: str = ""
    automatic: bool = True
    about: str = ""  # the account whose words stand in it, or may
    html: str = ""  # the same in HTML, for who would rather read that
    returns: str = ""  # the address that it comes back to where it cannot be delivered; empty: the sender's
    headers: tuple[tuple[str, str], ...] = ()  # others, in their order

    def message(self) -> EmailMessage:
        """RFC 5322; the same bytes each time."""
        message = EmailMessage(policy=IDS_WHOLE)
        message["From"] = self.sender
        message["To"] = self.to
        message["Subject"] = " ".join(self.subject.split())  # a line break in it would begin another header
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = self.message_id or f"<{self.key}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        if self.references:
            message["In-Reply-To"] = self.references[-1]
            message["References"] = " ".join(self.references)
        if self.reply_to:
            message["Reply-To"] = self.reply_to
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange does not heed RFC 3834
        if self.automatic:
            message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from holidays
        for name, value in self.headers:
            message[name] = value
        message.set_content(self.text, cte="7bit" if _as_it_is(self.text) else "quoted-printable")
        if self.html:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
            message.set_boundary(self._boundary())
        return message

    def _boundary(self) -> str:
        """The same for all letters about one thing, so that its header is read once; its time nobody knew before."""
        told = f"{self.sender} {self.at.isoformat()} {self.subject}"
        return f"--{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def _as_it_is(text: str) -> bool:
    """Where it can be: an encoding would break a long link over several lines."""
    return text.isascii() and all(len(line) <= LONGEST_LINE for line in text.splitlines())


def _is_plain(name: str, value: Any) -> bool:
    return name.lower() == "to" and type(value) is str and PLAIN.fullmatch(value) is not None


class _IdsWhole(EmailPolicy):
    """Each Message-ID or address on a line of its own: one too long for a line would go as an encoded word."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Ids, and a plain address, go out as they are: what reads them does so once they are asked for."""
        known = name.lower()
        is_ids = known in OF_IDS and type(value) is str and len(value.splitlines()) == 1
        return (name, value) if is_ids or _is_plain(name, value) else super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        if name.lower() not in OF_IDS and not _is_plain(name, value):
            folded: str = super().fold(name, value)
            return folded
        ids = f"{self.linesep} ".join(str(value).split())
        return f"{name}: {ids}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in OF_IDS or _is_plain(name, value):
            return self.fold(name, value).encode("ascii")
        if not isinstance(value, BaseHeader):
            return super().fold_binary(name, value)
        kept = vars(value).setdefault("folded", {})  # with what is shared by many letters
        how = (name, self.linesep, self.utf8, self.max_line_length)
        if how not in kept:
            kept[how] = super().fold_binary(name, value)
        folded: bytes = kept[how]
        return folded


class _Headers(HeaderRegistry):
    """Makes the class of each header once, and reads once what stands in many letters: this took most of what one does.

    What was read never changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}
        self._read = lru_cache(SHARED)(super().__call__)

    def __getitem__(self, name: str) -> Any:
        known = name.lower()
        if known not in self._made:
            self._made[known] = super().__getitem__(name)
        return self._made[known]

    def __call__(self, name: str, value: str) -> Any:
        return self._read(name, value)


IDS_WHOLE = _IdsWhole(linesep=SMTP.linesep, header_factory=_Headers())


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Returns when the letter was taken; raises where it was not, and is called again later."""

    def forget(self, address: str) -> int:
        """Letters to this address that lie with us go; how many."""

    def forget_about(self, account: str) -> int:
        """Letters with this account's words go, whomever they went to; how many."""
