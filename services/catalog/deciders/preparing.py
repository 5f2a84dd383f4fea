"""What a publisher does with its product: listing and plans edited, handed to the reviewers, and taken back."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from eventlog.refusal import Conflicting, Invalid, Missing
from services.catalog.deciders import lint
from services.catalog.deciders import listing as listings
from services.catalog.deciders import plan as plans
from services.catalog.deciders.listing import ListingChanges
from services.catalog.deciders.plan import Plan, PlanChanges
from services.catalog.deciders.product_state import Event, Product
from services.catalog.deciders.publisher_state import Standing
from services.catalog.events import PlanRetired, ProductSubmitted, SubmissionWithdrawn


@dataclass(frozen=True)
class EditListing:
    changes: ListingChanges


@dataclass(frozen=True)
class AddScreenshot:
    screenshot: str


@dataclass(frozen=True)
class RemoveScreenshot:
    screenshot: str


@dataclass(frozen=True)
class AddPlan:
    """`payouts`: it is known where its publisher's money goes."""

    plan: Plan
    payouts: bool = False


@dataclass(frozen=True)
class ChangePlan:
    plan: str
    changes: PlanChanges
    payouts: bool = False


@dataclass(frozen=True)
class RetirePlan:
    plan: str


@dataclass(frozen=True)
class SubmitProduct:
    """With its publisher's standing, and the digest of the agreement that the store asks for now."""

    seller: Standing
    agreement: str


@dataclass(frozen=True)
class WithdrawSubmission:
    pass


Command: TypeAlias = (
    EditListing
    | AddScreenshot
    | RemoveScreenshot
    | AddPlan
    | ChangePlan
    | RetirePlan
    | SubmitProduct
    | WithdrawSubmission
)


def prepare(command: Command, product: Product) -> list[Event]:
    match command:
        case EditListing(changes):
            return _edit(changes, product)
        case AddScreenshot(screenshot):
            return _show((*_others(product, screenshot), screenshot), product)
        case RemoveScreenshot(screenshot):
            return _show(_others(product, screenshot), product)
        case AddPlan(plan, payouts):
            return _add_plan(plan, payouts, product)
        case ChangePlan(plan_id, changes, payouts):
            return _change_plan(product.plan(plan_id), changes, payouts, product)
        case RetirePlan(plan_id):
            return _retire_plan(plan_id, product)
        case SubmitProduct():
            return _submit(command, product)
        case WithdrawSubmission():
            return _withdraw(product)


def _edit(changes: ListingChanges, product: Product) -> list[Event]:
    _not_under_review(product)
    if not set(changes.screenshots or ()) <= set(product.listing.screenshots):
        raise Invalid("screenshot-unknown", "they are put in another order, or left out")
    listing = listings.checked(changes.applied_to(product.listing))
    return [] if listing == product.listing else [listing.edited(product.id)]


def _others(product: Product, screenshot: str) -> tuple[str, ...]:
    return tuple(one for one in product.listing.screenshots if one != screenshot)


def _show(screenshots: tuple[str, ...], product: Product) -> list[Event]:
    _not_under_review(product)
    if set(screenshots) == set(product.listing.screenshots):
        return []
    return [listings.checked(replace(product.listing, screenshots=screenshots)).edited(product.id)]


def _add_plan(plan: Plan, payouts: bool, product: Product) -> list[Event]:
    _not_under_review(product)
    _ours(product)
    plans.checked(plan)
    if not plan.repository.startswith(f"{product.publisher}/"):
        raise Invalid("repository-elsewhere", f"{product.publisher}/…")
    if plan.repository.count("/") != 1:
        raise Invalid("repository-invalid", plan.repository)
    known = product.plans.get(plan.id)
    if known is not None:
        if known.added(product.id) == plan.added(product.id) and not known.retired:
            return []
        raise Conflicting("plan-id-taken", plan.id)
    if any(other.repository == plan.repository for other in product.plans.values()):
        raise Conflicting("repository-taken", plan.repository)
    _can_be_sold(plan, payouts, product)
    return [plan.added(product.id)]


def _change_plan(plan: Plan, changes: PlanChanges, payouts: bool, product: Product) -> list[Event]:
    _ours(product)
    changed = plans.change(plan, changes)
    if changed == plan:
        return []
    if not plan.paid:
        _can_be_sold(changed, payouts, product)
    return [changed.changed(product.id)]


def _can_be_sold(plan: Plan, payouts: bool, product: Product) -> None:
    """What is added to a product on the shelves can be bought at once."""
    if product.stage == "published" and plan.paid and not payouts:
        raise Conflicting("payouts-missing", plan.id)


def _retire_plan(plan_id: str, product: Product) -> list[Event]:
    _ours(product)
    if plan_id not in product.plans:
        raise Missing("no-such-plan", plan_id)
    return [] if product.plans[plan_id].retired else [PlanRetired(product.id, plan_id)]


def _submit(command: SubmitProduct, product: Product) -> list[Event]:
    match product.stage:
        case "submitted" | "approved" | "published":
            return []
        case "unlisted":
            raise Conflicting("already-approved", product.address)
    if command.seller.suspended:
        raise Conflicting("publisher-suspended", product.publisher)
    if command.seller.agreed != command.agreement:
        raise Conflicting("agreement-not-accepted", product.publisher)
    if wrong := lint.problems(product):
        raise Invalid("listing-incomplete", " ".join(problem.text for problem in wrong))
    return [ProductSubmitted(product.id)]


def _withdraw(product: Product) -> list[Event]:
    match product.stage:
        case "submitted":
            return [SubmissionWithdrawn(product.id)]
        case "draft":
            return []
        case _:
            raise Conflicting("already-approved", product.address)


def _ours(product: Product) -> None:
    if product.external:
        raise Conflicting("listed-elsewhere", product.address)


def _not_under_review(product: Product) -> None:
    if product.stage == "submitted":
        raise Conflicting("under-review", product.address)
