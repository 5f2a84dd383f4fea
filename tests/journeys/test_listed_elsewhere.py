"""Images of other registries: brought in by staff, found here, pulled there."""

import pytest

from tests.journeys.people import external_listing
from tests.parts.store import Answer, Store

pytestmark = pytest.mark.journey


def bring_in(store: Store, slug: str, tags: list[str]) -> Answer:
    told = store.api("POST", "/imports", external_listing(slug, tags), token=store.accounts["operator"]["token"])
    assert told.ok, told.body
    return told


def test_a_listing_that_is_brought_in_twice_changes_nothing(store: Store) -> None:
    assert bring_in(store, "twice-listed", ["1.0"]).json()["changed"]
    again = bring_in(store, "twice-listed", ["1.0"]).json()
    assert (again["changed"], again["unchanged"]) == ([], 1)


def test_an_image_whose_source_lists_no_tag_any_more_says_so(store: Store) -> None:
    bring_in(store, "listed-no-more", ["1.0"])
    position = bring_in(store, "listed-no-more", []).headers["Chandlery-Position"]
    page = store.call("GET", "/library/listed-no-more", Chandlery_Position=position).body.decode()
    assert "No version is listed any more" in page
    assert "docker pull listed-no-more" not in page


def test_customers_bring_in_nothing(store: Store) -> None:
    refused = store.api("POST", "/imports", external_listing("mine", ["1"]), token=store.accounts["customer"]["token"])
    assert (refused.status, refused.json()["code"]) == (403, "scope-missing")
