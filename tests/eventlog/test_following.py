"""Whatever becomes of the messages, a follower applies each position once and in order."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from eventlog.checkpoints import Checkpoint, OtherLog
from eventlog.following import PAGE, Following, Message, OwnLog, following_on, is_the_events_fault
from eventlog.leading import NoLongerLeads
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.relay import decoded, encoded
from eventlog.runtime import Kernel
from eventlog.schema import UnknownVersion
from eventlog.supervision import Supervised
from eventlog.views import View
from tests.eventlog.shelf import BoxOpened, BoxOpenedSchema, GoodArrived, GoodRenamed, GoodRenamedSchema
from tests.eventlog.shop import Counted, on_shelf, tell, tell_many, times_of


@pytest.fixture
def source(shop_log: Log) -> Counted:
    return Counted(shop_log)


@pytest.fixture
def following(view: View, source: Counted) -> Following:
    following = Following(view.feed("shop"), source)
    following.catch_up()
    source.asked = 0
    return following


def messages(log: Log, after: int = 0) -> list[Message]:
    """What the relay would tell of the log."""
    return [decoded("shop", encoded(recorded, log.incarnation)) for recorded in log.read_all(after)]


def counted(view: View, name: str) -> int:
    with view.reader.begin() as db:
        return times_of(db, name)


def test_messages_in_order_are_applied_without_asking(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50), BoxOpened())
    following.take(messages(shop_log))
    assert on_shelf(view) == ["chair", "lamp"]
    assert view.reader.position("shop") == 3
    assert following.source.asked == 0


def test_a_repeated_message_counts_once(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    told = messages(shop_log)
    following.take(told + told)
    following.take(told)
    assert counted(view, "lamp") == 1


def test_reordered_messages_are_applied_in_order(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "1", GoodRenamed("lantern"))
    following.take(messages(shop_log)[::-1])
    assert on_shelf(view) == ["lantern"]


def test_a_lost_message_is_read_from_the_log(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50))
    following.take(messages(shop_log)[1:])
    assert on_shelf(view) == ["chair", "lamp"]


def test_a_lost_last_message_is_noticed_by_the_next_head(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.take([Message(shop_log.incarnation, 1)])
    assert on_shelf(view) == ["lamp"]


def test_a_late_head_is_no_harm(shop_log: Log, following: Following, source: Counted) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    following.take(messages(shop_log))
    following.take([Message(shop_log.incarnation, 1)])
    assert following.position == 2
    assert source.asked == 0


def test_a_head_that_comes_with_its_event_asks_nothing(shop_log: Log, following: Following, source: Counted) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.take([*messages(shop_log), Message(shop_log.incarnation, 1)])
    assert following.position == 1
    assert source.asked == 0


def test_lost_repeated_and_reordered_messages_by_chance_give_the_same_rows(
    shop_log: Log, following: Following, view: View
) -> None:
    tell_many(shop_log, 60)
    chance = random.Random(7)
    told = messages(shop_log)
    disturbed = [each for each in told for _ in range(chance.choice((0, 1, 1, 2)))]
    while disturbed:
        batch = [disturbed.pop(chance.randrange(min(8, len(disturbed)))) for _ in range(min(5, len(disturbed)))]
        following.take(batch)
    following.take([Message(shop_log.incarnation, shop_log.head())])
    with view.reader.begin() as db:
        assert view.reader.position("shop") == shop_log.head()
        assert sum(1 for each in told if each.recorded and isinstance(each.recorded.event, GoodArrived)) == sum(
            times_of(db, name) for name in "abcdefgh"
        )


def test_a_log_of_another_incarnation_stops_the_follower(
    shop_log: Log, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.take(messages(shop_log))
    monkeypatch.setattr(Log, "incarnation", "restored")
    with pytest.raises(OtherLog, match="incarnation"):
        following.take([Message("restored", 1)])


def test_what_lies_beyond_a_gap_is_not_applied(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    tell(shop_log, "2", GoodArrived("chair", 50))
    first, _, third = shop_log.read_all(0)
    assert view.feed("shop").apply([first, third], shop_log.incarnation) == 1
    assert (on_shelf(view), view.reader.position("shop")) == (["lamp"], 1)


def test_events_of_another_incarnation_are_not_applied(shop_log: Log, following: Following, view: View) -> None:
    """Where another instance has moved the checkpoint into another log than the one who brings them has read."""
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.take(messages(shop_log))
    tell(shop_log, "2", GoodArrived("chair", 50))
    with pytest.raises(OtherLog, match="incarnation"):
        view.feed("shop").apply(shop_log.read_all(1), "restored")
    assert (on_shelf(view), view.reader.position("shop")) == (["lamp"], 1)


def test_an_old_message_of_a_log_that_was_put_back_is_no_harm(shop_log: Log, following: Following, view: View) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50))
    old = [each._replace(incarnation="older") for each in messages(shop_log)]
    following.take([*old[::-1], *messages(shop_log)[:1]])
    assert on_shelf(view) == ["chair", "lamp"]
    assert counted(view, "lamp") == 1


def test_a_log_that_ends_before_the_checkpoint_stops_the_follower(
    shop_log: Log, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    following.take(messages(shop_log))
    monkeypatch.setattr(shop_log, "head", lambda: 1)
    with pytest.raises(OtherLog, match="ends at 1"):
        following.catch_up()


def test_a_log_that_holds_another_event_at_the_checkpoint_stops_the_follower(
    shop_log: Log, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    following.take(messages(shop_log))
    real: Callable[..., Any] = shop_log.read_all
    monkeypatch.setattr(shop_log, "read_all", lambda after, limit: real(0, 1))
    with pytest.raises(OtherLog, match="holds another"):
        following.catch_up()


@pytest.mark.parametrize("why", [OtherLog("restored"), UnknownVersion("version 2")])
def test_who_has_to_stop_says_so_and_is_not_begun_again(why: Exception, caplog: pytest.LogCaptureFixture) -> None:
    begun: list[int] = []

    def work() -> None:
        begun.append(1)
        raise why if len(begun) == 1 else SystemExit

    supervised = Supervised("a follower", work)
    supervised.run()
    assert (len(begun), supervised.stopped, caplog.records[0].levelname) == (1, True, "CRITICAL")


def test_a_newer_version_of_a_followed_type_stops_after_what_came_before(
    shop_log: Log, following: Following, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GoodRenamedSchema, "upcasters", (lambda data: data,))
    tell(shop_log, "1", GoodArrived("lamp", 30), GoodRenamed("lantern"))
    monkeypatch.undo()
    with pytest.raises(UnknownVersion):
        following.take(messages(shop_log))
    assert on_shelf(view) == ["lamp"]
    assert view.parked() == []


def test_a_newer_version_of_a_type_that_is_not_followed_is_passed_over(
    shop_log: Log, following: Following, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoxOpenedSchema, "upcasters", (lambda data: data,))
    tell(shop_log, "1", BoxOpened(), GoodArrived("lamp", 30))
    monkeypatch.undo()
    following.take(messages(shop_log))
    assert on_shelf(view) == ["lamp"]


def test_what_is_read_as_far_as_its_type_is_the_same_event(shop_log: Log) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    for stored in shop_log.store.read_all(0, 10):
        of_end = Recorded.of_end("shop", *stored)
        assert not vars(of_end).keys() & {"data", "stream"}
        assert of_end == Recorded.parse("shop", *stored)
        assert of_end.event == shop_log.read("good-1")[stored.position - 1].event


def test_what_is_no_event_says_so_when_it_is_read_on() -> None:
    broken = Recorded.of_end("shop", 1, "", '{"id":"1","type":"shop.box-opened","dataversion":')
    assert broken.type == "shop.box-opened"
    with pytest.raises(ValueError):
        print(broken.stream)
    with pytest.raises(ValueError):
        Recorded.of_end("shop", 1, "", '{"nothing":')
    with pytest.raises(AttributeError):
        print(broken.unheard_of)


def test_the_end_of_a_log_is_read_once_for_all_who_follow_it(shop_log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read_all = shop_log.read_all
    monkeypatch.setattr(shop_log, "read_all", lambda after, limit: asked.append(after) or read_all(after, limit))
    own = OwnLog(shop_log)
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    first = own.read(0, 10)
    assert (own.read(0, 10), own.read(1, 10), own.read(0, 1)) == (first, first[1:], first[:1])
    assert asked == [0]
    tell(shop_log, "2", GoodArrived("chair", 50))
    assert [each.position for each in own.read(2, 10)] == [3]
    assert [each.position for each in own.read(0, 10)] == [1, 2, 3]
    assert asked == [0, 2]


def test_who_is_far_behind_the_end_reads_for_itself(shop_log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.following.KEPT", 2)
    own = OwnLog(shop_log)
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened(), BoxOpened(), BoxOpened())
    for after in (2, 0, 3, 1):
        found = own.read(after, 2)
        assert [each.position for each in found] == list(range(after + 1, 5))[:2]


def test_who_looks_once_a_second_behind_a_busy_log_reads_nothing_for_itself(
    shop_log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = OwnLog(shop_log)
    assert own.news() is None
    for command in range(3):
        tell(shop_log, str(command), *[BoxOpened()] * 400)
        assert own.news() == {"shop.box-opened"}
    monkeypatch.setattr(shop_log, "read_all", lambda after, limit: pytest.fail("it read for itself"))
    assert [each.position for each in own.read(0, 1000)] == list(range(1, 1001))
    assert [each.position for each in own.read(1000, 1000)] == list(range(1001, 1201))


def test_news_are_the_types_of_what_came_since(shop_log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    own = OwnLog(shop_log)
    tell(shop_log, "1", GoodArrived("lamp", 30))
    assert own.news() is None  # whatever came before
    assert own.news() == frozenset()
    tell(shop_log, "1", BoxOpened(), BoxOpened())
    assert own.news() == {"shop.box-opened"}
    monkeypatch.setattr("eventlog.following.KEPT", 2)
    tell(shop_log, "1", BoxOpened(), BoxOpened())
    assert own.news() is None
    assert own.news() == frozenset()


class Forgetful:
    """A follower whose database may lose its last transactions, as one that does not wait for its disk."""

    name, source = "forgetful", "shop"

    def __init__(self) -> None:
        self.applied: list[int] = []

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.name, self.source, position=len(self.applied))

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        self.applied += [each.position for each in following_on(events, len(self.applied))]
        return len(self.applied)


def test_what_a_crash_of_its_database_took_is_read_again(shop_log: Log) -> None:
    forgetful = Forgetful()
    following = Following(forgetful, OwnLog(shop_log))
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened(), BoxOpened())
    following.advance()
    del forgetful.applied[1:]
    tell(shop_log, "2", GoodArrived("chair", 50))
    following.advance()
    assert forgetful.applied == [1, 2, 3, 4]
    assert following.position == 4


def test_a_busy_file_is_no_events_fault() -> None:
    assert not is_the_events_fault(sqlite3.OperationalError("database is locked"))


def test_of_what_is_placed_all_is_told_also_where_a_follower_has_seen_its_beginning(shop_log: Log) -> None:
    own = OwnLog(shop_log)
    own.news()
    tell(shop_log, "1", GoodArrived("lamp", 30))
    assert [each.position for each in own.read(0, PAGE)] == [1]
    tell(shop_log, "1", GoodRenamed("lantern"))
    assert own.news() == {"shop.good-arrived", "shop.good-renamed"}
    assert own.news() == frozenset()


def test_who_is_told_of_what_comes_looks_not_behind_a_short_page(shop_log: Log, view: View) -> None:
    source = Counted(shop_log)
    following = Following(view.feed("shop"), source)
    following.catch_up()
    tell(shop_log, "1", GoodArrived("lamp", 30))
    before = source.asked
    following.advance(is_told=True)
    assert (following.position, source.asked - before) == (1, 1)


class Applied:
    """A follower that makes the log longer while it applies the first event, and then is asked for no more."""

    name, source = "applied", "shop"

    def __init__(self, log: Log, kernel: Kernel) -> None:
        self.log, self.kernel = log, kernel
        self.at = Checkpoint(self.name, self.source)

    def checkpoint(self) -> Checkpoint:
        return self.at

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        assert not self.at.position, "it was applied without the lead"
        self.at = self.at.after(events[-1], incarnation)
        tell(self.log, "2", GoodArrived("chair", 50))
        self.kernel.placed.ring()
        return self.at.position


class Lost:
    """Another instance leads."""

    def must_hold(self) -> None:
        raise NoLongerLeads("the follower")


def test_a_services_own_follower_goes_on_where_it_leads_and_nowhere_else(shop_log: Log) -> None:
    kernel = Kernel()
    kernel.log = shop_log
    follower = Applied(shop_log, kernel)
    tell(shop_log, "1", GoodArrived("lamp", 30))
    with pytest.raises(NoLongerLeads):
        kernel._follow_own(follower, Lost())
    assert (follower.at.position, shop_log.head()) == (1, 2)
