"""What a price yields after the store's share, and what products on the same shelves ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.engine import Connection

from gateway.views import counts, listings
from gateway.views.listings import Product
from vocabulary.money import Money

LOOKED_AT, SHOWN = 120, 8
MONTHS = {"month": Decimal(1), "year": Decimal(12), "30_days": Decimal(30 * 12) / Decimal("365.25")}
CUSTOMERS = (1, 10, 100)


@dataclass(frozen=True)
class Comparable:
    """A plan of another product on one of the same shelves, in the currency that was asked for."""

    product: str
    slug: str
    plan: str
    amount: Money
    interval: str

    @property
    def monthly(self) -> Decimal:
        return monthly(self.amount, self.interval)


@dataclass(frozen=True)
class Yield:
    """Of so many customers, for one interval, before tax."""

    customers: int
    charged: Money
    publisher: Money
    store: Money


def monthly(amount: Money, interval: str) -> Decimal:
    """Minor units for a month, to compare by."""
    return amount.amount / MONTHS[interval]


def comparables(db: Connection, product: Product, currency: str) -> list[Comparable]:
    """Those that ask for something from the shelf, the cheapest a month first."""
    slugs = [slug for category in product.categories for slug in counts.slugs_in(db, category, 0, LOOKED_AT)]
    others = listings.by_slugs(db, [slug for slug in dict.fromkeys(slugs) if slug != product.slug])
    found = [one for other in others for one in _asked(other, currency)]
    return sorted(found, key=lambda one: (one.monthly, one.slug, one.plan))


def _asked(product: Product, currency: str) -> list[Comparable]:
    return [
        Comparable(product.name, product.slug, plan.name, amount, plan.price.interval)
        for plan in product.plans
        if plan.price and not plan.price.by_order
        for amount in plan.price.amounts
        if amount.currency == currency and amount.amount
    ]


def nearest(found: Sequence[Comparable], price: Money | None, interval: str) -> list[Comparable]:
    """As many as are shown, around the price where there is one."""
    if price is None:
        return list(found[:SHOWN])
    wanted = monthly(price, interval)
    closest = sorted(found, key=lambda one: abs(one.monthly - wanted))[:SHOWN]
    return sorted(closest, key=lambda one: one.monthly)


def yields(price: Money, share: int) -> list[Yield]:
    """`share` is the publisher's, in percent of what is charged before tax."""
    charged = [(count, price.times(count)) for count in CUSTOMERS]
    return [Yield(n, whole, mine := whole.part(share, 100), whole - mine) for n, whole in charged]
