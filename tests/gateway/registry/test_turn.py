"""Whoever comes first is served first, and never two at once."""

import threading
import time

import pytest

from gateway.registry.turn import Turn


def test_turns_are_taken_in_the_order_of_coming_and_one_at_a_time() -> None:
    turn, served, inside = Turn(), [], []

    def take(number: int) -> None:
        with turn:
            inside.append(number)
            assert len(inside) == 1
            served.append(number)
            inside.clear()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with turn:
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_a_turn_ends_with_an_error_too() -> None:
    turn = Turn()
    with pytest.raises(ValueError, match="in the middle"), turn:
        raise ValueError("in the middle")
    with turn:
        assert True
