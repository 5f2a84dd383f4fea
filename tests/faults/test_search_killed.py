"""Elasticsearch is killed while the index is written and while another is built: the index equals its rebuild."""

import random
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from services.catalog import events as e
from services.search.adapters.elasticsearch.index import ElasticsearchIndex, elasticsearch_index
from services.search.index.mapping import alias
from services.search.ports import Checkpoint
from services.search.projections import documents
from services.search.service import Keeper
from tests.parts.elasticsearch import Node
from tests.services.search.test_keeper import Store

FILES = "sqlite:///views"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    started = Node(tmp_path_factory.mktemp("elasticsearch"), brief=True)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.index.close()


def keep(store: Store, index: ElasticsearchIndex) -> None:
    """As the service does: what is away is waited for."""
    end = time.monotonic() + 120
    while True:
        try:
            Keeper(store.view.reader, index).keep()
        except Unavailable:
            assert time.monotonic() < end, "never came back"
            time.sleep(0.2)
        else:
            return


def held(node: Node, prefix: str) -> Mapping[str, Any]:
    """All documents of the index in place, with their versions."""
    told = node.ask("POST", f"/{alias(prefix)}/_search", {"version": True, "size": 1000})
    return {hit["_id"]: (hit["_version"], hit["_source"]["stored"]) for hit in told["hits"]["hits"]}


def rebuilt(store: Store, node: Node, prefix: str) -> Mapping[str, Any]:
    index = elasticsearch_index(node.address, prefix, FILES)
    keep(store, index)
    index.close()
    return held(node, prefix)


def change(store: Store, chance: random.Random, number: int) -> None:
    products = [f"thing-{n}" for n in range(number)]
    store.publish(f"thing-{number}")
    for product in chance.sample(products, min(3, number)):
        event = chance.choice((e.ProductHeld(product, "old"), e.HoldLifted(product), e.ProductUnlisted(product)))
        store.tell(product, event)


def test_a_node_that_is_killed_during_writes_loses_nothing(store: Store, node: Node) -> None:
    index, chance = elasticsearch_index(node.address, "a-", FILES), random.Random(7)
    keep(store, index)
    for kill in range(2):
        ended = threading.Timer(0.3, node.kill)
        ended.start()
        for number in range(kill * 20, kill * 20 + 20):
            change(store, chance, number)
            try:
                Keeper(store.view.reader, index).keep()
            except Unavailable:
                break
        ended.join()
        node.start()
        keep(store, index)
    index.close()
    assert held(node, "a-") == rebuilt(store, node, "b-")


@pytest.mark.parametrize("step", ["settle", "swap"])
def test_a_node_that_is_killed_before_a_step_of_a_rebuild_serves_the_old_index_until_the_new_one_is_whole(
    step: str, store: Store, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = f"{step}-"
    index = elasticsearch_index(node.address, prefix, FILES)
    store.publish("one")
    keep(store, index)
    before = held(node, prefix)
    calls: list[str] = []
    real = getattr(index._cluster, step)

    def killed(*told: Any) -> Any:
        if not calls:
            calls.append(step)
            node.kill()
        return real(*told)

    monkeypatch.setattr(index._cluster, step, killed)
    store.publish("two")
    with pytest.raises(Unavailable):
        index.rebuild(Keeper(store.view.reader, index)._all(), _standing(store))
    node.start()
    assert held(node, prefix) == before
    keep(store, index)
    index._forget()
    index.checkpoint()
    assert held(node, prefix) == rebuilt(store, node, f"{prefix}again-")
    assert len(node.ask("GET", f"/{alias(prefix)}-*")) == 1
    index.close()


def _standing(store: Store) -> Checkpoint:
    with store.view.reader.begin() as db:
        return documents.standing(db, store.view.reader.generation())
