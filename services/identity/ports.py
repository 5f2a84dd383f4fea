"""What identity needs from outside: a slow hash for passwords, a place for keys, the post, and who hears of an end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, NamedTuple, Protocol


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


class Forgotten(NamedTuple):
    """A subject whose key was destroyed: `erased` as was asked, or `ended`, as a registration that nobody confirmed."""

    subject: str
    why: str


class Erasures(Protocol):
    """What no restore may undo, kept outside every database."""

    def add(self, subject: str, why: str, at: datetime) -> None:
        """No harm where it is there already."""

    def all(self) -> Iterable[Forgotten]: ...

    def certify(self, told: Mapping[str, Any]) -> None:
        """Keeps it, with its hash and the store's seal."""

    def certificate(self, subject: str) -> dict[str, Any] | None:
        """None where there is none, or one that was changed."""


class Following(NamedTuple):
    """How far a follower of a service is in a log."""

    follower: str
    source: str
    position: int


class Waiting(NamedTuple):
    """Events of a stream that a follower could not take."""

    follower: str
    source: str
    stream: str
    events: int


class Listeners(Protocol):
    """The services that hear of an erasure; raises Unavailable where one is away."""

    @property
    def services(self) -> Sequence[str]: ...

    def heads(self) -> Mapping[str, int]:
        """The last position of each log."""

    def heard(self, service: str) -> tuple[Sequence[Following], Sequence[Waiting]]: ...

    def clean(self, service: str, subject: str) -> Sequence[str]:
        """Once it has heard: what it keeps of the subject in files goes; in words what that was."""


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

    def forget(self, address: str) -> int:
        """Letters to this address that lie with us go; how many."""
