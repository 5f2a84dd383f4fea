"""Questions put to an Elasticsearch: a page with all its counts is one request, and none is waited for long."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson
from elastic_transport import ApiResponseMeta, HttpHeaders, TransportError, Urllib3HttpNode
from elastic_transport.client_utils import url_to_node_config

from eventlog.refusal import Unavailable
from services.search.index import clauses as c
from services.search.index.answers import Cursor, load_cursor
from services.search.index.dsl import Asked, all_of, asked, weighed
from services.search.index.engine import (
    COUNTED,
    MOST_VALUES,
    Begun,
    Counts,
    Found,
    Outdated,
    Told,
    anchored,
    choices,
    name_words,
    named_near,
)
from services.search.index.mapping import alias
from services.search.index.shapes import FACETS, MOST_ITEMS, MOST_SUGGESTIONS, SORTS, Query
from services.search.index.statistics import ALL, Frequencies, Key, Statistics
from services.search.index.words import LONGEST_PREFIX

PATIENCE = 0.9  # seconds for one request; a question is one of them, or a few where it has words that nobody asked with
REST = 1.0  # seconds without asking after a request that got no answer
MENDED = 20  # names that a mistyped word is compared with
LONGEST_MENDED = 4 * LONGEST_PREFIX  # letters; no longer word is looked for among names
WINDOW = 10_000  # results that a page may begin and end among where it is not found by a place
CONNECTIONS = 16  # kept open
MOST_READ = 4_000  # products, of some 4 kB
MOST_WRITTEN = 500  # questions, of some 10 kB
JSON = HttpHeaders({"accept": "application/json", "content-type": "application/json"})
LINES = HttpHeaders({"accept": "application/json", "content-type": "application/x-ndjson"})
NO_RIGHT, ABSENT, BUSY = (401, 403), 404, 429


class ElasticsearchReader:
    """Implements `index.engine.Engine` on the alias that the index's writer swaps."""

    def __init__(self, address: str, prefix: str = "") -> None:
        self._door = _Door(address, alias(prefix))
        self._statistics = Statistics(self._door.count)
        self._tools = _Tools()

    def opened(self, text: str) -> "_Opened":
        return _Opened(self._door, self._statistics.of(text), self._tools)

    def state(self) -> None:
        """To learn it costs as much as to ask."""


def node(address: str) -> Urllib3HttpNode:
    """The client's own way to one node, without what the client does around it, which takes as long as an answer."""
    told = url_to_node_config(address, use_default_ports_for_scheme=True)
    return Urllib3HttpNode(told.replace(request_timeout=PATIENCE, connections_per_node=CONNECTIONS))


class _Door:
    """Asks the index, briefly: where the last request got no answer, one asks again, the others are told at once."""

    def __init__(self, address: str, index: str) -> None:
        self._node = node(address)
        self._path = f"/{quote(index)}"
        self._closed_until = 0.0
        self._answers = False

    def search(self, body: Asked) -> Mapping[str, Any]:
        """Raises Unavailable where it is not whole: no answer, a part of one, or no index."""
        return self._whole(self._asked("_search", JSON, _written(_hurried(body))))

    def several(self, bodies: Sequence[Asked]) -> list[Mapping[str, Any]]:
        """The answers of several searches, by one request."""
        if len(bodies) == 1:
            return [self.search(bodies[0])]
        lines = b"".join(b"{}\n%b\n" % _written(_hurried(body)) for body in bodies)
        told = self._asked("_msearch", LINES, lines)
        return [self._whole(one) for one in told["responses"]]

    def count(self, keys: Sequence[Key]) -> list[int]:
        return _often(self.search(_counting(keys)))

    def _asked(self, how: str, content: HttpHeaders, body: bytes) -> Mapping[str, Any]:
        now = time.monotonic()
        if now < self._closed_until:
            raise Unavailable("search-not-ready", "the index does not answer")
        if self._closed_until:
            self._closed_until = now + PATIENCE  # this one finds out; the others need not wait for it
        try:
            meta, answer = self._sent(f"{self._path}/{how}", content, body)
            if meta.status >= 300:
                raise _refused(meta.status, answer)
            told: Mapping[str, Any] = orjson.loads(answer)
        except (TransportError, orjson.JSONDecodeError) as silent:
            self._closed_until = time.monotonic() + REST
            self._answers = False
            raise Unavailable("search-not-ready", "the index does not answer") from silent
        self._closed_until = 0.0
        self._answers = True
        return told

    def _sent(self, path: str, content: HttpHeaders, body: bytes) -> tuple[ApiResponseMeta, bytes]:
        """Once more, on another connection, where a node that answers has ended this one: a search changes nothing."""
        began = time.monotonic()
        try:
            return self._node.perform_request("POST", path, body, content)
        except TransportError as lost:
            left = began + PATIENCE - time.monotonic()
            if not (self._answers and _ended(lost) and left > 0):
                raise
            return self._node.perform_request("POST", path, body, content, left)

    @staticmethod
    def _whole(told: Mapping[str, Any]) -> Mapping[str, Any]:
        if "error" in told:
            raise _refused(told["status"], orjson.dumps(told["error"]))
        if told["timed_out"] or told["_shards"]["failed"]:
            raise Unavailable("search-not-ready", "the index answers in part")
        return told


