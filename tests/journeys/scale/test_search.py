"""Search at scale: what the store's processes publish is found through the gateway in Elasticsearch."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.parts.elasticsearch import ask
from tests.parts.process import wait_until
from tests.parts.scale import Scale, scale

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scale]:
    with scale(tmp_path_factory.mktemp("searched"), registry=True, elasticsearch=True) as store:
        store.fill()
        yield store


def found(store: Scale, query: str) -> set[str]:
    answer = store.store.api("GET", f"/search?{query}")
    return {item["slug"] for item in answer.json()["items"]} if answer.ok else set()


def indices(store: Scale) -> Any:
    pattern = f"{store.environment['CHANDLERY_SEARCH_PREFIX']}chandlery-products-*"
    return ask(store.environment["ELASTICSEARCH_URL"], "GET", f"/{pattern}")


def test_the_demonstration_is_found_in_elasticsearch_and_nothing_lies_in_the_folder(searched: Scale) -> None:
    wait_until(lambda: bool(found(searched, "limit=100")), 30, "nothing is found")
    assert not (searched.data / "index").exists()
    assert len(indices(searched)) == 1


def test_an_index_that_was_lost_is_built_again(searched: Scale) -> None:
    wait_until(lambda: bool(found(searched, "limit=100")), 30, "nothing is found")
    before = found(searched, "limit=100")
    for name in indices(searched):
        ask(searched.environment["ELASTICSEARCH_URL"], "DELETE", f"/{name}")
    wait_until(lambda: found(searched, "limit=100") == before, 60, "it was not built again")
