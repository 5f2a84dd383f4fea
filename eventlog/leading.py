"""Which of several instances does what only one may do at a time, and how one learns that it is no longer the one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class NoLongerLeads(Exception):
    """This instance was paused, or cut off, for so long that another may be at it."""


class Lead(Protocol):
    def must_hold(self) -> None:
        """Raises NoLongerLeads where another instance may lead; to be asked before each step that only one may take."""


class Leadership(Protocol):
    def leading(self, what: str) -> AbstractContextManager[Lead]:
        """Waits until this instance leads in it, and leads until the block ends."""


class Alone:
    """One process has the log to itself."""

    @contextmanager
    def leading(self, what: str) -> Iterator[Lead]:
        """At once."""
        yield self

    def must_hold(self) -> None:
        pass
