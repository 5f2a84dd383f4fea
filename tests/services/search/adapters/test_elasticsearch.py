"""The index's writer on a real node."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from eventlog.leading import NoLongerLeads
from eventlog.refusal import Unavailable
from services.search.adapters.elasticsearch import index as adapter
from services.search.adapters.elasticsearch import packing
from services.search.adapters.elasticsearch.cluster import Cluster, Target
from services.search.adapters.elasticsearch.index import ElasticsearchIndex, elasticsearch_index
from services.search.index.mapping import alias, mapping
from services.search.ports import Change, Checkpoint
from tests.parts.elasticsearch import ask
from tests.services.search.ending import ending
from tests.services.search.shelf import SHELF, changes, document

FILES = "sqlite:///views"


class Shelf:
    """The indices of one prefix, as they lie in the node."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.prefix = f"test-{uuid.uuid4().hex[:8]}-"
        self.alias = alias(self.prefix)
        self.opened: list[ElasticsearchIndex] = []

    def index(self) -> ElasticsearchIndex:
        self.opened.append(elasticsearch_index(self.address, self.prefix, FILES))
        return self.opened[-1]

    def indices(self) -> list[str]:
        return sorted(ask(self.address, "GET", f"/{self.alias}-*"))

    def slugs(self, **query: Any) -> set[str]:
        asked = {"query": query or {"match_all": {}}, "size": 1000}
        told = ask(self.address, "POST", f"/{self.alias}/_search", asked)
        return {hit["_id"].removeprefix("id-") for hit in told["hits"]["hits"]}

    def versions(self) -> Mapping[str, int]:
        told = ask(self.address, "POST", f"/{self.alias}/_search", {"version": True, "size": 1000})
        return {hit["_id"]: hit["_version"] for hit in told["hits"]["hits"]}

    def close(self) -> None:
        for index in self.opened:
            index.close()
        for name in self.indices():
            ask(self.address, "DELETE", f"/{name}")


@pytest.fixture
def shelf(elasticsearch: str) -> Iterator[Shelf]:
    opened = Shelf(elasticsearch)
    yield opened
    opened.close()


@pytest.fixture
def index(shelf: Shelf) -> ElasticsearchIndex:
    filled = shelf.index()
    filled.rebuild([changes(SHELF)], Checkpoint("log.1", 1))
    return filled


def test_where_nothing_was_built_there_is_no_checkpoint(shelf: Shelf) -> None:
    assert shelf.index().checkpoint() is None


def test_what_is_written_is_sent_again_where_the_node_ends_the_connection_that_it_came_on(
    shelf: Shelf, index: ElasticsearchIndex
) -> None:
    with ending(shelf.address) as door:
        cluster = Cluster(door.address)
        for n in (8, 9):
            (part,) = packing.packed(changes([document(f"acme/late-{n}", revision=n)]))
            assert not cluster.write(Target(shelf.alias, is_alias=True, refresh=True), part.operations)
        cluster.close()
    assert door.asked == [("_bulk", answered) for answered in (True, False, True)]
    assert {"acme/late-8", "acme/late-9"} <= shelf.slugs()


def test_the_checkpoint_is_kept_with_the_index(shelf: Shelf, index: ElasticsearchIndex) -> None:
    index.apply(changes([document("acme/new", revision=9)]), Checkpoint("log.1", 9, (8,)))
    assert shelf.index().checkpoint() == Checkpoint("log.1", 9, (8,))


def test_an_index_of_another_program_is_built_anew(
    shelf: Shelf, index: ElasticsearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "fingerprint", lambda: "other")
    assert shelf.index().checkpoint() is None


def test_what_was_written_is_found_when_the_write_returns(shelf: Shelf, index: ElasticsearchIndex) -> None:
    gone = Change("id-library/redis", 2, None)
    index.apply([*changes([document("acme/new", revision=2)]), gone], Checkpoint("log.1", 2))
    assert shelf.slugs() == {one.slug for one in SHELF} - {"library/redis"} | {"acme/new"}


def test_an_older_revision_never_replaces_a_newer(shelf: Shelf, index: ElasticsearchIndex) -> None:
    index.apply([Change("id-library/redis", 7, None)], Checkpoint("log.1", 7))
    shelf.index().apply(changes([document("library/redis", revision=5)]), Checkpoint("log.1", 7))
    assert "library/redis" not in shelf.slugs()


def test_what_is_written_twice_is_there_once(shelf: Shelf, index: ElasticsearchIndex) -> None:
    for _ in range(2):
        index.apply(changes([document("acme/new", revision=2)]), Checkpoint("log.1", 2))
    assert shelf.versions()["id-acme/new"] == 2


def test_searches_go_on_while_an_index_is_built_beside(shelf: Shelf, index: ElasticsearchIndex) -> None:
    seen = []

    def batches() -> Iterator[Sequence[Change]]:
        seen.append(shelf.slugs())
        yield changes(SHELF[:1])

    index.rebuild(batches(), Checkpoint("log.2", 2))
    assert (seen, shelf.slugs()) == ([{one.slug for one in SHELF}], {SHELF[0].slug})


