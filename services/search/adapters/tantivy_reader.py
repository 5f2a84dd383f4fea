"""Questions put to Tantivy: the index is open in this process, and looked at again when its writer has changed it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from eventlog.refusal import Unavailable
from services.search.index import clauses as c
from services.search.index import shapes
from services.search.index.answers import Cursor, load_cursor, place
from services.search.index.engine import COUNTED, MOST_VALUES, Begun, Counts, Found, Told, anchored, choices, name_words
from services.search.index.fields import CURRENT, LEAST_FACTOR
from services.search.index.shapes import FACETS, MOST_SUGGESTIONS, SORTS

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


class TantivyReader:
    """Implements `index.engine.Engine`; looks before each answer for changes: two `stat` where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._generation: _Generation | None = None

    def opened(self, text: str) -> "_Opened":
        for _ in range(TRIES):  # between two steps of ours the writer may have put another generation in place
            try:
                return _Opened(self._present().refresh())
            except (FileNotFoundError, ValueError) as problem:
                absent = problem
                self._generation = None
        raise Unavailable("search-not-ready", "the index is being built") from absent

    def state(self) -> tuple[Stamp, Stamp] | None:
        """Of the file that names the generation, and of that which names its parts."""
        try:
            present = self._present()
            return present.named, _written(present.folder / "meta.json")
        except (FileNotFoundError, ValueError):
            return None

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
            self._engine(c.Near("name", word, edits, 1.0)), 20, count=False, weight_by_field="weight"
        )
        return [name for _, address in found.hits for name in name_words(self._stored(address))]

    def found(self, clause: c.Clause, query: shapes.Query, limit: int) -> Found:
        spots, total = self._page(clause, query, limit)
        hits = [((score, slug), self._stored(address)) for score, slug, address in spots]
        return Found(hits, total, self._facets(c.matching(clause), query))

    def _page(self, clause: c.Clause, query: shapes.Query, limit: int) -> tuple[list[Spot], int]:
        engine = self._engine(_narrowed(clause, choices(query)))
        after = load_cursor(query.after) if query.after else None
        seen = after[2] if after else 0
        if after and query.sort not in SORTS[1:]:
            after = anchored(after, self._score(engine, after[1]))
        left_out = 0 if after else max(seen - 1, 0)  # the item that is gone was one of those seen
        wanted = seen + limit + EXTRA
        while True:
            hits, total = self._top(engine, query.sort, wanted)
            found = self._places(hits, after, left_out + limit)[left_out:]
            if len(found) > limit or len(hits) >= total:
                return found[: limit + 1], total
            wanted *= 2

    def _score(self, engine: Query, slug: str) -> float | None:
        """What a product's score is now; None where it is not found any more."""
        only = Query.const_score_query(Query.term_query(self._schema, "slug", slug, "basic"), 0.0)
        both = Query.boolean_query([(Occur.Must, engine), (Occur.Must, only)])
        hits, _ = self._top(both, "relevance", 1)
        return -place(hits[0][0], slug)[0] if hits else None

    def _top(self, engine: Query, sort: str, wanted: int) -> tuple[Sequence[Hit], int]:
        found = (
            self._searcher.search(engine, wanted, order_by_field=sort)
            if sort in SORTS[1:]
            else self._searcher.search(engine, wanted, weight_by_field="weight")
        )
        unit = 1.0 if sort in SORTS[1:] else LEAST_FACTOR
        return [(number * unit, address) for number, address in found.hits], _count(found)

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

    def _facets(self, clause: c.Clause, query: shapes.Query) -> dict[str, Counts]:
        """Counts of each facet under the choices in all others."""
        free = [facet for facet in FACETS if not query.chosen(facet)]
        counted = self._counts(_narrowed(clause, choices(query)), free)
        for facet in FACETS:
            if query.chosen(facet):
                counted |= self._counts(_narrowed(clause, choices(query, but=facet)), [facet])
        return counted

    def _counts(self, clause: c.Clause, facets: Sequence[str]) -> dict[str, Counts]:
        asked = {facet: {"terms": {"field": COUNTED[facet], "size": MOST_VALUES}} for facet in facets}
        found = self._searcher.aggregate(self._engine(clause), asked) if asked else {}
        return {
            facet: [(bucket["key"], int(bucket["doc_count"])) for bucket in answer["buckets"]]
            for facet, answer in found.items()
        }

    def begun(self, products: Iterator[c.Clause], publishers: c.Clause | None, categories: Sequence[str]) -> Begun:
        entries = self._counts(publishers, ["publisher"])["publisher"] if publishers else []
        shelves = [slug for slug in categories if self._total(c.Term("category", slug, 1.0))]
        return Begun(self._products(products), [key for key, _ in entries], shelves)

    def _total(self, clause: c.Clause) -> int:
        return _count(self._searcher.search(self._engine(clause), 1))

    def _products(self, clauses: Iterator[c.Clause]) -> list[Told]:
        for clause in clauses:
            found = self._searcher.search(
                self._engine(clause), MOST_SUGGESTIONS, count=False, weight_by_field="weight"
            ).hits
            if found:
                return [self._stored(address) for _, address in found]
        return []

    def _stored(self, address: Any) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(bytes(self._searcher.doc(address)["stored"][0]))
        return told

    def _engine(self, clause: c.Clause) -> Query:
        """The clause in Tantivy's terms."""
        match clause:
            case c.Each(inner):
                return Query.boolean_query([(Occur.Must, self._engine(one)) for one in inner])
            case c.Best(inner, others):
                return Query.disjunction_max_query([self._engine(one) for one in inner], others)
            case c.Sum(inner, least):
                return Query.boolean_query([(Occur.Should, self._engine(one)) for one in inner], least)
            case c.Scored(inner_clause, score):
                return Query.const_score_query(self._engine(c.matching(inner_clause)), score)
            case c.Ordered(inner_clause, by):
                chosen = Query.const_score_query(self._engine(c.matching(inner_clause)), 0.0)
                return Query.boolean_query([(Occur.Must, chosen), *((Occur.Should, self._engine(one)) for one in by)])
            case c.Without(inner_clause, other):
                return Query.boolean_query(
                    [(Occur.Must, self._engine(inner_clause)), (Occur.MustNot, self._engine(other))]
                )
            case c.Everything():
                return Query.const_score_query(Query.all_query(), 1.0)
            case c.Nothing():
                return Query.empty_query()
            case _:
                return self._leaf(clause)

    def _leaf(self, clause: c.Term | c.Terms | c.Phrase | c.Ranked | c.Near) -> Query:
        schema = self._schema
        match clause:
            case c.Term(field, term, score):
                return Query.const_score_query(Query.term_query(schema, field, term, "basic"), score)
            case c.Terms(field, terms, score):  # Tantivy's set of terms walks its whole dictionary: slower
                each = [(Occur.Should, Query.term_query(schema, field, term, "basic")) for term in terms]
                return Query.const_score_query(Query.boolean_query(each), score)
            case c.Phrase(field, words, score):
                return Query.const_score_query(Query.phrase_query(schema, field, list(words)), score)
            case c.Near(field, term, edits, score):
                return Query.const_score_query(Query.fuzzy_term_query(schema, field, term, edits), score)
            case c.Ranked(field, term, boost):
                return Query.boost_query(Query.term_query(schema, field, term, "freq"), boost)


def _narrowed(clause: c.Clause, chosen: Sequence[c.Clause]) -> c.Clause:
    return c.Each((clause, *chosen)) if chosen else clause


def _count(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # not in the package's stub
    return count


def _written(file: Path) -> Stamp:
    told = file.stat()
    return told.st_mtime_ns, told.st_ino
