"""Waiting for the disk: one wait serves everybody who has written meanwhile, and other green threads go on."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import eventlet
from eventlet import tpool
from eventlet.event import Event
from eventlet.greenthread import GreenThread

from eventlog.refusal import Unavailable

_derived = ContextVar("derived", default=False)


@contextmanager
def derived() -> Iterator[None]:
    """What is committed within follows from what is kept for good, and would be again after a power cut.

    It is not waited for, until somebody is to be told of it: a power cut takes it back whole, in reverse order.
    """
    token = _derived.set(True)
    try:
        yield
    finally:
        _derived.reset(token)


def is_derived() -> bool:
    return _derived.get()


def is_green() -> bool:
    """Whether others in this thread could go on while this one waits."""
    return isinstance(eventlet.getcurrent(), GreenThread)


class Disk:
    """What was committed to one SQLite file without a wait, and how much of that is on disk.

    `sync` waits for the file with this descriptor, and for all that was written to it by whomever.
    """

    def __init__(self, database: Path, sync: Callable[[int], None] = os.fdatasync) -> None:
        self._ahead = Path(f"{database}-wal")  # https://sqlite.org/wal.html, and PRAGMA synchronous=NORMAL
        self._sync = sync
        self._file: int | None = None
        self._written, self._kept = 1, 0  # commits; what an earlier process left counts as one
        self._event = self.event = 0  # the last event that was committed, and of those on disk
        self._under_way: Event | None = None
        self._broken = False

    def wrote(self, event: int | None = None) -> int:
        """A commit that was not waited for; what `settle` is to be asked for."""
        self._written += 1
        self._event = event or self._event
        return self._written

    def kept(self, event: int | None) -> None:
        """A commit that wrote something and was waited for, and so all before it."""
        self.wrote(event)
        self._kept, self.event = self._written, self._event

    def settle(self, commit: int = 0) -> None:
        """Returns when this commit and all before it are on disk; without a number, all so far."""
        wanted = commit or self._written
        while self._kept < wanted:
            if self._under_way is not None and is_green():
                self._under_way.wait()
            else:
                self._wait()

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _wait(self) -> None:
        commit, event = self._written, self._event
        under_way = self._under_way = Event()
        try:
            self._on_disk()
            self._kept, self.event = max(commit, self._kept), max(event, self.event)
        finally:
            self._under_way = None
            under_way.send(None)

    def _on_disk(self) -> None:
        """Where it failed once, nobody knows what is there: only a new start reads it again."""
        if self._file is None:
            self._file = os.open(self._ahead, os.O_RDONLY)
        if self._broken:
            raise Unavailable("log-unavailable")
        try:
            if is_green():
                tpool.execute(self._sync, self._file)
            else:
                self._sync(self._file)
        except OSError as failed:
            self._broken = True
            raise Unavailable("log-unavailable") from failed
