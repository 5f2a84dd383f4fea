"""A publisher: who applies to offer images here, and whether the store lets them."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.catalog.deciders import publisher_profile as profiles
from services.catalog.deciders import signing_keys
from services.catalog.deciders.publisher_state import Absent, Event, Publisher, State, evolve, known
from services.catalog.events import (
    PayoutsNoted,
    PublisherApplied,
    PublisherApproved,
    PublisherReinstated,
    PublisherRejected,
    PublisherSuspended,
    Reason,
)
from vocabulary.slug import is_reserved, is_slug

REASON = 2_000


@dataclass(frozen=True)
class ApplyAsPublisher:
    publisher: str
    legal_name: str
    website: str
    phone: str
    email: str
    logo: str


@dataclass(frozen=True)
class ListPublisher:
    """By staff, for images that lie elsewhere: the official images' `library`."""

    publisher: str
    legal_name: str
    website: str


@dataclass(frozen=True)
class ApprovePublisher:
    pass


@dataclass(frozen=True)
class RejectPublisher:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class SuspendPublisher:
    reason: str


@dataclass(frozen=True)
class ReinstatePublisher:
    pass


@dataclass(frozen=True)
class NotePayouts:
    """Billing has said so."""

    connected: bool


Command: TypeAlias = (
    ApplyAsPublisher
    | ListPublisher
    | ApprovePublisher
    | RejectPublisher
    | SuspendPublisher
    | ReinstatePublisher
    | NotePayouts
    | profiles.Command
    | signing_keys.Command
)


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command:
        case ApplyAsPublisher():
            return _apply(command, state, by)
        case ListPublisher():
            return _list(command, state, by)
        case ApprovePublisher() | RejectPublisher() | SuspendPublisher() | ReinstatePublisher():
            by.must_have("reviewer", "operator")
            return _judge(command, known(state))
        case NotePayouts(connected):
            return _note_payouts(connected, known(state), by)
        case signing_keys.RegisterSigningKey() | signing_keys.WithdrawSigningKey():
            return signing_keys.keep(command, known(state), by)
        case _:
            return profiles.keep(command, known(state), by)


def _apply(command: ApplyAsPublisher, state: State, by: Context) -> list[Event]:
    if not by.actor:
        raise Forbidden("not-signed-in")
    _must_be_free(command.publisher)
    by.must_act_for(command.publisher, "owner")
    profiles.check(command.legal_name, command.website, command.logo)
    applied = _applied(command, by.actor)
    match state:
        case Publisher(stage="approved"):
            raise Conflicting("already-approved", command.publisher)
        case Publisher(stage="applied") if evolve(state, applied) == state:
            return []  # asked twice, decided once
        case _:
            return [applied]


def _list(command: ListPublisher, state: State, by: Context) -> list[Event]:
    by.must_have("reviewer", "operator")
    if not is_slug(command.publisher):
        raise Invalid("slug-invalid", command.publisher)
    profiles.check(command.legal_name, command.website, logo="")
    match state:
        case Absent():
            return _listed(command)
        case Publisher(owner="", legal_name=name, website=website) if (name, website) != _names(command):
            return _listed(command)
        case _:
            return []


def _listed(command: ListPublisher) -> list[Event]:
    listed = ApplyAsPublisher(command.publisher, *_names(command), phone="", email="", logo="")
    return [_applied(listed, owner=""), PublisherApproved(command.publisher)]


def _names(command: ListPublisher) -> tuple[str, str]:
    return command.legal_name, command.website


def _applied(command: ApplyAsPublisher, owner: str) -> PublisherApplied:
    return PublisherApplied(
        publisher=command.publisher,
        owner=owner,
        legal_name=command.legal_name.strip(),
        website=command.website,
        phone=command.phone,
        email=command.email,
        logo=command.logo,
    )


def _must_be_free(slug: str) -> None:
    if not is_slug(slug):
        raise Invalid("slug-invalid", slug)
    if is_reserved(slug):
        raise Invalid("slug-reserved", slug)


def _judge(
    command: ApprovePublisher | RejectPublisher | SuspendPublisher | ReinstatePublisher, state: Publisher
) -> list[Event]:
    match command:
        case ApprovePublisher():
            return [] if state.stage == "approved" else [PublisherApproved(state.slug)]
        case RejectPublisher(reasons):
            return _reject(state, reasons)
        case SuspendPublisher(reason):
            return _suspend(state, reason.strip())
        case ReinstatePublisher():
            return [PublisherReinstated(state.slug)] if state.suspended else []


def _reject(state: Publisher, reasons: tuple[Reason, ...]) -> list[Event]:
    if not reasons or any(not reason.text.strip() or len(reason.text) > REASON for reason in reasons):
        raise Invalid("reasons-missing", f"each 1 to {REASON} characters")
    if state.stage == "approved":
        raise Conflicting("already-approved", state.slug)
    if state.stage == "rejected" and state.reasons == reasons:
        return []
    return [PublisherRejected(state.slug, reasons)]


def _suspend(state: Publisher, reason: str) -> list[Event]:
    if not reason or len(reason) > REASON:
        raise Invalid("reasons-missing", f"1 to {REASON} characters")
    return [] if state.suspended == reason else [PublisherSuspended(state.slug, reason)]


def _note_payouts(connected: bool, state: Publisher, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-billing")
    return [] if state.payouts == connected else [PayoutsNoted(state.slug, connected)]


def reserves(command: Command) -> list[Reservation]:
    """A publisher's slug is the first part of its products' addresses, and unique."""
    match command:
        case ApplyAsPublisher(publisher=slug) | ListPublisher(publisher=slug):
            return [Reservation(f"slug-{slug}", "slug-taken", slug)]
        case _:
            return []


publisher: Decider[Command, State, Event] = Decider("publisher", Absent(), decide, evolve, reserves)
