"""One reader at a time for each object of the payment company, here and in other instances."""

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet

from eventlog.claims import Unshared
from services.billing.service.turns import Turns


class Shared:
    """Another instance is at it until it has been asked so many times."""

    def __init__(self, busy: int) -> None:
        self.busy = busy

    @contextmanager
    def claimed(self, row: str) -> Iterator[bool]:
        self.busy -= 1
        yield self.busy < 0


def at(turns: Turns, what: str, told: list[str], who: str) -> None:
    with turns.of(what):
        told.append(f"{who} begins")
        eventlet.sleep(0.01)
        told.append(f"{who} ends")


def test_two_readers_of_one_object_take_turns() -> None:
    turns, told = Turns(Unshared()), list[str]()
    for reader in [eventlet.spawn(at, turns, "pi_1", told, who) for who in ("one", "two")]:
        reader.wait()
    assert told == ["one begins", "one ends", "two begins", "two ends"]


def test_readers_of_two_objects_do_not_wait_for_each_other() -> None:
    turns, told = Turns(Unshared()), list[str]()
    for reader in [eventlet.spawn(at, turns, what, told, what) for what in ("pi_1", "pi_2")]:
        reader.wait()
    assert told[:2] == ["pi_1 begins", "pi_2 begins"]


def test_another_instance_is_waited_for() -> None:
    others, told = Shared(2), list[str]()
    at(Turns(others), "pi_1", told, "one")
    assert (told, others.busy) == (["one begins", "one ends"], -1)
