"""A log read ahead is the same log, page by page."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, ExceptionContext, select
from sqlalchemy import event as happening

from eventlog import following, rebuilding
from eventlog.ahead import Ahead
from eventlog.following import Following, OwnLog
from eventlog.log import Log
from eventlog.making import Page
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.schema import UnknownVersion
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, goods
from tests.eventlog.shop import Counted, tell, tell_many

ARRIVED = frozenset({"shop.good-arrived"})


def test_pages_read_ahead_are_those_of_the_log(shop_log: Log) -> None:
    tell_many(shop_log, 30)
    every, counted = shop_log.read_all(0), Counted(shop_log)
    with Ahead(counted) as ahead:
        for after in range(0, len(every), 7):
            assert ahead.read(after, 7) == every[after : after + 7]
        assert counted.asked == -(-len(every) // 7)  # each page once, whoever asked for it
        assert ahead.read(3, 5) == every[3:8]  # another page than was begun
        assert ahead.tip() == OwnLog(shop_log).tip()


def test_events_made_as_a_page_is_gone_through_are_the_same_events(shop_log: Log) -> None:
    tell_many(shop_log, 30)
    every = shop_log.read_all(0, 100)
    page = OwnLog(shop_log).making(ARRIVED).read(0, 100)
    assert [*page] == [page[place] for place in range(len(page))] == every
    assert [*page[3:8]] == every[3:8]
    assert [each.event for each in page] == [each.event for each in every]
    assert {each.type for each in page if "event" in vars(each)} == ARRIVED


def test_what_cannot_be_made_as_it_is_gone_past_says_so_where_it_is_handled(shop_log: Log) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    (stored,) = shop_log.store.read_all(0, 1)
    newer = stored.line.replace('"dataversion":', '"dataversion":9')
    first, second = Page("shop", [stored._replace(line=newer), stored._replace(line=stored.line[:-60])], ARRIVED)
    with pytest.raises(UnknownVersion):
        print(first.event)
    assert second.type == "shop.good-arrived"
    with pytest.raises(ValueError):
        print(second.event)


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
    refused: list[str] = []

    def hear(context: ExceptionContext) -> None:
        refused.append(context.statement or "")

    happening.listen(Engine, "handle_error", hear)
    try:
        rebuilding.rebuild(view, {"shop": source})
    finally:
        happening.remove(Engine, "handle_error", hear)
    on_a_server = view.url.startswith("postgresql")
    assert len(refused) == (2 if on_a_server else 0)  # once for each table, whose rows come again in later pages
    with view.reader.begin() as db:
        assert sorted(db.execute(select(goods)).all()) == followed
    assert followed
    assert rebuilding.compare(view, {"shop": source}) == []
