"""What a webhook is: whose, where, what it wants to hear of, and whether anything is sent to it."""

from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Removed:
    owner: str


State: TypeAlias = Absent | Webhook | Removed


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
        case WebhookTested(message=asked) | RedeliveryRequested(request=asked):
            return replace(state, asked=asked)
        case WebhookStopped(reason=reason):
            return replace(state, stopped=reason)
        case WebhookResumed():
            return replace(state, stopped="")
        case WebhookRemoved():
            return Removed(state.owner)
    raise TypeError(event)
