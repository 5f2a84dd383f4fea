"""Rows of a rebuild that are sent in a thread: nothing is lost there, and nothing is left half done."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from eventlog import following, rebuilding, replays
from eventlog.beside import Beside
from eventlog.checkpoints import checkpoint
from eventlog.following import Following, OwnLog
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.rows import Rows
from eventlog.views import View
from tests.eventlog.shelf import BoxOpened, GoodArrived, goods, names
from tests.eventlog.shop import tell, tell_many

FEW = 7


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PAGE", FEW)


def rows_of(view: View, number: int) -> list[list[Row[Any]]]:
    with view.generations.writing(number) as db:
        return [sorted(db.execute(select(table)).all()) for table in (goods, names)]


@pytest.mark.parametrize("failure", [ValueError("full"), SystemExit()])
def test_what_fails_beside_is_raised_once_and_before_anything_else_is_begun(failure: BaseException) -> None:
    beside, done = Beside(), []

    def fail() -> None:
        raise failure

    beside.begin(fail)
    with pytest.raises(type(failure)):
        beside.begin(lambda: done.append("never"))
    beside.begin(lambda: done.append("once"))
    beside.end()
    beside.end()
    assert done == ["once"]


def test_who_is_killed_in_the_midst_of_a_batch_leaves_what_came_before_it(
    shop_log: Log, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_many(shop_log, 30)
    source, live, project = OwnLog(shop_log), view.reader.generation(), view.project

    def die(rows: Rows, name: str, events: Iterable[Recorded]) -> None:
        project(rows, name, events)
        if any(each.position == 6 * FEW for each in events):  # after five pages that were sent
            raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(view, "project", die)
        with pytest.raises(SystemExit):
            rebuilding.rebuild(view, {"shop": source})
    batch = FEW * (rebuilding.AT_ONCE if view.url.startswith("postgresql") else 1)
    before, left, alike = 5 * FEW // batch * batch, live + 1, view.create()
    with view.generations.writing(left) as db:
        assert checkpoint(db, "shop", "shop").position == before
    view.feed("shop", alike).apply(shop_log.read_all(0, before), shop_log.incarnation)
    assert (view.reader.generation(), rows_of(view, left)) == (live, rows_of(view, alike))
    monkeypatch.setattr(replays, "SILENT", timedelta())  # it has ended with its process
    assert view.reader.generation() < rebuilding.rebuild(view, {"shop": source})
    assert (rebuilding.compare(view, {"shop": source}), view.reader.position("shop")) == ([], shop_log.head())


def test_what_a_server_refuses_that_was_sent_beside_is_parked_by_its_name_and_nothing_else(
    shop_log: Log, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAUSES", ())
    tell(shop_log, "first", GoodArrived("lamp", 30), BoxOpened())
    tell(shop_log, "bad", GoodArrived("chest", 2**40))  # of an Integer PostgreSQL takes less
    tell_many(shop_log, 30)
    source = OwnLog(shop_log)
    Following(view.feed("shop"), source).catch_up()
    followed = rows_of(view, view.reader.generation())
    rebuilding.rebuild(view, {"shop": source})
    refused = [("good-bad", 3)] if view.url.startswith("postgresql") else []
    assert [(each.stream, each.position) for each in view.parked()] == refused
    assert rows_of(view, view.reader.generation()) == followed
