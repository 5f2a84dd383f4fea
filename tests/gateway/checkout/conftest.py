"""An open store, with people to come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.checkout import settling
from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.gateway.opened import Opened, opened
from vocabulary.money import Money

MONTHLY = catalog.Price((Money(4900, "USD"),), "month", (), 14, False, False)
LARGE = catalog.Price((Money(49000, "USD"),), "month", (), 0, False, False)
YEARLY = catalog.Price((Money(49000, "USD"),), "year", (), 0, False, False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Opened]:
    with opened(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def sale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """With a product on the shelves that costs money: by the month, by the year, and in a large size."""
    with opened(tmp_path_factory.mktemp("sale")) as store, pytest.MonkeyPatch.context() as patched:
        patched.setattr(settling, "PATIENCE", 0.1)  # who waits within this process keeps its services from going on
        _put_on_sale(store)
        yield store


def _put_on_sale(store: Opened) -> None:
    listing = catalog.ListingEdited(DATABASE, "DB", "A database.", "", ("databases",), (), (), "", "MIT")
    store.books.tell(catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False), listing)
    for plan, price in (("team", MONTHLY), ("fleet", LARGE), ("yearly", YEARLY)):
        told = (DATABASE, plan, plan.title(), "", f"acme/db-{plan}", "subscribers", None)
        store.books.tell(catalog.PlanAdded(*told, price=price))
    store.books.tell(catalog.ProductPublished(DATABASE))
    store.books.heard("billing.offering-opened")
    store.settle()
