"""Facets as numbers: Tantivy counts those in one go, and has no names to look up in each part of its index."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from services.search.index.engine import MOST_VALUES, Counts, Told
from services.search.index.shapes import FACETS, SEPARATOR, SO

TRAITS, OWNER = "traits", "owner"  # the index's fields: numbers of all other facets' values, and of the publisher
IN_EACH_PART = 65_000  # values that a part of the index tells of: a count is right only where none is cut off
MOST_REMEMBERED = 100_000
_SIZES = {TRAITS: 1_000, OWNER: MOST_VALUES}
_TERMS = {field: {"size": size, "segment_size": IN_EACH_PART} for field, size in _SIZES.items()}
Value = tuple[str, str]  # facet and key


def values(told: Told) -> Iterator[Value]:
    """Of a product, by what is stored of it."""
    several = {"category": told["categories"], "price": told["prices"], "platform": told["platforms"]}
    single = {"type": told["type"], "kind": told["kind"], "publisher": publisher_entry(told)}
    marks = {"certified": SO if told["certified"] else "", "grade": told["grade"]}
    yield from ((facet, key) for facet, keys in several.items() for key in dict.fromkeys(keys))
    yield from single.items()
    yield from ((facet, key) for facet, key in marks.items() if key)


def publisher_entry(told: Told) -> str:
    return SEPARATOR.join((told["publisher"], told["publisher_name"]))


def number_of(value: Value) -> int:
    """The same for ever; 48 bits, so that a number of any kind holds it."""
    return int.from_bytes(blake2b(SEPARATOR.join(value).encode(), digest_size=6).digest())


def numbered(told: Told) -> dict[str, list[int]]:
    """The index's fields, by what is stored of a product."""
    numbers: dict[str, list[int]] = {TRAITS: [], OWNER: []}
    for value in values(told):
        numbers[field_of(value[0])].append(number_of(value))
    return numbers


def field_of(facet: str) -> str:
    return OWNER if facet == "publisher" else TRAITS


def asked(facets: Iterable[str]) -> dict[str, Any]:
    """The aggregation that counts these facets."""
    return {field: {"terms": {"field": field, **_TERMS[field]}} for field in {*map(field_of, facets)}}


def counted(products: Iterable[Told], facets: Sequence[str]) -> dict[str, Counts]:
    """What an aggregation would tell, where all that was found is at hand."""
    often = Counter(value for told in products for value in values(told))
    return _by_facet(often.most_common(), facets)


class Names:
    """What the numbers stand for: learnt from a product that has it, and always true since a number never changes."""

    def __init__(self) -> None:
        self._known: dict[int, Value] = {}

    def read(
        self, answer: Mapping[str, Any], facets: Sequence[str], having: Callable[[str, int], Told]
    ) -> dict[str, Counts]:
        """By an aggregation's answer; `having` tells a product with a number in a field."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        counts = [
            (self._value(field, int(bucket["key"]), having), int(bucket["doc_count"]))
            for field, told in answer.items()
            for bucket in told["buckets"]
        ]
        return _by_facet(counts, facets)

    def _value(self, field: str, number: int, having: Callable[[str, int], Told]) -> Value:
        known = self._known.get(number)
        if known is None:
            self._known |= {number_of(value): value for value in values(having(field, number))}
            known = self._known[number]
        return known


def _by_facet(counts: Iterable[tuple[Value, int]], facets: Sequence[str]) -> dict[str, Counts]:
    """The most frequent first."""
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
    for (facet, key), often in counts:
        found[facet].append((key, often))
    return {facet: found[facet][:MOST_VALUES] for facet in facets}
