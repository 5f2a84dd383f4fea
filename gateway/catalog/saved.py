"""A search as it is kept: its question in one spelling, and in words."""

from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from gateway.catalog import results
from gateway.catalog.results import Found
from gateway.translation import gettext
from services.search.index.shapes import Result

MOST_PARTS = 200  # of an address


def normal(question: str) -> str:
    """What stands after the ? of the page of results, without what is no part of the question."""
    return _found(question).question


def told(search: dict[str, Any]) -> dict[str, Any]:
    """As pages list it."""
    found = _found(str(search["question"]))
    return {**search, "url": found.url(found.query), "words": words(found)}


def words(found: Found) -> str:
    quoted = [f"“{found.query.text}”"] if found.query.text else []
    return ", ".join([*quoted, *(chip["label"] for chip in found.chips())])


def in_words(question: str) -> str:
    return words(_found(question)) or gettext("All images")


def _found(question: str) -> Found:
    pairs = parse_qsl(question.lstrip("?"), max_num_fields=None)[:MOST_PARTS]
    return Found("/search", results.asked(MultiDict(pairs), {}), Result((), 0, None, {}), frozenset(), 1)
