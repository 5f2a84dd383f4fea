"""A question as it was understood, and what was made of it: its pages ask by the same clauses, with the same items."""

from collections.abc import Mapping
from typing import Any

from services.search.index.answers import highlights
from services.search.index.clauses import Clause
from services.search.index.engine import Told, shown
from services.search.index.reading import Understood
from services.search.index.shapes import Item, Query
from vocabulary.asking import Asking
from vocabulary.money import Money

MOST_ITEMS = 20  # a page; some 5 kB each, with what is stored of the product


class Question:
    def __init__(self, asked: Understood) -> None:
        self.asked = asked
        self._clauses: dict[tuple[bool, bool], Clause] = {}
        self._items: dict[int, tuple[Told, Item]] = {}

    def strict(self, query: Query) -> Clause:
        """What answers it."""
        return self._shown(self.asked.clause, query, False)

    def loose(self, query: Query) -> Clause:
        """What answers it in part."""
        return self._shown(self.asked.loose or self.asked.clause, query, True)

    def item(self, told: Told) -> Item:
        """Made once while an engine gives the same object for what is stored of a product."""
        kept = self._items.get(id(told))
        if kept is None:
            if len(self._items) >= MOST_ITEMS:
                self._items.clear()
            kept = self._items[id(told)] = told, _item(told, self.asked)  # what is kept has its number to itself
        return kept[1]

    def _shown(self, clause: Clause, query: Query, loose: bool) -> Clause:
        """The same object each time: an engine knows by it what it wrote before. `query` has this question's text."""
        key = loose, query.deprecated
        if key not in self._clauses:
            self._clauses[key] = shown(clause, query, self.asked.corrected or "")
        return self._clauses[key]


def _item(told: Told, asked: Understood) -> Item:
    texts = {"name": told["name"], "short_description": told["short_description"], "description": told["lead"]}
    shown = dict(told)
    del shown["lead"]
    for name in ("categories", "prices", "platforms"):
        shown[name] = tuple(shown[name])
    shown["price_from"] = _asking(told.get("price_from"))
    shown["highlights"] = highlights(texts, asked.marks, asked.starts)
    return Item(**shown)


def _asking(told: Mapping[str, Any] | None) -> Asking | None:
    return None if told is None else Asking(Money(**told["amount"]), told["interval"], told["trial_days"])
