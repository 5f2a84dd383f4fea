"""Word from a payment company: noted once, however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

from eventlog.decider import Context, Decider
from services.billing.events import NoticeReceived


@dataclass(frozen=True)
class ReceiveNotice:
    processor: str
    notice: str
    type: str
    object: str
    created: datetime


def decide(command: ReceiveNotice, state: NoticeReceived | None, by: Context) -> list[NoticeReceived]:
    if state is not None:
        return []
    return [NoticeReceived(command.processor, command.notice, command.type, command.object, command.created)]


def evolve(state: NoticeReceived | None, event: NoticeReceived) -> NoticeReceived:
    return event


notice: Decider[ReceiveNotice, NoticeReceived | None, NoticeReceived] = Decider("notice", None, decide, evolve)
