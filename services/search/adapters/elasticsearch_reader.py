"""Questions put to an Elasticsearch: a page with all its counts is one request, and none is waited for long."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from eventlog.refusal import Unavailable
from services.search.index import clauses as c
from services.search.index.answers import Cursor, load_cursor
from services.search.index.dsl import Asked, all_of, asked, weighed
from services.search.index.engine import COUNTED, MOST_VALUES, Begun, Counts, Found, Told, anchored, choices, name_words
from services.search.index.mapping import alias
from services.search.index.shapes import FACETS, MOST_ITEMS, MOST_SUGGESTIONS, SORTS, Query
from services.search.index.statistics import ALL, Key, Statistics
from services.search.index.words import LONGEST_PREFIX

PATIENCE = 0.9  # seconds for one request; a question is two of them, or three
REST = 1.0  # seconds without asking after a request that got no answer
CONNECTIONS = 16
MENDED = 20  # names that a mistyped word is compared with
LONGEST_MENDED = 4 * LONGEST_PREFIX  # letters; no longer word is looked for among names
WINDOW = 10_000  # results that a page may begin and end among where it is not found by a place
NO_RIGHT, ABSENT, BUSY = (401, 403), 404, 429


class ElasticsearchReader:
    """Implements `index.engine.Engine` on the alias that the index's writer swaps."""

    def __init__(self, address: str, prefix: str = "") -> None:
        self._door = _Door(address, alias(prefix))
        self._statistics = Statistics(self._door.count)

    def opened(self, text: str) -> "_Opened":
        return _Opened(self._door, self._statistics.of(text))

    def state(self) -> None:
        """To learn it costs as much as to ask."""


class _Door:
    """Asks the index, briefly: where the last request got no answer, one asks again, the others are told at once."""

    def __init__(self, address: str, index: str) -> None:
        self._client = Elasticsearch(
            address, request_timeout=PATIENCE, max_retries=0, retry_on_timeout=False, connections_per_node=CONNECTIONS
        )
        self._index = index
        self._closed_until = 0.0

    def search(self, body: Asked) -> Mapping[str, Any]:
        """Raises Unavailable where it is not whole: no answer, a part of one, or no index."""
        return self._whole(self._asked(lambda: self._client.search(index=self._index, body=_hurried(body)).body))

    def several(self, bodies: Sequence[Asked]) -> list[Mapping[str, Any]]:
        """The answers of several searches, by one request."""
        lines: list[Asked] = [line for body in bodies for line in ({}, _hurried(body))]
        told = self._asked(lambda: self._client.msearch(index=self._index, searches=lines).body)
        return [self._whole(one) for one in told["responses"]]

    def count(self, clauses: Sequence[c.Clause]) -> list[int]:
        bodies = [{"query": asked(clause), "size": 0, "track_total_hits": True} for clause in clauses]
        return [_total(told) for told in self.several(bodies)]

    def _asked(self, ask: Callable[[], Any]) -> Any:
        now = time.monotonic()
        if now < self._closed_until:
            raise Unavailable("search-not-ready", "the index does not answer")
        if self._closed_until:
            self._closed_until = now + PATIENCE  # this one finds out; the others need not wait for it
        try:
            told = ask()
        except TransportError as silent:
            self._closed_until = time.monotonic() + REST
            raise Unavailable("search-not-ready", "the index does not answer") from silent
        except ApiError as refused:
            if refused.status_code in NO_RIGHT:
                raise Unavailable("search-not-ready", "the index lets the store in no more") from refused
            if refused.status_code not in (ABSENT, BUSY) and refused.status_code < 500:
                raise
            raise Unavailable("search-not-ready", "the index is being built") from refused
        self._closed_until = 0.0
        return told

    @staticmethod
    def _whole(told: Mapping[str, Any]) -> Mapping[str, Any]:
        if "error" in told or told["timed_out"] or told["_shards"]["failed"]:
            raise Unavailable("search-not-ready", "the index answers in part")
        return told


