"""Two instances of a service: one does what only one may do, and the other takes it over when that is gone."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.eventlog.side_by_side import TAKEN_OVER, Sides, paused, side_by_side
from tests.parts import rabbitmq
from tests.parts.process import wait_until

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


def goods(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


def test_two_instances_carry_out_nothing_twice(sides: Sides) -> None:
    sides.start("shop")
    sides.start("shop")
    all_goods = goods(1, 60)
    sides.arrive(*all_goods)
    sides.until_told("end", [f"good-{each}" for each in all_goods], 20)
    sides.until_told("look", all_goods, 20)
    time.sleep(1)
    assert set(sides.counts("begin").values()) == {1}
    assert set(sides.counts("look").values()) == {1}


def of(sides: Sides, word: str) -> int:
    """The id of the process that said this last."""
    return int(next(words[-1] for words in reversed(sides.told()) if words[0] == word))


@pytest.mark.parametrize("how", ["paused", "killed"])
def test_effects_and_deadlines_are_taken_over(sides: Sides, how: str) -> None:
    sides.config["PACE"] = 0.3
    both = {process.pid: process for process in (sides.start("shop"), sides.start("shop"))}
    first, second = goods(1, 5), goods(100, 5)
    sides.arrive(*first)
    sides.until_told("end", ["good-1"])
    sides.until_told("look", first)
    sides.until_noted("look", first)  # what fell due together is noted together, and until then all of it under way
    holder = both[of(sides, "begin")]
    with paused(holder):
        if how == "killed":
            holder.kill()
        sides.arrive(*second)
        sides.until_told("end", [f"good-{each}" for each in second], TAKEN_OVER)
        sides.until_told("look", second, TAKEN_OVER)
    sides.until_told("end", [f"good-{each}" for each in first], TAKEN_OVER)
    for done in (sides.counts("look"), sides.counts("begin")):
        assert sum(done.values()) <= len(done) + 1  # what was under way may be done again, and nothing else


@pytest.mark.parametrize("which", [0, 1])
def test_events_are_placed_and_published_while_one_of_two_is_paused(sides: Sides, which: int) -> None:
    both = [sides.start("shop"), sides.start("shop")]
    sides.start("names")
    sides.arrive("1")
    sides.until_read("names", 1)

    def took(subject: str) -> float:
        with paused(both[which]):
            sides.arrive(subject)
            return sides.until_read("names", sides.log.head())

    assert any(took(subject) < TAKEN_OVER for subject in "234")  # one of them on a machine that does much else
    sides.arrive("5")
    sides.until_read("names", sides.log.head(), TAKEN_OVER)


def test_a_process_manager_acts_once_where_two_instances_follow(sides: Sides) -> None:
    sides.start("shop")
    both = [sides.start("office"), sides.start("office")]
    some = goods(1, 30)
    sides.arrive(*some)
    booked = sides.office()
    wait_until(lambda: booked.head() >= 30, TAKEN_OVER, sides.said("office"))
    with paused(both[0]):
        sides.arrive(*goods(100, 3))
        wait_until(lambda: booked.head() >= 33, TAKEN_OVER, sides.said("office"))
    time.sleep(1)
    assert booked.head() == 33
