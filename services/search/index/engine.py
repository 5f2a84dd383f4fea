"""What the reader asks of an engine: a question's page with its counts, and what begins as somebody types."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.search.index import clauses as c
from services.search.index.answers import Cursor, Place
from services.search.index.lexicon import Lexicon
from services.search.index.shapes import FACETS, YES, Query, Within
from services.search.index.words import LONGEST_PREFIX, joined, words

COUNTED = {facet: "publisher_entry" if facet == "publisher" else facet for facet in FACETS}
MOST_VALUES = 50
TELLING_BEGINNING = 4  # letters that name what begins so
A_LITTLE = 0.15  # by which part of its score an item may have moved and still mark the same place

Told = Mapping[str, Any]  # what is stored of a product
Counts = Sequence[tuple[str, int]]  # a facet's keys and how many products have each


@dataclass(frozen=True)
class Found:
    """A page and one hit more where there are more, each by its place; all matches; counts of each facet."""

    hits: Sequence[tuple[Place, Told]]
    total: int
    counts: Mapping[str, Counts]


@dataclass(frozen=True)
class Begun:
    """Products, keys of publishers and slugs of categories that begin as typed."""

    products: Sequence[Told]
    publishers: Sequence[str]
    categories: Sequence[str]


class Outdated(Exception):
    """The words of a question were taken for what they are no more; the same index, asked again, knows better."""


class Opened(Lexicon, Protocol):
    """One state of an index. Raises Unavailable where there is none."""

    def found(self, clause: c.Clause, query: Query, limit: int) -> Found:
        """Raises BadCursor, and Outdated."""

    def begun(self, products: Iterator[c.Clause], publishers: c.Clause | None, categories: Sequence[str]) -> Begun:
        """`products` are tried in turn until one finds something; of `categories`, those that hold something."""


class Engine(Protocol):
    def opened(self, text: str) -> Opened:
        """The present state, about to be asked for this text."""

    def state(self) -> object | None:
        """Changes with the index; None where there is none, or only asking tells."""


def shown(clause: c.Clause, query: Query, corrected: str = "") -> c.Clause:
    """What is deprecated stays hidden unless that is asked for, or a word of its name is in the question as typed or
    as `corrected`, or its name begins as the question is typed."""
    if query.deprecated:
        return clause
    hidden: c.Clause = c.Term("deprecated", YES, 0.0)
    texts = [text for text in (query.text, corrected) if text.strip()]
    if named := tuple(dict.fromkeys(word for text in texts for word in (*words(text), joined(text)))):
        hidden = c.Without(hidden, c.Terms("name", named, 0.0))
    if len(typed := joined(query.text)) >= TELLING_BEGINNING:
        hidden = c.Without(hidden, c.Term("begins", typed[:LONGEST_PREFIX], 0.0))
    return c.Without(clause, hidden)


def name_words(told: Told) -> list[str]:
    """The words that a mistyped one is compared with: of the product's and the publisher's names and of the address."""
    called = (told["name"], told["publisher_name"])
    return [word for name in (*called, *told["slug"].split("/")) for word in (*words(name), joined(name))]


def named_near(word: str, edits: int) -> c.Clause:
    """Products whose names have a word like this, before those whose publishers' names have one."""
    return c.Best((c.Near("name", word, edits, 1.0), c.Near("publisher_words", word, edits, 0.5)))


def choices(query: Query, but: str = "") -> list[c.Clause]:
    """A clause for each facet that has chosen values, and one for what the whole question is asked of."""
    chosen: list[c.Clause] = [
        c.Terms(facet, query.chosen(facet), 0.0) for facet in FACETS if query.chosen(facet) and facet != but
    ]
    return chosen if query.within is None else [*chosen, _of(query.within)]


def _of(within: Within) -> c.Clause:
    named = (c.Terms("id", within.products, 0.0), c.Terms("publisher", within.publishers, 0.0))
    some = tuple(terms for terms in named if terms.terms)
    return c.Sum(some) if some else c.Nothing()


def anchored(after: Cursor, score: float | None) -> Cursor | None:
    """The cursor at the place where its item stands now: when products come and go, all scores move a little.

    None where the item is gone or has moved far: then the number of items seen is the better guide.
    """
    if score is None or abs(score + after[0]) > A_LITTLE * abs(after[0]):
        return None
    return -score, after[1], after[2]
