"""Addresses of other systems: who may add and change them, and when they are sent nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.notifications.deciders.webhook_state import (
    Absent,
    Event,
    Removed,
    State,
    Webhook,
    evolve,
    within_an_hour,
)
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
from services.notifications.events.kinds import kinds_for

MOST = 20  # webhooks of one owner
MOST_ASKED = 300  # tests and redeliveries of one webhook within an hour
PLACE_TAKEN = "webhook-place-taken"
LONGEST = 200  # characters of a description
ROLES = {"publisher": ("owner", "editor"), "organization": ("owner",)}


@dataclass(frozen=True)
class Add:
    """`place`: one that is free of those that the owner's webhooks have, from 0 on."""

    webhook: str
    owner: str
    host: str
    kinds: tuple[str, ...] = ()
    description: str = ""
    place: int = 0


@dataclass(frozen=True)
class Change:
    host: str
    kinds: tuple[str, ...]
    description: str
    moved: bool = False  # to another address, which may be at the same host


@dataclass(frozen=True)
class Rotate:
    """`at_once`: the one before counts no more, since it leaked; else two are valid until then, and no third one."""

    old_until: datetime
    at_once: bool = False


@dataclass(frozen=True)
class TryOut:
    message: str


@dataclass(frozen=True)
class Redeliver:
    """`message`: one that was sent, or was to be sent, within the last 30 days."""

    message: str
    request: str


@dataclass(frozen=True)
class Stop:
    reason: str = "owner"  # failing | gone | owner


@dataclass(frozen=True)
class Resume:
    pass


@dataclass(frozen=True)
class Remove:
    pass


Command: TypeAlias = Add | Change | Rotate | TryOut | Redeliver | Stop | Resume | Remove


def may_speak_for(owner: str, by: Context) -> bool:
    """A policy of the store may; an account for itself, and in a publisher or an organisation by its role there."""
    kind, _, of = owner.partition(":")
    if ":" in by.actor:
        return True
    return by.actor == of if kind == "account" else kind in ROLES and bool(of) and by.acts_for(of, *ROLES[kind])


def decide(command: Command, state: State, by: Context) -> list[Event]:
    if isinstance(command, Add):
        return _add(command, state, by)
    if isinstance(command, Remove) and isinstance(state, Removed) and may_speak_for(state.owner, by):
        return []
    if not isinstance(state, Webhook) or not may_speak_for(state.owner, by):
        raise Missing("no-such-webhook")
    match command:
        case Change():
            return _change(command, state, by)
        case Rotate():
            return _rotate(command, state, by)
        case TryOut(message):
            return _once(WebhookTested(state.id, message, by.actor, by.at), message, state, by)
        case Redeliver(message, request):
            return _once(RedeliveryRequested(state.id, message, request, by.actor, by.at), request, state, by)
        case Stop(reason):
            stopped = WebhookStopped(state.id, state.owner, state.host, reason, by.actor, by.at)
            return [] if state.stopped else [stopped]
        case Resume():
            return [WebhookResumed(state.id, by.actor, by.at)] if state.stopped else []
        case Remove():
            return [WebhookRemoved(state.id, by.actor, by.at)]


def _add(command: Add, state: State, by: Context) -> list[Event]:
    if not may_speak_for(command.owner, by):
        raise Forbidden("not-yours")
    kinds = _kinds(command.owner, command.kinds)
    _must_be_short(command.description)
    told = (command.owner, command.host, kinds, command.description)
    if isinstance(state, Webhook) and told == (state.owner, state.host, state.kinds, state.description):
        return []
    if not isinstance(state, Absent):
        raise Conflicting("webhook-exists")
    if command.place not in range(MOST):
        raise Conflicting("too-many-webhooks", str(MOST))
    return [WebhookAdded(command.webhook, *told, by.actor, by.at)]


def _change(command: Change, state: Webhook, by: Context) -> list[Event]:
    kinds = _kinds(state.owner, command.kinds)
    _must_be_short(command.description)
    if not command.moved and (command.host, kinds, command.description) == (state.host, state.kinds, state.description):
        return []
    return [WebhookChanged(state.id, command.host, kinds, command.description, by.actor, by.at)]


def _once(asked: WebhookTested | RedeliveryRequested, named: str, state: Webhook, by: Context) -> list[Event]:
    if state.asked == named:
        return []
    if len(within_an_hour(state.asked_at, by.at)) >= MOST_ASKED:
        raise Conflicting("webhook-asked-too-often", f"{MOST_ASKED} an hour")
    return [asked]


def _rotate(command: Rotate, state: Webhook, by: Context) -> list[Event]:
    until = by.at if command.at_once else command.old_until
    if state.old_until == until.isoformat():
        return []
    if state.old_until and not command.at_once and by.at < datetime.fromisoformat(state.old_until):
        raise Conflicting("webhook-secrets-both-valid", state.old_until)
    return [WebhookSecretRotated(state.id, until, by.actor, by.at)]


def _kinds(owner: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    known = kinds_for(owner)
    stranger = next((each for each in asked if each not in known), None)
    if stranger is not None:
        raise Invalid("notice-kind-unknown", stranger[:60])
    return tuple(each for each in known if each in asked)


def _must_be_short(description: str) -> None:
    if len(description) > LONGEST:
        raise Invalid("webhook-description-too-long", str(LONGEST))


def place_of(owner: str, number: int) -> str:
    return f"webhook-place-{owner}-{number}"


def reserves(command: Command) -> Sequence[Reservation]:
    """Of the places of one owner each webhook has its own."""
    return [Reservation(place_of(command.owner, command.place), PLACE_TAKEN)] if isinstance(command, Add) else []


def releases(command: Command, state: State) -> Sequence[str]:
    """That of the places which it has."""
    if not isinstance(command, Remove) or not isinstance(state, Webhook):
        return []
    return [place_of(state.owner, number) for number in range(MOST)]


webhook: Decider[Command, State, Event] = Decider("webhook", Absent(), decide, evolve, reserves, releases)
