"""What the catalogue's facts, and billing's own, ask of offerings and customers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.billing.deciders.customer import EndEntitlement
from services.billing.deciders.offering import (
    CloseOffering,
    NoteAddress,
    NoteProduct,
    Offering,
    OfferPlan,
    OpenOffering,
    RevokeOffering,
    WithdrawPlan,
)
from services.billing.deciders.offering import Command as OfferingCommand
from services.billing.deciders.offering import State as OfferingState
from services.billing.events import EntitlementGranted
from services.catalog.events import (
    PlanAdded,
    PlanChanged,
    PlanRetired,
    ProductDrafted,
    ProductPublished,
    ProductRevoked,
    ProductTransferred,
    ProductUnlisted,
    Terms,
)
from vocabulary.money import Money

FOLLOWED = (
    ProductDrafted,
    PlanAdded,
    PlanChanged,
    PlanRetired,
    ProductPublished,
    ProductUnlisted,
    ProductRevoked,
    ProductTransferred,
)


@dataclass(frozen=True)
class Held:
    """An entitlement as billing's view has it."""

    holder: str
    product: str
    plan: str
    reason: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Held":
        return cls(row["holder"], row["product"], row["plan"], row["reason"])


def after_catalogue(event: Any, listing_fee: Money | None = None) -> tuple[str, OfferingCommand] | None:
    """The product's offering that a fact of the catalogue concerns, and the command for it.

    External products are never gated, so there is nothing to offer; what is said of one later finds no offering and
    is refused. `listing_fee`: what a year on the shelves costs as it is set now.
    """
    match event:
        case ProductDrafted(product=product, external=False):
            return product, NoteProduct(product, f"{event.publisher}/{event.slug}")
        case PlanAdded(product=product):
            return product, _offer(event, event.repository)
        case PlanChanged(product=product):
            return product, _offer(event, "")
        case PlanRetired(product=product, plan=plan):
            return product, WithdrawPlan(plan)
        case ProductTransferred(product=product):
            return product, NoteAddress(f"{event.publisher}/{event.slug}")
        case ProductPublished(product=product):
            return product, OpenOffering(listing_fee)
        case ProductUnlisted(product=product):
            return product, CloseOffering()
        case ProductRevoked(product=product):
            return product, RevokeOffering()
        case _:
            return None


def _offer(event: PlanAdded | PlanChanged, repository: str) -> OfferPlan:
    agreed = _terms(event.terms)
    return OfferPlan(event.plan, repository, event.access, *agreed, event.name, event.price, event.licence_fields)


def _terms(terms: Terms | None) -> tuple[str, str]:
    return (terms.version, terms.digest) if terms else ("", "")


def may_end_rights(command: OfferingCommand) -> bool:
    """A plan that is new has no holders yet; a changed one names no repository."""
    return isinstance(command, RevokeOffering) or (isinstance(command, OfferPlan) and not command.repository)


def to_end(offering: OfferingState, held: Iterable[Held]) -> Iterator[tuple[str, EndEntitlement]]:
    """Holders whose entitlement may not go on as the product is offered now, and the command for each."""
    for each in held:
        reason = why_ended(offering, each.plan, each.reason)
        if reason:
            yield each.holder, EndEntitlement(each.product, each.plan, reason)


def after_grant(offering: OfferingState, event: EntitlementGranted) -> EndEntitlement | None:
    """Somebody was granted a right while it was being taken from everybody: the view of holders had them not yet."""
    reason = why_ended(offering, event.plan, event.reason)
    return EndEntitlement(event.product, event.plan, reason) if reason else None


def why_ended(offering: OfferingState, plan: str, reason: str) -> str:
    """Empty where the entitlement goes on."""
    match offering:
        case Offering(shelf="revoked"):
            return "product-revoked"
        case Offering() if not offering.keeps(plan, reason):
            return "access-changed"
        case _:
            return ""
