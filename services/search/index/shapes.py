"""What may be asked of search, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vocabulary.asking import Asking

FACETS = ("category", "type", "certified", "grade", "price", "platform", "kind", "publisher")
SORTS = ("relevance", "updated", "pulls", "rating")  # all but the first by the index's field of that name
SEPARATOR = "\t"  # between the parts of one indexed text: slug and name of a publisher
SO = "true"  # the value of a facet that a product either has or has not
YES = "yes"  # the term of a document that is so; one that is not has none
MOST_ITEMS = 100
MOST_SUGGESTIONS = 8


class BadCursor(ValueError):
    """`after` is not one that an answer gave as `next`."""


@dataclass(frozen=True)
class Within:
    """Of these products, and of all that these publishers have; where neither is named, of none."""

    products: tuple[str, ...] = ()  # ids
    publishers: tuple[str, ...] = ()  # slugs


@dataclass(frozen=True)
class Query:
    """Words, chosen facet values (any of one facet, all facets together), order and page."""

    text: str = ""
    category: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    certified: tuple[str, ...] = ()  # SO alone
    grade: tuple[str, ...] = ()  # A to F
    price: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    deprecated: bool = False  # whether those are found, too, that no word of the question names
    whole: bool = False  # whether what answers in part is left out, however little answers
    sort: str = "relevance"
    limit: int = 20
    after: str = ""
    within: Within | None = None  # None: of the whole store

    def chosen(self, facet: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, facet)
        return values

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole store is asked."""
        return self.within is not None or any(self.chosen(facet) for facet in FACETS)


class Item(NamedTuple):
    """A product as a list shows it."""

    id: str
    slug: str  # publisher/product
    name: str
    publisher: str
    publisher_name: str
    short_description: str
    type: str  # official | verified | community
    kind: str
    categories: tuple[str, ...]
    prices: tuple[str, ...]  # free, paid, trial
    platforms: tuple[str, ...]
    held: bool
    updated: str  # RFC 3339
    logo: str
    pulls: int
    rating: float | None  # 1 to 5; None: nobody has rated it
    ratings: int
    price_from: Asking | None = None  # the least that a plan asks for; None: nothing, but by use or by order
    several: bool = False  # whether it has more than one plan
    certified: bool = False
    grade: str = ""  # A to F; empty: not graded
    deprecated: bool = False  # as a whole: by its publisher's word, or since each image of it is
    highlights: Mapping[str, str] = {}  # field -> HTML, escaped, matches in <mark>


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class Result:
    """`total` counts all matches; a facet's counts do not narrow by its own chosen values."""

    items: tuple[Item, ...]
    total: int
    next: str | None
    facets: Mapping[str, tuple[FacetValue, ...]]
    did_you_mean: str | None = None
    whole: bool = True  # false: nothing has all that was asked for, and the items have a part of it


@dataclass(frozen=True)
class Suggestion:
    kind: str  # product | publisher | category
    slug: str
    name: str
    publisher: str = ""  # a product's publisher, by name
    deprecated: bool = False  # a product, as Item has it
