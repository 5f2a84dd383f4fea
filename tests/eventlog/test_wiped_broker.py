"""A broker that lost all it held in a quiet hour, and one that goes while it is answered: nothing is missed."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from kombu import Connection, Exchange

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


def ask(node: rabbitmq.Node, seconds: float) -> None:
    with Connection(node.address) as asking:
        asking.Producer().publish(
            {"args": [seconds], "kwargs": {}},
            exchange=Exchange("nameko-rpc", durable=True),
            routing_key="shop.ponder",
            reply_to="nobody",
            correlation_id="1",
            retry=True,
        )


def test_a_service_goes_on_whose_answer_found_no_broker(sides: Sides, node: rabbitmq.Node) -> None:
    shop = sides.start("shop")
    ask(node, 2.0)
    wait_until(lambda: sides.counts("ponder")["begun"] == 1, BACK, sides.said("shop"))
    node.kill()
    wait_until(lambda: sides.has_said("shop", "RabbitMQ took no answer to shop.ponder"), BACK, sides.said("shop"))
    node.start()
    ask(node, 0.0)
    wait_until(lambda: sides.counts("ponder")["done"] >= 2, BACK, sides.said("shop"))
    assert shop.poll() is None
