"""A letter that waits for somebody's quiet hours to be over goes out once.

It has a stream of its own: beside ten thousand others each would read all before it.
"""

from dataclasses import dataclass

from eventlog.decider import Context, Decider
from services.notifications.events import MailReleased


@dataclass(frozen=True)
class ReleaseMail:
    announcement: str
    kind: str
    account: str


def decide(command: ReleaseMail, released: bool, by: Context) -> list[MailReleased]:
    return [] if released else [MailReleased(command.announcement, command.kind, command.account, by.at)]


def subject(announcement: str, account: str) -> str:
    return f"{announcement}:{account}"


letter: Decider[ReleaseMail, bool, MailReleased] = Decider("letter", False, decide, lambda _, event: True)
