"""The read-only door of search: answers questions and suggestions from an index that lies in a folder or a cluster."""

from dataclasses import replace
from pathlib import Path

from services.search.index.answers import dump_cursor, facet_values, load_cursor, placed_value
from services.search.index.engine import Engine, Found, Opened, Outdated, Told
from services.search.index.own_words import OwnWords
from services.search.index.question import Question
from services.search.index.remembering import Remembered
from services.search.index.shapes import (
    FACETS,
    MOST_ITEMS,
    MOST_SUGGESTIONS,
    BadCursor,
    FacetValue,
    Item,
    Query,
    Result,
    Suggestion,
    Within,
)
from services.search.index.suggesting import categories_beginning, products_beginning, publishers_beginning
from services.search.index.thesaurus import Thesaurus, thesaurus

__all__ = ["BadCursor", "FacetValue", "Item", "Query", "Result", "SearchReader", "Suggestion", "Within"]

LONGEST = 1_000  # letters of a question; the rest is not read
FEW = 6  # products: fewer, and what has a part of what was asked for is found as well
MOST_OF_A_KIND = 2  # publishers, and categories, that are suggested beside products


class SearchReader:
    """Opens an index where it lies: a folder is Tantivy's, an address (http…) is that of an Elasticsearch."""

    def __init__(self, place: str | Path, prefix: str = "", own_words: Path | None = None) -> None:
        """`prefix` is that of the store's indices where several share one Elasticsearch; `own_words` a file of them."""
        self._engine = _engine(place, prefix)
        self._words = OwnWords(own_words) if own_words else None
        self._remembered = Remembered()

    def _known(self) -> Thesaurus:
        return self._words.thesaurus() if self._words else thesaurus()

    def state(self) -> object | None:
        """Changes with every change of what is found; None where only asking tells."""
        present = self._engine.state()
        return None if present is None else (present, self._words.stamp() if self._words else None)

    def search(self, query: Query) -> Result:
        """Raises BadCursor, and `Unavailable("search-not-ready")` while no index can be asked."""
        seen = load_cursor(query.after)[2] if query.after else 0
        query = replace(query, text=query.text[:LONGEST])
        opened = self._engine.opened(query.text)
        limit = min(max(query.limit, 1), MOST_ITEMS)
        while True:
            question = self._remembered.question(query.text, opened, self._known())
            try:
                found, whole = self._found(opened, question, query, limit)
            except Outdated:  # each word at most once
                continue
            break
        items = tuple(question.item(told) for _, told in found.hits[:limit])
        following = dump_cursor(found.hits[limit - 1][0], seen + limit) if len(found.hits) > limit else None
        facets = {facet: facet_values(facet, found.counts[facet], query.chosen(facet)) for facet in FACETS}
        return Result(items, found.total, following, facets, question.asked.corrected, whole)

    def _found(self, opened: Opened, question: Question, query: Query, limit: int) -> tuple[Found, bool]:
        """Where hardly anything in all the store answers, what answers in part follows it.

        With it: whether anything answers in whole.
        """
        asked, strict = question.asked, question.strict(query)
        found = opened.found(strict, query, limit)
        one_word = asked.loose is asked.clause  # it has no parts
        if asked.loose is None or query.whole or found.total >= FEW or (one_word and found.total):
            return found, True
        if query.narrowed and opened.found(strict, Query(query.text), 1).total >= FEW:
            return found, True
        if one_word:
            return found, False
        return opened.found(question.loose(query), query, limit), bool(found.total)

    def suggest(self, text: str, limit: int = MOST_SUGGESTIONS) -> list[Suggestion]:
        """Products first, then publishers and categories that begin so; naming what is deprecated asks for it."""
        text = text[:LONGEST]
        labels = dict(categories_beginning(text))
        products = products_beginning(text, self._known())
        begun = self._engine.opened("").begun(products, publishers_beginning(text), list(labels))
        shelves = [Suggestion("category", slug, labels[slug]) for slug in begun.categories[:MOST_OF_A_KIND]]
        entries = [placed_value("publisher", key, 0)[1] for key in begun.publishers[:MOST_OF_A_KIND]]
        publishers = [Suggestion("publisher", entry.value, entry.label) for entry in entries]
        found = [_suggestion(one) for one in begun.products]
        kept = max(limit - len(shelves) - len(publishers), limit // 2)
        return [*found[:kept], *publishers, *shelves][:limit]


def _engine(place: str | Path, prefix: str) -> Engine:
    if str(place).startswith(("http://", "https://")):
        from services.search.adapters.elasticsearch_reader import ElasticsearchReader

        return ElasticsearchReader(str(place), prefix)
    from services.search.adapters.tantivy_reader import TantivyReader

    return TantivyReader(Path(place))


def _suggestion(told: Told) -> Suggestion:
    return Suggestion("product", told["slug"], told["name"], told["publisher_name"], told.get("deprecated", False))
