"""What concerns somebody is announced once, and nobody is addressed twice."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Missing
from services.notifications.events import NoticeAddressed, NoticeAnnounced, Recipient

CHUNK = 500  # recipients of one event


@dataclass(frozen=True)
class Announce:
    """`notice`: as it is to be announced; its `at` is the command's."""

    notice: NoticeAnnounced


@dataclass(frozen=True)
class Address:
    """To at most CHUNK people, as each wants to hear of it now, and to webhooks."""

    announcement: str
    recipients: tuple[Recipient, ...] = ()
    webhooks: tuple[str, ...] = ()


Command: TypeAlias = Announce | Address
Event: TypeAlias = NoticeAnnounced | NoticeAddressed


@dataclass(frozen=True)
class Announcement:
    kind: str = ""  # empty: it was not announced
    accounts: frozenset[str] = frozenset()  # that were told of it
    webhooks: frozenset[str] = frozenset()


def decide(command: Command, state: Announcement, by: Context) -> list[Event]:
    match command:
        case Announce(notice):
            return [] if state.kind else [notice]
        case Address(announcement):
            if not state.kind:
                raise Missing("no-such-notice", announcement[:80])
            return _address(command, state, by)


def _address(command: Address, state: Announcement, by: Context) -> list[Event]:
    new = {each.account: each for each in command.recipients if each.account not in state.accounts}
    hooks = tuple(each for each in dict.fromkeys(command.webhooks) if each not in state.webhooks)
    if not new and not hooks:
        return []
    return [NoticeAddressed(command.announcement, state.kind, tuple(new.values()), hooks, by.at)]


def evolve(state: Announcement, event: Event) -> Announcement:
    match event:
        case NoticeAnnounced(kind=kind):
            return Announcement(kind)
        case NoticeAddressed(recipients=recipients, webhooks=webhooks):
            accounts = state.accounts.union(each.account for each in recipients)
            return Announcement(state.kind, accounts, state.webhooks.union(webhooks))
    raise TypeError(event)


announcement: Decider[Command, Announcement, Event] = Decider("announcement", Announcement(), decide, evolve)
