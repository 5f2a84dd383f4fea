"""A page of search results: the question as its address says it, facets, chips that undo them, and the pages around."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from gateway import pricing
from gateway.catalog.own import Own
from gateway.drawing import bare, kind
from gateway.parts import database
from gateway.pricing import Summary
from gateway.translation import gettext
from gateway.views.given_up import deprecated_among
from gateway.views.listings import Product
from services.search.index.shapes import FACETS, SO, SORTS, FacetValue, Item, Query, Result, Within

PAGE = 20
LONGEST = 200  # characters of a question
MOST_VALUES = 20  # of one facet in an address
EVERYTHING = Within()  # stands in an address for the catalogue that is named there
SHOWN = ("certified", "type", "category", "price", "grade", "platform", "kind")


def asked(arguments: MultiDict[str, str], fixed: Mapping[str, tuple[str, ...]]) -> Query:
    """The question that an address asks; whatever it says wrongly is as if it were not said."""
    chosen: dict[str, Any] = {facet: _values(arguments.getlist(facet)) for facet in FACETS}
    chosen["certified"] = (SO,) if SO in chosen["certified"] else ()
    sort = arguments.get("sort", "relevance")
    return Query(
        text=arguments.get("q", "").strip()[:LONGEST],
        **chosen | dict(fixed),
        deprecated=arguments.get("deprecated") == "true",
        sort=sort if sort in SORTS else "relevance",
        limit=PAGE,
        after=arguments.get("after", ""),
    )


def _sorts() -> dict[str, str]:
    return {
        "relevance": gettext("Relevance"),
        "pulls": gettext("Most pulled"),
        "rating": gettext("Best rated"),
        "updated": gettext("Updated"),
    }


def _values(sent: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONGEST] for value in sent[:MOST_VALUES] if value))


def _with(query: Query, **choices: tuple[str, ...] | bool) -> Query:
    changed: dict[str, Any] = dict(choices)
    return replace(query, after="", **changed)


@dataclass(frozen=True)
class Found:
    """What the page draws; `action` is its address without a question."""

    action: str
    query: Query
    result: Result
    fixed: frozenset[str]
    start: int
    own: tuple[Own, ...] = ()  # catalogues that the reader may ask in
    within: Own | None = None  # the one that is asked in

    def url(self, query: Query, **more: str) -> str:
        pairs = [("q", query.text)] if query.text else []
        pairs += list(self._choices(query))
        pairs += [("catalogue", self.within.slug)] if self.within and query.within is not None else []
        pairs += [("deprecated", "true")] if query.deprecated else []
        pairs += [("sort", query.sort)] if query.sort != "relevance" else []
        pairs += list(more.items())
        return f"{self.action}?{urlencode(pairs)}" if pairs else self.action

    @property
    def question(self) -> str:
        """As /search asks it of the whole store, wherever it is asked here."""
        return replace(self, action="/search", fixed=frozenset(), within=None).url(self.query).partition("?")[2]

    def _choices(self, query: Query) -> Iterator[tuple[str, str]]:
        for facet in FACETS:
            if facet not in self.fixed:
                yield from ((facet, value) for value in query.chosen(facet))

    def drawn(self) -> dict[str, Any]:
        first, last = self.start, self.start + len(self.result.items) - 1
        return {
            "action": self.action,
            "typed": self.query.text,
            "sort": self.query.sort,
            "sorts": [
                (name, word, self.url(replace(self.query, sort=name, after=""))) for name, word in _sorts().items()
            ],
            "deprecated": {"chosen": self.query.deprecated, "url": self.url(self._aged(not self.query.deprecated))},
            "question": "" if self.within else self.question,
            "catalogues": self.catalogues(),
            "facets": self.facets(),
            "chips": self.chips(),
            "clear": self.url(self._unfiltered()),
            "items": [_row(item) for item in self.result.items],
            "total": self.result.total,
            "first": first,
            "last": last,
            "next": self.url(self.query, after=self.result.next, start=str(last + 1)) if self.result.next else None,
            "previous": self.url(self.query) if first > 1 else None,
            "suggested": self._suggested(),
        }

    def catalogues(self) -> list[dict[str, Any]]:
        """Each with its address, or where it is asked in with the one that asks the whole store."""
        asked = replace(self.query, after="")
        return [
            {
                "label": one.name,
                "chosen": one == self.within,
                "url": self.url(replace(asked, within=None))
                if one == self.within
                else replace(self, within=one).url(replace(asked, within=EVERYTHING)),
            }
            for one in self.own
        ]

    def facets(self) -> list[dict[str, Any]]:
        shown = ((name, self.result.facets.get(name, ())) for name in SHOWN if name not in self.fixed)
        return [
            {"name": name, "title": _title(name), "options": [self._option(name, value) for value in values]}
            for name, values in shown
            if len(values) > 1 or (values and (name != "kind" or self.query.chosen(name)))
        ]

    def _option(self, facet: str, value: FacetValue) -> dict[str, Any]:
        """Its address chooses it as well, or where it is chosen takes it back."""
        label = _label(facet, value.value, value.label)
        others = _without(self.query.chosen(facet), value.value)
        url = self.url(_with(self.query, **{facet: others if value.chosen else (*others, value.value)}))
        return {"label": label, "count": value.count, "chosen": value.chosen, "url": url}

    def chips(self) -> list[dict[str, str]]:
        """Each filter in use, with the address without it."""
        labels = {(name, value.value): value.label for name, values in self.result.facets.items() for value in values}
        told = [_label(facet, value, labels.get((facet, value), value)) for facet, value in self._choices(self.query)]
        told += [self.within.name] if self.within else []
        told += [gettext("Deprecated as well")] * self.query.deprecated
        return [{"label": label, "url": self.url(query)} for label, query in zip(told, self.less(), strict=True)]

    def less(self) -> list[Query]:
        """The question without one of its filters, for each of them in the order of `chips`."""
        each = [
            _with(self.query, **{facet: _without(self.query.chosen(facet), value)})
            for facet, value in self._choices(self.query)
        ]
        each += [replace(self.query, after="", within=None)] if self.within else []
        return [*each, self._aged(False)] if self.query.deprecated else each

    def _aged(self, deprecated: bool) -> Query:
        return _with(self.query, deprecated=deprecated)

    def _unfiltered(self) -> Query:
        free: dict[str, Any] = {facet: () for facet in FACETS if facet not in self.fixed}
        return replace(_with(self.query, deprecated=False, **free), within=None)

    @property
    def unfiltered(self) -> Query:
        """The same question without filters, asked for its total alone."""
        return replace(self._unfiltered(), limit=1)

    def _suggested(self) -> dict[str, str] | None:
        words = self.result.did_you_mean
        return {"text": words, "url": self.url(replace(self._unfiltered(), text=words))} if words else None


def _without(values: Sequence[str], gone: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != gone)


def _title(facet: str) -> str:
    words = {
        "certified": gettext("Certified"),
        "type": gettext("Standing"),
        "grade": gettext("Grade"),
        "category": gettext("Category"),
        "price": gettext("Price"),
        "platform": gettext("Platform"),
        "kind": gettext("Kind"),
    }
    return words[facet]


def _label(facet: str, value: str, label: str) -> str:
    words = {
        ("certified", SO): gettext("Certified"),
        ("type", "official"): gettext("Official"),
        ("type", "verified"): gettext("Verified publisher"),
        ("type", "community"): gettext("Community"),
        ("price", "free"): gettext("Free"),
        ("price", "paid"): gettext("Paid"),
        ("price", "trial"): gettext("Free trial"),
    }
    if facet == "kind" and value in ("container", "plugin", "compose", "service"):
        return kind(value)
    if facet == "category":
        return gettext(label)
    if facet == "grade":
        return gettext("Grade %(letter)s", letter=value)
    return words.get((facet, value), bare(label) if facet == "platform" else label)


def _row(item: Item) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "name": item.name,
        "publisher_name": item.publisher_name,
        "type": item.type,
        "kind": item.kind,
        "held": item.held,
        "deprecated": item.deprecated,
        "certified": item.certified,
        "grade": item.grade,
        "logo": item.logo,
        "updated": item.updated,
        "platforms": len(item.platforms),
        "price": _price(item),
        "marked_name": _marked(item, "name", item.name),
        "marked_description": _marked(item, "short_description", item.short_description),
    }


def _price(item: Item) -> Summary:
    if item.price_from is not None:
        return pricing.told(item.price_from, free="free" in item.prices, several=item.several)
    words = {"free": gettext("Free"), "paid": gettext("By order or use")}
    return Summary("", next((words[kind] for kind in words if kind in item.prices), ""), "")


def _marked(item: Item, field: str, plain: str) -> Markup | str:
    """The search reader escapes highlights itself; its only element is `mark`."""
    html = item.highlights.get(field)
    return Markup(html) if html else plain  # noqa: S704


def shelf(products: Sequence[Product]) -> list[dict[str, Any]]:
    """The rows of products as the gateway's own view has them, for where no index answers."""
    aged = deprecated_among(database(), products)
    return [
        {
            "slug": product.slug,
            "name": product.name,
            "publisher_name": product.publisher_name,
            "type": product.type,
            "kind": product.kind,
            "held": product.state == "held",
            "deprecated": product.id in aged,
            "certified": product.certified is not None,
            "grade": product.grade,
            "logo": product.logo,
            "updated": product.updated,
            "platforms": 0,
            "price": pricing.summary(product.plans),
            "marked_name": product.name,
            "marked_description": product.short_description,
        }
        for product in products
    ]
