"""A full disk: what is not stored is said, nothing is stored half, and work goes on once there is room again."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eventlog.following import Following, OwnLog
from eventlog.log import Log, open_log
from eventlog.reading import ReadModel
from eventlog.rebuilding import compare
from eventlog.refusal import Unavailable
from eventlog.testing import acting
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, shelf, used_names
from tests.eventlog.shop import SECRET, good, tell
from tests.faults.soak.disk import Disk, disk
from tests.parts import postgresql
from tests.parts.process import PATIENCE, wait_until

pytestmark = pytest.mark.faults
LONG = "a good with a long name " * 20
numbers = itertools.count(1)


@pytest.fixture
def small() -> Iterator[Disk]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user than root
        with disk(Path(folder) / "small") as opened:
            yield opened


@pytest.fixture
def log(small: Disk) -> Iterator[Log]:
    opened = open_log("shop", f"sqlite:///{small.folder}/shop.log.db", keys=None, secret=SECRET)
    yield opened
    opened.close()


@pytest.fixture
def served(small: Disk) -> Iterator[Log]:
    """A log in PostgreSQL, whose files lie on the small disk."""
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgresql.cluster(small.folder / "postgresql") as server:
        opened: list[Log] = []
        place: Callable[[], None] = lambda: opened[0].sequence() and None  # noqa: E731
        opened.append(open_log("shop", f"{server}/postgres", keys=None, secret=SECRET, on_commit=place))
        yield opened[0]
        opened[0].close()


@pytest.fixture
def view(small: Disk) -> Iterator[View]:
    opened = View(ReadModel("shop", [shelf, used_names]), f"sqlite:///{small.folder}/views")
    assert opened.prepare()
    yield opened
    opened.close()


def told_until_full(log: Log) -> int:
    """How many were stored before one was not; each is two events of two goods, together or not at all."""
    for stored in range(10_000):
        try:
            tell(log, str(next(numbers)), GoodArrived(LONG, 1), GoodArrived(LONG, 2))
        except Unavailable:
            return stored
    raise AssertionError("the disk is never full")


def test_what_a_full_disk_does_not_take_is_refused_whole(log: Log, small: Disk) -> None:
    with small.full():
        stored = told_until_full(log)
        assert log.head() == 2 * stored, "what is there can be read"
    tell(log, "later", GoodArrived("lamp", 1))
    assert log.head() == 2 * stored + 1
    assert list(log.verify()) == []


def test_what_postgresql_cannot_store_is_refused_whole_and_it_goes_on_once_there_is_room(
    served: Log, small: Disk
) -> None:
    with small.full():
        stored = told_until_full(served)
        with pytest.raises(Unavailable, match="log-unavailable"):
            tell(served, "more", *(GoodArrived(LONG, number) for number in range(1000)))
    wait_until(lambda: is_told(served), PATIENCE, "it does not go on")
    assert served.head() == 2 * stored + 1
    assert list(served.verify()) == []


def is_told(log: Log) -> bool:
    """The same command each time, so that it is stored once."""
    try:
        log.execute(good, "lamp", [GoodArrived("lamp", 1)], acting("ada"))
    except Unavailable:
        return False
    return True


def test_a_read_model_on_a_full_disk_goes_on_where_it_was(log: Log, view: View, small: Disk) -> None:
    for _ in range(400):
        tell(log, str(next(numbers)), GoodArrived(f"{LONG} {next(numbers)}", 1))
    following = Following(view.feed("shop"), OwnLog(log))
    with small.full(), pytest.raises(Exception, match=r"full|I/O|unavailable"):
        following.catch_up()
    Following(view.feed("shop"), OwnLog(log)).catch_up()
    assert view.reader.position("shop") == log.head()
    assert view.parked() == []
    assert compare(view, {"shop": OwnLog(log)}) == []
