"""What a year on the shelves costs is told before a product is published, on its pages and by the API."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.controls.billing import listing_year, product_noted
from tests.gateway.counter import bearer
from tests.gateway.publishing.test_pages import Browser, Opened, Portal, of, portal_in, words
from tests.services.billing.books import Told, tell
from vocabulary.period import after

FEE = {"amount": 9_900, "currency": "USD"}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A store that asks 99 dollars."""
    with portal_in(tmp_path_factory.mktemp("portal"), Told, CHANDLERY_LISTING_FEE="99.00 USD") as opened:
        yield opened


@pytest.fixture
def portal(asking: Opened) -> Portal:
    portal = replace(asking.portal, slug=f"acme-{next(asking.numbers)}")
    portal.approves()
    return portal


@pytest.fixture
def ada(portal: Portal) -> Browser:
    return of(portal, "ada")


def begun(portal: Portal) -> str:
    """A year of the product, as if it had been published today; the day on which it ends."""
    product, today = portal.told()["id"], datetime.now(UTC).date()
    year = replace(listing_year, product=product, starts=today, ends=after(today, "year", 1), on=today)
    for fact in (replace(product_noted, product=product), year):
        tell(portal.services.rpc.billing, "offering", product, fact)
    return year.ends.isoformat()


def test_who_publishes_reads_the_fee_before(portal: Portal, ada: Browser) -> None:
    page = words(ada.get(portal.page))
    assert "A year on the shelves costs 99.00 USD." in page
    assert "you agree by publishing" in page


def test_who_has_paid_for_the_year_reads_when_the_next_one_begins(portal: Portal, ada: Browser) -> None:
    begun(portal)
    page = words(ada.get(portal.page))
    assert "Its year on the shelves ends on" in page
    assert "you agree by publishing" not in page


def test_programs_are_told_it_too(portal: Portal) -> None:
    token = portal.services.rpc.identity.issue_token(
        portal.accounts["ada"], "fees", ["publish"], None, [], portal.ada()
    )["token"]
    asked = {"headers": bearer(token)}
    client, path = portal.app.test_client(), f"/api/v1/products/{portal.product}/listing-fee"
    portal.settle()
    assert client.get(path, **asked).json == {"fee": FEE, "until": None}
    until = begun(portal)
    assert client.get(path, **asked).json == {"fee": FEE, "until": until}
    assert client.get(f"/api/v1/publishers/{portal.slug}/payouts", **asked).json["listing_fee"] == FEE


def test_the_helper_beside_a_price_and_the_page_of_payouts_name_it(portal: Portal, ada: Browser) -> None:
    assert "Each year that the product stands on the shelves costs you" in words(ada.get(f"{portal.page}/plans/free"))
    assert "99.00 USD" in words(ada.get(f"{portal.home}/payouts"))