def test_old_indices_and_half_built_ones_are_dropped_at_the_next_look(shelf: Shelf, index: ElasticsearchIndex) -> None:
    ask(shelf.address, "PUT", f"/{shelf.alias}-half", {"mappings": mapping()})
    index.rebuild([changes(SHELF)], Checkpoint("log.2", 2))
    shelf.index().checkpoint()
    assert len(shelf.indices()) == 1


def test_an_index_that_could_not_be_built_leaves_the_present_one(shelf: Shelf, index: ElasticsearchIndex) -> None:
    def batches() -> Iterator[Sequence[Change]]:
        yield changes(SHELF[:1])
        raise ConnectionError

    with pytest.raises(ConnectionError):
        index.rebuild(batches(), Checkpoint("log.2", 2))
    assert (len(shelf.slugs()), len(shelf.indices())) == (len(SHELF), 1)
    assert index.checkpoint() == Checkpoint("log.1", 1)


def test_an_index_that_was_dropped_is_no_new_one_by_the_next_write(shelf: Shelf, index: ElasticsearchIndex) -> None:
    ask(shelf.address, "DELETE", f"/{shelf.indices()[0]}")
    with pytest.raises(Unavailable):
        index.apply(changes([document("acme/new", revision=2)]), Checkpoint("log.1", 2))
    assert (shelf.indices(), index.checkpoint()) == ([], None)


def test_a_document_that_the_mapping_refuses_is_left_out_and_told(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    narrow = mapping()
    narrow["properties"]["pulls"] = {"type": "integer"}  # pulls are kept in millionths
    monkeypatch.setattr(adapter, "mapping", lambda: narrow)
    index = shelf.index()
    index.rebuild([[]], Checkpoint("log.1", 1))
    refused, taken = document("acme/often", revision=2, pulls=9_000_000), document("acme/new", revision=2)
    index.apply(changes([refused, taken]), Checkpoint("log.1", 2))
    assert (shelf.slugs(), list(shelf.index().rejected)) == ({"acme/new"}, [])
    again = shelf.index()
    assert again.checkpoint() == Checkpoint("log.1", 2)
    assert list(again.rejected) == ["id-acme/often"]
    assert "search leaves out id-acme/often" in caplog.text


def test_what_was_refused_and_is_mended_is_told_no_more(
    shelf: Shelf, index: ElasticsearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "LARGEST", 5000)
    index.apply(changes([document("library/redis", "x " * 3000, revision=2)]), Checkpoint("log.1", 2))
    assert "library/redis" not in shelf.slugs()
    index.apply(changes([document("library/redis", revision=3)]), Checkpoint("log.1", 3))
    assert ("library/redis" in shelf.slugs(), index.rejected) == (True, {})


def test_a_large_document_and_one_of_many_tags_are_found(shelf: Shelf, index: ElasticsearchIndex) -> None:
    tags = tuple(f"tag{n}" for n in range(10_000))
    large = "word " * 200_000 + "x" * 100_000 + " needle"
    index.apply(changes([document("acme/large", description=large, tags=tags, revision=2)]), Checkpoint("log.1", 2))
    assert shelf.slugs(term={"label": "tag9999"}) == shelf.slugs(term={"lead": "needl"}) == {"acme/large"}


def test_a_full_disk_is_waited_out(shelf: Shelf, index: ElasticsearchIndex) -> None:
    held = {"index.blocks.read_only_allow_delete": True}  # what the node does above the flood stage
    ask(shelf.address, "PUT", f"/{shelf.alias}/_settings", held)
    change = changes([document("acme/new", revision=2)])
    with pytest.raises(Unavailable):
        index.apply(change, Checkpoint("log.1", 2))
    assert index.checkpoint() == Checkpoint("log.1", 1)
    ask(shelf.address, "PUT", f"/{shelf.alias}/_settings", {"index.blocks.read_only_allow_delete": None})
    index.apply(change, Checkpoint("log.1", 2))
    assert "acme/new" in shelf.slugs()


def test_who_writes_no_longer_swaps_nothing_in(shelf: Shelf, index: ElasticsearchIndex) -> None:
    class Lost:
        def held(self) -> bool:
            return False

        def close(self) -> None:
            pass

    late = ElasticsearchIndex(Cluster(shelf.address), shelf.prefix, Lost())
    with pytest.raises(NoLongerLeads):
        late.rebuild([changes(SHELF[:1])], Checkpoint("log.2", 2))
    assert (len(shelf.slugs()), len(shelf.indices())) == (len(SHELF), 1)


def test_nobody_answers_where_nothing_listens() -> None:
    with pytest.raises(Unavailable):
        elasticsearch_index("http://127.0.0.1:1", "", FILES).checkpoint()
