"""What waits, lags, is parked or late is told whenever Prometheus asks, by services as they run."""

import time
from typing import Any

import pytest
from nameko.containers import ServiceContainer
from prometheus_client import CollectorRegistry

from eventlog.gauges import GAUGES, Gauges
from eventlog.stopping import stop
from tests.eventlog.green.green_amqp import address, config, eventually, reader, rpc, run
from tests.eventlog.green.green_operated import OLGA, no_pauses
from tests.eventlog.services import Names, Office, Shop
from tests.eventlog.shelf import broken
from tests.parts.process import PATIENCE

__all__ = ["address", "config", "no_pauses", "reader", "rpc", "run"]


class Asked:
    """As Prometheus asks."""

    def __init__(self, containers: Any) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(Gauges(lambda: containers))

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def test_every_number_is_there_while_services_run(run: Any, rpc: Any, reader: Any) -> None:
    asked = Asked(list(run(Office, Shop, Names)))
    assert reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    assert eventually(lambda: asked.value("eventlog_follower_position", follower="office.book", source="shop") == 2)
    assert {family.name for family in asked.registry.collect() if family.samples} == set(GAUGES)
    assert eventually(lambda: asked.value("eventlog_unpublished_events", source="shop") == 0)
    assert asked.value("eventlog_head_position", source="shop") == 2
    assert asked.value("eventlog_waiting_for_position", source="shop") == 0
    assert asked.value("eventlog_work_failing", service="shop", work="relay") == 0
    assert asked.value("eventlog_deadlines_late_seconds", service="shop") == 0
    assert asked.value("eventlog_effects_waiting", service="shop", kind="tell") == 0
    assert asked.value("eventlog_standing_known", service="office") == 1


def test_a_follower_that_stands_still_lags_in_events_and_in_seconds(run: Any, rpc: Any) -> None:
    asked = Asked(list(run(Office, Shop)))
    rpc.office.pause_follower("office.book/shop", OLGA)
    rpc.shop.arrive("1", "lamp")
    about = {"follower": "office.book", "source": "shop"}
    assert eventually(lambda: (asked.value("eventlog_follower_lag_seconds", **about) or 0) > 0.2)
    assert (asked.value("eventlog_follower_lag_events", **about) or 0) > 0
    assert asked.value("eventlog_follower_running", **about, state="paused") == 0


def test_since_when_a_follower_is_paused_is_told_until_it_goes_on(run: Any, rpc: Any) -> None:
    asked = Asked(list(run(Office, Shop)))
    name, about = "eventlog_follower_paused_since_seconds", {"follower": "office.book", "source": "shop"}
    assert asked.value(name, **about) == 0
    began = time.time()
    rpc.office.pause_follower("office.book/shop", OLGA)
    since = asked.value(name, **about)
    assert since is not None
    assert began - 0.001 <= since <= time.time()
    rpc.office.resume_follower("office.book/shop", OLGA)
    assert asked.value(name, **about) == 0


@pytest.mark.usefixtures("no_pauses")
def test_what_is_parked_is_told_until_somebody_acts(run: Any, rpc: Any) -> None:
    asked = Asked(list(run(Office, Shop)))
    broken.add("lamp")
    rpc.shop.arrive("1", "lamp")
    about = {"follower": "shop", "source": "shop"}
    assert eventually(lambda: asked.value("eventlog_parked_streams", **about) == 1)
    broken.clear()
    rpc.shop.retry_parked("shop/shop/good-1", OLGA)
    assert asked.value("eventlog_parked_streams", **about) == 0


def test_a_service_whose_source_is_away_tells_what_it_knows(run: Any) -> None:
    office, shop = run(Office, Shop)
    asked = Asked([office])
    about = {"follower": "office.book", "source": "shop"}
    assert eventually(lambda: asked.value("eventlog_follower_position", **about) is not None)
    stop([shop])
    assert asked.value("eventlog_follower_position", **about) == 0
    assert asked.value("eventlog_follower_lag_events", **about) is None
    assert asked.value("eventlog_standing_known", service="office") == 1


def test_a_service_that_cannot_tell_says_so(config: dict[str, Any]) -> None:
    assert Asked([ServiceContainer(Shop, config)]).value("eventlog_standing_known", service="shop") == 0
