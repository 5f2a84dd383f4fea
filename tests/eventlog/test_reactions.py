"""A process manager gives each command once, whatever is repeated, refused, or fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from eventlog.checkpoints import OtherLog
from eventlog.following import Following
from eventlog.log import Log
from eventlog.reactions import Reactions
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Refused, Unavailable
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed
from tests.eventlog.shop import Counted, good, tell

BOOKED = "books"


class Bookkeeper:
    """Opens a box in its own stream for each good that arrives, and does as it is told before."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.raises: list[Exception] = []
        self.asked = 0

    def react(self, event: Any, recorded: Recorded) -> None:
        if not isinstance(event, GoodArrived):
            return
        self.asked += 1
        if self.raises:
            raise self.raises.pop(0)
        self.log.execute(good, f"{BOOKED}-{recorded.subject}", [BoxOpened()], recorded.cause())

    def booked(self, subject: str) -> int:
        return len(self.log.read(f"good-{BOOKED}-{subject}"))


@pytest.fixture
def keeper(shop_log: Log) -> Bookkeeper:
    return Bookkeeper(shop_log)


@pytest.fixture
def reactions(keeper: Bookkeeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reactions]:
    monkeypatch.setattr("eventlog.following.tried.__defaults__", ((0.0, 0.0),))
    return Reactions("books.react", "shop", keeper.log, keeper.react)


@pytest.fixture
def following(reactions: Reactions, shop_log: Log) -> Following:
    return Following(reactions, Counted(shop_log))


def passed_over(log: Log) -> list[str]:
    with log.reading() as db:
        return list(db.scalars(text("SELECT reason FROM passed_over")))


def test_each_event_gives_its_command(shop_log: Log, following: Following, keeper: Bookkeeper) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    assert keeper.booked("1") == 1
    assert following.follower.checkpoint().position == shop_log.head()


def test_a_process_manager_that_died_before_its_checkpoint_moved_does_nothing_twice(
    shop_log: Log, following: Following, keeper: Bookkeeper
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    (recorded,) = shop_log.read_all(0)
    keeper.react(recorded.event, recorded)  # it died here
    following.catch_up()
    assert (keeper.asked, keeper.booked("1")) == (2, 1)


def test_a_process_manager_does_nothing_of_what_lies_beyond_a_gap(
    shop_log: Log, reactions: Reactions, keeper: Bookkeeper
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), BoxOpened())
    tell(shop_log, "2", GoodArrived("chair", 50))
    first, _, third = shop_log.read_all(0)
    assert reactions.apply([first, third], shop_log.incarnation) == 1
    assert (keeper.booked("1"), keeper.booked("2"), reactions.checkpoint().position) == (1, 0, 1)


def test_a_process_manager_does_nothing_of_what_is_older(
    shop_log: Log, reactions: Reactions, keeper: Bookkeeper
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    arrived = shop_log.read_all(0)
    for _ in range(2):
        assert reactions.apply(arrived, shop_log.incarnation) == 1
    assert keeper.asked == 1


def test_a_process_manager_does_nothing_of_another_incarnation(
    shop_log: Log, reactions: Reactions, keeper: Bookkeeper
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    reactions.apply(shop_log.read_all(0), shop_log.incarnation)
    tell(shop_log, "2", GoodArrived("chair", 50))
    with pytest.raises(OtherLog, match="incarnation"):
        reactions.apply(shop_log.read_all(reactions.checkpoint().position), "restored")
    assert keeper.booked("2") == 0


def test_a_refused_command_is_handled_and_written_down(shop_log: Log, following: Following, keeper: Bookkeeper) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    keeper.raises = [Refused("sold-out", "lamp")]
    following.catch_up()
    assert (keeper.asked, keeper.booked("1")) == (1, 0)
    assert passed_over(shop_log) == ["refused sold-out: lamp"]
    assert following.follower.checkpoint().position == 1


def test_a_failure_that_passes_is_no_failure(shop_log: Log, following: Following, keeper: Bookkeeper) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    keeper.raises = [ValueError("once"), Conflicting("try-again")]
    following.catch_up()
    assert keeper.booked("1") == 1


def test_a_failure_that_stays_parks_the_stream_and_no_other(
    shop_log: Log, following: Following, keeper: Bookkeeper, reactions: Reactions
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50))
    tell(shop_log, "1", GoodArrived("lamp", 31))
    keeper.raises = [ValueError("always")] * 3
    following.catch_up()
    assert (keeper.booked("1"), keeper.booked("2")) == (0, 1)
    (parked,) = reactions.parked()
    assert (parked.stream, parked.position, parked.behind) == ("good-1", 1, 1)


def test_a_mended_reaction_catches_up_with_its_stream(
    shop_log: Log, following: Following, keeper: Bookkeeper, reactions: Reactions
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), GoodRenamed("lantern"), GoodArrived("lamp", 31))
    keeper.raises = [ValueError("always")] * 3
    following.catch_up()
    assert reactions.retry("good-1") == 3
    assert (keeper.booked("1"), reactions.parked()) == (2, [])


