"""Something done in a thread, one thing at a time, while who began it has other things to do than wait for a server."""

import threading
from collections.abc import Callable


class Beside:
    """What fails there is raised where its end is asked for, and nothing else is begun before."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._failed: BaseException | None = None

    def begin(self, work: Callable[[], object]) -> None:
        self.end()
        self._thread = threading.Thread(target=self._do, args=(work,), name="beside", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Raises what was raised there."""
        self.wait()
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    def wait(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as failed:  # of whatever kind: who waits for its end must not take it for done
            self._failed = failed
