"""What streams were folded to lately: the next command reads no more than what has come since (decision 0023)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from eventlog.decider import Decider
from eventlog.integrity import Head
from eventlog.recorded import Recorded
from eventlog.schema import registry

MOST = 1000  # streams


class Folded(NamedTuple):
    decider: Decider[Any, Any, Any]
    state: Any
    head: Head


class Lately:
    """By stream. No state is kept into which a personal field went: an erasure has nothing to reach here."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[str, Folded] = {}  # the one used last comes last

    def of(self, decider: Decider[Any, Any, Any], stream: str) -> Folded | None:
        """As it was then. Whoever takes it sees first that the stream still has that event at that place."""
        found = self._kept.get(stream)
        return found if found is not None and found.decider is decider else None

    def keep(self, stream: str, folded: Folded, gained: Sequence[Recorded]) -> None:
        """`gained` are the events that went into it since it was last kept, or all of them."""
        self._kept.pop(stream, None)
        if any(_is_personal(each) for each in gained):
            return
        self._kept[stream] = folded
        while len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)), None)


def _is_personal(recorded: Recorded) -> bool:
    schema = registry.named(recorded.type)
    return schema is not None and bool(schema.personal)
