"""Each official image, asked for in every way that people write a name: needs ../shared/data.

Families are made by rule from all names and texts, so that no single question can be tuned to; the least share that
must come first leaves room for other images.
"""

import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from services.search.index.words import joined, words
from services.search.reader import SearchReader
from tests.services.search.shelf import filled, found
from tests.services.search.test_quality import IMAGES, Record, official, text

pytestmark = pytest.mark.skipif(not IMAGES.is_dir(), reason="needs the official images in ../shared/data")
Family = Callable[[str], Iterator[str]]  # a name → ways to ask for it
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
MOST = 3  # mistakes of one kind in one name
FEWEST = 5  # letters of a name with a mistake in it, so that four are left where one is dropped


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> SearchReader:
    return filled(tmp_path_factory.mktemp("official"), map(official, sorted(IMAGES.iterdir())))


def names() -> list[str]:
    return sorted(folder.name for folder in IMAGES.iterdir()) if IMAGES.is_dir() else []


def spots(name: str) -> list[int]:
    """Places of letters after the first, in an order that is the same on every run."""
    found = [at for at in range(1, len(name)) if name[at].isalpha()] if len(name) >= FEWEST else []
    random.Random(name).shuffle(found)
    return found


def swapped(name: str) -> Iterator[str]:
    pairs = (at for at in spots(name) if name[at + 1 : at + 2].isalpha() and name[at] != name[at + 1])
    return (name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in islice(pairs, MOST))


def dropped(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at in islice(spots(name), MOST))


def doubled(name: str) -> Iterator[str]:
    return (name[:at] + name[at] + name[at:] for at in islice(spots(name), MOST))


def beside(name: str) -> Iterator[str]:
    for at in islice(spots(name), MOST):
        row = next((row for row in KEYS if name[at] in row), "")
        place = row.find(name[at])
        yield name[:at] + (row[place + 1 : place + 2] or row[place - 1]) + name[at + 1 :]


def torn(name: str) -> Iterator[str]:
    return (f"{name[:at]} {name[at:]}" for at in spots(name) if 2 <= at <= len(name) - 2 and name[at - 1].isalpha())


def spaced(name: str) -> Iterator[str]:
    return (sign.join(words(name)) for sign in (" ", "-", "_", ""))


def several(name: str) -> Iterator[str]:
    yield f"{name}s"
    yield f"{name}'s"


def half(name: str) -> Iterator[str]:
    """Enough of it that no other name begins so."""
    for length in range(4, len(name)):
        if not any(joined(other).startswith(joined(name[:length])) for other in names() if other != name):
            yield name[:length]


AROUND = (
    "docker image for {}",
    "{} server",
    "{} alpine",
    "{}:latest",
    "{} version 8",
    "how to install {}",
    "official {} image",
    "{} helm chart",
    "library/{}",
    "docker pull {}",
    "{} on kubernetes",
    "self hosted {}",
)


def surrounded(name: str) -> Iterator[str]:
    return (around.format(name) for around in AROUND)


@pytest.mark.parametrize(
    ("family", "least"),
    [
        (swapped, 0.95),
        (dropped, 0.93),
        (doubled, 0.93),
        (beside, 0.93),
        (torn, 0.97),
        (spaced, 0.99),
        (several, 0.95),
        (half, 0.9),
        (surrounded, 0.97),
    ],
)
def test_a_name_brings_its_product_first(
    reader: SearchReader, family: Family, least: float, record_property: Record
) -> None:
    asked = [(question, name) for name in names() for question in family(name)]
    missed = [(question, name) for question, name in asked if first(reader, question) != name]
    share = 1 - len(missed) / len(asked)
    record_property(f"{family.__name__}, of {len(asked)}", (round(share, 3), missed[:10]))
    assert share >= least, missed


def test_the_words_of_the_short_text_in_any_order_bring_their_product_first(reader: SearchReader) -> None:
    def shuffled(name: str) -> str:
        told = words(text(IMAGES / name / "README-short.txt"))
        random.Random(name).shuffle(told)
        return " ".join(told)

    missed = [name for name in names() if first(reader, shuffled(name)) != name]
    assert 1 - len(missed) / len(names()) >= 0.95, missed


def first(reader: SearchReader, question: str) -> str:
    return next((slug.partition("/")[2] for slug in found(reader, question, limit=1)), "")
