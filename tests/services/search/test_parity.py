"""Both back ends answer alike: the same product comes first, whichever the store runs on."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from services.search.ports import Document
from services.search.reader import Query, SearchReader
from tests.services.search.backs import in_cluster, in_folders
from tests.services.search.shelf import SHELF, document
from tests.services.search.test_quality import DATA, IMAGES, OWN, official

Record = Callable[[str, object], None]
Pair = tuple[SearchReader, SearchReader]
QUESTIONS = [line.split("\t") for line in OWN.read_text(encoding="utf-8").splitlines()[1:]]


def made_up() -> Iterator[Document]:
    """Every product that our own questions mean, described in the questions' words as chance draws them."""
    chance = random.Random(11)
    words = [word for _, question, _ in QUESTIONS for word in question.split()]
    for name in sorted({grade.rpartition(":")[0] for *_, grades in QUESTIONS for grade in grades.split()}):
        short, long = (" ".join(chance.choices(words, k=length)) for length in (8, 60))
        kind = chance.choice(("official", "verified", "community"))
        yield document(f"library/{name}", short, description=long, type=kind, pulls=chance.randrange(10**6))
    yield from SHELF


@pytest.fixture(scope="module")
def pair(elasticsearch: str) -> Iterator[Callable[[Iterable[Document]], Pair]]:
    """The same documents in both."""
    with in_folders() as folder, in_cluster(elasticsearch) as cluster:

        def filled(documents: Iterable[Document]) -> Pair:
            told = list({one.slug: one for one in documents}.values())
            return folder().filled(told), cluster().filled(told)

        yield filled


def first(reader: SearchReader, question: str) -> list[str]:
    return [item.slug for item in reader.search(Query(question, deprecated=True, limit=1)).items]


def agreement(pair: Pair, questions: list[str]) -> float:
    one, other = pair
    return sum(first(one, question) == first(other, question) for question in questions) / len(questions)


def test_our_own_questions_have_the_same_first_answer(
    pair: Callable[[Iterable[Document]], Pair], record_property: Record
) -> None:
    alike = agreement(pair(made_up()), [question for _, question, _ in QUESTIONS])
    record_property("the same first product", round(alike, 3))
    assert alike >= 0.95


@pytest.mark.skipif(not IMAGES.is_dir(), reason="needs the official images in ../shared/data")
def test_questions_about_the_official_images_have_the_same_first_answer(
    pair: Callable[[Iterable[Document]], Pair], record_property: Record
) -> None:
    given = [line.split("\t")[0] for line in (DATA / "search-questions.tsv").read_text().splitlines()[1:]]
    questions = [*given, *(question for _, question, _ in QUESTIONS)]
    alike = agreement(pair(map(official, sorted(IMAGES.iterdir()))), questions)
    record_property("the same first product", round(alike, 3))
    assert alike >= 0.95


def test_all_that_does_not_hang_on_ranking_is_the_same(pair: Callable[[Iterable[Document]], Pair]) -> None:
    one, other = pair(made_up())
    for text in ("", "database", "postgers", "web server", "acme"):
        for query in (Query(text), Query(text, type=("official",)), Query(text, sort="pulls")):
            ours, theirs = one.search(query), other.search(query)
            assert (ours.total, ours.facets, ours.did_you_mean) == (theirs.total, theirs.facets, theirs.did_you_mean)
            if query.sort == "pulls":
                assert [item.slug for item in ours.items] == [item.slug for item in theirs.items]


def test_an_item_is_the_same_whatever_it_was_found_by(pair: Callable[[Iterable[Document]], Pair]) -> None:
    one, other = pair([replace(SHELF[4], stars=9, ratings=2, logo="/l.png"), *SHELF[:4]])
    assert one.search(Query("double entry")).items == other.search(Query("double entry")).items
    assert one.suggest("led") == other.suggest("led")
