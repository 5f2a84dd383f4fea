"""A digest goes out once, and tells of nothing twice.

What was addressed to it at the last moment, and missed it, follows in a part of its own: daily:2026-11-30.2.
"""

from dataclasses import dataclass

from eventlog.decider import Context, Decider
from services.notifications.events import DigestSent


@dataclass(frozen=True)
class SendDigest:
    account: str
    digest: str  # daily:2026-11-30
    notices: tuple[str, ...]  # that belong to it, and are still to be told


@dataclass(frozen=True)
class Sent:
    parts: int = 0
    notices: frozenset[str] = frozenset()


def decide(command: SendDigest, state: Sent, by: Context) -> list[DigestSent]:
    new = tuple(each for each in dict.fromkeys(command.notices) if each not in state.notices)
    name = f"{command.digest}.{state.parts + 1}" if state.parts else command.digest
    return [DigestSent(command.account, name, new, by.at)] if new else []


def evolve(state: Sent, event: DigestSent) -> Sent:
    return Sent(state.parts + 1, state.notices.union(event.notices))


def subject(account: str, digest: str) -> str:
    """Of a digest, or of one of its parts: they share a stream."""
    return f"{account}:{digest.partition('.')[0]}"


digest: Decider[SendDigest, Sent, DigestSent] = Decider("digest", Sent(), decide, evolve)
