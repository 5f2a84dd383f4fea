"""What lifts and sinks a product: given two that answer equally well, when asked, then the better one leads."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.search.ports import Document
from tests.services.search.shelf import document, filled, found

SHORT = "Weighs what lies on it."
PLAIN = document("acme/aaa", SHORT)


def other(**more: Any) -> Document:
    """Behind the plain one in the alphabet, which alone tells equals apart."""
    return replace(PLAIN, id="id-other", slug="acme/zzz", name="zzz", **more)


def order(folder: Path, *documents: Document, asked: str = "weighs") -> list[str]:
    return found(filled(folder, documents), asked, deprecated=True)


def test_equals_stand_by_the_alphabet(tmp_path: Path) -> None:
    assert order(tmp_path, other(), PLAIN) == ["acme/aaa", "acme/zzz"]


@pytest.mark.parametrize(
    "better",
    [{"type": "official"}, {"type": "verified"}, {"certified": True}, {"pulls": 1_000}, {"stars": 500, "ratings": 100}],
)
def test_of_two_that_answer_equally_well_the_more_trusted_stands_first(tmp_path: Path, better: dict[str, Any]) -> None:
    assert order(tmp_path, PLAIN, other(**better)) == ["acme/zzz", "acme/aaa"]


def test_official_counts_more_than_verified(tmp_path: Path) -> None:
    assert order(tmp_path, replace(PLAIN, type="verified"), other(type="official")) == ["acme/zzz", "acme/aaa"]


@pytest.mark.parametrize("worse", [{"held": True}, {"short_description": f"DEPRECATED; {SHORT}"}])
def test_what_is_held_or_deprecated_sinks_under_what_answers_as_well(tmp_path: Path, worse: dict[str, Any]) -> None:
    assert order(tmp_path, replace(PLAIN, **worse), other()) == ["acme/zzz", "acme/aaa"]


def test_what_has_not_been_updated_for_years_sinks_under_what_answers_as_well(tmp_path: Path) -> None:
    stale = replace(PLAIN, updated="2021-03-01T12:00:00Z")
    assert order(tmp_path, stale, other(updated="2026-03-01T12:00:00Z")) == ["acme/zzz", "acme/aaa"]


def test_bad_ratings_sink_under_none(tmp_path: Path) -> None:
    assert order(tmp_path, replace(PLAIN, stars=100, ratings=100), other()) == ["acme/zzz", "acme/aaa"]


BEST = {
    "type": "official",
    "certified": True,
    "pulls": 9_000_000_000,
    "stars": 50_000,
    "ratings": 10_000,
    "updated": "2026-11-01",
}


@pytest.mark.parametrize("asked", ["aaa", "aaa scales"])
def test_no_boost_lifts_what_only_tells_of_a_thing_over_what_is_named_so(tmp_path: Path, asked: str) -> None:
    told = other(**BEST | {"short_description": "Put beside aaa, scales."})
    assert order(tmp_path, replace(PLAIN, short_description="Scales."), told, asked=asked)[0] == "acme/aaa"


def test_a_publishers_many_words_count_less_than_a_name(tmp_path: Path) -> None:
    loud = other(short_description="aaa aaa aaa", description="aaa " * 500, tags=("aaa",))
    assert order(tmp_path, loud, PLAIN, asked="aaa")[0] == "acme/aaa"


def test_words_count_less_the_longer_a_publisher_goes_on(tmp_path: Path) -> None:
    long = replace(PLAIN, short_description="A thing.", description=f"{'Much is said. ' * 90}\n\nIt weighs.")
    assert order(tmp_path, long, other()) == ["acme/zzz", "acme/aaa"]
