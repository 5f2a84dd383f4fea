"""Several hands at one stream: each decision is made on what the others have stored, or is refused."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from eventlog.log import TRIES, Log, open_log
from eventlog.refusal import Conflicting
from eventlog.store import Append, Clash, Store
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Join, effects, member
from tests.eventlog.movers import EACH, HANDS, move_by_threads


@pytest.fixture
def joined(log: Log) -> Log:
    log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    return log


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.eventlog.movers", *arguments])


def moves(log: Log) -> int:
    assert log.sequence() is not None
    assert list(log.verify()) == []
    return int(log.fold(member, "ada").moves)


def test_threads_that_decide_on_one_stream_lose_no_decision(joined: Log) -> None:
    move_by_threads(joined, "thread")
    assert moves(joined) == HANDS * EACH


def test_processes_that_decide_on_one_stream_lose_no_decision(joined: Log, log_url: str) -> None:
    processes = [start(log_url, name) for name in ("first", "second")]
    assert [process.wait() for process in processes] == [0, 0]
    assert moves(joined) == 2 * HANDS * EACH


def test_green_threads_that_decide_on_one_stream_lose_no_decision(joined: Log, log_url: str) -> None:
    assert start(log_url, "green", "green").wait() == 0
    assert moves(joined) == HANDS * EACH


class Unlucky:
    """A store whose appends always clash."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tries = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def append(self, append: Append) -> int | None:
        self.tries += 1
        raise Clash


def test_who_is_never_quick_enough_is_asked_to_try_again(open_club: Callable[..., Log]) -> None:
    log = open_club()
    log.store = unlucky = Unlucky(log.store)  # type: ignore[assignment]
    with pytest.raises(Conflicting, match="try-again"):
        log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    assert unlucky.tries == TRIES == 1 + 5


def test_connections_that_wrote_effects_read_as_well(new_database: Callable[[], str]) -> None:
    log = open_log("club", new_database(), keys=Keyring(), secret=SECRET, effects=effects)
    log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    with log.store._lean() as one, log.store._lean() as other:  # type: ignore[attr-defined]
        assert one is not other
    log.close()
