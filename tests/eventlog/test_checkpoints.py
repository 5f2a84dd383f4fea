"""A checkpoint is held while one instance applies, tries again or pauses, and never goes back; whatever breaks."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from eventlog import pauses
from eventlog.checkpoints import Checkpoint, advance, checkpoint
from eventlog.following import Following, OwnLog, tried
from eventlog.log import Log
from eventlog.reading import ReadModel
from eventlog.rows import Rows
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, GoodRenamed, broken, shelf, used_names
from tests.eventlog.shop import on_shelf, tell
from tests.eventlog.test_pauses import paused

REFUSED = (OperationalError, sqlite3.OperationalError)
AT_ONCE = {"sqlite": "PRAGMA busy_timeout = 0", "postgresql": "SET lock_timeout = '50ms'"}


@pytest.fixture
def instances(log_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[View, View]]:
    """One read model, opened by two; who would have to wait for the other is refused."""
    monkeypatch.setattr("eventlog.following.tried.__defaults__", ((0.0,),))
    url = log_url if log_url.startswith("postgresql") else f"sqlite:///{tmp_path}/views"

    def connected(driver: Any, _: Any) -> None:
        cursor = driver.cursor()
        cursor.execute(AT_ONCE[url.partition(":")[0].partition("+")[0]])
        cursor.close()
        driver.commit()

    event.listen(Engine, "connect", connected)
    both = tuple(View(ReadModel("shop", [shelf, used_names]), url) for _ in range(2))
    try:
        assert both[0].prepare()
        yield both[0], both[1]
    finally:
        event.remove(Engine, "connect", connected)
        for each in both:
            each.close()
        broken.clear()


@contextmanager
def held(view: View) -> Iterator[None]:
    with view.generations.writing() as db:
        checkpoint(db, "shop", "shop", hold=True)
        yield


def test_nothing_is_projected_before_the_checkpoint_is_ones_own(
    shop_log: Log, instances: tuple[View, View], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = instances
    projected: list[Any] = []
    project = View.project
    monkeypatch.setattr(View, "project", lambda *told: projected.append(told) or project(*told))
    tell(shop_log, "1", GoodArrived("lamp", 30))
    with held(one), pytest.raises(REFUSED):
        other.feed("shop").apply(shop_log.read_all(0), shop_log.incarnation)
    assert (projected, other.parked()) == ([], [])
    assert other.feed("shop").apply(shop_log.read_all(0), shop_log.incarnation) == 1
    assert len(projected) == 1


def test_what_is_parked_is_tried_again_when_nobody_parks_behind_it(shop_log: Log, instances: tuple[View, View]) -> None:
    one, other = instances
    broken.add("cursed")
    tell(shop_log, "1", GoodArrived("cursed", 30), GoodRenamed("lantern"))
    Following(one.feed("shop"), OwnLog(shop_log)).catch_up()
    broken.clear()
    with held(one), pytest.raises(REFUSED):
        other.retry("shop", "good-1")
    assert [(each.position, each.behind) for each in other.parked()] == [(1, 1)]
    assert (other.retry("shop", "good-1"), on_shelf(other)) == (2, ["lantern"])


def test_a_pause_waits_for_who_is_applying(instances: tuple[View, View]) -> None:
    one, other = instances
    with held(one), pytest.raises(REFUSED):
        paused(other)
    paused(other)
    with one.reader.begin() as db:
        assert list(pauses.listed(db)) == [("shop", "shop")]


def test_a_connection_that_is_cut_amid_a_batch_is_no_events_fault(
    shop_log: Log, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = Rows.flush

    def cut(rows: Rows, *batch: Any) -> None:
        (found,) = batch
        found.db.connection.dbapi_connection.close()
        flush(rows, *batch)

    tell(shop_log, "1", GoodArrived("lamp", 30))
    following = Following(view.feed("shop"), OwnLog(shop_log))
    with monkeypatch.context() as link:
        link.setattr(Rows, "flush", cut)
        with pytest.raises(Exception, match="closed"):
            following.catch_up()
    assert view.parked() == []
    following.catch_up()
    assert (on_shelf(view), view.parked()) == (["lamp"], [])


def test_an_event_is_tried_again_after_pauses_that_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[object] = []
    monkeypatch.setattr("eventlog.following.time.sleep", happened.append)

    def attempt() -> None:
        happened.append("tried")
        raise ValueError("always")

    assert str(tried(attempt)) == "always"
    assert happened == ["tried", 0.05, "tried", 0.2, "tried", 0.8, "tried"]


@pytest.fixture
def moved(shop_log: Log) -> Callable[[int], int]:
    """Moves a follower's checkpoint to a position, where it lets itself be moved; where it stands then."""

    def move(position: int) -> int:
        with shop_log.begin() as db:
            advance(db, Checkpoint("office", "shop", "incarnation", position, f"event-{position}"))
            return checkpoint(db, "office", "shop").position

    return move


def test_a_checkpoint_moves_forward_only(moved: Callable[[int], int]) -> None:
    assert [moved(position) for position in (2, 5, 3, 5, 6)] == [2, 5, 5, 5, 6]
