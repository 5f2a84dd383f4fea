"""Processes of the version before and of this one side by side, followers first: nothing is lost or done twice."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.eventlog.shelf import GoodArrivedSchema
from tests.eventlog.side_by_side import Sides, side_by_side
from tests.parts import rabbitmq
from tests.parts.process import PATIENCE, wait_until

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def rabbit() -> Iterator[str]:
    if rabbitmq.program() is None:
        pytest.skip("RabbitMQ is not installed")
    with tempfile.TemporaryDirectory() as folder, rabbitmq.node(Path(folder) / "node") as address:
        yield address


@pytest.fixture
def sides(tmp_path: Path, new_database: Callable[[], str], rabbit: str) -> Iterator[Sides]:
    with side_by_side(tmp_path, new_database, rabbit) as sides:
        yield sides


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on this test's own process writes the next version of the event."""
    return lambda: monkeypatch.setattr(GoodArrivedSchema, "upcasters", (dict,))


def test_followers_first_and_nothing_is_lost(sides: Sides, newer: Callable[[], None]) -> None:
    for service in ("shop", "names", "office"):
        sides.start(service)
    sides.arrive("1")
    sides.until_read("names", 1)
    for service in ("names", "office"):
        sides.start(service, NEWER=True)
    sides.arrive("2")
    sides.until_read("names", sides.log.head())
    sides.start("shop", NEWER=True)
    newer()
    sides.arrive("3", "4")
    sides.until_read("names", sides.log.head(), 2 * PATIENCE)
    office = sides.office()
    wait_until(lambda: office.head() == 4, 2 * PATIENCE, sides.said("office"))
    sides.until_told("look", ["1", "2", "3", "4"])
    assert set(sides.counts("look").values()) == {1}


def test_a_follower_that_does_not_know_an_event_stops_loudly_and_its_replacement_goes_on(
    sides: Sides, newer: Callable[[], None]
) -> None:
    for service in ("shop", "names", "office"):
        sides.start(service)
    newer()
    sides.arrive("1", "2")
    for service in ("names", "office"):
        stopped = partial(sides.has_said, service, "knows 1")
        wait_until(stopped, 2 * PATIENCE, f"{service} does not stop: {sides.said(service)}")
    assert sides.reader_at("names") == 0
    for service in ("names", "office"):
        sides.start(service, NEWER=True)
    sides.until_read("names", sides.log.head(), 2 * PATIENCE)
    office = sides.office()
    wait_until(lambda: office.head() == 2, 2 * PATIENCE, sides.said("office"))
