"""As many rows as one statement takes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500

T = TypeVar("T")


def chunks(told: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(told)
    while some := list(islice(rest, AT_ONCE)):
        yield some
