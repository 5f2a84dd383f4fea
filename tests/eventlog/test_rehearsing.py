"""A service is tried in memory: what it declares is called, in order, at the time of a clock that is moved."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from eventlog.amqp import deadline, effect, follow
from eventlog.deadlines import Fired
from eventlog.effects import Due, Effect
from eventlog.memory import MemoryLog
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Unavailable
from eventlog.rehearsing import Rehearsal
from eventlog.testing import MIDDAY, acting
from tests.eventlog.club import Join, member
from tests.eventlog.shelf import BoxOpened, GoodArrived, shelf
from tests.eventlog.shop import good, names_on_shelf, tell

HOUR = timedelta(hours=1)


def effects(event: Any, recorded: Recorded) -> list[Due | Effect]:
    """Each arrival is looked after an hour later, told outside, and told by mail."""
    if not isinstance(event, GoodArrived):
        return []
    told = {"good": recorded.subject}
    look = Due("look", recorded.time + HOUR, recorded.subject)
    return [look, Effect("tell", recorded.subject, told), Effect("mail", recorded.subject, told)]


class Stall:
    name = "shop"
    log: Any
    views: Any

    def __init__(self, raises: dict[str, Exception] | None = None) -> None:
        self.did: list[tuple[str, Any]] = []
        self.raises = raises or {}

    @follow("shop", GoodArrived)
    def welcome(self, event: GoodArrived, recorded: Recorded) -> None:
        """What arrived stands on the shelf before it is reacted to."""
        self._do("welcome", recorded.time)
        with self.views.begin() as db:
            assert event.name in names_on_shelf(db)
        self.log.execute(good, f"box-{recorded.subject}", [BoxOpened()], recorded.cause())

    @follow("office", GoodArrived)
    def hear(self, event: GoodArrived, recorded: Recorded) -> None:
        self._do("hear", recorded.time)

    @deadline
    def look(self, fired: Fired) -> None:
        self._do("look", fired.fired_at)

    @effect("tell")
    def tell_outside(self, effect: Attempt) -> None:
        self._do("tell", effect.at)

    @effect("mail")
    def write(self, effect: Attempt) -> None:
        self._do("mail", effect.at)

    def _do(self, what: str, at: Any) -> None:
        self.did.append((what, at))
        if what in self.raises:
            raise self.raises.pop(what)


@pytest.fixture
def stall() -> Stall:
    return Stall()


@pytest.fixture
def rehearsal(stall: Stall) -> Iterator[Rehearsal]:
    opened = Rehearsal(stall, effects, [shelf], ["tell"], MIDDAY)
    yield opened
    opened.close()


def test_what_follows_happens_at_once_and_what_is_due_in_its_time(rehearsal: Rehearsal, stall: Stall) -> None:
    rehearsal.tell("good", "tea", GoodArrived("Tea", 1))
    rehearsal.settle()
    assert stall.did == [("welcome", MIDDAY), ("tell", MIDDAY)]
    assert rehearsal.next_at() == MIDDAY + HOUR
    assert not rehearsal.go_on(MIDDAY + HOUR / 2)
    assert rehearsal.go_on(MIDDAY + 2 * HOUR)
    assert stall.did[2:] == [("look", MIDDAY + HOUR)]


def test_events_are_kept_in_their_order(rehearsal: Rehearsal) -> None:
    rehearsal.tell("good", "tea", GoodArrived("Tea", 1))
    rehearsal.tell("good", "rum", GoodArrived("Rum", 1))
    rehearsal.settle()
    assert [each.position for each in rehearsal.events] == [1, 2, 3, 4]
    assert [type(each.event) for each in rehearsal.events] == [GoodArrived, GoodArrived, BoxOpened, BoxOpened]


def test_who_waits_for_another_is_asked_again(rehearsal: Rehearsal, stall: Stall) -> None:
    stall.raises["welcome"] = Unavailable("view-behind")
    rehearsal.tell("good", "tea", GoodArrived("Tea", 1))
    rehearsal.settle()
    assert [what for what, _ in stall.did].count("welcome") == 2


@pytest.mark.parametrize("what", ["welcome", "look"])
def test_a_refusal_is_an_answer(rehearsal: Rehearsal, stall: Stall, what: str) -> None:
    stall.raises[what] = Conflicting("not-now")
    rehearsal.tell("good", "tea", GoodArrived("Tea", 1))
    rehearsal.settle()
    assert rehearsal.go_on(MIDDAY + HOUR)
    assert rehearsal.next_at() is None
    assert [did for did, _ in stall.did] == ["welcome", "tell", "look"]


@pytest.mark.parametrize("what", ["welcome", "tell", "look"])
def test_a_mistake_ends_it(rehearsal: Rehearsal, stall: Stall, what: str) -> None:
    stall.raises[what] = ZeroDivisionError()
    rehearsal.tell("good", "tea", GoodArrived("Tea", 1))
    with pytest.raises(ZeroDivisionError):
        rehearsal.settle() or rehearsal.go_on(MIDDAY + HOUR)


def test_a_log_in_memory_reads_what_is_personal_and_knows_no_other() -> None:
    one, other = MemoryLog("club", lambda event, recorded: []), MemoryLog("club", lambda event, recorded: [])
    one.execute(member, "ada", Join("Ada Lovelace", "dover"), acting("ada"))
    assert one.fold(member, "ada").name == "Ada Lovelace"
    assert b"Lovelace" not in one.read_all(0)[0].line
    assert other.head() == 0


def test_what_is_tried_is_counted_among_nobodys_appends(rehearsal: Rehearsal) -> None:
    def counted() -> float | None:
        return REGISTRY.get_sample_value("eventlog_events_appended_total", {"source": "shop"})

    before = counted()
    tell(rehearsal.log, "tea", GoodArrived("Tea", 1))
    assert counted() == before
