"""Search over 10,000 and 100,000 products: a full query with all facets, and suggestions, on both back ends.

Elasticsearch through our reader is measured against the same queries sent to it by hand, Tantivy against Elasticsearch.
CHANDLERY_BENCH_PRODUCTS names further sizes (1000000), which take long. Publishers, categories and platforms are drawn.
"""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from bench._products import Named, batches, named
from bench.goals import BY_READER, GROWN_SEARCH, ON_ELASTICSEARCH, ON_TANTIVY, SENT, SUGGESTED, SUGGESTIONS
from bench.harness import Row, compared, report
from services.search.adapters import elasticsearch_reader
from services.search.adapters.elasticsearch.cluster import Cluster
from services.search.adapters.elasticsearch.index import ElasticsearchIndex
from services.search.adapters.tantivy import TantivyIndex
from services.search.index.mapping import alias
from services.search.ports import Checkpoint, Index
from services.search.reader import Query, SearchReader
from tests.parts.elasticsearch import node

SIZES = (10_000, 100_000)
MORE = "CHANDLERY_BENCH_PRODUCTS"
NAMES, ROUNDS = 150, 5
WORDS = (
    "database",
    "web framework",
    "http server",
    "message queue",
    "machine learning",
    "json parser",
    "log collector",
)
Ask = Callable[[str], object]


@dataclass(frozen=True)
class Asked:
    """Whole questions, and what somebody has typed so far."""

    questions: Sequence[str]
    typed: Sequence[str]


@dataclass(frozen=True)
class Taken:
    """Milliseconds of each question, by round."""

    rounds: Sequence[Sequence[float]]

    def at(self, part: float) -> list[float]:
        return [sorted(one)[int(len(one) * part)] for one in self.rounds]


def main() -> None:
    elasticsearch_reader.PATIENCE = 30.0  # what is slow is to be seen, not refused
    sizes = [*SIZES, *map(int, os.environ.get(MORE, "").split())]
    rows: list[Row] = []
    medians: dict[int, tuple[float, float]] = {}
    with node(heap="2g") as address:
        for size in sizes:
            more, medians[size] = measured(address, size)
            rows += more
    for size in sizes[1:]:
        for measure, one, other in zip(GROWN_SEARCH, medians[size], medians[sizes[0]], strict=True):
            rows.append(compared(measure, f"{size:,}", [one], [other], f"{sizes[0]:,} products"))
    report("search", rows)


def measured(address: str, size: int) -> tuple[list[Row], tuple[float, float]]:
    chance = random.Random(20)
    products = named(size, chance)
    prefix, told = f"bench-{size}-", f"{size:,}"
    asked = Asked(
        questions(products, chance), [name[:n] for name, _ in chance.sample(products, NAMES) for n in (2, 3, 4, 6)]
    )
    with tempfile.TemporaryDirectory() as folder:
        built(TantivyIndex(Path(folder)), products)
        built(ElasticsearchIndex(Cluster(address), prefix), products)
        near, far, first, new = SearchReader(folder), *(SearchReader(address, prefix) for _ in range(3))
        bodies = recorded(far, asked.questions)
        send = sending(address, alias(prefix), bodies)
        asks = (
            lambda text: far.search(Query(text)),
            send,
            forgetting(first, words=False),
            forgetting(new, words=True),
            lambda text: near.search(Query(text)),
        )
        ours, by_hand, anew, unheard, tantivy = together(asks, asked.questions)
        suggested, nearby = together((far.suggest, near.suggest), asked.typed)
    median, highest = ours.at(0.5), ours.at(0.99)
    rows = [
        compared(f"{BY_READER}, p50 ms", told, median, by_hand.at(0.5), SENT),
        compared(f"{BY_READER}, p99 ms", told, highest, by_hand.at(0.99), SENT),
        compared(f"{BY_READER}, asked for the first time, p50 ms", told, anew.at(0.5), by_hand.at(0.5), SENT),
        compared(
            f"{BY_READER}, in words nobody asked with before, p50 ms", told, unheard.at(0.5), by_hand.at(0.5), SENT
        ),
        compared(f"{ON_TANTIVY}, p50 ms", told, tantivy.at(0.5), median, ON_ELASTICSEARCH),
        compared(f"{ON_TANTIVY}, p99 ms", told, tantivy.at(0.99), highest, ON_ELASTICSEARCH),
        compared(SUGGESTED, told, suggested.at(0.99)),
        compared(SUGGESTIONS, told, nearby.at(0.99)),
    ]
    return rows, (statistics.median(median), statistics.median(tantivy.at(0.5)))


