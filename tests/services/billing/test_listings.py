"""Products stand on the shelves for a fee: the real kernel follows the catalogue, books, states and carries on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.catalog import events as catalog
from tests.controls.billing import DATABASE, listing_year, opened, product_noted
from tests.parts.services import config_in, running
from tests.services.billing.books import Told, tell
from tests.services.billing.conftest import Books, Catalogue
from vocabulary.period import after, month_of

FEE = {"amount": 9_900, "currency": "USD"}
BEGUN = "billing.listing-year-begun"


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Books]:
    with running(config_in(tmp_path, CHANDLERY_LISTING_FEE="99.00 USD"), Catalogue, Told) as services:
        yield Books(services)


def owed(books: Books) -> dict[str, int]:
    return {row["account"]: row["amount"] for row in books.rpc.trial_balance()}


def heard(books: Books, position: int, source: str = "catalog") -> None:
    """Billing's views have so many facts of this log."""

    def dealt_with() -> int:
        told = {one["id"]: one["position"] for one in books.rpc.standing()["followers"]}
        return int(told[f"billing/{source}"])

    books.services.until(lambda: dealt_with() >= position)


def test_publishing_is_paid_for_once_in_a_year_whoever_has_it(shelves: Books) -> None:
    began = datetime.now(UTC).date()
    shelves.publish()
    shelves.heard(BEGUN)
    moved = catalog.ProductTransferred(DATABASE, "bobs", "db", "acme/db")
    shelves.tell(catalog.ProductUnlisted(DATABASE), moved, catalog.ProductPublished(DATABASE))
    heard(shelves, 6)
    assert shelves.told().count(BEGUN) == 1
    shelves.services.until(lambda: owed(shelves) == {"publisher:acme": 9_900, "listing-fees": -9_900})
    told = shelves.rpc.listing_fee(DATABASE, "bobs")
    assert told["fee"] == FEE
    assert told["until"] in {after(day, "year", 1).isoformat() for day in (began, datetime.now(UTC).date())}


def test_the_next_year_is_booked_when_its_day_comes(shelves: Books) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    begun = after(yesterday, "year", -1)
    for fact in (product_noted, opened, replace(listing_year, starts=begun, ends=yesterday, on=begun)):
        tell(shelves.rpc, "offering", DATABASE, fact)
    shelves.services.until(lambda: shelves.told().count(BEGUN) == 2)
    shelves.services.until(lambda: owed(shelves) == {"publisher:acme": 2 * 9_900, "listing-fees": -2 * 9_900})
    assert shelves.rpc.listing_fee(DATABASE, "acme")["until"] == after(yesterday, "year", 1).isoformat()


def test_what_was_published_before_there_were_years_is_paid_for_from_now_on(tmp_path: Path) -> None:
    """The store is opened anew, with a fee, and knows of years by now."""
    with running(config_in(tmp_path), Catalogue, Told) as services:
        before = Books(services)
        for fact in (product_noted, opened):
            tell(before.rpc, "offering", DATABASE, fact)
        heard(before, before.rpc.head()["position"], "billing")
    with running(config_in(tmp_path, CHANDLERY_LISTING_FEE="99.00 USD"), Catalogue, Told) as services:
        after_it = Books(services)
        services.until(lambda: owed(after_it) == {"publisher:acme": 9_900, "listing-fees": -9_900})
        assert after_it.told().count(BEGUN) == 1


def test_a_month_without_sales_carries_the_fee_on(shelves: Books) -> None:
    """It began some months ago: by itself each month since is closed, the first with a statement, the next without."""
    day = after(datetime.now(UTC).date().replace(day=1), "month", -3)
    tell(shelves.rpc, "offering", DATABASE, replace(listing_year, starts=day, ends=after(day, "year", 1), on=day))
    shelves.services.until(lambda: shelves.told().count("billing.month-closed") >= 2)
    shelves.services.until(lambda: shelves.rpc.statements_of("acme"))
    (statement,) = shelves.rpc.statements_of("acme")
    told = (statement["month"], statement["listing_fees"], statement["due"]["amount"], statement["state"])
    assert told == (month_of(day), FEE, -9_900, "carried")
