"""An edit of an approved product: in force at once, and read by a reviewer who lets it stand or turns it down."""

from services.catalog.deciders.product_state import Event, Product
from services.catalog.events import (
    EditApproved,
    EditRejected,
    EditSubmitted,
    ListingEdited,
    PlanAdded,
    PlanChanged,
    Reason,
)

APPROVED = ("approved", "published", "unlisted")
LISTED = ("name", "short_description", "description", "install", "categories", "links", "logo", "screenshots")
OFFERED = ("name", "description", "access", "terms")


def submitted(edits: list[Event], product: Product) -> list[Event]:
    """These edits, and where one of them needs a reviewer that it waits for one; once, however many follow."""
    if product.stage not in APPROVED or product.edited or not any(_needs_reviewer(edit, product) for edit in edits):
        return edits
    return [*edits, EditSubmitted(product.id)]


def _needs_reviewer(edit: Event, product: Product) -> bool:
    """What customers decide by. Words to search by, the licence, prices and channels are its publisher's alone."""
    match edit:
        case ListingEdited():
            return any(getattr(edit, name) != getattr(product.listing, name) for name in LISTED)
        case PlanAdded():
            return True
        case PlanChanged(plan=plan):
            return any(getattr(edit, name) != getattr(product.plans[plan], name) for name in OFFERED)
        case _:
            return False


def approve(product: Product) -> list[Event]:
    return [EditApproved(product.id)] if product.edited else []


def reject(reasons: tuple[Reason, ...], product: Product) -> list[Event]:
    """What its publisher wrote is kept for the next try; the shelves show again what was approved last."""
    before = product.judged
    rejected: list[Event] = [EditRejected(product.id, reasons)]
    if before is None or before.listing == product.listing:
        return rejected
    return [*rejected, before.listing.edited(product.id)]
