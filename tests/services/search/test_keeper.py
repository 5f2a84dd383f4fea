"""The index follows its table, whatever becomes of either."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from eventlog.following import Tip
from eventlog.reading import ReadModel
from eventlog.rebuilding import rebuild
from eventlog.recorded import Recorded
from eventlog.testing import recorded
from eventlog.views import View
from services.catalog import events as e
from services.search.adapters.tantivy import TantivyIndex
from services.search.projections import documents
from services.search.reader import SearchReader
from services.search.service import Keeper
from tests.services.search.shelf import found


@dataclass
class Store:
    """The table of documents with its keeper, and the log that it follows."""

    folder: Path
    log: list[Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.view = View(ReadModel("search", [documents.projection]), f"sqlite:///{self.folder}/views")
        self.view.prepare()
        self.index = TantivyIndex(self.folder / "index")

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return self.log[after : after + limit]

    def tip(self) -> Tip:
        return Tip("first", len(self.log))

    def tell(self, product: str, *events: Any) -> None:
        for event in events:
            self.log.append(recorded(event, f"product-{product}", len(self.log) + 1))
        self.view.feed("catalog").apply(self.log, "first")

    def publish(self, product: str) -> None:
        drafted = e.ProductDrafted(product, "acme", product, "container", external=False)
        self.tell(product, drafted, e.ProductPublished(product))

    def keep(self) -> None:
        Keeper(self.view.reader, self.index).keep()

    def generation(self) -> str:
        return (self.folder / "index" / "current").read_text()

    def found(self, text: str = "") -> list[str]:
        return found(SearchReader(self.folder / "index"), text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.index.close()


def test_before_anything_is_published_the_index_is_there_and_empty(store: Store) -> None:
    store.keep()
    assert store.found() == []


def test_changes_are_added_without_building_the_index_anew(store: Store) -> None:
    store.publish("one")
    store.keep()
    before = store.generation()
    store.publish("two")
    store.tell("one", e.ProductUnlisted("one"))
    store.keep()
    assert (store.found(), store.generation()) == (["acme/two"], before)


def test_nothing_new_writes_nothing(store: Store) -> None:
    store.publish("one")
    store.keep()
    written = {file: file.stat().st_mtime_ns for file in (store.folder / "index").rglob("*")}
    store.keep()
    assert {file: file.stat().st_mtime_ns for file in (store.folder / "index").rglob("*")} == written


def test_a_batch_that_was_written_twice_is_there_once(store: Store) -> None:
    store.publish("one")
    store.keep()
    at = store.index.checkpoint()
    store.publish("two")
    store.keep()
    assert at is not None
    store.index._keep(at)  # the process died between the commit and the checkpoint
    store.keep()
    assert sorted(store.found()) == ["acme/one", "acme/two"]


def test_a_table_that_was_built_anew_has_its_index_built_anew(store: Store) -> None:
    store.publish("one")
    store.keep()
    before = store.generation()
    rebuild(store.view, {"catalog": store})
    store.keep()
    assert store.generation() != before
    assert store.found() == ["acme/one"]


def test_an_index_equals_one_that_is_built_from_nothing(store: Store, tmp_path: Path) -> None:
    for number in range(30):
        store.publish(f"thing-{number}")
        store.tell(f"thing-{number - 3}", e.ProductHeld(f"thing-{number - 3}", "old"))
        store.keep()
    other = TantivyIndex(tmp_path / "other")
    Keeper(store.view.reader, other).keep()
    other.close()
    assert store.found("thing") == found(SearchReader(tmp_path / "other"), "thing")


def test_of_two_processes_on_one_folder_one_keeps_the_index_until_it_ends(tmp_path: Path) -> None:
    first, second = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    assert (first.is_ours(), second.is_ours(), first.is_ours()) == (True, False, True)
    first.close()
    assert second.is_ours()
    second.close()
