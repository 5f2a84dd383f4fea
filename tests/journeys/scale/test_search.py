"""Search at scale: what the store's processes publish is found through the gateway in Elasticsearch."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.people import external_listing, makes_token
from tests.parts.elasticsearch import ask
from tests.parts.process import wait_until
from tests.parts.scale import OPERATOR, Scale, scale

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = OPERATOR["CHANDLERY_ADMIN_EMAIL"], OPERATOR["CHANDLERY_ADMIN_PASSWORD"]
LISTED = {"library/listed-0", "library/listed-1", "library/listed-2"}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scale]:
    with scale(tmp_path_factory.mktemp("searched"), elasticsearch=True) as store:
        token = makes_token(store.store, EMAIL, PASSWORD, ("read", "staff"))
        for name in LISTED:
            listed = store.store.api("POST", "/imports", external_listing(name.partition("/")[2], ["1"]), token=token)
            assert listed.ok, listed.body
        yield store


def found(store: Scale, query: str) -> set[str]:
    answer = store.store.api("GET", f"/search?{query}")
    return {item["slug"] for item in answer.json()["items"]} if answer.ok else set()


def indices(store: Scale) -> Any:
    pattern = f"{store.environment['CHANDLERY_SEARCH_PREFIX']}chandlery-products-*"
    return ask(store.environment["ELASTICSEARCH_URL"], "GET", f"/{pattern}")


def test_what_is_listed_is_found_in_elasticsearch_and_nothing_lies_in_the_folder(searched: Scale) -> None:
    wait_until(lambda: found(searched, "limit=100") == LISTED, 30, "it is not found")
    assert not (searched.data / "index").exists()
    assert len([index for index in indices(searched).values() if index["aliases"]]) == 1


def test_an_index_that_was_lost_is_built_again(searched: Scale) -> None:
    wait_until(lambda: found(searched, "limit=100") == LISTED, 30, "it is not found")
    for name in indices(searched):
        ask(searched.environment["ELASTICSEARCH_URL"], "DELETE", f"/{name}")
    wait_until(lambda: found(searched, "limit=100") == LISTED, 60, "it was not built again")
