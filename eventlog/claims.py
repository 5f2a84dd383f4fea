"""What is being carried out now, row by row, so that no two instances do it at once."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

KEPT = 10.0  # seconds after its last sign of life in which what an instance had begun is left to it

# By the server's clock: those of the instances may jump.
TAKE = (
    "INSERT INTO claims (what, holder, until) VALUES (%s, %s, now() + %s * interval '1 s') "
    "ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE claims.until < now() OR claims.holder = excluded.holder RETURNING 1"
)
KEEP = "UPDATE claims SET until = now() + %s * interval '1 s' WHERE holder = %s RETURNING 1"
GIVE_BACK = "DELETE FROM claims WHERE what = %s AND holder = %s RETURNING 1"


class Claims(Protocol):
    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        """Whether it is this instance's to carry out until the block ends. What it says of itself is read after."""
        yield False


class Unshared:
    """One process has the log to itself."""

    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        yield True


class SharedClaims:
    """Rows of a table, which the instance keeps as long as it gives signs of life."""

    def __init__(self, ask: Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]) -> None:
        self._ask = ask
        self._holder = uuid.uuid4().hex
        self._mine: set[str] = set()

    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        if not self._ask(TAKE, (row, self._holder, KEPT)):
            yield False
            return
        self._mine.add(row)
        try:
            yield True
        finally:
            self._mine.discard(row)
            self._ask(GIVE_BACK, (row, self._holder))

    def keep(self) -> None:
        """A sign of life."""
        if self._mine:
            self._ask(KEEP, (KEPT, self._holder))
