"""Whether a product is found by a search that somebody kept, asked of the real index."""

from pathlib import Path

import pytest

from cli.chandlery.finder import StoreFinder
from eventlog.refusal import Unavailable
from tests.services.search.shelf import filled


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
    filled(tmp_path / "index")
    assert StoreFinder({"CHANDLERY_DATA": str(tmp_path)}).answers(question, "library/redis") is answers


def test_while_there_is_no_index_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        StoreFinder({"CHANDLERY_DATA": str(tmp_path)}).answers("q=redis", "library/redis")
