"""One at a time, in the order of coming: for work that only computes, where threads of one interpreter gain nothing."""

from collections import deque
from threading import Lock
from types import TracebackType


class Turn:
    """A lock that is handed to whoever waits longest; an ordinary one goes to the quickest, and some wait long."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
