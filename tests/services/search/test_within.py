"""A question may be asked of a part of the store alone: of some products, and of all that some publishers have."""

import pytest

from services.search.index.shapes import Query, Within
from services.search.reader import SearchReader
from tests.services.search.backs import Back
from tests.services.search.shelf import SHELF, changes, document, found

REDIS, TIDE = "id-library/redis", "id-harbour/tide"


@pytest.fixture
def reader(back: Back) -> SearchReader:
    return back.filled(SHELF)


def test_these_products_and_all_of_these_publishers_are_found(reader: SearchReader) -> None:
    within = Within((REDIS, TIDE), ("acme",))
    assert {*found(reader, within=within)} == {"library/redis", "harbour/tide", "acme/ledger", "acme/gauge"}
    assert found(reader, "redis", within=within) == ["library/redis"]
    assert found(reader, "nginx", within=within) == []


def test_of_nothing_nothing_is_found(reader: SearchReader) -> None:
    assert found(reader, within=Within()) == []
    assert found(reader, "redis", within=Within(("id-of-nothing",), ("nobody",))) == []


def test_facets_count_what_is_within_also_where_they_are_chosen(reader: SearchReader) -> None:
    within = Within((REDIS,), ("acme",))
    for chosen in ((), ("library",)):
        facets = reader.search(Query(publisher=chosen, within=within)).facets
        assert {value.value: value.count for value in facets["publisher"]} == {"acme": 2, "library": 1}


def test_what_answers_in_part_is_within_as_well(reader: SearchReader) -> None:
    within = Within((REDIS,), ("acme",))
    assert {*found(reader, "redis ledger frobnicatorium", within=within)} <= {"library/redis", "acme/ledger"}


def test_pages_and_orders_stay_within(reader: SearchReader) -> None:
    within, seen, after = Within(publishers=("library",)), list[str](), ""
    for _ in range(4):
        result = reader.search(Query(sort="updated", limit=1, after=after, within=within))
        seen += [item.slug for item in result.items]
        after = result.next or ""
    assert (sorted(seen), after) == (sorted(one.slug for one in SHELF if one.publisher == "library"), "")


def test_what_a_publisher_adds_is_within_as_soon_as_it_is_found(back: Back, reader: SearchReader) -> None:
    back.apply(changes([document("acme/newest", revision=2)]))
    assert "acme/newest" in found(reader, within=Within(publishers=("acme",)))


def test_as_many_products_as_a_catalogue_holds_are_asked_for(reader: SearchReader) -> None:
    many = Within((REDIS, *(f"id-{number}" for number in range(499))))
    assert found(reader, "keys", within=many) == ["library/redis"]
