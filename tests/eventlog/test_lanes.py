"""Effects that are carried out side by side: what is slow holds up its own lane, and each is done however it ends."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import eventlet
import pytest
from eventlet.event import Event

from eventlog.bell import Bell
from eventlog.deadlines import TRIES
from eventlog.effects import Effect
from eventlog.lanes import Lanes
from eventlog.leading import Alone, NoLongerLeads
from eventlog.log import Log, open_log
from eventlog.outbox import Attempt, Later, Outbox, hastened
from eventlog.recorded import Recorded
from eventlog.testing import MIDDAY
from tests.eventlog.shelf import GoodArrived
from tests.eventlog.shop import SECRET, tell
from tests.parts.process import PATIENCE

HOUR = timedelta(hours=1)


def effects(event: Any, recorded: Recorded) -> list[Effect]:
    """A good is told to the lane of its name."""
    lane = {"lane": event.name, "good": recorded.subject}
    return [Effect("tell", recorded.subject, lane)] if isinstance(event, GoodArrived) else []


class Gate:
    """Carries out nothing of a lane that is shut, and fails as it is told to."""

    def __init__(self) -> None:
        self.time = MIDDAY
        self.begun: list[str] = []
        self.done: list[str] = []
        self.shut: dict[str, Event] = {}
        self.raises: dict[str, list[Exception]] = {}

    def now(self) -> datetime:
        return self.time

    def pass_on(self, attempt: Attempt) -> None:
        self.begun.append(attempt.key)
        lane = str(attempt.arguments["lane"])
        if lane in self.shut:
            self.shut[lane].wait()
        if self.raises.get(lane):
            raise self.raises[lane].pop(0)
        self.done.append(attempt.key)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def log(log_url: str) -> Iterator[Log]:
    opened: list[Log] = []
    place: Callable[[], None] = lambda: opened[0].sequence() and None  # noqa: E731
    opened.append(open_log("shop", log_url, keys=None, secret=SECRET, effects=effects, on_commit=place))
    yield opened[0]
    opened[0].close()


@pytest.fixture
def outbox(log: Log, gate: Gate) -> Outbox:
    return Outbox(log, "tell", gate.pass_on, gate.now)


@pytest.fixture
def begin(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Begins to carry out, in a green thread that ends with the test at the latest."""
    monkeypatch.setattr("eventlog.lanes.OFTEN", 0.05)  # nothing rings when a test moves its clock
    begun: list[Any] = []

    def begin(at_once: int = 4, lane: str = "lane", lead: Any = None) -> Any:
        begun.append(eventlet.spawn(Lanes(outbox, at_once, lane, Bell()).carry_out, lead or Alone()))
        return begun[-1]

    yield begin
    for thread in begun:
        thread.kill()


def wait_for(true: Callable[[], bool]) -> None:
    with eventlet.Timeout(PATIENCE):
        while not true():
            eventlet.sleep(0.01)


def rest() -> None:
    """Longer than it takes to begin what can be begun."""
    for _ in range(20):
        eventlet.sleep(0.005)


