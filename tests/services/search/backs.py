"""The two back ends of search, each filled and changed in its own way: what is asked of them is the same."""

import json
import tempfile
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from services.search.adapters import elasticsearch_reader
from services.search.adapters.tantivy import TantivyIndex
from services.search.index.document import fields
from services.search.index.mapping import alias, mapping
from services.search.ports import Change, Checkpoint, Document
from services.search.reader import SearchReader
from tests.parts.elasticsearch import ask
from tests.parts.process import PATIENCE
from tests.services.search.shelf import changes, filled


class Back(Protocol):
    """An index that is empty at first."""

    def filled(self, documents: Iterable[Document]) -> SearchReader:
        """A reader of the index, built with these documents."""

    def apply(self, changed: Sequence[Change]) -> None:
        """They are seen when it returns."""


Opening = Callable[[], Back]


class InFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def filled(self, documents: Iterable[Document]) -> SearchReader:
        return filled(self._folder, documents)

    def apply(self, changed: Sequence[Change]) -> None:
        index = TantivyIndex(self._folder)
        index.apply(changed, Checkpoint("test", max(change.revision for change in changed)))
        index.close()


class InCluster:
    """Puts documents there by hand: readers rely on the mapping and the alias alone."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.prefix = f"test-{uuid.uuid4().hex[:8]}-"
        self._index = f"{alias(self.prefix)}-1"

    def filled(self, documents: Iterable[Document]) -> SearchReader:
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        made = {"settings": settings, "mappings": mapping(), "aliases": {alias(self.prefix): {}}}
        ask(self.address, "PUT", f"/{self._index}", made)
        self.apply(changes(documents))
        return SearchReader(self.address, self.prefix)

    def apply(self, changed: Sequence[Change]) -> None:
        if not changed:
            return
        lines = "".join(f"{json.dumps(line)}\n" for change in changed for line in _lines(change))
        request = urllib.request.Request(  # noqa: S310 — our own address
            f"{self.address}/{self._index}/_bulk?refresh=true",
            lines.encode(),
            {"Content-Type": "application/x-ndjson"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            told = json.load(answer)
        assert not told["errors"], told["items"][:3]

    def drop(self) -> None:
        ask(self.address, "DELETE", f"/{self._index}?ignore_unavailable=true")


def _lines(change: Change) -> list[object]:
    if change.document is None:
        return [{"delete": {"_id": change.id}}]
    told = dict(fields(change.document))
    stored = told["stored"]
    assert isinstance(stored, bytes)
    return [{"index": {"_id": change.id}}, {**told, "stored": stored.decode()}]


@contextmanager
def in_folders() -> Iterator[Opening]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda: InFolder(Path(folder) / uuid.uuid4().hex)


@contextmanager
def in_cluster(address: str) -> Iterator[Opening]:
    opened: list[InCluster] = []

    def new() -> InCluster:
        opened.append(InCluster(address))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(elasticsearch_reader, "PATIENCE", PATIENCE)  # how long one waits for a page is no matter here
        yield new
    for back in opened:
        back.drop()
