"""Who looks for notifications which new products a saved search finds."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.search.reader import Query, SearchReader

MOST_PAGES = 10
PAGE = 100  # products


class StoreFinder:
    """Implements services.notifications.ports.Finder; only who is asked loads the search and opens the index."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings

    @cached_property
    def _reader(self) -> "SearchReader":
        from cli.chandlery.finding import reader_of
        from gateway.settings import Settings

        return reader_of(Settings.load(self._settings))

    def answers(self, question: str, address: str) -> bool:
        from gateway.catalog.saved import query_of

        query, publisher = query_of(question), address.partition("/")[0]
        if query.publisher and publisher not in query.publisher:
            return False
        return self._finds(replace(query, publisher=(publisher,), whole=True, sort="updated", limit=PAGE), address)

    def _finds(self, query: "Query", address: str) -> bool:
        after: str | None = ""
        for _ in range(MOST_PAGES):
            found = self._reader.search(replace(query, after=after or ""))
            if any(item.slug == address for item in found.items):
                return True
            if (after := found.next) is None:
                break
        return False
