"""What identity needs from outside: a slow hash for passwords, a place for keys, and the post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, password: str, hash: str) -> bool:
        """Takes as long for a wrong password as for a right one."""


class KeyStore(Protocol):
    """The one owner of the keys of personal data; also the kernel's port `eventlog.personal.Keys`."""

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        """The subjects' keys (32 bytes); None where one was destroyed, or is unknown and not to be made."""

    def destroy(self, subject: str) -> None:
        """For ever: no new key is made for this subject. No harm where it was done before."""


@dataclass(frozen=True)
class Mail:
    """A letter; `key` is the same each time that the same letter is sent, and makes its Message-ID."""

    key: str
    sender: str
    to: str
    subject: str
    text: str
    at: datetime

    def message(self) -> EmailMessage:
        """RFC 5322; the same bytes each time."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<{self.key}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from holidays
        # as it is where it can be: an encoding would break a long link over several lines
        message.set_content(self.text, cte="7bit" if self.text.isascii() else "quoted-printable")
        return message


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Returns when the letter was taken; raises where it was not, and is called again later."""
