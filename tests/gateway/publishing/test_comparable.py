"""What a price yields, and what stands beside it on the same shelves."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from gateway.publishing.comparable import comparables, nearest, yields
from gateway.views import listings, sellers, shelves
from services.catalog import events as e
from tests.controls.catalog import team_price
from vocabulary.money import Money


def sold(slug: str, amount: int, interval: str = "month", shelf: str = "security") -> list[tuple[str, object]]:
    price = replace(team_price, amounts=(Money(amount, "USD"),), interval=interval)
    stream = f"product-{slug}"
    return [
        (stream, e.ProductDrafted(slug, "acme", slug, "container", external=False)),
        (stream, e.ListingEdited(slug, slug.title(), "", "", (shelf,), (), (), "", "")),
        (stream, e.PlanAdded(slug, "pro", "Pro", "", f"acme/{slug}", "subscribers", None, "stable", price)),
        (stream, e.ProductPublished(slug)),
    ]


@pytest.fixture
def db() -> Connection:
    far = sold("far", 100, shelf="web-servers")
    return project(
        [sellers.projection, shelves.projection],
        [*sold("mine", 4900), *sold("dear", 9900), *sold("yearly", 24000, "year"), *far],
    )


def found(db: Connection, currency: str = "USD") -> list[str]:
    product = listings.product(db, "acme/mine")
    assert product is not None
    return [one.product for one in comparables(db, product, currency)]


def test_plans_of_the_same_shelf_are_compared_by_the_month(db: Connection) -> None:
    assert found(db) == ["Yearly", "Dear"]


def test_nothing_is_compared_across_currencies(db: Connection) -> None:
    assert found(db, "EUR") == []


def test_those_nearest_to_a_price_are_shown() -> None:
    story = [event for n in range(20) for event in sold(f"p{n:02}", 100 * (n + 1))]
    db = project([sellers.projection, shelves.projection], [*sold("mine", 4900), *story])
    product = listings.product(db, "acme/mine")
    assert product is not None
    shown = nearest(comparables(db, product, "USD"), Money(1000, "USD"), "month")
    assert [one.amount.amount for one in shown] == [600, 700, 800, 900, 1000, 1100, 1200, 1300]


def test_a_price_is_shared_without_losing_a_cent() -> None:
    one, ten, hundred = yields(Money(4999, "USD"), 75)
    assert (one.publisher, one.store) == (Money(3749, "USD"), Money(1250, "USD"))
    assert all(each.publisher + each.store == each.charged for each in (one, ten, hundred))
