"""Many deadlines of one moment: each gives its own command, whatever becomes of the others."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from eventlog.claims import SharedClaims, Unshared
from eventlog.deadlines import BATCH, Deadlines, Fired
from eventlog.log import Log, open_log
from eventlog.postgres import PostgreSQL
from eventlog.refusal import Missing
from tests.eventlog.shelf import GoodArrived
from tests.eventlog.shop import SECRET, tell
from tests.eventlog.test_deadlines import Desk, effects

NAMES = [f"lamp{number}" for number in range(5)]


@pytest.fixture
def desk(log_url: str) -> Iterator[Desk]:
    """Where an hour after midday something is due of five goods."""
    opened: list[Log] = []
    place: Callable[[], None] = lambda: opened[0].sequence() and None  # noqa: E731
    opened.append(open_log("shop", log_url, keys=None, secret=SECRET, effects=effects, on_commit=place))
    for name in NAMES:
        tell(opened[0], name, GoodArrived(name, 30))
    standing = Desk(opened[0])
    standing.time += timedelta(hours=1)
    yield standing
    opened[0].close()


def done(desk: Desk) -> list[int]:
    """How often each good was looked after."""
    return [len(desk.log.read(f"good-desk-{name}")) for name in NAMES]


def test_one_that_is_refused_and_one_that_fails_stop_none_of_the_others(desk: Desk) -> None:
    desk.raises = [Missing("sold"), ValueError("away")]
    assert Deadlines(desk.log, desk.do, desk.now).fire_due() == len(NAMES)
    assert sorted(done(desk)) == [0, 0, 1, 1, 1]


def test_the_one_that_failed_is_fired_again_alone(desk: Desk) -> None:
    deadlines = Deadlines(desk.log, desk.do, desk.now)
    desk.raises = [ValueError("away")]
    deadlines.fire_due()
    desk.time += timedelta(seconds=2)
    assert (deadlines.fire_due(), done(desk)) == (1, [1] * len(NAMES))


def test_who_is_killed_in_the_midst_of_many_gives_no_command_twice_and_loses_none(desk: Desk) -> None:
    def die_at_the_third(fired: Fired) -> None:
        if len(desk.done) == 2:
            raise SystemExit
        desk.do(fired)

    with pytest.raises(SystemExit):
        Deadlines(desk.log, die_at_the_third, desk.now).fire_due()
    assert sum(done(desk)) == 2
    Deadlines(desk.log, desk.do, desk.now).fire_due()
    assert done(desk) == [1] * len(NAMES)


def test_who_is_killed_before_anything_is_noted_gives_no_command_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Deadlines, "_note_all", lambda *came: None)
        Deadlines(desk.log, desk.do, desk.now).fire_due()
    Deadlines(desk.log, desk.do, desk.now).fire_due()
    assert (len(desk.done), done(desk)) == (2 * len(NAMES), [1] * len(NAMES))


def test_what_another_instance_is_at_is_left_to_it(new_database: Callable[[], str]) -> None:
    store = PostgreSQL(new_database(), "shop")
    one, other = SharedClaims(store._rows), SharedClaims(store._rows)
    with one.claimed("b"), other.claimed_of(["c", "b", "a"]) as mine:
        assert set(mine) == {"a", "c"}
    with one.claimed_of(["a", "b", "c"]) as mine:
        assert set(mine) == {"a", "b", "c"}
    store.close()


def test_who_was_late_gives_nothing_back_that_another_has_taken_over(new_database: Callable[[], str]) -> None:
    with closing(PostgreSQL(new_database(), "shop")) as store:
        one, other, third = (SharedClaims(store._rows) for _ in range(3))
        late = one.claimed("a")
        assert late.__enter__()
        with store.begin() as db:
            db.execute(text("UPDATE claims SET until = now() - interval '1 s'"))
        with other.claimed("a") as is_its:
            late.__exit__(None, None, None)
            with third.claimed("a") as is_anothers:
                assert (is_its, is_anothers) == (True, False)


def test_who_wakes_with_an_old_list_fires_nothing_of_it_again(desk: Desk) -> None:
    other = Deadlines(desk.log, desk.do, desk.now)

    class Late(Unshared):
        """What it asked for it gets when the other instance is done with it."""

        @contextmanager
        def claimed_of(self, rows: Sequence[str]) -> Iterator[Collection[str]]:
            other.fire_due()
            yield rows

    assert (Deadlines(desk.log, desk.do, desk.now, Late()).fire_due(), len(desk.done)) == (0, len(NAMES))


def test_what_another_is_firing_is_left_to_it(desk: Desk) -> None:
    class Taken(Unshared):
        @contextmanager
        def claimed_of(self, rows: Sequence[str]) -> Iterator[Collection[str]]:
            yield rows[:2]

    assert (Deadlines(desk.log, desk.do, desk.now, Taken()).fire_due(), len(desk.done)) == (2, 2)


def test_more_than_a_batch_are_fired_one_batch_after_the_other(desk: Desk) -> None:
    for number in range(BATCH):
        tell(desk.log, f"chair{number}", GoodArrived(f"chair{number}", 30))
    deadlines = Deadlines(desk.log, desk.do, desk.now)
    assert [deadlines.fire_due(), deadlines.fire_due(), deadlines.fire_due()] == [BATCH, len(NAMES), 0]
