"""The view of shelves tells which products on them have no year."""

from collections.abc import Callable
from typing import Any

import pytest

from eventlog.testing import project
from services.billing.events import OfferingOpened
from services.billing.projections import listings
from tests.controls.billing import DATABASE, closed, listing_year, opened

CACHE = "product-2"
Show = Callable[..., list[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def after(request: pytest.FixtureRequest) -> Show:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("new_database")())

    def show(*events: Any) -> list[str]:
        with project([listings.projection], [(f"offering-{DATABASE}", event) for event in events], url) as db:
            return listings.without_year(db)

    return show


def test_what_is_published_without_a_year_has_none(after: Show) -> None:
    assert after(opened, OfferingOpened(CACHE), listing_year) == [CACHE]


def test_who_comes_back_within_the_year_has_one(after: Show) -> None:
    assert after(opened, listing_year, closed, opened) == []


def test_what_is_off_the_shelves_needs_none(after: Show) -> None:
    assert after(opened, closed) == []
