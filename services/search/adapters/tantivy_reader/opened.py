"""Questions put to Tantivy: one state of the index, asked by searches that are as few and as small as they can be."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import tantivy
from tantivy import Query

from services.search.adapters.tantivy_reader.queries import Queries, Terms
from services.search.index import clauses as c
from services.search.index import counting, shapes
from services.search.index.answers import Cursor, load_cursor, place
from services.search.index.counting import Names
from services.search.index.engine import Begun, Counts, Found, Told, anchored, choices, name_words, named_near
from services.search.index.fields import LEAST_FACTOR
from services.search.index.shapes import FACETS, MOST_SUGGESTIONS, SORTS

EXTRA = 20  # more than a page, so that items which moved a little meanwhile are neither lost nor shown twice
MOST_KEPT = 4_000  # products that were read
MOST_MADE = 400  # queries: two for each of the questions that are remembered
MOST_READ = 60  # products: so many are read faster than their facets are counted by the engine
Hit = tuple[float, Any]  # score or number sorted by, and where the engine has it
Spot = tuple[float, str, Told]  # an item's place, and what is stored of it


class State:
    """One unchanging state of the index, and what was learnt of its words and products: a new state begins without."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, names: Names) -> None:
        self.searcher = searcher
        self.schema = schema
        self.names = names
        self.count = searcher.num_docs
        self.terms = Terms(searcher, schema)
        self.read: dict[tuple[int, int], Told] = {}
        self._made: dict[tuple[int, bool], tuple[c.Clause, Query]] = {}

    def made(self, clause: c.Clause, by: Queries, *, scored: bool) -> Query:
        """The query of a question: what is asked again is asked by the same object, and to compare two takes long."""
        kept = self._made.get((id(clause), scored))
        if kept is None:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            kept = clause, by.scored(clause) if scored else by.matching(clause)
            self._made[id(clause), scored] = kept  # the clause stays, and so does its id
        return kept[1]


class Opened:
    """Implements `index.engine.Opened` for one question."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._searcher = state.searcher
        self._schema = state.schema
        self._names = state.names
        self._queries = Queries(state.terms)
        self.frequency = state.terms.frequency
        self.count = state.count

    def names_near(self, word: str, edits: int) -> list[str]:
        found = self._searcher.search(
            self._queries.scored(named_near(word, edits)), 20, count=False, weight_by_field="weight"
        )
        return [name for _, address in found.hits for name in name_words(self._stored(address))]

    def found(self, clause: c.Clause, query: shapes.Query, limit: int) -> Found:
        spots, total, all_read = self._page(clause, query, limit)
        return Found(
            [((score, slug), told) for score, slug, told in spots], total, self._facets(clause, query, all_read)
        )

    def _page(self, clause: c.Clause, query: shapes.Query, limit: int) -> tuple[list[Spot], int, Sequence[Told] | None]:
        """Items with one more, all matches, and what is stored of all of them where they are few."""
        engine = self._made(clause, choices(query), scored=True)
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
                few = total <= min(len(hits), MOST_READ)
                return found[: limit + 1], total, [self._stored(address) for _, address in hits] if few else None
            wanted *= 2

    def _score(self, engine: Query, slug: str) -> float | None:
        """What a product's score is now; None where it is not found any more."""
        only = Query.const_score_query(Query.term_query(self._schema, "slug", slug, "basic"), 0.0)
        both = Query.boolean_query([(tantivy.Occur.Must, engine), (tantivy.Occur.Must, only)])
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
                told = self._stored(address)
                spot = (score, told["slug"], told)
                found += [spot] if after is None or spot[:2] > after[:2] else []
        return sorted(found, key=lambda spot: spot[:2])

    def _facets(self, clause: c.Clause, query: shapes.Query, all_read: Sequence[Told] | None) -> dict[str, Counts]:
        """Counts of each facet under the choices in all others."""
        free = [facet for facet in FACETS if not query.chosen(facet)]
        if all_read is not None:
            counted = counting.counted(all_read, free)
        else:
            counted = self._counts(self._made(clause, choices(query), scored=False), free)
        for facet in FACETS:
            if query.chosen(facet):
                counted |= self._counts(self._made(clause, choices(query, but=facet), scored=False), [facet])
        return counted

    def _made(self, clause: c.Clause, chosen: Sequence[c.Clause], *, scored: bool) -> Query:
        if not chosen:
            return self._state.made(clause, self._queries, scored=scored)
        narrowed = c.Each((clause, *chosen))
        return self._queries.scored(narrowed) if scored else self._queries.matching(narrowed)

    def _counts(self, query: Query, of: Sequence[str]) -> dict[str, Counts]:
        asked = counting.asked(of)
        answer = self._searcher.aggregate(query, asked) if asked else {}
        return self._names.read(answer, of, self._having)

    def _having(self, field: str, number: int) -> Told:
        query = Query.term_query(self._schema, field, number, "basic")
        return self._stored(self._searcher.search(query, 1, count=False).hits[0][1])

    def begun(self, products: Iterator[c.Clause], publishers: c.Clause | None, categories: Sequence[str]) -> Begun:
        counted = self._counts(self._queries.matching(publishers), ["publisher"]) if publishers else {}
        entries = counted.get("publisher", [])
        shelves = [slug for slug in categories if self._total(c.Term("category", slug, 1.0))]
        return Begun(self._products(products), [key for key, _ in entries], shelves)

    def _total(self, clause: c.Clause) -> int:
        return _count(self._searcher.search(self._queries.scored(clause), 1))

    def _products(self, clauses: Iterator[c.Clause]) -> list[Told]:
        for clause in clauses:
            found = self._searcher.search(
                self._queries.scored(clause), MOST_SUGGESTIONS, count=False, weight_by_field="weight"
            ).hits
            if found:
                return [self._stored(address) for _, address in found]
        return []

    def _stored(self, address: Any) -> Told:
        """What is kept of a product."""
        at, read = (address.segment_ord, address.doc), self._state.read
        told = read.get(at)
        if told is None:
            if len(read) >= MOST_KEPT:
                read.clear()
            told = read[at] = orjson.loads(self._searcher.doc(address)["stored"][0])
        return told


def _count(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # not in the package's stub
    return count
