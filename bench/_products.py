"""Products to search among: names and summaries of real packages where they are at hand, else made of words."""

import gzip
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.search.index.thesaurus import thesaurus
from services.search.ports import Change, Document
from vocabulary.categories import CATEGORIES

PACKAGES = Path(__file__).parents[2] / "shared" / "data" / "packages-100k.tsv.gz"
HUNDRED_THOUSAND, PUBLISHERS, BATCH = 100_000, 2_000, 500
PLATFORMS = ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/ppc64le", "linux/s390x")
Named = tuple[str, str]  # name and summary


def named(count: int, chance: random.Random) -> list[Named]:
    """More than there are is made by joining one's name with another's, and likewise what they say."""
    known = list(packages() if PACKAGES.is_file() else made(chance))
    if count <= len(known):
        return chance.sample(known, count)
    more = (_recombined(chance.choice(known), chance.choice(known)) for _ in range(count - len(known)))
    return [*known, *more]


def _recombined(one: Named, other: Named) -> Named:
    return f"{one[0]}-{other[0]}", f"{one[1][:70]} {other[1][:70]}"


def packages() -> Iterator[Named]:
    with gzip.open(PACKAGES, "rt", encoding="utf-8") as lines:
        for line in lines:
            name, _, summary = line.rstrip("\n").partition("\t")
            yield name, summary


def made(chance: random.Random) -> Iterator[Named]:
    words = sorted(thesaurus().known)
    for number in range(HUNDRED_THOUSAND):
        yield f"{chance.choice(words)}-{chance.choice(words)}-{number}", " ".join(chance.choices(words, k=9))


def batches(products: Sequence[Named], chance: random.Random) -> Iterator[list[Change]]:
    for at in range(0, len(products), BATCH):
        documents = [document(at + n, *one, chance) for n, one in enumerate(products[at : at + BATCH])]
        yield [Change(one.id, one.revision, one) for one in documents]


def document(number: int, name: str, summary: str, chance: random.Random) -> Document:
    publisher = f"publisher-{chance.randrange(PUBLISHERS)}"
    return Document(
        id=f"{number:06}",
        revision=number + 1,
        slug=f"{publisher}/{name}-{number}",
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