def built(index: Index, products: Sequence[Named]) -> None:
    index.is_ours()
    index.rebuild(batches(products, random.Random(21)), Checkpoint("bench", len(products)))
    index.close()


def recorded(reader: SearchReader, texts: Sequence[str]) -> Mapping[str, bytes]:
    """The body of the page that answers each question, the last that is asked for."""
    door, found = reader._engine._door, {}  # type: ignore[attr-defined]
    several, search = door.several, door.search
    for text in texts:
        sent: list[Any] = []
        door.search = lambda body, sent=sent: sent.append(body) or search(body)
        door.several = lambda bodies, sent=sent: sent.extend(bodies) or several(bodies)
        reader.search(Query(text))
        found[text] = elasticsearch_reader._written(
            elasticsearch_reader._hurried([body for body in sent if "post_filter" in body][-1])
        )
    del door.search, door.several
    return found


def forgetting(reader: SearchReader, *, words: bool) -> Ask:
    """Each question as the reader's first: how it understood it, what it read of products, and what it learned of its
    words, is taken from it."""
    learned = reader._engine._statistics._kept  # type: ignore[attr-defined]
    read = reader._engine._tools.read  # type: ignore[attr-defined]

    def ask(text: str) -> object:
        reader._remembered.forget()
        read.cache_clear()
        if words:
            learned.clear()
        return reader.search(Query(text))

    return ask


def sending(address: str, index: str, bodies: Mapping[str, bytes]) -> Ask:
    pool = urllib3.PoolManager()

    def send(text: str) -> object:
        headers = {"Content-Type": "application/json"}
        return json.loads(pool.request("POST", f"{address}/{index}/_search", body=bodies[text], headers=headers).data)

    return send


def together(asks: Sequence[Ask], texts: Sequence[str]) -> list[Taken]:
    """Each text is asked in each way, in any order: who asks what was just asked finds it warmer than who was first.

    The first round only warms.
    """
    taken: list[list[list[float]]] = [[] for _ in asks]
    chance = random.Random(22)
    for turn in range(ROUNDS + 1):
        rounds = [_each(asks, text, chance.sample(range(len(asks)), len(asks))) for text in texts]
        if turn:
            for at, each in enumerate(zip(*rounds, strict=True)):
                taken[at].append(list(each))
    return [Taken(rounds) for rounds in taken]


def _each(asks: Sequence[Ask], text: str, order: Sequence[int]) -> list[float]:
    took = {at: _milliseconds(asks[at], text) for at in order}
    return [took[at] for at in range(len(asks))]


def questions(products: Sequence[Named], chance: random.Random) -> list[str]:
    """Whole names, halves of names, words of summaries, and what people ask a catalogue."""
    some = chance.sample(products, NAMES)
    words = [" ".join(summary.split()[:2]) for _, summary in some[: NAMES // 3]]
    halves = [name[: max(3, len(name) // 2)] for name, _ in some[NAMES // 3 : 2 * NAMES // 3]]
    return [*words, *halves, *(name for name, _ in some[2 * NAMES // 3 :]), *WORDS]


def _milliseconds(ask: Ask, text: str) -> float:
    began = time.perf_counter()
    ask(text)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
