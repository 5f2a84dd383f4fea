"""What streams were folded to lately: the next command reads no more than what has come since (decision 0023)."""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from eventlog.decider import Decider
from eventlog.integrity import Head

MOST = 1000  # streams
PERSONAL = 60.0  # seconds after its last use, for which a state is kept into which a personal field went

KeysOf = Callable[[set[str]], Mapping[str, bytes | None]]


class Folded(NamedTuple):
    decider: Decider[Any, Any, Any]
    state: Any
    head: Head
    keys: Mapping[str, bytes | None] = {}  # by which personal fields went into it: of a subject, those read first


class Lately:
    """By stream. What personal fields went into is given out only while their keys are what they were."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._kept: dict[str, Folded] = {}  # the one used last comes last
        self._until: dict[str, float] = {}  # of those with personal fields, likewise

    def of(self, decider: Decider[Any, Any, Any], stream: str, keys_of: KeysOf) -> Folded | None:
        """As it was then. Whoever takes it sees first that the stream still has that event at that place."""
        self._let_go()
        found = self._kept.get(stream)
        if found is None or found.decider is not decider:
            return None
        if found.keys and keys_of(set(found.keys)) != found.keys:
            self._drop(stream)
            return None
        return found

    def keep(self, stream: str, folded: Folded) -> None:
        self._let_go()
        self._drop(stream)
        self._kept[stream] = folded
        if folded.keys:
            self._until[stream] = self._clock() + PERSONAL
        while len(self._kept) > self._most:
            self._drop(next(iter(self._kept)))

    def forget(self) -> None:
        """All into which a personal field went."""
        for stream in list(self._until):
            self._drop(stream)

    def _let_go(self) -> None:
        """What nobody has asked for in that time."""
        now = self._clock() if self._until else 0.0
        while self._until and self._until[oldest := next(iter(self._until))] <= now:
            self._drop(oldest)

    def _drop(self, stream: str) -> None:
        self._kept.pop(stream, None)
        self._until.pop(stream, None)
