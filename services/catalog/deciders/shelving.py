"""How an approved product comes on the shelves, at once or at a time, is featured there, and is taken off again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Refused
from services.catalog.deciders import lint
from services.catalog.deciders.product_state import Event, Product
from services.catalog.deciders.publisher_state import Standing
from services.catalog.events import (
    ProductFeatured,
    ProductPublished,
    ProductUnfeatured,
    ProductUnlisted,
    PublicationScheduled,
    PublicationUnscheduled,
)

YEARS_AHEAD = 2
OF_A_PLAN = ("version-missing", "payouts-missing")  # obstacles that name one


@dataclass(frozen=True)
class PublishProduct:
    """With what its service knows at this moment: its publisher's standing, and the plans with a release."""

    seller: Standing
    released: frozenset[str]


@dataclass(frozen=True)
class SchedulePublication:
    at: datetime


@dataclass(frozen=True)
class UnschedulePublication:
    pass


@dataclass(frozen=True)
class PublishAsScheduled:
    """The time has come that was set for `at`; given by the deadline alone."""

    at: datetime
    publish: PublishProduct


@dataclass(frozen=True)
class UnlistProduct:
    pass


@dataclass(frozen=True)
class FeatureProduct:
    pass


@dataclass(frozen=True)
class UnfeatureProduct:
    pass


Own: TypeAlias = PublishProduct | SchedulePublication | UnschedulePublication | UnlistProduct


def shelve(command: Own, product: Product, by: Context) -> list[Event]:
    match command:
        case PublishProduct():
            return _publish(command, product)
        case SchedulePublication(at):
            return _schedule(at, product, by)
        case UnschedulePublication():
            return [] if product.scheduled is None else [PublicationUnscheduled(product.id)]
        case UnlistProduct():
            return _unlist(product)


def feature(command: FeatureProduct | UnfeatureProduct, product: Product) -> list[Event]:
    match command:
        case UnfeatureProduct():
            return [ProductUnfeatured(product.id)] if product.featured else []
        case FeatureProduct() if product.stage != "published":
            raise Conflicting("not-published", product.address)
        case FeatureProduct():
            return [] if product.featured else [ProductFeatured(product.id)]


def publish_as_scheduled(command: PublishAsScheduled, product: Product) -> list[Event]:
    """What cannot go on the shelves when its time comes waits for its publisher, who is told why."""
    if product.scheduled != command.at:
        return []  # another time was set meanwhile, or none
    try:
        return _publish(command.publish, product)
    except Refused as refused:
        about = refused.detail if refused.code in OF_A_PLAN else ""
        return [PublicationUnscheduled(product.id, refused.code, about)]


def _publish(command: PublishProduct, product: Product) -> list[Event]:
    if product.stage == "published":
        return []
    for refusal in obstacles(command, product):
        raise refusal
    return [ProductPublished(product.id)]


def obstacles(command: PublishProduct, product: Product) -> Iterator[Refused]:
    """What keeps it from the shelves, by the codes of vocabulary.unpublished."""
    if product.stage not in ("approved", "unlisted"):
        yield Conflicting("not-approved", product.address)
    if product.hold or product.missed:
        yield Conflicting("product-held", product.address)
    if not command.seller.approved:
        yield Conflicting("publisher-not-approved", product.publisher)
    if command.seller.suspended:
        yield Conflicting("publisher-suspended", product.publisher)
    if not product.offered:
        yield Conflicting("plan-missing", product.address)
    if product.external:
        return  # its images and its words come from elsewhere
    for plan in product.offered:
        if plan.id not in command.released:
            yield Conflicting("version-missing", plan.id)
        if plan.paid and not command.seller.payouts:
            yield Conflicting("payouts-missing", plan.id)
    if wrong := lint.problems(product):
        yield Invalid("listing-incomplete", " ".join(problem.text for problem in wrong))


def _schedule(at: datetime, product: Product, by: Context) -> list[Event]:
    if product.stage not in ("approved", "unlisted"):
        raise Conflicting("not-approved", product.address)
    if at <= by.at or at.year > by.at.year + YEARS_AHEAD:
        raise Invalid("schedule-invalid", f"within {YEARS_AHEAD} years")
    return [] if product.scheduled == at else [PublicationScheduled(product.id, at)]


def _unlist(product: Product) -> list[Event]:
    match product.stage:
        case "unlisted":
            return []
        case "published":
            return [ProductUnlisted(product.id)]
        case _:
            raise Conflicting("not-published", product.address)
