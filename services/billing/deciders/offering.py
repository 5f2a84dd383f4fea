"""A product of the catalogue as billing knows it: its plans, their terms, and whether they can be had."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eventlog.decider import Context, Decider
from eventlog.refusal import Forbidden, Missing
from services.billing.events import (
    OfferingClosed,
    OfferingOpened,
    OfferingRevoked,
    PlanOffered,
    PlanWithdrawn,
    ProductNoted,
)
from services.catalog.events import LicenceField, Price


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
    pass


@dataclass(frozen=True)
class CloseOffering:
    pass


@dataclass(frozen=True)
class RevokeOffering:
    pass


Command = NoteProduct | NoteAddress | OfferPlan | WithdrawPlan | OpenOffering | CloseOffering | RevokeOffering
Event = ProductNoted | PlanOffered | PlanWithdrawn | OfferingOpened | OfferingClosed | OfferingRevoked


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
            return _moved(command, state)
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


def _moved(command: Command, state: Offering) -> list[Event]:
    """On the shelves, off them, or gone for ever: what is revoked never comes back."""
    match command, state.shelf:
        case _, "revoked":
            return []
        case OpenOffering(), "not-yet" | "closed":
            return [OfferingOpened(state.product)]
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
        case _:
            return state


offering: Decider[Command, State, Event] = Decider("offering", Absent(), decide, evolve)
