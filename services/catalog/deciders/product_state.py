"""What a product is after its events: its stage between draft and shelf, its listing, plans and versions elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from eventlog.refusal import Missing
from services.catalog.deciders import plan as plans
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.plan import Plan
from services.catalog.events import (
    EditApproved,
    EditRejected,
    EditSubmitted,
    HoldLifted,
    ListedVersion,
    ListingEdited,
    MissedFix,
    PlanAdded,
    PlanChanged,
    PlanRetired,
    ProductApproved,
    ProductCertified,
    ProductDrafted,
    ProductFeatured,
    ProductGraded,
    ProductHeld,
    ProductPublished,
    ProductRejected,
    ProductRevoked,
    ProductSubmitted,
    ProductTransferred,
    ProductUncertified,
    ProductUnfeatured,
    ProductUnlisted,
    PublicationScheduled,
    PublicationUnscheduled,
    Reason,
    SecurityHoldLifted,
    SecurityHoldPlaced,
    SubmissionWithdrawn,
    TransferOffered,
    TransferWithdrawn,
    VersionsListed,
)

Trust: TypeAlias = ProductCertified | ProductUncertified | ProductGraded | SecurityHoldPlaced | SecurityHoldLifted
Edit: TypeAlias = EditSubmitted | EditApproved | EditRejected
Event: TypeAlias = (
    ProductDrafted
    | ListingEdited
    | PlanAdded
    | PlanChanged
    | PlanRetired
    | ProductSubmitted
    | SubmissionWithdrawn
    | ProductApproved
    | ProductRejected
    | ProductPublished
    | ProductUnlisted
    | ProductHeld
    | HoldLifted
    | ProductRevoked
    | VersionsListed
    | PublicationScheduled
    | PublicationUnscheduled
    | ProductFeatured
    | ProductUnfeatured
    | TransferOffered
    | TransferWithdrawn
    | ProductTransferred
    | Edit
    | Trust
)
Stage: TypeAlias = Literal["draft", "submitted", "approved", "published", "unlisted", "revoked"]


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class TurnedDown:
    """An edit that a reviewer did not let stand: why, and how the listing read with it."""

    reasons: tuple[Reason, ...]
    listing: Listing


@dataclass(frozen=True)
class Unpublished:
    """It was to go on the shelves at this time, and could not: `reason` is a code of vocabulary.unpublished."""

    at: datetime | None
    reason: str
    about: str  # the plan that it is for, if one is


@dataclass(frozen=True)
class Product:
    id: str
    publisher: str
    slug: str
    kind: str
    external: bool
    stage: Stage = "draft"
    listing: Listing = field(default_factory=Listing)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    hold: str = ""
    reasons: tuple[Reason, ...] = ()
    versions: tuple[ListedVersion, ...] = ()
    scheduled: datetime | None = None
    unpublished: Unpublished | None = None  # the last time that was set, where it could not be kept
    featured: bool = False
    offered_to: str = ""  # the publisher that may take it over
    taken_over: bool = False  # from another publisher, by the one that has it
    certified: ProductCertified | None = None
    grade: str = ""
    missed: tuple[MissedFix, ...] = ()  # holes for which it is on hold, whatever a person says
    edited: bool = False  # since it was approved, and a reviewer has not read it yet
    turned_down: TurnedDown | None = None  # the last edit, where it was
    judged: "Product | None" = None  # as it was when a reviewer approved or rejected it last

    @property
    def address(self) -> str:
        return f"{self.publisher}/{self.slug}"

    @property
    def offered(self) -> list[Plan]:
        return [plan for plan in self.plans.values() if not plan.retired]

    def plan(self, plan: str) -> Plan:
        found = self.plans.get(plan)
        if found is None or found.retired:
            raise Missing("no-such-plan", plan)
        return found


State: TypeAlias = Absent | Product


def known(state: State) -> Product:
    if isinstance(state, Absent):
        raise Missing("no-such-product")
    return state


def evolve(state: State, event: Event) -> State:
    match event:
        case ProductDrafted():
            return Product(event.product, event.publisher, event.slug, event.kind, event.external)
        case ListingEdited():
            return replace(known(state), listing=_listing(event))
        case PlanAdded() | PlanChanged() | PlanRetired():
            return _with_plan(known(state), event)
        case ProductRejected(reasons=reasons):
            return _judged(replace(known(state), stage="draft", reasons=reasons))
        case VersionsListed(versions=versions):
            return replace(known(state), versions=versions)
        case ProductApproved():
            return _judged(replace(known(state), stage="approved"))
        case ProductTransferred(publisher=publisher, slug=slug):
            return replace(known(state), publisher=publisher, slug=slug, offered_to="", taken_over=True)
        case EditSubmitted() | EditApproved() | EditRejected():
            return _edited(known(state), event)
        case _ if type(event) in STAGES:
            return replace(known(state), stage=STAGES[type(event)], scheduled=None, unpublished=None)
        case _:
            return _marked(known(state), event)


def _edited(product: Product, event: Edit) -> Product:
    match event:
        case EditSubmitted():
            return replace(product, edited=True, turned_down=None)
        case EditApproved():
            return _judged(replace(product, edited=False, turned_down=None))
        case EditRejected(reasons=reasons):
            return replace(product, edited=False, turned_down=TurnedDown(reasons, product.listing))


def _judged(product: Product) -> Product:
    return replace(product, judged=replace(product, judged=None))


def _marked(product: Product, event: Event) -> Product:
    """What is noted of a product wherever it stands."""
    match event:
        case ProductHeld(reason=reason):
            return replace(product, hold=reason)
        case HoldLifted():
            return replace(product, hold="")
        case TransferOffered(to=publisher):
            return replace(product, offered_to=publisher)
        case TransferWithdrawn():
            return replace(product, offered_to="")
        case ProductFeatured() | ProductUnfeatured():
            return replace(product, featured=isinstance(event, ProductFeatured))
        case PublicationScheduled(at=at):
            return replace(product, scheduled=at, unpublished=None)
        case PublicationUnscheduled(reason=reason, about=about):
            unpublished = Unpublished(product.scheduled, reason, about) if reason else None
            return replace(product, scheduled=None, unpublished=unpublished)
        case _:
            return _trusted(product, event)


def _trusted(product: Product, event: Event) -> Product:
    """What certification found about it."""
    match event:
        case ProductCertified():
            return replace(product, certified=event)
        case ProductUncertified():
            return replace(product, certified=None)
        case ProductGraded(grade=grade):
            return replace(product, grade=grade)
        case SecurityHoldPlaced(missed=missed):
            return replace(product, missed=missed)
        case SecurityHoldLifted():
            return replace(product, missed=())
        case _:
            raise TypeError(event)


STAGES: Mapping[type, Stage] = {
    ProductSubmitted: "submitted",
    SubmissionWithdrawn: "draft",
    ProductPublished: "published",
    ProductUnlisted: "unlisted",
    ProductRevoked: "revoked",
}


def _with_plan(product: Product, event: PlanAdded | PlanChanged | PlanRetired) -> Product:
    return replace(product, plans={**product.plans, event.plan: _plan(product, event)})


def _listing(event: ListingEdited) -> Listing:
    return Listing(
        name=event.name,
        short_description=event.short_description,
        description=event.description,
        categories=event.categories,
        tags=event.tags,
        links=event.links,
        logo=event.logo,
        licence=event.licence,
        screenshots=event.screenshots,
        install=event.install,
    )


def _plan(product: Product, event: PlanAdded | PlanChanged | PlanRetired) -> Plan:
    match event:
        case PlanAdded():
            told = (event.name, event.description, event.repository, event.access, event.terms)
            return Plan(event.plan, *told, **_kept(None, event))
        case PlanChanged():
            before = product.plans[event.plan]
            told = (event.name, event.description, before.repository, event.access, event.terms)
            return Plan(event.plan, *told, **_kept(before, event))
        case PlanRetired():
            return replace(product.plans[event.plan], retired=True)


def _kept(before: Plan | None, event: PlanAdded | PlanChanged) -> dict[str, Any]:
    return {
        "channel": event.channel,
        "price": event.price,
        "licence_fields": event.licence_fields,
        "agreements": plans.remembered(before, event.terms),
    }
