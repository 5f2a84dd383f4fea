"""A log read ahead is the same log, page by page."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from eventlog import following, rebuilding
from eventlog.ahead import Ahead
from eventlog.following import Following, OwnLog
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.views import View
from tests.eventlog.shelf import goods
from tests.eventlog.shop import Counted, tell_many

ARRIVED = frozenset({"shop.good-arrived"})


def test_pages_read_ahead_are_those_of_the_log(shop_log: Log) -> None:
    tell_many(shop_log, 30)
    every, counted = shop_log.read_all(0), Counted(shop_log)
    with Ahead(counted, ARRIVED) as ahead:
        for after in range(0, len(every), 7):
            assert ahead.read(after, 7) == every[after : after + 7]
        assert counted.asked == -(-len(every) // 7)  # each page once, whoever asked for it
        assert ahead.read(3, 5) == every[3:8]  # another page than was begun
        assert ahead.tip() == OwnLog(shop_log).tip()


def test_what_fails_ahead_is_asked_for_again_by_who_needs_it(shop_log: Log) -> None:
    tell_many(shop_log, 30)
    down: list[int] = []

    @dataclass
    class Down(Counted):
        def read(self, after: int, limit: int) -> list[Recorded]:
            found = super().read(after, limit)
            if after and len(down) < 2:
                down.append(after)
                raise Unavailable("log-unavailable")
            return found

    with Ahead(Down(shop_log)) as ahead:
        ahead.read(0, 5)
        with pytest.raises(Unavailable):
            ahead.read(5, 5)
        assert [each.position for each in ahead.read(5, 5)] == [6, 7, 8, 9, 10]
    assert down == [5, 5]


def test_a_rebuild_of_many_pages_shows_what_its_follower_shows(
    shop_log: Log, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_many(shop_log, 30)
    source = OwnLog(shop_log)
    Following(view.feed("shop"), source).catch_up()
    with view.reader.begin() as db:
        followed = sorted(db.execute(select(goods)).all())
    monkeypatch.setattr(following, "PAGE", 7)
    monkeypatch.setattr(rebuilding, "PAGE", 7)
    rebuilding.rebuild(view, {"shop": source})
    with view.reader.begin() as db:
        assert sorted(db.execute(select(goods)).all()) == followed
    assert followed
    assert rebuilding.compare(view, {"shop": source}) == []
