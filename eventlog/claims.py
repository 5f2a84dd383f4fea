"""What is being carried out now, row by row, so that no two instances do it at once."""

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

KEPT = 10.0  # seconds after its last sign of life in which what an instance had begun is left to it

# By the server's clock: those of the instances may jump.
TAKE = (
    "INSERT INTO claims (what, holder, until) "
    "SELECT what, %s, now() + %s * interval '1 s' FROM unnest(%s::text[]) what "
    "ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE claims.until < now() OR claims.holder = excluded.holder RETURNING what"
)
KEEP = "UPDATE claims SET until = now() + %s * interval '1 s' WHERE holder = %s RETURNING 1"
GIVE_BACK = "DELETE FROM claims WHERE what = ANY(%s) AND holder = %s RETURNING 1"


class Claims(Protocol):
    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        """Whether it is this instance's to carry out until the block ends. What it says of itself is read after."""
        yield False

    @contextmanager
    def claimed_of(self, rows: Sequence[str]) -> Iterator[Collection[str]]:
        """Which of them are."""
        yield ()


class Unshared:
    """One process has the log to itself."""

    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        yield True

    @contextmanager
    def claimed_of(self, rows: Sequence[str]) -> Iterator[Collection[str]]:
        yield rows


class SharedClaims:
    """Rows of a table, which the instance keeps as long as it gives signs of life."""

    def __init__(self, ask: Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]) -> None:
        self._ask = ask
        self._holder = uuid.uuid4().hex
        self._mine: set[str] = set()

    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        with self.claimed_of([row]) as mine:
            yield bool(mine)

    @contextmanager
    def claimed_of(self, rows: Sequence[str]) -> Iterator[Collection[str]]:
        """In the order of their names, so that two instances do not wait for each other."""
        taken = {what for (what,) in self._ask(TAKE, (self._holder, KEPT, sorted(rows)))}
        self._mine |= taken
        try:
            yield taken
        finally:
            self._mine -= taken
            if taken:
                self._ask(GIVE_BACK, (sorted(taken), self._holder))

    def keep(self) -> None:
        """A sign of life."""
        if self._mine:
            self._ask(KEEP, (KEPT, self._holder))
