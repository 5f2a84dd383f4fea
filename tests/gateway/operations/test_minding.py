"""All services are asked at once: one that hangs costs no more than its own time."""

from collections.abc import Callable
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any

import pytest

from eventlog.refusal import Missing, Unavailable
from gateway.operations import minding
from gateway.rpc import OPERATED


def services(standing: Callable[[str], Any], parked: Callable[[str], Any] = lambda name: []) -> Any:
    """As the gateway reaches them."""
    operated = {
        name: SimpleNamespace(standing=lambda name=name: standing(name), parked=lambda name=name: parked(name))
        for name in OPERATED
    }
    return SimpleNamespace(operated=operated, within=False)


def test_each_is_asked_before_any_has_answered() -> None:
    together = Barrier(len(OPERATED), timeout=60)

    def standing(name: str) -> dict[str, str]:
        together.wait()
        return {"service": name}

    assert minding.standings(services(standing)) == [{"service": name} for name in OPERATED]


def test_one_that_hangs_is_away_and_the_others_are_told() -> None:
    never = Event()

    def standing(name: str) -> dict[str, str]:
        if name == "billing":
            never.wait()
        return {"service": name}

    told = minding.standings(services(standing), at_most=0.5)
    never.set()
    assert [one["service"] for one in told] == list(OPERATED)
    assert [one["service"] for one in told if "away" in one] == ["billing"]


def test_one_that_is_away_says_why() -> None:
    def standing(name: str) -> dict[str, str]:
        if name == "catalog":
            raise Unavailable("service-unavailable", name)
        return {"service": name}

    away = [one for one in minding.standings(services(standing)) if "away" in one]
    assert away == [{"service": "catalog", "away": "service-unavailable: catalog"}]


def test_what_a_service_refuses_is_refused() -> None:
    def parked(name: str) -> list[str]:
        raise Missing("nothing-parked", name)

    with pytest.raises(Missing):
        minding.parked(services(lambda name: {"service": name}, parked), [{"service": "identity"}])


def test_what_is_parked_is_told_of_those_that_answered() -> None:
    told = [{"service": "identity"}, {"service": "catalog", "away": "…"}, {"service": "billing"}]
    found = minding.parked(services(lambda name: {}, lambda name: [{"service": name}]), told)
    assert found == [{"service": "identity"}, {"service": "billing"}]
