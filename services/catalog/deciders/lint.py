"""What a reviewer would say of a product: what keeps it from being approved, and what would make it a better one."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.catalog.deciders.listing import SHORT_DESCRIPTION, Listing
from services.catalog.deciders.product_state import Product

FEW_WORDS = 200  # characters of a description that can hardly say how an image is started
UNTOLD_PICTURE = re.compile(r"!\[\s*\]\(")
NEEDS_INSTALLING = ("plugin", "compose", "service")


@dataclass(frozen=True)
class Problem:
    """A code, the field, the reviewer's sentence about it, and whether it keeps the product from being approved."""

    code: str
    field: str
    text: str
    blocks: bool = True


def problems(product: Product) -> list[Problem]:
    """What a reviewer would turn the product down for."""
    listing = product.listing
    found = [
        (not listing.name.strip(), "name-missing", "name", "The product has no name yet."),
        (
            not listing.short_description.strip(),
            "short-description-missing",
            "short_description",
            f"Say in one line of at most {SHORT_DESCRIPTION} characters what the product is.",
        ),
        (
            not listing.description.strip(),
            "description-missing",
            "description",
            "Describe what the image does and how it is started.",
        ),
        (not listing.categories, "category-missing", "categories", "Choose at least one category."),
        (not listing.logo, "logo-missing", "logo", "Add a logo; it stands beside the name wherever people look."),
        (
            not product.offered,
            "plan-missing",
            "plans",
            "Add a plan: it says what people get, and on what terms.",
        ),
    ]
    return [Problem(code, field, text) for wrong, code, field, text in found if wrong]


def hints(product: Product, unreleased: Collection[str], supported: bool) -> list[Problem]:
    """What a reviewer would advise; `unreleased` are the plans without a version, `supported`: the publisher says how
    it helps its customers."""
    return [Problem(code, field, text, blocks=False) for code, field, text in _hints(product, unreleased, supported)]


def _hints(product: Product, unreleased: Collection[str], supported: bool) -> Iterator[tuple[str, str, str]]:
    listing = product.listing
    for plan in unreleased:
        yield "version-missing", "plans", f"Release a version for the plan {plan}; publishing needs one for each plan."
    if listing.description.strip() and len(listing.description) < FEW_WORDS:
        yield "description-short", "description", "Say more: what it does, how it is started, what it keeps where."
    if UNTOLD_PICTURE.search(listing.description + listing.install):
        yield "alt-missing", "description", "Tell in words what each picture shows, for those who cannot see it."
    if not listing.screenshots:
        yield "screenshots-missing", "screenshots", "Add a screenshot: people look before they read."
    if not listing.install.strip() and product.kind in NEEDS_INSTALLING:
        yield "install-missing", "install", "Say how it is installed; a pull command alone does not start it."
    yield from _link_hints(listing)
    if not listing.licence.strip():
        yield "licence-missing", "licence", "Name the licence, so that people know what they may do."
    if not supported:
        yield "support-missing", "publisher", "Say in your profile how your customers are helped."


def _link_hints(listing: Listing) -> Iterator[tuple[str, str, str]]:
    kinds = {link.what for link in listing.links}
    if "documentation" not in kinds:
        yield "documentation-missing", "links", "Link the documentation."
    if "support" not in kinds:
        yield "support-link-missing", "links", "Link a place where questions are answered."
    if any(link.url.startswith("http://") for link in listing.links):
        yield "link-unencrypted", "links", "Use https:// in links; browsers warn of anything else."