def test_a_slow_lane_holds_up_no_other(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    gate.shut["slow"] = Event()
    for number in range(150):  # more than are read at once
        tell(log, f"s{number}", GoodArrived("slow", 1))
    tell(log, "q", GoodArrived("quick", 1))
    begin()
    wait_for(lambda: gate.done == ["q"])


def test_lanes_take_turns(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    for name, lane in (("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b")):
        tell(log, name, GoodArrived(lane, 1))
    begin(1)
    wait_for(lambda: len(gate.done) == 5)
    assert gate.done == ["a1", "b1", "a2", "b2", "a3"]


def test_who_comes_while_all_are_busy_gets_a_turn(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    gate.shut["a"] = Event()
    for number in range(5):
        tell(log, f"a{number}", GoodArrived("a", 1))
    begin(1)
    wait_for(lambda: gate.begun == ["a0"])
    tell(log, "b", GoodArrived("b", 1))
    gate.shut.pop("a").send()
    wait_for(lambda: len(gate.done) == 6)
    assert gate.done.index("b") <= 2


def test_one_lane_is_gone_through_in_the_order_of_events(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    names = [f"{letter}{number}" for number, letter in enumerate("zyxabc")]
    for name in names:
        tell(log, name, GoodArrived("one", 1))
    begin()
    wait_for(lambda: len(gate.done) == 6)
    assert gate.done == names


def test_of_one_lane_one_is_carried_out_at_a_time(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    gate.shut["one"] = Event()
    for name in "abc":
        tell(log, name, GoodArrived("one", 1))
    begin()
    rest()
    assert gate.begun == ["a"]


def test_no_more_than_so_many_are_carried_out_at_once(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    for name in "abc":
        gate.shut[name] = Event()
        tell(log, name, GoodArrived(name, 1))
    begin(2)
    wait_for(lambda: len(gate.begun) == 2)
    rest()
    assert gate.begun == ["a", "b"]
    gate.shut["a"].send()
    wait_for(lambda: gate.begun == ["a", "b", "c"])


def test_without_lanes_each_goes_alone(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    gate.shut["one"] = Event()
    for name in "abc":
        tell(log, name, GoodArrived("one", 1))
    begin(lane="")
    wait_for(lambda: len(gate.begun) == 3)


def test_what_was_begun_when_it_was_killed_is_begun_again(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    gate.shut["one"] = Event()
    tell(log, "a", GoodArrived("one", 1))
    first = begin()
    wait_for(lambda: gate.begun == ["a"])
    first.kill()
    gate.shut.clear()
    begin()
    wait_for(lambda: gate.done == ["a"])
    assert gate.begun == ["a", "a"]


def test_what_is_done_is_done_once(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    tell(log, "a", GoodArrived("one", 1))
    begin()
    begin()
    wait_for(lambda: gate.done == ["a"])
    rest()
    assert gate.done == ["a"]


def test_what_fails_waits_and_lets_the_next_of_its_lane_go_on(
    log: Log, gate: Gate, begin: Callable[..., Any], outbox: Outbox
) -> None:
    gate.raises["one"] = [ValueError("once")]
    for name in "ab":
        tell(log, name, GoodArrived("one", 1))
    begin()
    wait_for(lambda: gate.done == ["b"])
    wait_for(lambda: outbox.next_at() == MIDDAY + timedelta(seconds=1))  # what is done is noted a moment later


def test_what_asks_for_a_later_time_is_tried_then_and_has_not_failed(
    log: Log, gate: Gate, begin: Callable[..., Any], outbox: Outbox
) -> None:
    tell(log, "a", GoodArrived("one", 1))
    gate.raises["one"] = [Later(MIDDAY + number * HOUR) for number in range(1, TRIES + 2)]
    begin()
    for _ in range(1, TRIES + 2):
        wait_for(lambda: outbox.next_at() == gate.time + HOUR)
        gate.time += HOUR
    wait_for(lambda: gate.done == ["a"])
    assert outbox.parked() == []


def test_a_lane_can_be_put_off_as_a_whole_and_keeps_its_order(
    log: Log, gate: Gate, begin: Callable[..., Any], outbox: Outbox
) -> None:
    for name in "dcba":
        tell(log, name, GoodArrived("one", 1))
    tell(log, "q", GoodArrived("quick", 1))
    gate.raises["one"] = [Later(MIDDAY + HOUR, lane=MIDDAY + HOUR)]
    begin()
    wait_for(lambda: gate.done == ["q"])
    wait_for(lambda: outbox.next_at() == MIDDAY + HOUR)
    assert gate.begun == ["d", "q"]
    gate.time += HOUR
    wait_for(lambda: len(gate.done) == 5)
    assert gate.done == ["q", "d", "c", "b", "a"]


def test_what_was_put_off_can_be_hastened_by_its_lane(
    log: Log, gate: Gate, begin: Callable[..., Any], outbox: Outbox
) -> None:
    for name, lane in (("a", "one"), ("b", "one"), ("c", "other")):
        tell(log, name, GoodArrived(lane, 1))
    gate.raises = {lane: [Later(MIDDAY + HOUR, lane=MIDDAY + HOUR)] for lane in ("one", "other")}
    begin()
    wait_for(lambda: outbox.next_at() == MIDDAY + HOUR)
    with log.begin() as db:
        db.execute(hastened("tell", "lane", "one", MIDDAY))
    wait_for(lambda: gate.done == ["a", "b"])
    wait_for(lambda: outbox.next_at() == MIDDAY + HOUR)


class Lost(Alone):
    """A lead that is over after so many questions."""

    def __init__(self, questions: int) -> None:
        self.questions = questions

    def must_hold(self) -> None:
        self.questions -= 1
        if self.questions < 0:
            raise NoLongerLeads("tell")


def test_who_no_longer_leads_begins_nothing_more(log: Log, gate: Gate, begin: Callable[..., Any]) -> None:
    for name in "abc":
        tell(log, name, GoodArrived("one", 1))
    with pytest.raises(NoLongerLeads):
        begin(lead=Lost(3)).wait()
    assert gate.done == ["a"]
