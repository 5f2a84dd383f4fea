"""Who looks for notifications which products a saved search finds."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.search.reader import Query, SearchReader

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

    def answering(self, question: str, products: Collection[str]) -> set[str]:
        from services.search.reader import Within

        some = Within(products=tuple(sorted(products)))
        return self._found(replace(_whole(question), within=some), len(products)) or set()

    def all_answering(self, question: str, most: int) -> set[str] | None:
        return self._found(_whole(question), most)

    def _found(self, query: "Query", most: int) -> set[str] | None:
        """Ids; None where there are more than `most`."""
        ids: set[str] = set()
        after: str | None = ""
        while after is not None:
            found = self._reader.search(replace(query, after=after))
            if found.total > most:
                return None
            ids |= {item.id for item in found.items}
            after = found.next
        return ids


def _whole(question: str) -> "Query":
    """What answers in part does not count; in an order that stays while pages are read."""
    from gateway.catalog.saved import query_of

    return replace(query_of(question), whole=True, sort="updated", limit=PAGE)
