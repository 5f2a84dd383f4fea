"""What somebody has read of what they were told; each for themselves."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Invalid
from services.notifications.events import AllNoticesRead, NoticesRead, NoticesUnread

MOST = 500  # notices of one command
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class MarkRead:
    account: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class MarkUnread:
    account: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class MarkAllRead:
    """Those that were addressed until then."""

    account: str
    until: datetime


Command: TypeAlias = MarkRead | MarkUnread | MarkAllRead
Event: TypeAlias = NoticesRead | NoticesUnread | AllNoticesRead


@dataclass(frozen=True)
class Marks:
    """Since all were read last: what was marked one by one."""

    until: datetime = LONG_AGO
    read: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


def decide(command: Command, state: Marks, by: Context) -> list[Event]:
    by.must_act_for(command.account)
    match command:
        case MarkRead(account, notices):
            new = _new(notices, state.read)
            return [NoticesRead(account, new, by.at)] if new else []
        case MarkUnread(account, notices):
            new = _new(notices, state.unread)
            return [NoticesUnread(account, new, by.at)] if new else []
        case MarkAllRead(account, until):
            until = max(state.until, min(until, by.at))
            return [AllNoticesRead(account, until, by.at)] if until > state.until or state.unread else []


def _new(notices: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    if len(notices) > MOST:
        raise Invalid("too-many-notices", f"at most {MOST}")
    return tuple(each for each in dict.fromkeys(notices) if each not in known)


def evolve(state: Marks, event: Event) -> Marks:
    match event:
        case NoticesRead(notices=notices):
            return replace(state, read=state.read.union(notices), unread=state.unread.difference(notices))
        case NoticesUnread(notices=notices):
            return replace(state, unread=state.unread.union(notices), read=state.read.difference(notices))
        case AllNoticesRead(until=until):
            return Marks(until)
    raise TypeError(event)


inbox: Decider[Command, Marks, Event] = Decider("inbox", Marks(), decide, evolve)
