"""A product: drafted by its publisher, reviewed by the store, then on the shelves until it is unlisted or revoked."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Invalid
from services.catalog.deciders import edits, external, preparing, shelving, transfer, trust
from services.catalog.deciders import listing as listings
from services.catalog.deciders.external import ListExternally
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.preparing import AddPlan
from services.catalog.deciders.product_state import Absent, Event, Product, State, evolve, known
from services.catalog.deciders.shelving import (
    FeatureProduct,
    PublishAsScheduled,
    PublishProduct,
    SchedulePublication,
    UnfeatureProduct,
    UnlistProduct,
    UnschedulePublication,
)
from services.catalog.deciders.transfer import AcceptTransfer, OfferTransfer, WithdrawTransfer
from services.catalog.events import (
    HoldLifted,
    ProductApproved,
    ProductDrafted,
    ProductHeld,
    ProductRejected,
    ProductRevoked,
    Reason,
)
from vocabulary.slug import BESIDE_PRODUCTS, is_product_slug

KINDS = ("container", "plugin", "compose", "service")
REASON = 2_000


@dataclass(frozen=True)
class DraftProduct:
    product: str
    publisher: str
    slug: str
    kind: str
    listing: Listing


@dataclass(frozen=True)
class ApproveProduct:
    pass


@dataclass(frozen=True)
class RejectProduct:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class HoldProduct:
    reason: str


@dataclass(frozen=True)
class LiftHold:
    pass


@dataclass(frozen=True)
class RevokeProduct:
    pass


Command: TypeAlias = (
    DraftProduct
    | preparing.Command
    | ApproveProduct
    | RejectProduct
    | shelving.Own
    | shelving.PublishAsScheduled
    | shelving.FeatureProduct
    | shelving.UnfeatureProduct
    | transfer.Command
    | trust.Command
    | HoldProduct
    | LiftHold
    | RevokeProduct
    | ListExternally
)


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command:
        case DraftProduct():
            return _draft(command, state, by)
        case ListExternally():
            return _list_externally(command, state, by)
        case PublishProduct() | SchedulePublication() | UnschedulePublication() | UnlistProduct():
            return shelving.shelve(command, _mine(state, by, "reviewer", "operator"), by)
        case PublishAsScheduled():
            return shelving.publish_as_scheduled(command, known(state))
        case OfferTransfer() | WithdrawTransfer() | AcceptTransfer():
            return transfer.transfer(command, known(state), by)
        case trust.NoteTrust() | trust.NoteMissed() | trust.NoteMended() | trust.GiveUpProduct():
            return trust.trust(command, known(state), by)
        case ApproveProduct() | RejectProduct():
            return _review(command, _judged(state, by))
        case FeatureProduct() | UnfeatureProduct():
            return shelving.feature(command, _judged(state, by))
        case HoldProduct() | LiftHold() | RevokeProduct():
            return _guard(command, _judged(state, by))
        case _:
            mine = _mine(state, by)
            return edits.submitted(preparing.prepare(command, mine), mine)


def _draft(command: DraftProduct, state: State, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor")
    if not is_product_slug(command.slug):
        raise Invalid("slug-invalid", command.slug[:80])
    if command.slug in BESIDE_PRODUCTS:
        raise Invalid("slug-reserved", command.slug)
    if command.kind not in KINDS:
        raise Invalid("kind-unknown", ", ".join(KINDS))
    if isinstance(state, Product):
        return []  # the same command's id: asked twice
    listing = listings.checked(command.listing)
    drafted = ProductDrafted(command.product, command.publisher, command.slug, command.kind, external=False)
    return [drafted, listing.edited(command.product)]


def _list_externally(command: ListExternally, state: State, by: Context) -> list[Event]:
    by.must_have("operator", "reviewer")
    match state:
        case Absent():
            return list(external.first_events(command))
        case Product(external=False):
            raise Conflicting("slug-taken", state.address)
        case Product(stage="revoked"):
            raise Conflicting("product-revoked", state.address)
        case Product(publisher=publisher) if publisher != command.publisher:
            return list(external.later_versions(command, state.versions))  # the rest is its new publisher's to say
        case Product():
            pull = next((plan.repository for plan in state.offered), command.pull)
            return list(external.difference(command, state.listing, pull, state.versions))


def _review(command: ApproveProduct | RejectProduct, product: Product) -> list[Event]:
    match command, product.stage:
        case ApproveProduct(), "submitted":
            return [ProductApproved(product.id)]
        case ApproveProduct(), "approved" | "published" | "unlisted":
            return edits.approve(product)
        case RejectProduct(reasons), "submitted":
            return [ProductRejected(product.id, _told(reasons))]
        case RejectProduct(reasons), "approved" | "published" | "unlisted" if product.edited:
            return edits.reject(_told(reasons), product)
        case RejectProduct(reasons), _ if product.turned_down is not None and reasons == product.turned_down.reasons:
            return []
        case RejectProduct(reasons), "draft" if reasons and reasons == product.reasons:
            return []
        case _:
            raise Conflicting("not-submitted", product.address)


def _guard(command: HoldProduct | LiftHold | RevokeProduct, product: Product) -> list[Event]:
    if product.stage == "revoked" and not isinstance(command, RevokeProduct):
        raise Conflicting("product-revoked", product.address)
    match command:
        case HoldProduct(reason):
            if not reason.strip() or len(reason) > REASON:
                raise Invalid("reasons-missing", f"1 to {REASON} characters")
            return [] if reason == product.hold else [ProductHeld(product.id, reason)]
        case LiftHold():
            return [HoldLifted(product.id)] if product.hold else []
        case RevokeProduct():
            return [ProductRevoked(product.id)] if product.stage != "revoked" else []


def _mine(state: State, by: Context, *staff: str) -> Product:
    """The product, where the actor works for its publisher, or has one of these staff roles."""
    product = known(state)
    if not by.has(*staff):
        by.must_act_for(product.publisher, "owner", "editor")
    if product.stage == "revoked":
        raise Conflicting("product-revoked", product.address)
    return product


def _judged(state: State, by: Context) -> Product:
    by.must_have("reviewer", "operator")
    return known(state)


def _told(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    if not reasons or any(not reason.text.strip() or len(reason.text) > REASON for reason in reasons):
        raise Invalid("reasons-missing", f"each 1 to {REASON} characters")
    return reasons


def reserves(command: Command) -> list[Reservation]:
    """An address and a repository belong to one product, for good: links and pull commands outlive it."""
    match command:
        case DraftProduct() | ListExternally():
            address = f"{command.publisher}/{command.slug}"
            return [Reservation(f"slug-{address}", "slug-taken", address)]
        case AcceptTransfer(to, slug):
            address = f"{to}/{slug}"
            return [Reservation(f"slug-{address}", "slug-taken", address)]
        case AddPlan(plan):
            return [Reservation(f"repository-name-{plan.repository}", "repository-taken", plan.repository)]
        case _:
            return []


product: Decider[Command, State, Event] = Decider("product", Absent(), decide, evolve, reserves)
