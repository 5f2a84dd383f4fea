"""What the catalogue tells is found, and counted, within a second: by the service itself, on both engines."""

import itertools
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from eventlog.schema import registry
from services.catalog import events as catalog
from services.search.adapters import elasticsearch_reader
from services.search.index.mapping import alias
from services.search.reader import Item, Query, SearchReader
from services.search.service import Search
from tests.controls.identity import NOON
from tests.parts.elasticsearch import ask
from tests.parts.process import PATIENCE
from tests.parts.services import Services, config_in, running
from tests.services.support.shop import Catalogue

ONE = "sha256:" + "1" * 64
SOON = 1.0
ARM = "linux/arm64"
DRAFTED = (
    catalog.ProductDrafted("db", "acme", "db", "container", external=False),
    catalog.ListingEdited("db", "Acme Database", "Keeps its word.", "", ("databases-and-storage",), (), (), "", ""),
    catalog.PlanAdded("db", "free", "Free", "", "acme/db", "anyone", None),
)
IMAGE = catalog.PlatformImage(ARM, ONE, 1, 1)
RELEASED = catalog.VersionReleased("r", "db", "free", "acme/db", "1.0", ONE, (IMAGE,), "", "", NOON)
CHANGES: tuple[tuple[str, Any, Callable[["Searched"], object]], ...] = (
    (
        "a publication",
        catalog.ProductPublished("db"),
        lambda shop: shop.item() and shop.count("publisher", "acme") == 1,
    ),
    ("a release", RELEASED, lambda shop: shop.item(platform=(ARM,)) and shop.count("platform", ARM) == 1),
    ("a hold", catalog.ProductHeld("db", "It opens a door."), lambda shop: shop.shown().held),
    ("a lifted hold", catalog.HoldLifted("db"), lambda shop: not shop.shown().held),
    ("a review", catalog.ReviewPosted("r", "db", "eve", 5, "", ""), lambda shop: shop.shown().rating == 5),
    (
        "a deprecation",
        catalog.VersionDeprecated("acme/db", "db", "1.0", ONE, "", "", "It is over."),
        lambda shop: not shop.item() and shop.count("publisher", "acme") == 0 and shop.item(deprecated=True),
    ),
    (
        "a release after it",
        replace(RELEASED, tag="2.0", digest="sha256:" + "2" * 64),
        lambda shop: shop.item() and shop.count("publisher", "acme") == 1,
    ),
    ("an unlisting", catalog.ProductUnlisted("db"), lambda shop: not shop.item(deprecated=True)),
)


@dataclass
class Searched:
    services: Services
    reader: SearchReader
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def tell(self, fact: Any) -> None:
        stored_as, dataversion, told = registry.dump(fact)
        self.services.rpc.catalog.tell(stored_as, dataversion, told, f"fact-{next(self.numbers)}")

    def item(self, **asked: Any) -> Item | None:
        found = self.reader.search(Query(**asked)).items
        return found[0] if found else None

    def shown(self) -> Item:
        item = self.item()
        assert item is not None
        return item

    def count(self, facet: str, value: str) -> int:
        counts = {one.value: one.count for one in self.reader.search(Query()).facets[facet]}
        return counts.get(value, 0)

    def is_there(self) -> bool:
        return self.answers(lambda shop: shop.item() is None)

    def answers(self, condition: Callable[["Searched"], object]) -> bool:
        """Not while an index is being built."""
        try:
            return bool(condition(self))
        except Unavailable:
            return False

    def shows(self, fact: Any, condition: Callable[["Searched"], object]) -> float:
        """In how many seconds after it was told."""
        self.tell(fact)
        told = time.monotonic()
        self.services.until(lambda: self.answers(condition))
        return time.monotonic() - told


@pytest.fixture(params=["tantivy", "elasticsearch"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searched]:
    monkeypatch.setattr(elasticsearch_reader, "PATIENCE", PATIENCE)  # a late answer is late; it is no other one
    settings, address, prefix, reader = {}, "", "", SearchReader(tmp_path / "index")
    if request.param == "elasticsearch":
        address, prefix = request.getfixturevalue("elasticsearch"), f"soon-{uuid.uuid4().hex[:8]}-"
        settings = {"ELASTICSEARCH_URL": address, "CHANDLERY_SEARCH_PREFIX": prefix}
        reader = SearchReader(address, prefix)
    with running(config_in(tmp_path, **settings), Catalogue, Search) as services:
        shop = Searched(services, reader)
        services.until(shop.is_there)
        yield shop
    if settings:
        for index in ask(address, "GET", f"/{alias(prefix)}-*"):
            ask(address, "DELETE", f"/{index}")


def test_each_change_is_found_within_a_second(shop: Searched) -> None:
    for fact in DRAFTED:
        shop.tell(fact)
    delays = {what: shop.shows(fact, condition) for what, fact, condition in CHANGES}
    told = ", ".join(f"{what} {1000 * delay:.0f} ms" for what, delay in delays.items())
    median = statistics.median(delays.values())
    print(f"search shows {told}; median {1000 * median:.0f} ms")
    assert median < SOON, told
