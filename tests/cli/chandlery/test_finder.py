"""Whether a product is found by a search that somebody kept, asked of the real index."""

from pathlib import Path

import pytest

from cli.chandlery.finder import StoreFinder
from eventlog.refusal import Unavailable
from tests.services.search.shelf import SHELF, filled

REDIS = "id-library/redis"


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("q=database", True),
        ("q=keys+and+values&type=official", True),
        ("type=official&publisher=acme&publisher=library", True),
        ("q=database&publisher=acme", False),
        ("q=redis&kind=plugin", False),
        ("q=thermometer", False),
    ],
)
def test_a_product_answers_what_it_is_found_by(tmp_path: Path, question: str, *, answers: bool) -> None:
    found = finder(tmp_path).answering(question, [REDIS, "another"])
    assert found == ({REDIS} if answers else set())


def test_nothing_answers_of_no_product(tmp_path: Path) -> None:
    assert finder(tmp_path).answering("q=database", []) == set()


def test_all_that_answer_are_told_however_many_pages_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.chandlery.finder.PAGE", 2)
    every = {one.id for one in SHELF}
    assert finder(tmp_path).all_answering("", len(every)) == every
    assert finder(tmp_path).all_answering("", len(every) - 1) is None


def test_while_there_is_no_index_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        StoreFinder({"CHANDLERY_DATA": str(tmp_path)}).answering("q=redis", [REDIS])


def finder(folder: Path) -> StoreFinder:
    filled(folder / "index")
    return StoreFinder({"CHANDLERY_DATA": str(folder)})
