"""Work that goes on as long as its service: what fails is tried again after a pause, what cannot go on says so."""

import logging
import time
from collections.abc import Callable

import eventlet

from eventlog.following import STOPPING
from eventlog.leading import NoLongerLeads
from eventlog.refusal import Unavailable

LONGEST_PAUSE = 5.0  # seconds
STARTING, RUNNING, STANDING_BY = "starting", "running", "standing by"  # the last: another instance does the work
LASTING = 7  # failures in a row, after some seven seconds
STEADY = 10.0  # seconds of work after which a failure counts as a first one

logger = logging.getLogger(__name__)


class Supervised:
    """One piece of work, begun again after each failure; `state` tells people how it is."""

    def __init__(
        self, name: str, work: Callable[[], None], away: Callable[[BaseException], str] = lambda error: ""
    ) -> None:
        """`away` says of an error that something else is away, and what; nothing where it is another one."""
        self.name = name
        self._away = away
        self.state = STARTING
        self._work = work

    @property
    def stopped(self) -> bool:
        """It cannot go on before somebody has mended what is wrong."""
        return self.state.startswith("stopped")

    def run(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            try:
                self.state = RUNNING
                self._work()
            except STOPPING as error:
                self.state = f"stopped: {error}"
                logger.critical("%s stopped: %s", self.name, error)
                return
            except Exception as error:
                self.state = f"waiting: {self._away(error) or error}"
                self._tell(error, failures)
            else:
                self.state = "done"
                return
            failures = 0 if time.monotonic() - began > STEADY else failures + 1
            eventlet.sleep(pause_after(failures))

    def _tell(self, error: Exception, failures: int) -> None:
        """That something else is away is worth a warning once it is no moment's matter, and once."""
        away = self._away(error)
        if away:
            again = f"{away}; it is tried again every {LONGEST_PAUSE:.0f} seconds"
            logger.log(logging.WARNING if failures == LASTING else logging.INFO, "%s waits: %s", self.name, again)
        elif isinstance(error, Unavailable | NoLongerLeads):
            logger.log(logging.WARNING if failures == LASTING else logging.INFO, "%s waits: %s", self.name, error)
        else:
            logger.error("%s failed and is tried again", self.name, exc_info=error)


def pause_after(failures: int) -> float:
    """Seconds before the next try, however many have failed in a row."""
    return min(0.05 * 2.0 ** min(failures, 16), LONGEST_PAUSE)
