"""What is due is done: once, at its time, at once after a standstill, and again after a failure that passes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from eventlog.deadlines import TRIES, Deadlines, Fired
from eventlog.effects import DUE, Due, Effect
from eventlog.leading import NoLongerLeads
from eventlog.log import Log, open_log
from eventlog.outbox import Attempt, Later, Outbox, hastened
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Unavailable
from eventlog.runtime import Kernel
from eventlog.testing import MIDDAY
from tests.eventlog.shelf import BoxOpened, GoodArrived
from tests.eventlog.shop import SECRET, good, tell

HOUR = timedelta(hours=1)


def effects(event: Any, recorded: Recorded) -> list[Due | Effect]:
    """A good is looked after an hour and two after it came, and its arrival is told by mail."""
    if not isinstance(event, GoodArrived):
        return []
    looks = [Due("look", recorded.time + hours * HOUR, recorded.subject, {"hours": hours}) for hours in (2, 1)]
    return [*looks, Effect("mail", f"arrival-{recorded.subject}", {"good": recorded.subject})]


class Desk:
    """Does what it is given, at a time that the test sets, and fails when told to."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.time = MIDDAY
        self.done: list[Any] = []
        self.raises: list[Exception] = []

    def now(self) -> datetime:
        return self.time

    def do(self, what: Any) -> None:
        if self.raises:
            raise self.raises.pop(0)
        self.done.append(what)
        self.log.execute(
            good, f"desk-{what.subject if isinstance(what, Fired) else what.key}", [BoxOpened()], what.cause()
        )


@pytest.fixture
def desk(log_url: str) -> Iterator[Desk]:
    opened: list[Log] = []
    place: Callable[[], None] = lambda: opened[0].sequence() and None  # noqa: E731
    opened.append(open_log("shop", log_url, keys=None, secret=SECRET, effects=effects, on_commit=place))
    tell(opened[0], "lamp", GoodArrived("lamp", 30))
    yield Desk(opened[0])
    opened[0].close()


@pytest.fixture
def deadlines(desk: Desk) -> Deadlines:
    return Deadlines(desk.log, desk.do, desk.now)


@pytest.fixture
def outbox(desk: Desk) -> Outbox:
    return Outbox(desk.log, "mail", desk.do, desk.now)


def test_nothing_is_fired_before_its_time(desk: Desk, deadlines: Deadlines) -> None:
    assert deadlines.fire_due() == 0
    assert deadlines.next_at() == MIDDAY + HOUR


