"""Reading a log's next page while a server writes the one before: who only waits for it has the time."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from eventlog.following import Source, Tip
from eventlog.recorded import Recorded


class Ahead:
    """A source for one who reads it page by page: when a whole page was read, the next one is begun beside.

    What fails there is asked for again by who needs it, and fails anew.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._asked = (-1, -1)  # after which position, and how many
        self._found: Sequence[Recorded] | None = None
        self._beside: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended()

    def tip(self) -> Tip:
        return self._source.tip()

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        self._ended()
        page = self._found if self._asked == (after, limit) else None
        if page is None:
            page = self._source.read(after, limit)
        if len(page) == limit:
            self._begin(page[-1].position, limit)
        return page

    def _begin(self, after: int, limit: int) -> None:
        self._asked, self._found = (after, limit), None
        self._beside = threading.Thread(target=self._read, name="reads-ahead", daemon=True)
        self._beside.start()

    def _read(self) -> None:
        with suppress(Exception):
            self._found = self._source.read(*self._asked)

    def _ended(self) -> None:
        if self._beside is not None:
            self._beside.join()
            self._beside = None
