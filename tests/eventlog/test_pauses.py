"""A follower that an operator has paused applies nothing, in any instance, until it is told to go on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from eventlog import pauses
from eventlog.following import Following, Source
from eventlog.log import Log
from eventlog.pauses import Pause, Paused
from eventlog.reactions import Reactions
from eventlog.rebuilding import rebuild
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived
from tests.eventlog.shop import Counted, on_shelf, tell

AT = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def sources(shop_log: Log) -> Mapping[str, Source]:
    return {"shop": Counted(shop_log)}


@pytest.fixture
def following(view: View, sources: Mapping[str, Source]) -> Following:
    return Following(view.feed("shop"), sources["shop"])


def paused(view: View) -> None:
    with view.generations.writing() as db:
        pauses.pause(db, Pause("shop", "shop", AT, "olga"))


def resumed(view: View) -> None:
    with view.generations.writing() as db:
        pauses.resume(db, "shop", "shop")


def test_nothing_is_applied_after_the_pause_not_even_by_who_follows_already(
    shop_log: Log, following: Following, view: View
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    paused(view)
    tell(shop_log, "2", GoodArrived("chair", 50))
    with pytest.raises(Paused):
        following.advance()
    with pytest.raises(Paused):
        Following(view.feed("shop"), Counted(shop_log)).catch_up()
    assert (on_shelf(view), view.parked()) == (["lamp"], [])


def test_who_is_resumed_goes_on_where_it_stood(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    paused(view)
    tell(shop_log, "2", GoodArrived("chair", 50))
    resumed(view)
    following.catch_up()
    assert on_shelf(view) == ["chair", "lamp"]


def test_a_second_pause_keeps_who_asked_first(view: View) -> None:
    paused(view)
    with view.generations.writing() as db:
        pauses.pause(db, Pause("shop", "shop", AT, "rita"))
        assert pauses.listed(db)["shop", "shop"].by == "olga"


def test_a_pause_stays_through_a_rebuild_which_itself_goes_on(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    paused(view)
    tell(shop_log, "1", GoodArrived("lamp", 30))
    rebuild(view, sources)
    assert on_shelf(view) == ["lamp"]
    tell(shop_log, "2", GoodArrived("chair", 50))
    with pytest.raises(Paused):
        following.catch_up()


def test_a_generation_from_before_there_were_pauses_gains_them(view: View) -> None:
    with view.generations.writing() as db:
        pauses.pauses.drop(db)
    assert view.prepare()
    paused(view)


def test_a_process_manager_ends_with_the_event_at_hand(shop_log: Log) -> None:
    handled: list[str] = []

    def react(event: Any, recorded: Any) -> None:
        handled.append(recorded.stream)
        with shop_log.begin() as db:
            pauses.pause(db, Pause("office.book", "shop", AT, "olga"))

    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50))
    reactions = Reactions("office.book", "shop", shop_log, react)
    for _ in range(2):
        with pytest.raises(Paused):
            Following(reactions, Counted(shop_log)).catch_up()
    with shop_log.begin() as db:
        pauses.resume(db, "office.book", "shop")
    assert (handled, reactions.checkpoint().position) == (["good-1"], 1)
