"""The benchmark of growth runs at the sizes that somebody chooses, and measures a process by what it alone has held."""

from multiprocessing import get_context
from typing import Any

from bench.growth import SIZES, chosen
from bench.harness import most_held

HEAVY = 64 * 1024 * 1024


def test_sizes_are_chosen_and_compared_from_the_smallest_on() -> None:
    assert chosen("1000000, 100000") == (100_000, 1_000_000)
    assert chosen("") == SIZES


def tell(told: Any) -> None:
    told.put(most_held())


def test_what_the_parent_holds_is_not_the_childs() -> None:
    heavy = bytearray(b"x" * HEAVY * 2)
    told = get_context("spawn").Queue()
    child = get_context("spawn").Process(target=tell, args=(told,))
    child.start()
    alone = told.get(timeout=60)
    child.join()
    assert alone < most_held() - HEAVY / 2**20
    del heavy
