"""Building the index in Elasticsearch from all documents, against a bare bulk of the same documents made ready."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from itertools import chain

import urllib3

from bench._products import batches, named
from bench.goals import BULK, REINDEX
from bench.harness import compared, report
from services.search.adapters.elasticsearch.cluster import Cluster
from services.search.adapters.elasticsearch.index import ElasticsearchIndex
from services.search.index.document import fields
from services.search.index.mapping import mapping
from services.search.ports import Change, Checkpoint
from tests.parts.elasticsearch import ask, node

PRODUCTS, ROUNDS, WARM = 100_000, 3, 10_000
Batches = Sequence[Sequence[Change]]


def main() -> None:
    chance = random.Random(20)
    products = list(batches(named(PRODUCTS, chance), chance))
    ready = [b"".join(_lines(one)) for one in products]
    with node(heap="2g") as address:
        ours, bare = [], []
        _by_us(address, products[: WARM // len(products[0])])
        _by_hand(address, ready[: WARM // len(products[0])])
        for _ in range(ROUNDS):
            ours.append(PRODUCTS / _by_us(address, products))
            bare.append(PRODUCTS / _by_hand(address, ready))
    report("reindex", [compared(REINDEX, f"{PRODUCTS:,}", ours, bare, BULK)])


def _by_us(address: str, products: Batches) -> float:
    index = ElasticsearchIndex(Cluster(address), "ours-")
    index.is_ours()
    began = time.perf_counter()
    index.rebuild(iter(products), Checkpoint("bench", len(products)))
    taken = time.perf_counter() - began
    index.close()
    return taken


def _by_hand(address: str, ready: Sequence[bytes]) -> float:
    """Without refreshes until the end, and on disk then, as ours."""
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    ask(address, "PUT", "/bare", {"settings": settings, "mappings": mapping()})
    pool, headers = urllib3.PoolManager(), {"Content-Type": "application/x-ndjson"}
    began = time.perf_counter()
    for lines in ready:
        told = json.loads(pool.request("POST", f"{address}/bare/_bulk", body=lines, headers=headers).data)
        assert not told["errors"]
    ask(address, "POST", "/bare/_flush")
    ask(address, "POST", "/bare/_refresh")
    taken = time.perf_counter() - began
    ask(address, "DELETE", "/bare")
    return taken


def _lines(changes: Sequence[Change]) -> Iterator[bytes]:
    return chain.from_iterable(_line(change) for change in changes)


def _line(change: Change) -> tuple[bytes, bytes]:
    assert change.document is not None
    told = dict(fields(change.document))
    stored = told["stored"]
    assert isinstance(stored, bytes)
    whole = {**told, "stored": stored.decode()}
    return json.dumps({"index": {"_id": change.id}}).encode() + b"\n", json.dumps(whole).encode() + b"\n"


if __name__ == "__main__":
    main()