def test_a_skipped_reaction_is_written_down(
    shop_log: Log, following: Following, keeper: Bookkeeper, reactions: Reactions
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    keeper.raises = [ValueError("always")] * 3
    following.catch_up()
    reactions.skip("good-1", "booked by hand")
    assert (keeper.booked("1"), passed_over(shop_log)) == (0, ["booked by hand"])


def test_while_another_service_is_away_all_events_wait(
    shop_log: Log, following: Following, keeper: Bookkeeper, reactions: Reactions
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    keeper.raises = [Unavailable("service-away", "identity")]
    with pytest.raises(Unavailable):
        following.catch_up()
    assert (reactions.parked(), reactions.checkpoint().position) == ([], 0)
    following.catch_up()
    assert keeper.booked("1") == 1


def test_what_it_does_not_follow_moves_its_checkpoint_only(shop_log: Log, keeper: Bookkeeper) -> None:
    tell(shop_log, "1", GoodRenamed("lantern"), GoodArrived("lamp", 30), GoodRenamed("lantern"))
    only = Reactions("books.react", "shop", shop_log, keeper.react, frozenset({"shop.good-renamed"}))
    assert only.apply(shop_log.read_all(0), shop_log.incarnation) == 3
    assert keeper.asked == 0
    assert only.checkpoint().position == 3


def test_a_stream_that_is_tried_again_amid_a_batch_waits_no_longer(
    shop_log: Log, following: Following, keeper: Bookkeeper, reactions: Reactions
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell(shop_log, "2", GoodArrived("chair", 50))
    tell(shop_log, "1", GoodArrived("lamp", 40))
    keeper.raises = [ValueError("no ink")] * 3
    react = keeper.react

    def mended(event: Any, recorded: Recorded) -> None:
        if recorded.stream == "good-2":
            keeper.raises = []
            reactions.retry("good-1")
        react(event, recorded)

    reactions._react = mended
    following.catch_up()
    assert (reactions.parked(), keeper.booked("1")) == ([], 2)


def test_who_was_slower_than_another_instance_moves_nothing_back(shop_log: Log) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), GoodArrived("lamp", 31))
    first, second = shop_log.read_all(0)
    quicker = Reactions("books.react", "shop", shop_log, lambda event, recorded: None)

    def react(event: Any, recorded: Recorded) -> None:
        quicker.apply([first, second], shop_log.incarnation)

    Reactions("books.react", "shop", shop_log, react).apply([first], shop_log.incarnation)
    assert quicker.checkpoint().position == 2


def test_who_was_slower_and_was_refused_moves_nothing_back(shop_log: Log) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30), GoodArrived("lamp", 31))
    both = shop_log.read_all(0)
    quicker = Reactions("books.react", "shop", shop_log, lambda event, recorded: None)

    def react(event: Any, recorded: Recorded) -> None:
        quicker.apply(both, shop_log.incarnation)
        raise Refused("sold-out", "lamp")

    Reactions("books.react", "shop", shop_log, react).apply(both[:1], shop_log.incarnation)
    assert (quicker.checkpoint().position, passed_over(shop_log)) == (2, ["refused sold-out: lamp"])
