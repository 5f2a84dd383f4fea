"""The read-only index: answers questions and suggestions from its folder, in any process."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur
from tantivy import Query as Engine

from eventlog.refusal import Unavailable
from services.search.index import clauses as c
from services.search.index.answers import Cursor, dump_cursor, facet_value, highlights, load_cursor, place
from services.search.index.fields import CURRENT
from services.search.index.reading import Understood, understand
from services.search.index.shapes import (
    FACETS,
    MOST_ITEMS,
    MOST_SUGGESTIONS,
    SORTS,
    BadCursor,
    FacetValue,
    Item,
    Query,
    Result,
    Suggestion,
)
from services.search.index.suggesting import categories_beginning, products_beginning, publishers_beginning
from services.search.index.words import joined, words

__all__ = ["BadCursor", "FacetValue", "Item", "Query", "Result", "SearchReader", "Suggestion"]

COUNTED = {facet: "publisher_entry" if facet == "publisher" else facet for facet in FACETS}
MOST_VALUES = 50
TRIES = 3
EXTRA = 20  # more than a page, so that items which moved a little meanwhile are neither lost nor shown twice
Hit = tuple[float, Any]  # score or number sorted by, and where the engine has it
Spot = tuple[float, str, Any]  # an item's place, and where the engine has it


Stamp = tuple[int, int]


@dataclass
class _Generation:
    """An index that is open; `named` tells which `current` file named it, `seen` which of its states is loaded."""

    folder: Path
    named: Stamp
    index: tantivy.Index
    seen: Stamp | None = None

    def refresh(self) -> tantivy.Index:
        written = _written(self.folder / "meta.json")
        if self.seen != written:
            self.index.reload()
            self.seen = written
        return self.index


class SearchReader:
    """Looks before each answer whether the writer has changed the index: two `stat` where it has not."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._generation: _Generation | None = None

    def search(self, query: Query) -> Result:
        """Raises BadCursor, and `Unavailable("search-not-ready")` before the index has been built."""
        opened = self._opened()
        asked = understand(query.text, opened)
        limit = min(max(query.limit, 1), MOST_ITEMS)
        hits, total = opened.page(asked.clause, query, limit)
        items = tuple(opened.item(address, asked) for _, _, address in hits[:limit])
        seen = load_cursor(query.after)[2] if query.after else 0
        following = dump_cursor(hits[limit - 1][:2], seen + limit) if len(hits) > limit else None
        return Result(items, total, following, opened.facets(c.matching(asked.clause), query), asked.corrected)

    def suggest(self, text: str, limit: int = MOST_SUGGESTIONS) -> list[Suggestion]:
        """Products first, then publishers and categories that begin so."""
        opened = self._opened()
        shelves = [
            Suggestion("category", slug, label)
            for slug, label in categories_beginning(text)
            if opened.total(c.Term("category", slug, 1.0))
        ][:2]
        publishers = opened.publishers(text)[:2]
        products = opened.products(text, limit)
        kept = max(limit - len(shelves) - len(publishers), limit // 2)
        return [*products[:kept], *publishers, *shelves][:limit]

    def _opened(self) -> "_Opened":
        for _ in range(TRIES):  # between two steps of ours the writer may have put another generation in place
            try:
                return _Opened(self._present().refresh())
            except (FileNotFoundError, ValueError) as problem:
                absent = problem
                self._generation = None
        raise Unavailable("search-not-ready", "the index is being built") from absent

    def _present(self) -> _Generation:
        named = _written(self._folder / CURRENT)
        present = self._generation
        if present is None or present.named != named:
            folder = self._folder / (self._folder / CURRENT).read_text()
            present = _Generation(folder, named, tantivy.Index.open(str(folder)))
            present.index.config_reader("manual")
            self._generation = present
        return present


class _Opened:
    """One unchanging state of the index."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self.count = self._searcher.num_docs

    def frequency(self, field: str, term: str) -> int:
        return self._searcher.doc_freq(field, term)

    def names_near(self, word: str, edits: int) -> list[str]:
        found = self._searcher.search(
            self.engine(c.Near("name", word, edits, 1.0)), 20, count=False, weight_by_field="weight"
        )
        return [name for _, address in found.hits for name in self._name_words(address)]

    def _name_words(self, address: Any) -> list[str]:
        told = self._stored(address)
        return [*words(told["name"]), *words(told["slug"].partition("/")[2]), joined(told["name"])]

    def page(self, clause: c.Clause, query: Query, limit: int) -> tuple[list[Spot], int]:
        """The page's hits and one more where there are more, each by its place; and how many match in all."""
        after = load_cursor(query.after) if query.after else None
        engine = self.filtered(clause, query)
        wanted = (after[2] if after else 0) + limit + EXTRA
        while True:
            hits, total = self._top(engine, query.sort, wanted)
            found = self._places(hits, after, limit)
            if len(found) > limit or len(hits) >= total:
                return found[: limit + 1], total
            wanted *= 2

    def _top(self, engine: Engine, sort: str, wanted: int) -> tuple[Sequence[Hit], int]:
        found = (
            self._searcher.search(engine, wanted, order_by_field=sort)
            if sort in SORTS[1:]
            else self._searcher.search(engine, wanted, weight_by_field="weight")
        )
        return found.hits, _count(found)

    def _places(self, hits: Sequence[Hit], after: Cursor | None, limit: int) -> list[Spot]:
        """What comes after the cursor, in order; no more is read than the page and its last place's equals need."""
        found: list[Spot] = []
        for number, address in hits:
            score = place(number, "")[0]
            if len(found) > limit and score > found[-1][0]:
                break
            if after is None or score >= after[0]:
                spot = (score, self._stored(address)["slug"], address)
                found += [spot] if after is None or spot[:2] > after[:2] else []
        return sorted(found, key=lambda spot: spot[:2])

    def facets(self, clause: c.Clause, query: Query) -> dict[str, tuple[FacetValue, ...]]:
        """Counts of each facet under the choices in all others."""
        open_facets = [facet for facet in FACETS if not query.chosen(facet)]
        counted = self._counts(self.filtered(clause, query), open_facets)
        for facet in FACETS:
            if query.chosen(facet):
                counted |= self._counts(self.filtered(clause, query, but=facet), [facet])
        return {facet: self._values(facet, counted[facet], query.chosen(facet)) for facet in FACETS}

    def _counts(self, engine: Engine, facets: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        asked = {facet: {"terms": {"field": COUNTED[facet], "size": MOST_VALUES}} for facet in facets}
        found = self._searcher.aggregate(engine, asked) if asked else {}
        return {facet: answer["buckets"] for facet, answer in found.items()}

    @staticmethod
    def _values(facet: str, buckets: Sequence[dict[str, Any]], chosen: Collection[str]) -> tuple[FacetValue, ...]:
        values = [facet_value(facet, bucket["key"], int(bucket["doc_count"]), chosen) for bucket in buckets]
        missing = [facet_value(facet, value, 0, chosen) for value in chosen if value not in {v.value for v in values}]
        return tuple(sorted(values + missing, key=lambda value: (-value.count, value.label)))

    def item(self, address: Any, asked: Understood) -> Item:
        told = self._stored(address)
        lead = told.pop("lead")
        texts = {"name": told["name"], "short_description": told["short_description"], "description": lead}
        lists = {name: tuple(told[name]) for name in ("categories", "prices", "platforms")}
        return Item(**told | lists | {"highlights": highlights(texts, asked.marks, asked.starts)})

    def products(self, text: str, limit: int) -> list[Suggestion]:
        for clause in products_beginning(text):
            found = self._searcher.search(self.engine(clause), limit, count=False, weight_by_field="weight").hits
            told = [self._stored(address) for _, address in found]
            if told:
                return [Suggestion("product", one["slug"], one["name"], one["publisher_name"]) for one in told]
        return []

    def publishers(self, text: str) -> list[Suggestion]:
        clause = publishers_beginning(text)
        buckets = self._counts(self.engine(clause), ["publisher"])["publisher"] if clause else []
        entries = (facet_value("publisher", bucket["key"], 0, ()) for bucket in buckets)
        return [Suggestion("publisher", entry.value, entry.label) for entry in entries]

    def total(self, clause: c.Clause) -> int:
        return _count(self._searcher.search(self.engine(clause), 1))

    def _stored(self, address: Any) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(bytes(self._searcher.doc(address)["stored"][0]))
        return told

    def filtered(self, clause: c.Clause, query: Query, but: str = "") -> Engine:
        chosen = [(facet, query.chosen(facet)) for facet in FACETS if query.chosen(facet) and facet != but]
        filters = [(Occur.Must, self.engine(c.Terms(facet, values, 0.0))) for facet, values in chosen]
        return Engine.boolean_query([(Occur.Must, self.engine(clause)), *filters]) if filters else self.engine(clause)

    def engine(self, clause: c.Clause) -> Engine:
        """The clause in Tantivy's terms."""
        match clause:
            case c.Each(inner):
                return Engine.boolean_query([(Occur.Must, self.engine(one)) for one in inner])
            case c.Best(inner, others):
                return Engine.disjunction_max_query([self.engine(one) for one in inner], others)
            case c.Sum(inner, least):
                return Engine.boolean_query([(Occur.Should, self.engine(one)) for one in inner], least)
            case c.Scored(inner_clause, score):
                return Engine.const_score_query(self.engine(c.matching(inner_clause)), score)
            case c.Ordered(inner_clause, by):
                chosen = Engine.const_score_query(self.engine(c.matching(inner_clause)), 0.0)
                return Engine.boolean_query([(Occur.Must, chosen), *((Occur.Should, self.engine(one)) for one in by)])
            case c.Everything():
                return Engine.const_score_query(Engine.all_query(), 1.0)
            case c.Nothing():
                return Engine.empty_query()
            case _:
                return self._leaf(clause)

    def _leaf(self, clause: c.Term | c.Terms | c.Phrase | c.Ranked | c.Near) -> Engine:
        schema = self._schema
        match clause:
            case c.Term(field, term, score):
                return Engine.const_score_query(Engine.term_query(schema, field, term, "basic"), score)
            case c.Terms(field, terms, score):  # Tantivy's set of terms walks its whole dictionary: slower
                each = [(Occur.Should, Engine.term_query(schema, field, term, "basic")) for term in terms]
                return Engine.const_score_query(Engine.boolean_query(each), score)
            case c.Phrase(field, words, score):
                return Engine.const_score_query(Engine.phrase_query(schema, field, list(words)), score)
            case c.Near(field, term, edits, score):
                return Engine.const_score_query(Engine.fuzzy_term_query(schema, field, term, edits), score)
            case c.Ranked(field, term, boost):
                return Engine.boost_query(Engine.term_query(schema, field, term, "freq"), boost)


def _count(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # not in the package's stub
    return count


def _written(file: Path) -> Stamp:
    told = file.stat()
    return told.st_mtime_ns, told.st_ino
