"""What was decided together lately: who follows an event sees that what it would cause was decided with it.

Known to the process that stored it alone, and not for long. Whoever finds nothing here looks for himself.
"""

from collections.abc import Sequence

from eventlog.drafts import Change
from eventlog.recorded import Recorded
from eventlog.store import Sealed

MOST = 2000  # appends


class Together:
    """By the last event of the first stream of an append, which an event's hash tells apart for good."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[str, frozenset[str]] = {}

    def keep(self, changes: Sequence[Change], lines: Sequence[Sequence[Sealed]]) -> None:
        """What was stored; that a stream gained nothing was decided as well."""
        if len(changes) < 2 or not lines[0]:
            return
        self._kept[lines[0][-1].hash] = frozenset(each.stream for each in changes)
        while len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)), None)  # another thread may have been quicker

    def has(self, recorded: Recorded, stream: str) -> bool:
        """Whether the stream was decided on in that event's append, after the event."""
        return stream in self._kept.get(recorded.hash, ())
