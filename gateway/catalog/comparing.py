"""Two to four products side by side: the facts that the store has of them, and in which of these they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway import pricing
from gateway.catalog import pulling, shown
from gateway.catalog.shown import Line
from gateway.drawing import access, bare, day, decimal, kind, number, size
from gateway.parts import database
from gateway.translation import gettext, ngettext
from gateway.views import listings, pulls, reviews
from gateway.views.given_up import deprecated_among
from gateway.views.listings import Product
from gateway.views.versions import Version, versions_of
from vocabulary.categories import label_of

MOST = 4
UNKNOWN = ""


@dataclass(frozen=True)
class Fact:
    """A row: a text for each product, empty where the store does not know it."""

    label: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def facts_of(products: Sequence[Product]) -> list[Fact]:
    """Those that are known of one of the products at least."""
    db = database()
    ids = [product.id for product in products]
    aged = deprecated_among(db, products)
    pulled, rated = pulls.totals(db, ids), reviews.ratings_of(db, ids)
    columns = []
    for product in products:
        versions = versions_of(db, product.id)
        column = {**_listed(product, deprecated=product.id in aged), **_newest(product, versions), **_seller(product)}
        rating = rated.get(product.id)
        column[gettext("Rating")] = (
            gettext("%(mean)s of 5, by %(count)s", mean=decimal(rating.mean), count=number(rating.count))
            if rating
            else UNKNOWN
        )
        column[gettext("Pulls from here")] = number(pulled[product.id]) if pulled[product.id] else UNKNOWN
        columns.append(column)
    facts = (Fact(label, tuple(column[label] for column in columns)) for label in (columns[0] if columns else ()))
    return [fact for fact in facts if any(fact.values)]


def _listed(product: Product, *, deprecated: bool) -> dict[str, str]:
    standing = {"official": gettext("Official"), "verified": gettext("Verified publisher")}
    return {
        gettext("Publisher"): product.publisher_name,
        gettext("Standing"): standing.get(product.type, gettext("Community")),
        gettext("What it is"): product.short_description,
        gettext("Kind"): kind(product.kind),
        gettext("Categories"): ", ".join(gettext(label_of(slug)) for slug in product.categories),
        gettext("On hold"): product.hold_reason if product.state == "held" else UNKNOWN,
        gettext("Deprecated"): gettext("Not looked after any more") if deprecated else UNKNOWN,
        gettext("Plans"): "; ".join(f"{plan.name}: {access(plan.access).rstrip('.')}" for plan in product.plans),
        gettext("Price"): str(pricing.summary(product.plans)),
        gettext("Where it lies"): gettext("in another registry") if product.external else gettext("in this store"),
        gettext("Licence"): product.licence,
    }


def _newest(product: Product, versions: Sequence[Version]) -> dict[str, str]:
    """Of the first plan, as the product's own page shows it."""
    first = product.plans[0].id if product.plans else ""
    newest = pulling.newest([one for one in versions if one.plan == first and one.yanked is None])
    line: Line | None = shown.line(newest) if newest else None
    tags = shown.tags_in(versions)
    return {
        gettext("Latest"): line.tag if line else UNKNOWN,
        gettext("Released"): day(line.date) if line and line.date else UNKNOWN,
        gettext("Platforms"): ", ".join(bare(platform) for platform in line.platforms) if line else UNKNOWN,
        gettext("Size"): size(line.size) if line and line.size else UNKNOWN,
        gettext("Tags"): ngettext("%(num)s tag", "%(count)s tags", tags, count=number(tags)) if tags else UNKNOWN,
    }


def _seller(product: Product) -> dict[str, str]:
    seller = listings.publisher(database(), product.publisher)
    return {gettext("Support hours"): seller.support_hours if seller else UNKNOWN}
