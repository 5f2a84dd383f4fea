"""A burst of work opens few connections, each is used again, and what nobody has a use for any more is closed."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine

from eventlog import connections
from eventlog.connections import Needless, Spare, SparingPool
from tests.parts.process import PATIENCE

ALL_AT_ONCE = 30


class Opened:
    """Stands for a connection; opening it takes its time."""

    def __init__(self) -> None:
        self.is_closed = False
        threading.Event().wait(0.01)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine one may have to look often."""
    monkeypatch.setattr(connections, "PATIENCE", 100_000)
    monkeypatch.setattr(connections, "LONGEST", 100_000)


def at_once(work: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for _ in range(ALL_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.usefixtures("patient")
def test_who_comes_in_a_burst_takes_what_is_given_back() -> None:
    spare, used = Spare(2, Opened), set[Opened]()

    def work() -> None:
        connection = spare.taken()
        used.add(connection)
        spare.put_back(connection)

    at_once(work)
    assert len(used) <= 2
    spare.close()
    assert all(each.is_closed for each in used)


def test_where_none_is_given_back_one_more_is_opened_than_the_few() -> None:
    spare = Spare(2, Opened)
    assert len({spare.taken() for _ in range(4)}) == 4


def test_one_that_is_lost_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    spare = Spare(1, Opened)
    spare.taken()
    spare.lost()
    monkeypatch.setattr(connections, "LOOK", 0)  # else it would be waited for
    monkeypatch.setattr(connections, "PATIENCE", 100_000)
    assert not spare.taken().is_closed


def test_what_has_lain_idle_all_the_while_is_needless_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    needless = Needless()
    monkeypatch.setattr(connections, "LATELY", 0)
    assert (needless.of(5), needless.of(5), needless.of(1)) == (0, 4, 0)


@pytest.mark.usefixtures("patient")
def test_a_burst_at_the_pool_opens_few_and_those_that_lie_idle_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    arguments = {"poolclass": SparingPool, "pool_size": 3, "max_overflow": 10, "pool_use_lifo": True}
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, **arguments)
    at_once(lambda: made.append(engine.connect().close()))
    assert len(made) == ALL_AT_ONCE
    pool: Any = engine.pool
    assert 1 <= pool.checkedin() <= 3
    held = [engine.connect() for _ in range(3)]
    for each in held:
        each.close()
    assert pool.checkedin() == 3
    monkeypatch.setattr(connections, "LATELY", 0)
    engine.connect().close()
    engine.connect().close()
    assert pool.checkedin() == 1
    engine.dispose()
