"""What a webhook is: whose, where, what it wants to hear of, and whether anything is sent to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from services.notifications.events import (
    RedeliveryRequested,
    WebhookAdded,
    WebhookChanged,
    WebhookRemoved,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookStopped,
    WebhookTested,
)

Event: TypeAlias = (
    WebhookAdded
    | WebhookChanged
    | WebhookSecretRotated
    | WebhookTested
    | RedeliveryRequested
    | WebhookStopped
    | WebhookResumed
    | WebhookRemoved
)

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Absent:
    """It was never there."""


@dataclass(frozen=True)
class Webhook:
    id: str
    owner: str  # publisher:SLUG | organization:SLUG | account:ID
    host: str
    kinds: tuple[str, ...]  # empty: all that its owner may hear of
    description: str
    stopped: str = ""  # why: failing | gone | owner; empty: it is not
    old_until: str = ""  # of the secret before; RFC 3339
    asked: str = ""  # the last message or redelivery that was asked for
    asked_at: tuple[datetime, ...] = ()  # each of the hour before the last, oldest first


@dataclass(frozen=True)
class Removed:
    owner: str


State: TypeAlias = Absent | Webhook | Removed


def within_an_hour(asked: Sequence[datetime], at: datetime) -> tuple[datetime, ...]:
    return tuple(each for each in asked if at - each < HOUR)


def evolve(state: State, event: Event) -> State:
    if isinstance(event, WebhookAdded):
        return Webhook(event.webhook, event.owner, event.host, event.kinds, event.description)
    if not isinstance(state, Webhook):
        return state
    match event:
        case WebhookChanged(host=host, kinds=kinds, description=description):
            return replace(state, host=host, kinds=kinds, description=description)
        case WebhookSecretRotated(old_until=until):
            return replace(state, old_until=until.isoformat())
        case WebhookTested(message=asked, at=at) | RedeliveryRequested(request=asked, at=at):
            return replace(state, asked=asked, asked_at=(*within_an_hour(state.asked_at, at), at))
        case WebhookStopped(reason=reason):
            return replace(state, stopped=reason)
        case WebhookResumed():
            return replace(state, stopped="")
        case WebhookRemoved():
            return Removed(state.owner)
    raise TypeError(event)
