"""How long something takes at its best: one run alone may tell only of what else the machine did meanwhile."""

import time
from collections.abc import Callable

TIMES = 5


def seconds_of(does: Callable[[], object]) -> float:
    began = time.monotonic()
    does()
    return time.monotonic() - began


def at_best(attempt: Callable[[], float], enough: float, times: int = TIMES) -> float:
    """The least of the seconds that `attempt` tells, of so many; none is made after one of less than `enough`."""
    least = float("inf")
    for _ in range(times):
        least = min(least, attempt())
        if least < enough:
            break
    return least
