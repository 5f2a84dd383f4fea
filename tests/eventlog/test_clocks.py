"""Clocks jump: what was committed later stays later, whatever its time says, and a command is known again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.following import Following
from eventlog.log import Log
from eventlog.testing import acting
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, GoodRenamed
from tests.eventlog.shop import Counted, good, names_on_shelf, tell

YEAR = timedelta(days=365)
JUMPS = pytest.mark.parametrize("jump", [-YEAR, YEAR], ids=["back", "on"])


def at(jump: timedelta, command: str) -> Context:
    by = acting("ada")
    return replace(by, command_id=command, at=by.at + jump)


@JUMPS
def test_what_came_later_is_read_later_and_follows_in_its_stream(shop_log: Log, jump: timedelta) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "1", GoodRenamed("light"), by=at(jump, "jumped"))
    tell(shop_log, "1", GoodRenamed("lantern"))
    told: list[Any] = [recorded.event for recorded in shop_log.read_all(0)]
    assert told == [GoodArrived("lamp", 30), GoodRenamed("light"), GoodRenamed("lantern")]
    assert list(shop_log.verify()) == []


@JUMPS
def test_a_follower_applies_what_a_clock_that_jumped_wrote_once(shop_log: Log, view: View, jump: timedelta) -> None:
    following = Following(view.feed("shop"), Counted(shop_log))
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    tell(shop_log, "2", GoodArrived("chair", 50), by=at(jump, "jumped"))
    tell(shop_log, "3", GoodArrived("desk", 70))
    following.catch_up()
    with view.reader.begin() as db:
        assert names_on_shelf(db) == ["chair", "desk", "lamp"]


@JUMPS
def test_a_command_sent_again_after_a_jump_takes_effect_once(shop_log: Log, jump: timedelta) -> None:
    first = shop_log.execute(good, "1", [GoodArrived("lamp", 30)], at(timedelta(), "once"))
    again = shop_log.execute(good, "1", [GoodArrived("lamp", 30)], at(jump, "once"))
    assert (again.repeated, again.position, shop_log.head()) == (True, first.position, 1)
