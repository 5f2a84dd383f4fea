"""Long work in slices: a service answers between them, since where threads are green whoever works holds them all."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

SLICE = 0.002  # seconds of work, after which the others have their turn
T = TypeVar("T")


def in_turns(each: Iterable[T]) -> Iterator[T]:
    """The same ones, in slices; what takes no longer than one is not interrupted."""
    until = time.monotonic() + SLICE
    for one in each:
        yield one
        if time.monotonic() > until:
            time.sleep(0)
            until = time.monotonic() + SLICE
