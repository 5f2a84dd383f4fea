"""Read models on PostgreSQL are written by whole batches also where the driver waits by green threads."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from eventlog import following
from eventlog.following import OwnLog
from eventlog.log import Log, open_log
from eventlog.reading import ReadModel
from eventlog.rebuilding import AT_ONCE, rebuild
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, shelf
from tests.eventlog.shop import SECRET, tell


@pytest.fixture
def log(new_database: Callable[[], str]) -> Iterator[Log]:
    log = open_log("shop", new_database(), keys=None, secret=SECRET, on_commit=lambda: log.sequence() and None)
    yield log
    log.close()


def test_a_large_batch_is_one_transaction(log: Log, new_database: Callable[[], str]) -> None:
    view = View(ReadModel("shop", [shelf]), new_database())
    view.prepare()
    tell_of(log, 100)
    assert view.feed("shop").apply(log.read_all(0), log.incarnation) == 100
    with view.reader.begin() as db:
        written = db.scalar(text("SELECT count(DISTINCT xmin::text) FROM goods"))
        assert (db.scalar(text("SELECT count(*) FROM goods")), written) == (100, 1)
    view.close()


def test_a_rebuild_sends_a_page_while_the_next_is_gone_through(
    log: Log, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE", 7)
    view = View(ReadModel("shop", [shelf]), new_database())
    view.prepare()
    tell_of(log, 100)
    rebuild(view, {"shop": OwnLog(log)})
    with view.reader.begin() as db:
        written = db.scalar(text("SELECT count(DISTINCT xmin::text) FROM goods"))
        assert (db.scalar(text("SELECT count(*) FROM goods")), written) == (100, -(-100 // (7 * AT_ONCE)))
    view.close()


def tell_of(log: Log, goods: int) -> None:
    for number in range(goods):
        tell(log, str(number), GoodArrived(f"lamp {number}", 1))
