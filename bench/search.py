"""Search on Tantivy over 100,000 products: a full query with all facets, suggestions, and building the index.

Names and summaries come from ../shared/data where that is at hand, else they are made of the thesaurus' words;
publishers, categories and platforms are drawn. Elasticsearch, the peer of these measures, is not run yet.
"""

import gzip
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.harness import Row, compared, report
from services.search.adapters.tantivy import TantivyIndex
from services.search.index.thesaurus import thesaurus
from services.search.ports import Change, Checkpoint, Document
from services.search.reader import Query, SearchReader
from vocabulary.categories import CATEGORIES

PACKAGES = Path(__file__).parents[2] / "shared" / "data" / "packages-100k.tsv.gz"
PRODUCTS, PUBLISHERS, BATCH, NAMES, ROUNDS = 100_000, 2_000, 1_000, 150, 5
PLATFORMS = ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/ppc64le", "linux/s390x")
WORDS = (
    "database",
    "web framework",
    "http server",
    "message queue",
    "machine learning",
    "json parser",
    "log collector",
)


def main() -> None:
    chance = random.Random(20)
    named = list(packages() if PACKAGES.is_file() else made(chance))
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder))
        began = time.perf_counter()
        index.rebuild(batches(named, chance), Checkpoint("bench", PRODUCTS))
        rate = len(named) / (time.perf_counter() - began)
        index.close()
        reader = SearchReader(folder)
        questions = asked(named, chance)
        typed = [name[:length] for name, _ in chance.sample(named, NAMES) for length in (2, 3, 4, 6)]
        rows = [
            *timed("full query with facets", lambda text: reader.search(Query(text)), questions),
            *timed("suggestions", reader.suggest, typed),
            compared("documents indexed, products/s", f"{len(named):,}", [rate]),
        ]
    report("search", rows)


def packages() -> Iterator[tuple[str, str]]:
    with gzip.open(PACKAGES, "rt", encoding="utf-8") as lines:
        for line in lines:
            name, _, summary = line.rstrip("\n").partition("\t")
            yield name, summary


def made(chance: random.Random) -> Iterator[tuple[str, str]]:
    words = sorted(thesaurus().known)
    for number in range(PRODUCTS):
        yield f"{chance.choice(words)}-{chance.choice(words)}-{number}", " ".join(chance.choices(words, k=9))


def batches(named: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[list[Change]]:
    for at in range(0, len(named), BATCH):
        documents = [document(at + n, *one, chance) for n, one in enumerate(named[at : at + BATCH])]
        yield [Change(one.id, one.revision, one) for one in documents]


def document(number: int, name: str, summary: str, chance: random.Random) -> Document:
    publisher = f"publisher-{chance.randrange(PUBLISHERS)}"
    return Document(
        id=f"{number:06}",
        revision=number + 1,
        slug=f"{publisher}/{name}",
        name=name,
        publisher=publisher,
        publisher_name=publisher.replace("-", " ").title(),
        short_description=summary[:140],
        description=summary,
        categories=(chance.choice(CATEGORIES).slug,),
        tags=(),
        type=chance.choice(("community", "community", "community", "verified")),
        kind=chance.choice(("container", "container", "container", "plugin")),
        prices=("free",),
        platforms=tuple(chance.sample(PLATFORMS, chance.randint(1, 4))),
        held=False,
        updated=f"2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}",
        logo="",
        pulls=number % 1000,
        stars=0,
        ratings=0,
    )


def asked(named: Sequence[tuple[str, str]], chance: random.Random) -> list[str]:
    """Whole names, halves of names, words of summaries, and what people ask a catalogue."""
    some = chance.sample(named, NAMES)
    words = [" ".join(summary.split()[:2]) for _, summary in some[: NAMES // 3]]
    halves = [name[: max(3, len(name) // 2)] for name, _ in some[NAMES // 3 : 2 * NAMES // 3]]
    return [*words, *halves, *(name for name, _ in some[2 * NAMES // 3 :]), *WORDS]


def timed(measure: str, ask: Callable[[str], object], texts: Sequence[str]) -> list[Row]:
    for text in texts:
        ask(text)  # warm
    rounds = [sorted(_milliseconds(ask, text) for text in texts) for _ in range(ROUNDS)]
    size = f"{PRODUCTS:,}"
    return [
        compared(f"{measure}, p50 ms", size, [statistics.median(taken) for taken in rounds]),
        compared(f"{measure}, p99 ms", size, [taken[int(len(taken) * 0.99)] for taken in rounds]),
    ]


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    ask(text)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
