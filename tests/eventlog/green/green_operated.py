"""An operator sees how services stand, and pauses, mends, rebuilds and checks them while they run, by RPC."""

import time
from typing import Any

import pytest
from nameko.exceptions import deserialize_to_instance
from sqlalchemy import text

from eventlog import refusal
from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from eventlog.stopping import stop
from eventlog.testing import acting
from eventlog.views import View
from tests.eventlog.green.green_amqp import address, config, eventually, read_models, reader, rpc, run
from tests.eventlog.services import Office, Shop
from tests.eventlog.shelf import broken
from tests.eventlog.shop import names_on_shelf
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import PATIENCE

__all__ = ["address", "config", "reader", "rpc", "run"]

for kind in (refusal.Invalid, refusal.Forbidden, refusal.Missing, refusal.Conflicting, refusal.Unavailable):
    deserialize_to_instance(kind)

OLGA = Context("", "olga", acting("olga").at, frozenset({"operator"})).dump()
BOB = acting("bob").dump()


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is parked at once."""
    monkeypatch.setattr("eventlog.following.tried.__defaults__", ((0.0, 0.0),))


def followers(told: Any) -> dict[str, Any]:
    return {each["id"]: each for each in told["followers"]}


def on_shelf(reader: Any) -> list[str]:
    with reader("shop").begin() as db:
        return names_on_shelf(db)


def test_a_service_says_how_it_stands(run: Any, rpc: Any, reader: Any) -> None:
    run(Office, Shop)
    assert reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    assert eventually(lambda: rpc.shop.looked_after("1") == 1)
    assert eventually(lambda: followers(rpc.shop.standing())["shop/shop"]["lag"] == 0)
    shop, office = rpc.shop.standing(), rpc.office.standing()
    assert (shop["service"], shop["log"]["head"], shop["log"]["waiting_for_position"]) == ("shop", 2, 0)
    assert eventually(lambda: rpc.shop.standing()["log"]["published"] == 2)
    assert shop["due"] == {"waiting": 0, "late_seconds": 0.0, "parked": 0}
    assert shop["effects"] == [{"kind": "tell", "waiting": 0, "parked": 0}]
    assert {"name": "relay", "state": "running"} in shop["work"]
    assert shop["read_models"][0]["name"] == "shop"
    book = followers(office)["office.book/shop"]
    assert (book["kind"], book["state"], book["head"], book["parked"]) == ("process manager", "running", 2, 0)


def test_a_follower_that_is_paused_stands_still_until_it_is_resumed(run: Any, rpc: Any, reader: Any) -> None:
    run(Office, Shop)
    assert reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    assert eventually(lambda: rpc.office.booked("1") == 1)
    rpc.shop.pause_follower("shop/shop", OLGA)
    rpc.office.pause_follower("office.book/shop", OLGA)
    position = rpc.shop.arrive("2", "chair")
    assert not reader("shop").wait_for(position, 1.5)
    assert (on_shelf(reader), rpc.office.booked("2")) == (["lamp"], 0)
    told = followers(rpc.shop.standing())["shop/shop"]
    assert (told["state"], told["detail"][:13], told["lag"] > 0) == ("paused", "by olga since", True)
    assert told["lag_seconds"] > 1
    rpc.shop.resume_follower("shop/shop", OLGA)
    rpc.office.resume_follower("office.book/shop", OLGA)
    assert reader("shop").wait_for(position, PATIENCE)
    assert eventually(lambda: rpc.office.booked("2") == 1)


def test_a_pause_lasts_over_a_restart(run: Any, rpc: Any, reader: Any) -> None:
    first = run(Shop)
    rpc.shop.pause_follower("shop/shop", OLGA)
    stop(first)
    run(Shop)
    assert not reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), 1.5)
    rpc.shop.resume_follower("shop/shop", OLGA)
    assert reader("shop").wait_for("shop:1", PATIENCE)


def test_what_is_parked_is_told_and_tried_again(run: Any, rpc: Any, no_pauses: None) -> None:
    run(Shop)
    broken.add("cursed")
    rpc.shop.arrive("1", "cursed")
    assert eventually(lambda: bool(rpc.shop.parked()))
    (parked,) = rpc.shop.parked()
    assert (parked["id"], parked["events"], parked["type"]) == ("shop/shop/good-1", 1, "shop.good-arrived")
    assert followers(rpc.shop.standing())["shop/shop"]["parked"] == 1
    with pytest.raises(Conflicting, match="still-parked: ValueError: cursed"):
        rpc.shop.retry_parked(parked["id"], OLGA)
    broken.clear()
    assert rpc.shop.retry_parked(parked["id"], OLGA) == {"id": parked["id"], "state": "done", "events": 1}
    assert rpc.shop.parked() == []


def test_what_is_left_out_is_kept_with_its_reason_and_who_gave_it(run: Any, rpc: Any, no_pauses: None) -> None:
    shop = read_models(run(Shop)[0])
    broken.add("cursed")
    rpc.shop.arrive("1", "cursed")
    assert eventually(lambda: bool(rpc.shop.parked()))
    with pytest.raises(Invalid, match="reason-missing"):
        rpc.shop.skip_parked("shop/shop/good-1", " ", OLGA)
    assert rpc.shop.skip_parked("shop/shop/good-1", "a mistake", OLGA)["state"] == "done"
    with shop.view.reader.begin() as db:
        assert list(db.scalars(text("SELECT reason FROM passed_over"))) == ["a mistake (olga)"]


def test_a_read_model_is_rebuilt_beside_and_checked(run: Any, rpc: Any, reader: Any) -> None:
    run(Shop)
    assert reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    rpc.shop.start_rebuild("shop", OLGA)
    rpc.shop.start_check("shop", OLGA)

    def told() -> dict[str, Any]:
        return {each["purpose"]: each for each in rpc.shop.standing()["read_models"][0]["replays"]}

    assert eventually(lambda: {each["state"] for each in told().values()} == {"done"})
    assert told()["check"]["differences"] == 0
    assert reader("shop").generation() == 2


def test_work_that_takes_longer_goes_on_after_its_answer(
    run: Any, rpc: Any, no_pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.operation.PATIENCE", 0.1)
    run(Shop)
    broken.add("cursed")
    rpc.shop.arrive("1", "cursed")
    assert eventually(lambda: bool(rpc.shop.parked()))
    broken.clear()
    retry = View.retry

    def slowly(*arguments: Any) -> int:
        time.sleep(0.5)
        return int(retry(*arguments))

    monkeypatch.setattr(View, "retry", slowly)
    assert rpc.shop.retry_parked("shop/shop/good-1", OLGA)["state"] == "under-way"
    assert eventually(lambda: rpc.shop.parked() == [])


def test_only_an_operator_changes_anything(run: Any, rpc: Any) -> None:
    run(Shop)
    for method, *told in (
        ("pause_follower", "shop/shop"),
        ("resume_follower", "shop/shop"),
        ("retry_parked", "shop/shop/good-1"),
        ("skip_parked", "shop/shop/good-1", "why not"),
        ("start_rebuild", "shop"),
        ("start_check", "shop"),
    ):
        with pytest.raises(Forbidden, match="staff-only"):
            getattr(rpc.shop, method)(*told, BOB)


def test_what_is_not_there_is_told_so(run: Any, rpc: Any) -> None:
    run(Shop)
    for method, *told in (("pause_follower", "shop/moon"), ("retry_parked", "x"), ("start_check", "moon")):
        with pytest.raises(Missing):
            getattr(rpc.shop, method)(*told, OLGA)


def test_a_source_that_is_away_leaves_the_rest_of_the_answer(run: Any, rpc: Any) -> None:
    run(Office)

    def asks() -> None:
        book = followers(rpc.office.standing())["office.book/shop"]
        assert (book["head"], book["lag"], book["position"]) == (None, None, 0)

    assert at_best(lambda: seconds_of(asks), 3) < 3