def test_a_deadline_is_fired_at_its_time_and_once(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += HOUR
    assert (deadlines.fire_due(), deadlines.fire_due()) == (1, 0)
    assert desk.done[0].arguments == {"hours": 1}
    assert deadlines.next_at() == MIDDAY + 2 * HOUR


def test_after_a_standstill_all_are_fired_at_once_and_in_order(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += 24 * HOUR
    deadlines.fire_due()
    assert [fired.arguments["hours"] for fired in desk.done] == [1, 2]


def test_a_clock_that_was_put_back_fires_nothing_twice_and_forgets_nothing(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += HOUR
    deadlines.fire_due()
    desk.time -= 24 * HOUR
    assert (deadlines.fire_due(), deadlines.next_at()) == (0, MIDDAY + 2 * HOUR)
    desk.time = MIDDAY + 3 * HOUR
    assert (deadlines.fire_due(), deadlines.fire_due()) == (1, 0)
    assert [fired.arguments["hours"] for fired in desk.done] == [1, 2]


def test_a_scheduler_that_died_after_its_command_gives_it_no_second_time(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += HOUR

    def die_after(fired: Fired) -> None:
        desk.do(fired)
        raise SystemExit

    with pytest.raises(SystemExit):
        Deadlines(desk.log, die_after, desk.now).fire_due()
    deadlines.fire_due()
    assert (len(desk.done), len(desk.log.read("good-desk-lamp"))) == (2, 1)


def test_a_refused_command_is_an_answer(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += HOUR
    desk.raises = [Missing("sold")]
    deadlines.fire_due()
    desk.time += HOUR / 2
    assert (deadlines.fire_due(), deadlines.parked()) == (0, [])


def test_a_deadline_that_fails_is_fired_again_a_little_later(desk: Desk, deadlines: Deadlines) -> None:
    desk.time += HOUR
    desk.raises = [ValueError("once")]
    assert (deadlines.fire_due(), deadlines.fire_due()) == (1, 0)
    desk.time += timedelta(seconds=2)
    deadlines.fire_due()
    assert len(desk.done) == 1


def test_a_deadline_that_fails_always_is_parked_until_it_is_told_to_go_on(
    desk: Desk, deadlines: Deadlines, caplog: pytest.LogCaptureFixture
) -> None:
    desk.raises = [ValueError("always")] * TRIES
    desk.time += HOUR
    for _ in range(TRIES):
        deadlines.fire_due()
        desk.time += HOUR / 10
    desk.time += 24 * HOUR
    while deadlines.fire_due():
        pass
    (parked,) = deadlines.parked()
    assert "always" in parked.error
    (told,) = caplog.records
    assert told.exc_info
    assert told.getMessage() == f"{parked.id} is given up after {TRIES} tries; see `parked list`"
    deadlines.retry(parked.id)
    deadlines.fire_due()
    assert (len(desk.done), deadlines.parked()) == (2, [])


def test_an_effect_is_carried_out_once(desk: Desk, outbox: Outbox) -> None:
    assert (outbox.carry_out_waiting(), outbox.carry_out_waiting()) == (1, 0)
    (attempt,) = desk.done
    assert (attempt.key, attempt.arguments, attempt.attempt) == ("arrival-lamp", {"good": "lamp"}, 1)


def test_an_effect_is_carried_out_once_by_a_clock_that_jumps(desk: Desk, outbox: Outbox) -> None:
    desk.time += 24 * HOUR
    outbox.carry_out_waiting()
    desk.time -= 48 * HOUR
    outbox.carry_out_waiting()
    desk.time += 96 * HOUR
    outbox.carry_out_waiting()
    assert len(desk.done) == 1


def test_effects_of_other_kinds_are_left_alone(desk: Desk) -> None:
    assert Outbox(desk.log, "letter", desk.do, desk.now).carry_out_waiting() == 0


def test_an_effect_that_fails_waits_longer_each_time(desk: Desk, outbox: Outbox) -> None:
    desk.raises = [ValueError("away")] * 3
    pauses = []
    for _ in range(3):
        outbox.carry_out_waiting()
        following = outbox.next_at()
        assert following is not None
        pauses.append((following - desk.time).total_seconds())
        desk.time = following
    assert pauses == [1, 2, 4]
    assert outbox.carry_out_waiting() == 1
    assert desk.done[0].attempt == 4


def test_a_marked_effect_that_was_begun_is_no_first_one_whoever_was_killed(desk: Desk) -> None:
    def die(attempt: Attempt) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        Outbox(desk.log, "mail", die, desk.now, marked=True).carry_out_waiting()
    Outbox(desk.log, "mail", desk.do, desk.now, marked=True).carry_out_waiting()
    assert [each.attempt for each in desk.done] == [2]


def test_a_marked_effect_that_is_put_off_has_not_failed(desk: Desk) -> None:
    outbox = Outbox(desk.log, "mail", desk.do, desk.now, marked=True)
    desk.raises = [Later(desk.time + HOUR)] * TRIES
    for _ in range(TRIES + 1):
        outbox.carry_out_waiting()
        desk.time += HOUR
    assert (outbox.parked(), [each.attempt for each in desk.done]) == ([], [1])


def test_a_marked_effect_that_is_told_to_go_on_was_begun_before(desk: Desk) -> None:
    outbox = Outbox(desk.log, "mail", desk.do, desk.now, marked=True)
    desk.raises = [ValueError("always")] * TRIES
    for _ in range(TRIES):
        desk.time += HOUR
        outbox.carry_out_waiting()
    (parked,) = outbox.parked()
    outbox.retry(parked.id)
    outbox.carry_out_waiting()
    assert [each.attempt for each in desk.done] == [2]


def test_an_effect_waits_for_another_part_as_long_as_it_takes(
    desk: Desk, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    desk.raises = [Unavailable("registry-away")] * 20
    for _ in range(21):
        desk.time += HOUR
        outbox.carry_out_waiting()
    assert (len(desk.done), outbox.parked()) == (1, [])
    away, back = caplog.messages  # once each
    assert "waits: registry-away; it is tried again by itself" in away
    assert back.endswith(" goes on")


def test_a_skipped_effect_is_never_carried_out(desk: Desk, outbox: Outbox) -> None:
    desk.raises = [ValueError("always")] * TRIES
    for _ in range(TRIES):
        desk.time += HOUR
        outbox.carry_out_waiting()
    (parked,) = outbox.parked()
    outbox.skip(parked.id, "told by telephone")
    desk.time += HOUR
    assert (outbox.carry_out_waiting(), outbox.parked()) == (0, [])


def test_what_is_parked_stays_parked_whatever_is_put_off_or_hastened(desk: Desk, outbox: Outbox) -> None:
    desk.raises = [ValueError("always")] * TRIES
    for _ in range(TRIES):
        desk.time += HOUR
        outbox.carry_out_waiting()
    (parked,) = outbox.parked()
    outbox.postpone([parked.id], desk.time + HOUR)
    with desk.log.begin() as db:
        db.execute(hastened("mail", "good", "lamp", desk.time))
    desk.time += 2 * HOUR
    assert (outbox.carry_out_waiting(), outbox.next_at(), outbox.parked()[0].next_at) == (0, None, parked.next_at)


def test_an_effect_that_is_caused_again_is_not_carried_out_again(desk: Desk, outbox: Outbox) -> None:
    outbox.carry_out_waiting()
    tell(desk.log, "lamp", GoodArrived("lamp", 31))
    desk.time += 24 * HOUR
    assert (outbox.carry_out_waiting(), outbox.next_at(), len(desk.done)) == (0, None, 1)


def test_what_became_of_an_effect_is_told_to_the_log_once(desk: Desk, outbox: Outbox) -> None:
    def die_after(attempt: Attempt) -> None:
        desk.do(attempt)
        raise SystemExit

    with pytest.raises(SystemExit):
        Outbox(desk.log, "mail", die_after, desk.now).carry_out_waiting()
    outbox.carry_out_waiting()
    assert len(desk.log.read("good-desk-arrival-lamp")) == 1


def test_who_carries_out_what_is_due_is_called_where_something_may_be_and_not_else(desk: Desk) -> None:
    called: list[Any] = []
    desk.log.on_caused = called.append
    tell(desk.log, "chair", BoxOpened())
    assert called == []
    tell(desk.log, "chair", GoodArrived("chair", 50))
    assert called == [{DUE, "mail"}]


class Lead:
    """It holds for so many times that it is asked."""

    def __init__(self, times: int) -> None:
        self.times = times

    def must_hold(self) -> None:
        self.times -= 1
        if self.times < 0:
            raise NoLongerLeads("deadlines")


@pytest.mark.parametrize(("times", "fired"), [(0, 0), (1, 1), (2, 2)])
def test_who_no_longer_leads_carries_out_no_more(desk: Desk, times: int, fired: int) -> None:
    done: list[datetime] = []

    def carry_out() -> int:
        done.append(desk.time)
        return 1

    kernel = Kernel()
    kernel.container = SimpleNamespace(config={"EVENTLOG": {"clock": desk}})
    with pytest.raises(NoLongerLeads):
        kernel.when_due(DUE, desk.now, carry_out, Lead(times))
    assert len(done) == fired
