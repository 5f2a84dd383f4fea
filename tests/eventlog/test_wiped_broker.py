"""A broker that lost all it held while nothing happened, and one that is put back after a commit: nothing is missed."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from eventlog.log import Log
from tests.eventlog.side_by_side import Sides, side_by_side
from tests.parts import rabbitmq
from tests.parts.process import wait_until

pytestmark = pytest.mark.faults
BACK = 180.0  # seconds on a machine that has much else to do; nameko looks for its broker after 2, 4, 6, 8 …


@pytest.fixture
def node() -> Iterator[rabbitmq.Node]:
    with rabbitmq.started() as node:
        yield node


@pytest.fixture
def sides(tmp_path: Path, new_database: Callable[[], str], node: rabbitmq.Node) -> Iterator[Sides]:
    with side_by_side(tmp_path, new_database, node.address, HEARTBEAT=5) as sides:
        yield sides


def booked(office: Log, arrivals: int) -> bool:
    return office.head() == arrivals


def test_a_broker_that_is_wiped_in_a_quiet_hour_loses_nothing(sides: Sides, node: rabbitmq.Node) -> None:
    for service in ("shop", "names", "office"):
        sides.start(service)
    office = sides.office()
    for subject in ("1", "2"):  # the second comes by a message, when nobody asks for pages any more
        sides.arrive(subject)
        sides.until_told("look", [subject])
        sides.until_read("names", sides.log.head())
        wait_until(partial(booked, office, int(subject)), BACK, sides.said("office"))
    node.kill()
    node.wipe()
    sides.arrive("3")  # it is told to nobody
    node.start()
    sides.until_read("names", sides.log.head(), BACK)
    sides.arrive("4")
    sides.until_told("look", ["3", "4"])
    sides.until_read("names", sides.log.head(), BACK)
    wait_until(partial(booked, office, 4), BACK, sides.said("office"))
    assert set(sides.counts("look").values()) == {1}
