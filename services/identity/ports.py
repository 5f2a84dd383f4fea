"""What identity needs from outside: a slow hash for passwords, a place for keys, a provider, who hears of an end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, password: str, hash: str) -> bool:
        """Takes as long for a wrong password as for a right one."""


class Asked(NamedTuple):
    """A sign-in that was begun at a provider: where it goes on, and what is kept until it comes back from there."""

    address: str
    state: str
    nonce: str
    verifier: str


class Identified(NamedTuple):
    """Who somebody is to a provider; `email` is empty where it does not say, `proven` whether it vouches for it."""

    issuer: str
    subject: str
    email: str
    proven: bool
    name: str


class Provider(Protocol):
    """Raises Unavailable (`sign-in-service-away`) where it does not answer."""

    def ask(self, redirect: str) -> Asked:
        """`redirect` is the address that it sends people back to."""

    def identify(self, code: str, nonce: str, verifier: str, redirect: str) -> Identified:
        """By the code that they came back with; Forbidden (`sign-in-not-proven`) where what it says does not hold."""


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