class _Opened:
    """The index as one question finds it: the words' frequencies that it was understood by, and its answers."""

    def __init__(self, door: _Door, frequencies: dict[Key, int]) -> None:
        self._door = door
        self._frequencies = frequencies
        self.count = frequencies.get(ALL, 0)

    def frequency(self, field: str, term: str) -> int:
        key = (field, term)
        if key not in self._frequencies:
            (self._frequencies[key],) = self._door.count([c.Term(field, term, 0.0)])
        return self._frequencies[key]

    def names_near(self, word: str, edits: int) -> list[str]:
        if len(word) > LONGEST_MENDED:
            return []
        told = self._door.search(_best(c.Near("name", word, edits, 1.0), MENDED))
        return [name for one in _stored(told) for name in name_words(one)]

    def found(self, clause: c.Clause, query: Query, limit: int) -> Found:
        after = load_cursor(query.after) if query.after else None
        by_number = query.sort in SORTS[1:]
        told = self._door.search(
            {
                "query": asked(c.matching(clause)) if by_number else weighed(clause),
                "post_filter": all_of(choices(query)),
                "aggregations": {facet: _counted(facet, query) for facet in FACETS},
                "sort": [{query.sort if by_number else "_score": "desc"}, {"slug": "asc"}],
                "size": limit + 2,
                "track_total_hits": True,
                **(self._place(clause, after, by_number) if after else {}),
            }
        )
        hits = [((-hit["sort"][0], hit["sort"][1]), _told(hit)) for hit in told["hits"]["hits"]]
        kept = [hit for hit in hits if after is None or hit[0][1] != after[1]]
        counts = {facet: _counts(told["aggregations"][facet]) for facet in FACETS}
        return Found(kept[: limit + 1], _total(told), counts)

    def _place(self, clause: c.Clause, after: Cursor, by_number: bool) -> Asked:
        """Where the page begins."""
        if by_number:
            return {"search_after": [int(-after[0]), after[1]]}
        present = anchored(after, self._score(clause, after[1]))
        if present:
            return {"search_after": [-present[0], present[1]]}
        return {"from": min(max(after[2] - 1, 0), WINDOW - MOST_ITEMS - 2)}

    def _score(self, clause: c.Clause, slug: str) -> float | None:
        """What a product's score is now; None where it is not found any more."""
        only = {"bool": {"must": [weighed(clause)], "filter": [{"term": {"slug": slug}}]}}
        hits = self._door.search({"query": only, "size": 1, "_source": False})["hits"]["hits"]
        return float(hits[0]["_score"]) if hits else None

    def begun(self, products: Iterator[c.Clause], publishers: c.Clause | None, categories: Sequence[str]) -> Begun:
        first = next(products, None) or c.Nothing()
        entries = {"entries": _terms("publisher")}
        shelves = [{"query": asked(c.Term("category", slug, 0.0)), **ANY} for slug in categories]
        named = {"query": asked(c.matching(publishers or c.Nothing())), "size": 0, "aggregations": entries}
        told, of_publishers, *of_shelves = self._door.several([_best(first, MOST_SUGGESTIONS), named, *shelves])
        keys = [key for key, _ in _counts(of_publishers["aggregations"]["entries"])]
        held = [slug for slug, answer in zip(categories, of_shelves, strict=True) if _total(answer)]
        return Begun(_stored(told) or self._tried(products), keys, held)

    def _tried(self, clauses: Iterator[c.Clause]) -> list[Told]:
        for clause in clauses:
            if found := _stored(self._door.search(_best(clause, MOST_SUGGESTIONS))):
                return found
        return []


ANY: Asked = {"size": 0, "terminate_after": 1, "track_total_hits": True}


def _hurried(body: Asked) -> dict[str, Any]:
    """The node need not go on when nobody waits any more."""
    return {**body, "timeout": f"{PATIENCE * 1000:.0f}ms"}


def _best(clause: c.Clause, limit: int) -> Asked:
    return {"query": weighed(clause), "size": limit, "track_total_hits": False}


def _counted(facet: str, query: Query) -> Asked:
    """A facet's values under the choices in all others."""
    others = choices(query, but=facet)
    if not others:
        return _terms(facet)
    return {"filter": all_of(others), "aggregations": {"values": _terms(facet)}}


def _terms(facet: str) -> Asked:
    return {"terms": {"field": COUNTED[facet], "size": MOST_VALUES}}


def _counts(told: Mapping[str, Any]) -> Counts:
    return [(bucket["key"], bucket["doc_count"]) for bucket in told.get("values", told)["buckets"]]


def _total(told: Mapping[str, Any]) -> int:
    return int(told["hits"]["total"]["value"])


def _stored(told: Mapping[str, Any]) -> list[Told]:
    return [_told(hit) for hit in told["hits"]["hits"]]


def _told(hit: Mapping[str, Any]) -> Told:
    told: Told = json.loads(hit["_source"]["stored"])
    return told
