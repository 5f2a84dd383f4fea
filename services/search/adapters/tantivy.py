"""The index in a folder, written by Tantivy: one generation is current, another is built beside it."""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import orjson
import tantivy
from eventlet import tpool

from services.search.index.counting import OWNER, TRAITS, numbered
from services.search.index.document import fields
from services.search.index.fields import CURRENT, FIELDS, LEAST_FACTOR, Kept
from services.search.index.fields import fingerprint as of_fields
from services.search.ports import Change, Checkpoint

HEAP = 20_000_000  # bytes for documents not yet written
CHECKPOINT = "checkpoint.json"
LOCK = "writer.lock"  # of the whole folder; Tantivy locks a generation
LAYOUT = 2  # raise it when fields that only Tantivy has are others


class TantivyIndex:
    """Implements `ports.Index`. Slow calls run in a thread, so that the process' loop goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._generation = ""
        self._writer: tantivy.IndexWriter | None = None
        self._at: Checkpoint | None = None
        self._lock: IO[str] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def is_ours(self) -> bool:
        """Whether this process writes the index; of several, one does, until it ends."""
        if self._lock is None:
            lock = (self._folder / LOCK).open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                return False
            self._lock = lock
        return True

    def checkpoint(self) -> Checkpoint | None:
        self._at = self._at or self._kept()
        return self._at

    def apply(self, changes: Sequence[Change], checkpoint: Checkpoint) -> None:
        if self._writer is None:
            self._generation = (self._folder / CURRENT).read_text()
            self._writer = tpool.execute(_writer, self._folder / self._generation)
        try:
            tpool.execute(_write, self._writer, changes)
        except Exception:
            with suppress(ValueError):  # a full disk leaves it broken: give the lock back, the next call opens another
                self._give_back()
            raise
        self._keep(checkpoint)

    def rebuild(self, batches: Iterable[Sequence[Change]], checkpoint: Checkpoint) -> None:
        generation = f"{fingerprint()}-{uuid.uuid4().hex[:8]}"
        writer = _filled(self._folder / generation, batches)
        self._give_back()
        self._generation, self._writer = generation, writer
        self._keep(checkpoint)
        _replace(self._folder / CURRENT, generation)
        self._drop_others()

    def close(self) -> None:
        """Another process may write from now on."""
        self._give_back()
        lock, self._lock, self._at = self._lock, None, None
        if lock is not None:
            lock.close()

    def _give_back(self) -> None:
        """The generation's lock."""
        writer, self._writer = self._writer, None
        if writer is not None:
            tpool.execute(writer.wait_merging_threads)

    def _kept(self) -> Checkpoint | None:
        try:
            generation = (self._folder / CURRENT).read_text()
            told = json.loads((self._folder / generation / CHECKPOINT).read_text())
            kept = Checkpoint(told["table"], told["revision"], tuple(told["parked"]))
        except (FileNotFoundError, ValueError, LookupError):
            return None
        return kept if generation.startswith(fingerprint()) else None

    def _keep(self, checkpoint: Checkpoint) -> None:
        _replace(self._folder / self._generation / CHECKPOINT, json.dumps(asdict(checkpoint)))
        self._at = checkpoint

    def _drop_others(self) -> None:
        for other in self._folder.iterdir():
            if other.is_dir() and other.name != self._generation:
                shutil.rmtree(other, ignore_errors=True)


def fingerprint() -> str:
    """Tells an index of this program from one that must be built anew."""
    return f"{of_fields()}.{LAYOUT}"


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, kept in FIELDS.items():
        _ADDED[kept](builder, name)
    for name in (TRAITS, OWNER):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


_Add = Callable[[tantivy.SchemaBuilder, str], Any]
_ADDED: dict[Kept, _Add] = {
    Kept.KEY: lambda to, name: to.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic"),
    Kept.TERMS: lambda to, name: to.add_text_field(name, tokenizer_name="raw", index_option="basic"),
    Kept.WORDS: lambda to, name: to.add_text_field(name, tokenizer_name="whitespace", index_option="basic"),
    Kept.TEXT: lambda to, name: to.add_text_field(name, tokenizer_name="whitespace", index_option="position"),
    Kept.FACET: lambda to, name: to.add_text_field(name, tokenizer_name="raw", index_option="basic"),
    Kept.NUMBER: lambda to, name: to.add_integer_field(name, indexed=True, fast=True),
    Kept.FACTOR: lambda to, name: to.add_float_field(name, fast=True),
    Kept.STORED: lambda to, name: to.add_bytes_field(name, stored=True),
}


def _writer(folder: Path) -> tantivy.IndexWriter:
    return tantivy.Index(schema(), path=str(folder)).writer(heap_size=HEAP, num_threads=1)


def _filled(folder: Path, batches: Iterable[Sequence[Change]]) -> tantivy.IndexWriter:
    """A writer of a new index with these documents, committed; nothing of it is left where that fails."""
    folder.mkdir()
    writer: tantivy.IndexWriter = tpool.execute(_writer, folder)
    try:
        for changes in batches:
            tpool.execute(_add, writer, changes)
        tpool.execute(writer.commit)
    except Exception:
        with suppress(ValueError):
            tpool.execute(writer.wait_merging_threads)
        shutil.rmtree(folder)
        raise
    return writer


def _write(writer: tantivy.IndexWriter, changes: Sequence[Change]) -> None:
    for change in changes:
        writer.delete_documents_by_term("id", change.id)
    _add(writer, changes)
    writer.commit()


def _add(writer: tantivy.IndexWriter, changes: Sequence[Change]) -> None:
    for change in changes:
        if change.document is not None:
            told = dict(fields(change.document))
            told["weight"] = _as_weight(float(told["weight"]))  # type: ignore[arg-type]
            told |= numbered(orjson.loads(told["stored"]))  # type: ignore[arg-type]
            writer.add_document(tantivy.Document.from_dict(told))


def _as_weight(factor: float) -> float:
    """Tantivy multiplies a score by log2(2 + weight), and takes a weight below 0 for 0: all factors are made larger."""
    return float(2.0 ** (factor / LEAST_FACTOR)) - 2.0


def _replace(file: Path, text: str) -> None:
    """Whole or not at all, also after a cut of power."""
    beside = file.with_suffix(".new")
    with beside.open("w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
