"""A product of the catalogue as billing knows it: its plans, their terms, and whether they can be had."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from eventlog.decider import Context, Decider
from eventlog.refusal import Forbidden, Missing
from services.billing.deciders import listing
from services.billing.deciders.listing import BeginListingYear, Listed
from services.billing.events import (
    ListingYearBegun,
    OfferingClosed,
    OfferingOpened,
    OfferingRevoked,
    PlanOffered,
    PlanWithdrawn,
    ProductNoted,
)
from services.catalog.events import LicenceField, Price
from vocabulary.money import Money


@dataclass(frozen=True)
class NoteProduct:
    product: str
    address: str  # publisher/product


@dataclass(frozen=True)
class NoteAddress:
    """The product passed to another publisher."""

    address: str


@dataclass(frozen=True)
class OfferPlan:
    """A plan as it stands in the catalogue; an empty repository: the one that it has already."""

    plan: str
    repository: str
    access: str
    terms_version: str
    terms_digest: str
    name: str = ""
    price: Price | None = None  # None: free
    licence_fields: tuple[LicenceField, ...] = ()


@dataclass(frozen=True)
class WithdrawPlan:
    plan: str


@dataclass(frozen=True)
class OpenOffering:
    listing_fee: Money | None = None  # of a year that begins now


@dataclass(frozen=True)
class CloseOffering:
    pass


@dataclass(frozen=True)
class RevokeOffering:
    pass


Moved = OpenOffering | CloseOffering | RevokeOffering | BeginListingYear
Command = NoteProduct | NoteAddress | OfferPlan | WithdrawPlan | Moved
Event = (
    ProductNoted | PlanOffered | PlanWithdrawn | OfferingOpened | OfferingClosed | OfferingRevoked | ListingYearBegun
)


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Offering:
    product: str
    address: str
    shelf: str = "not-yet"  # not-yet | open | closed | revoked
    plans: Mapping[str, PlanOffered] = field(default_factory=dict)  # retired ones too: their holders keep them
    withdrawn: frozenset[str] = frozenset()
    listed_until: date | None = None  # the first day that no year on the shelves covers

    def obtainable(self, plan: str) -> PlanOffered | None:
        """The plan, where it can be had now."""
        return self.plans.get(plan) if self.shelf == "open" and plan not in self.withdrawn else None

    def keeps(self, plan: str, reason: str) -> bool:
        """Whether an entitlement to this plan that rests on `reason` may go on."""
        held = self.plans.get(plan)
        if held is None or self.shelf == "revoked":
            return False
        return reason != "terms-accepted" or held.access == "terms"


State = Absent | Offering


def decide(command: Command, state: State, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-catalogue")
    match command, state:
        case NoteProduct(product, address), Absent():
            return [ProductNoted(product, address)]
        case NoteProduct(), Offering():
            return []
        case _, Absent():
            raise Missing("product-unknown")
        case NoteAddress(address), Offering():
            return [] if state.address == address else [ProductNoted(state.product, address)]
        case OfferPlan(), Offering():
            offered = _offered(command, state)
            return [] if state.plans.get(command.plan) == offered else [offered]
        case WithdrawPlan(plan), Offering():
            return [PlanWithdrawn(state.product, plan)] if plan in state.plans.keys() - state.withdrawn else []
        case _, Offering():
            return _moved(command, state, by)
    raise TypeError(command)


def _offered(command: OfferPlan, state: Offering) -> PlanOffered:
    before = state.plans.get(command.plan)
    if before is None and not command.repository:
        raise Missing("plan-unknown")
    return PlanOffered(
        product=state.product,
        plan=command.plan,
        address=state.address,
        repository=command.repository or (before.repository if before else ""),
        access=command.access,
        terms_version=command.terms_version,
        terms_digest=command.terms_digest,
        name=command.name,
        price=command.price,
        licence_fields=command.licence_fields,
    )


def _moved(command: Command, state: Offering, by: Context) -> list[Event]:
    """On the shelves, off them, or gone for ever: what is revoked never comes back."""
    listed = Listed(state.product, state.address, state.listed_until)
    match command, state.shelf:
        case _, "revoked":
            return []
        case OpenOffering(fee), "not-yet" | "closed":
            return [OfferingOpened(state.product), *listing.published(listed, fee, by.today)]
        case BeginListingYear(), "open":
            return [*listing.goes_on(listed, command, by.today)]
        case CloseOffering(), "open":
            return [OfferingClosed(state.product)]
        case RevokeOffering(), _:
            return [OfferingRevoked(state.product)]
        case _:
            return []


def evolve(state: State, event: Event) -> State:
    match state, event:
        case Offering(), ProductNoted(address=address):
            plans = {plan: replace(offered, address=address) for plan, offered in state.plans.items()}
            return replace(state, address=address, plans=plans)
        case _, ProductNoted(product, address):
            return Offering(product, address)
        case Offering(), PlanOffered(plan=plan):
            return replace(state, plans={**state.plans, plan: event})
        case Offering(), PlanWithdrawn(plan=plan):
            return replace(state, withdrawn=state.withdrawn | {plan})
        case Offering(), OfferingOpened():
            return replace(state, shelf="open")
        case Offering(), OfferingClosed():
            return replace(state, shelf="closed")
        case Offering(), OfferingRevoked():
            return replace(state, shelf="revoked")
        case Offering(), ListingYearBegun(ends=ends):
            return replace(state, listed_until=ends)
        case _:
            return state


offering: Decider[Command, State, Event] = Decider("offering", Absent(), decide, evolve)
