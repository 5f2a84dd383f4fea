import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import eventlet
import pytest

from services.search.adapters import tantivy
from services.search.adapters.tantivy import TantivyIndex
from services.search.ports import Change, Checkpoint
from services.search.reader import Query, SearchReader
from tests.services.search.shelf import SHELF, changes, document, filled, found


def test_a_new_folder_has_no_checkpoint(tmp_path: Path) -> None:
    assert TantivyIndex(tmp_path).checkpoint() is None


def test_the_checkpoint_is_kept_with_the_index(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.rebuild([changes(SHELF)], Checkpoint("log.1", 7))
    index.apply(changes([document("acme/new")]), Checkpoint("log.1", 9, (8,)))
    index.close()
    assert TantivyIndex(tmp_path).checkpoint() == Checkpoint("log.1", 9, (8,))


def test_an_index_of_another_program_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    monkeypatch.setattr(tantivy, "fingerprint", lambda: "other")
    assert TantivyIndex(tmp_path).checkpoint() is None


def test_a_torn_checkpoint_counts_as_none(tmp_path: Path) -> None:
    filled(tmp_path)
    next(tmp_path.glob("*/checkpoint.json")).write_text('{"table": "lo')
    assert TantivyIndex(tmp_path).checkpoint() is None


def test_changes_without_a_commit_leave_the_index_as_it_was(tmp_path: Path) -> None:
    reader = filled(tmp_path)
    writer = tantivy._writer(tmp_path / (tmp_path / "current").read_text())
    tantivy._add(writer, changes([document("acme/half")]))
    del writer  # the process died
    assert found(reader, "half") == []
    assert TantivyIndex(tmp_path).checkpoint() == Checkpoint("test", 1)


def test_searches_go_on_while_an_index_is_built_beside(tmp_path: Path) -> None:
    reader = filled(tmp_path)
    index, seen = TantivyIndex(tmp_path), []

    def batches() -> Iterator[list[Change]]:
        seen.append(found(reader, "redis"))
        yield changes(SHELF[:1])

    index.rebuild(batches(), Checkpoint("test", 2))
    assert seen == [["library/redis"]]
    assert found(reader, "redis") == []
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_a_reader_that_searches_throughout_never_fails(tmp_path: Path) -> None:
    reader, stop, wrong = filled(tmp_path), Event(), []

    def search() -> None:
        own = SearchReader(tmp_path)
        while not stop.is_set():
            wrong.extend([] if found(own, "redis") == ["library/redis"] else ["lost"])

    thread = Thread(target=search)
    thread.start()
    index = TantivyIndex(tmp_path)
    for revision in range(2, 12):
        index.apply(changes([document("acme/other", f"Number {revision}.")]), Checkpoint("test", revision))
    for revision in range(12, 15):
        index.rebuild([changes(SHELF)], Checkpoint("test", revision))
    stop.set()
    thread.join()
    assert wrong == []
    assert found(reader, "redis") == ["library/redis"]


def test_the_loop_runs_on_while_the_index_commits(tmp_path: Path) -> None:
    filled(tmp_path)
    index, ticks = TantivyIndex(tmp_path), 0
    many = changes(document(f"p/thing-{n}", "A thing. " * 20) for n in range(2000))
    writing = eventlet.spawn(index.apply, many, Checkpoint("test", 2))
    while not writing.dead:
        eventlet.sleep(0.005)
        ticks += 1
    assert ticks > 5


def test_an_immense_document_is_kept_and_found(tmp_path: Path) -> None:
    tags = tuple(f"tag{n}" for n in range(10_000))
    immense = document("acme/immense", description="word " * 200_000 + "x" * 100_000 + " needle", tags=tags)
    reader = filled(tmp_path, [immense])
    assert found(reader, "needle") == found(reader, "tag9999") == ["acme/immense"]


def test_an_index_that_could_not_be_built_leaves_the_present_one(tmp_path: Path) -> None:
    reader = filled(tmp_path)

    def batches() -> Iterator[list[Change]]:
        yield changes(SHELF[:1])
        raise ConnectionError

    with pytest.raises(ConnectionError):
        TantivyIndex(tmp_path).rebuild(batches(), Checkpoint("test", 2))
    assert found(reader, "redis") == ["library/redis"]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_after_a_failed_write_the_next_one_succeeds(tmp_path: Path) -> None:
    reader = filled(tmp_path)
    index = TantivyIndex(tmp_path)
    index.apply(changes([document("acme/first")]), Checkpoint("test", 2))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        with pytest.raises((ValueError, OSError)):
            index.apply(changes([document("acme/second", "Long. " * 5000)]), Checkpoint("test", 3))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert index.checkpoint() == Checkpoint("test", 2)
    index.apply(changes([document("acme/second")]), Checkpoint("test", 3))
    assert found(reader, "second") == ["acme/second"]


def test_publishers_are_counted_whole_however_many_there_are(tmp_path: Path) -> None:
    names = [f"house-{n}" for n in range(600)]  # more than a part of the index tells of by itself
    reader = filled(tmp_path, [document(f"{name}/first", publisher=name) for name in names])
    index = TantivyIndex(tmp_path)
    more = [document(f"{name}/second", publisher=name) for name in names]
    index.apply(changes([*more, document("house-599/third", publisher="house-599")]), Checkpoint("test", 2))
    counts = [(value.value, value.count) for value in reader.search(Query()).facets["publisher"]]
    assert counts[0] == ("house-599", 3)
    assert {often for _, often in counts[1:]} == {2}
