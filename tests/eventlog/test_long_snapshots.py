"""A transaction that somebody leaves open holds up no event: neither one in the log's database nor one elsewhere."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from eventlog.log import Log, open_log
from tests.eventlog.club import SECRET
from tests.eventlog.shelf import BoxOpened
from tests.eventlog.shop import tell
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import wait_until

SECONDS = 6.0
LATE = 1.0  # seconds that an event may wait for its position, on a machine with other work


@contextmanager
def snapshot_in(url: str, *, writes: bool) -> Iterator[None]:
    """A report that somebody began and forgot; one that `writes` has a transaction id of its own, too."""
    engine = create_engine(url, isolation_level="REPEATABLE READ")
    with engine.connect() as db:
        db.execute(text("CREATE TABLE IF NOT EXISTS reports (id int)"))
        db.commit()
        db.execute(text("INSERT INTO reports VALUES (1)" if writes else "SELECT count(*) FROM reports"))
        yield
    engine.dispose()


@contextmanager
def placing(log: Log) -> Iterator[None]:
    ended = threading.Event()

    def place() -> None:
        while not ended.wait(0.005):
            log.sequence()

    thread = threading.Thread(target=place)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("where", ["the log's database", "another database"])
@pytest.mark.parametrize("writes", [False, True])
def test_positions_come_as_quickly_beside_a_forgotten_transaction(
    new_database: Callable[[], str], where: str, writes: bool
) -> None:
    url = new_database()
    log = open_log("shop", url, keys=None, secret=SECRET)
    beside = url if where == "the log's database" else new_database()
    told = [0]

    def late(seconds: float, *events: BoxOpened) -> float:
        """How long the last of the events waits that are told for so many seconds, which is once at least."""
        end = time.monotonic() + seconds
        while True:
            told[0] += len(events)
            assert tell(log, str(told[0]), *events).startswith("shop:")
            if time.monotonic() >= end:
                break
        return seconds_of(lambda: wait_until(lambda: log.head() == told[0], LATE, "it never gets its position"))

    with snapshot_in(beside, writes=writes), placing(log):
        assert at_best(lambda: late(SECONDS, *[BoxOpened()] * 50), LATE, times=3) < LATE
        assert at_best(lambda: late(0, BoxOpened()), LATE) < LATE
    log.close()
