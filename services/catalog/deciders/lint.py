"""What a reviewer would say of a product: what keeps it from being approved, and what would make it a better one."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.catalog.deciders.listing import Listing
from services.catalog.deciders.product_state import Product
from vocabulary.lint import LINT

FEW_WORDS = 200  # characters of a description that can hardly say how an image is started
UNTOLD_PICTURE = re.compile(r"!\[\s*\]\(")
NEEDS_INSTALLING = ("plugin", "compose", "service")


@dataclass(frozen=True)
class Problem:
    """A code, the field, the reviewer's sentence about it, whether it keeps the product from being approved, and the
    plan that it is about, if one is."""

    code: str
    field: str
    text: str
    blocks: bool = True
    plan: str = ""


def problems(product: Product) -> list[Problem]:
    """What a reviewer would turn the product down for."""
    listing = product.listing
    found = [
        (not listing.name.strip(), "name-missing", "name"),
        (not listing.short_description.strip(), "short-description-missing", "short_description"),
        (not listing.description.strip(), "description-missing", "description"),
        (not listing.categories, "category-missing", "categories"),
        (not listing.logo, "logo-missing", "logo"),
        (not product.offered, "plan-missing", "plans"),
    ]
    return [Problem(code, field, LINT[code]) for wrong, code, field in found if wrong]


def hints(product: Product, unreleased: Collection[str], supported: bool, payouts: bool) -> list[Problem]:
    """What a reviewer would advise; `unreleased` are the plans without a version, `supported`: the publisher says how
    it helps its customers; `payouts`: it is known where its money goes."""
    waiting = [_of_plan("version-missing", plan) for plan in unreleased]
    if not payouts:
        waiting += [_of_plan("payouts-missing", plan.id) for plan in product.offered if plan.paid]
    found = (*_listing_hints(product), *([] if supported else [("support-missing", "publisher")]))
    return waiting + [Problem(code, field, LINT[code], blocks=False) for code, field in found]


def _of_plan(code: str, plan: str) -> Problem:
    return Problem(code, "plans", LINT[code] % {"plan": plan}, blocks=False, plan=plan)


def _listing_hints(product: Product) -> Iterator[tuple[str, str]]:
    listing = product.listing
    if listing.description.strip() and len(listing.description) < FEW_WORDS:
        yield "description-short", "description"
    if UNTOLD_PICTURE.search(listing.description + listing.install):
        yield "alt-missing", "description"
    if not listing.screenshots:
        yield "screenshots-missing", "screenshots"
    if not listing.install.strip() and product.kind in NEEDS_INSTALLING:
        yield "install-missing", "install"
    yield from _link_hints(listing)
    if not listing.licence.strip():
        yield "licence-missing", "licence"


def _link_hints(listing: Listing) -> Iterator[tuple[str, str]]:
    kinds = {link.what for link in listing.links}
    if "documentation" not in kinds:
        yield "documentation-missing", "links"
    if "support" not in kinds:
        yield "support-link-missing", "links"
    if any(link.url.startswith("http://") for link in listing.links):
        yield "link-unencrypted", "links"
