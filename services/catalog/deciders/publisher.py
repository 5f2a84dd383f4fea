"""A publisher: who applies to offer images here, and whether the store lets them."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from eventlog.schema import Erased
from services.catalog.deciders.listing import is_web_address
from services.catalog.events import PublisherApplied, PublisherApproved, PublisherRejected, Reason
from vocabulary.slug import is_reserved, is_slug

NAME = 200


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


Command: TypeAlias = ApplyAsPublisher | ListPublisher | ApprovePublisher | RejectPublisher
Event: TypeAlias = PublisherApplied | PublisherApproved | PublisherRejected


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Publisher:
    slug: str
    owner: str
    legal_name: str
    website: str
    phone: str | Erased
    email: str | Erased
    logo: str
    stage: Literal["applied", "approved", "rejected"]
    reasons: tuple[Reason, ...] = ()


State: TypeAlias = Absent | Publisher


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command:
        case ApplyAsPublisher():
            return _apply(command, state, by)
        case ListPublisher():
            return _list(command, state, by)
        case ApprovePublisher():
            by.must_have("reviewer", "operator")
            return [] if _known(state).stage == "approved" else [PublisherApproved(_known(state).slug)]
        case RejectPublisher(reasons):
            by.must_have("reviewer", "operator")
            return _reject(_known(state), reasons)


def _apply(command: ApplyAsPublisher, state: State, by: Context) -> list[Event]:
    if not by.actor:
        raise Forbidden("not-signed-in")
    _must_be_free(command.publisher)
    _check(command)
    applied = _applied(command, by.actor)
    match state:
        case Publisher(owner=owner) if owner != by.actor:
            raise Conflicting("slug-taken", command.publisher)
        case Publisher(stage="approved"):
            raise Conflicting("already-approved", command.publisher)
        case Publisher(stage="applied") if _same(state, applied):
            return []  # asked twice, decided once
        case _:
            return [applied]


def _list(command: ListPublisher, state: State, by: Context) -> list[Event]:
    by.must_have("reviewer", "operator")
    if not is_slug(command.publisher):
        raise Invalid("slug-invalid", command.publisher)
    _check(command)
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


def _same(state: Publisher, applied: PublisherApplied) -> bool:
    return evolve(state, applied) == state


def _check(command: ApplyAsPublisher | ListPublisher) -> None:
    """Everybody reads the name and follows the address."""
    name = command.legal_name.strip()
    if not name:
        raise Invalid("legal-name-missing")
    if len(name) > NAME or not name.isprintable():
        raise Invalid("legal-name-invalid", f"at most {NAME} characters on one line")
    if command.website and not is_web_address(command.website):
        raise Invalid("link-invalid", command.website[:200])


def _must_be_free(slug: str) -> None:
    if not is_slug(slug):
        raise Invalid("slug-invalid", slug)
    if is_reserved(slug):
        raise Invalid("slug-reserved", slug)


def _reject(state: Publisher, reasons: tuple[Reason, ...]) -> list[Event]:
    if not reasons:
        raise Invalid("reasons-missing")
    if state.stage == "approved":
        raise Conflicting("already-approved", state.slug)
    if state.stage == "rejected" and state.reasons == reasons:
        return []
    return [PublisherRejected(state.slug, reasons)]


def _known(state: State) -> Publisher:
    if isinstance(state, Absent):
        raise Missing("no-such-publisher")
    return state


def evolve(state: State, event: Event) -> State:
    match event:
        case PublisherApplied():
            return _from(event)
        case PublisherApproved():
            return replace(_known(state), stage="approved", reasons=())
        case PublisherRejected(reasons=reasons):
            return replace(_known(state), stage="rejected", reasons=reasons)


def _from(event: PublisherApplied) -> Publisher:
    return Publisher(
        slug=event.publisher,
        owner=event.owner,
        legal_name=event.legal_name,
        website=event.website,
        phone=event.phone,
        email=event.email,
        logo=event.logo,
        stage="applied",
    )


def reserves(command: Command) -> list[Reservation]:
    """A publisher's slug is the first part of its products' addresses, and unique."""
    match command:
        case ApplyAsPublisher(publisher=slug) | ListPublisher(publisher=slug):
            return [Reservation(f"slug-{slug}", "slug-taken", slug)]
        case _:
            return []


publisher: Decider[Command, State, Event] = Decider("publisher", Absent(), decide, evolve, reserves)