def _ended(lost: TransportError) -> bool:
    """Whether the connection was closed at the other end, as it is when a node starts anew, or has kept it too long."""
    return any(error.args and isinstance(error.args[-1], ConnectionError) for error in lost.errors)


def _refused(status: int, answer: bytes) -> Exception:
    """What is not for the operator to mend, or for time, is a mistake of ours."""
    if status in NO_RIGHT:
        return Unavailable("search-not-ready", "the index lets the store in no more")
    if status in (ABSENT, BUSY) or status >= 500:
        return Unavailable("search-not-ready", "the index is being built")
    return RuntimeError(f"Elasticsearch answers {status}: {answer[:1000].decode(errors='replace')}")


class _Tools:
    """Writes a clause and reads what is stored of a product once while they are asked for, as most are many times."""

    def __init__(self) -> None:
        self.read: Callable[[str], Told] = lru_cache(maxsize=MOST_READ)(orjson.loads)
        self._weighed: dict[int, tuple[c.Clause, bytes]] = {}

    def weighed(self, clause: c.Clause) -> bytes:
        """The query in JSON. A clause is known by being the same object: to compare two takes as long as to write."""
        kept = self._weighed.get(id(clause))
        if kept is None:
            if len(self._weighed) >= MOST_WRITTEN:
                self._weighed.clear()
            kept = self._weighed[id(clause)] = clause, orjson.dumps(weighed(clause))
        return kept[1]


class _Opened:
    """The index as one question finds it: the words' frequencies that it was understood by, and its answers."""

    def __init__(self, door: _Door, frequencies: Frequencies, tools: _Tools) -> None:
        self._door = door
        self._frequencies = frequencies
        self._tools = tools

    @property
    def count(self) -> int:
        return self._frequencies.often(ALL)

    def frequency(self, field: str, term: str) -> int:
        return self._frequencies.often((field, term))

    def names_near(self, word: str, edits: int) -> list[str]:
        if len(word) > LONGEST_MENDED:
            return []
        told = self._door.search(_best(named_near(word, edits), MENDED))
        return [name for one in self._stored(told) for name in name_words(one)]

    def found(self, clause: c.Clause, query: Query, limit: int) -> Found:
        after = load_cursor(query.after) if query.after else None
        by_number = query.sort in SORTS[1:]
        told = self._confirmed(
            {
                "query": asked(c.matching(clause)) if by_number else self._tools.weighed(clause),
                "post_filter": all_of(choices(query)),
                "aggregations": {facet: _counted(facet, query) for facet in FACETS} if query.narrowed else ALL_COUNTED,
                "sort": [{query.sort if by_number else "_score": "desc"}, {"slug": "asc"}],
                "size": limit + 2,
                "track_total_hits": True,
                **(self._place(clause, after, by_number) if after else {}),
            }
        )
        hits = [((-hit["sort"][0], hit["sort"][1]), self._told(hit)) for hit in told["hits"]["hits"]]
        kept = [hit for hit in hits if after is None or hit[0][1] != after[1]]
        counts = {facet: _counts(told["aggregations"][facet]) for facet in FACETS}
        return Found(kept[: limit + 1], _total(told), counts)

    def _confirmed(self, page: Asked) -> Mapping[str, Any]:
        """The page's answer, if the words are what they were taken for: the same request asks that. Raises Outdated."""
        doubtful = self._frequencies.doubtful
        if not doubtful:
            return self._door.search(page)
        told, often = self._door.several([page, _counting(doubtful)])
        if not self._frequencies.confirmed(dict(zip(doubtful, _often(often), strict=True))):
            raise Outdated
        return told

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
        return Begun(self._stored(told) or self._tried(products), keys, held)

    def _tried(self, clauses: Iterator[c.Clause]) -> list[Told]:
        for clause in clauses:
            if found := self._stored(self._door.search(_best(clause, MOST_SUGGESTIONS))):
                return found
        return []

    def _stored(self, told: Mapping[str, Any]) -> list[Told]:
        return [self._told(hit) for hit in told["hits"]["hits"]]

    def _told(self, hit: Mapping[str, Any]) -> Told:
        return self._tools.read(hit["_source"]["stored"])


ANY: Asked = {"size": 0, "terminate_after": 1, "track_total_hits": True}


def _counting(keys: Sequence[Key]) -> Asked:
    """How many documents have each term, by one search: each is a number that the index keeps."""
    filters = [asked(c.Everything() if key == ALL else c.Term(*key, 0.0)) for key in keys]
    return {"size": 0, "track_total_hits": False, "aggregations": {"often": {"filters": {"filters": filters}}}}


def _often(told: Mapping[str, Any]) -> list[int]:
    return [bucket["doc_count"] for bucket in told["aggregations"]["often"]["buckets"]]


def _written(body: Asked) -> bytes:
    """Parts of it may be written already."""
    try:
        return orjson.dumps(body, default=orjson.Fragment)
    except orjson.JSONEncodeError:  # half a letter in a chosen value: it has no UTF-8, and no product has it
        return json.dumps(body, default=orjson.loads).encode()


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


ALL_COUNTED = orjson.dumps({facet: _terms(facet) for facet in FACETS})


def _counts(told: Mapping[str, Any]) -> Counts:
    return [(bucket["key"], bucket["doc_count"]) for bucket in told.get("values", told)["buckets"]]


def _total(told: Mapping[str, Any]) -> int:
    return int(told["hits"]["total"]["value"])
