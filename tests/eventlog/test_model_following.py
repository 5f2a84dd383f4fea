"""Whatever becomes of messages, relays and followers, a read model is what the log says up to its checkpoint.

Followers are killed at any of their commits, before it or after. Broken by hand, each of these was found:

| broken | where | what tells |
| --- | --- | --- |
| a reaction's checkpoint moves before its command is carried out | `Reactions._react_and_move` | the office |
| a reaction's command has an id of chance, not one derived from its event | `Context.follows` | the office |
| a read model's rows are committed before its checkpoint | `Feed._apply` in two transactions | the read model |
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from eventlog.following import Following, Message, OwnLog
from eventlog.log import open_log
from eventlog.reactions import Reactions
from eventlog.reading import ReadModel
from eventlog.rebuilding import compare, rebuild
from eventlog.recorded import Recorded
from eventlog.relay import Published, Relay, decoded
from eventlog.views import View
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed, GoodSold, goods, names, shelf, used_names
from tests.eventlog.shop import SECRET, good, tell
from tests.eventlog.test_model import TRIED, new_url  # noqa: F401  a fixture

numbers = count(1)
INSTANCES = 2  # of the read model's service, and of the office that reacts
instances = st.integers(0, INSTANCES - 1)
happenings = st.lists(
    st.one_of(
        st.builds(GoodArrived, st.sampled_from(["lamp", "chair"]), st.integers(1, 9)),
        st.builds(GoodRenamed, st.sampled_from(["table", "stool"])),
        st.builds(GoodSold),
        st.builds(BoxOpened),
    ),
    min_size=1,
    max_size=3,
)


class Killed(BaseException):
    """What was at work is no more."""


class Doom:
    """Kills a follower so many moments from now, of which one is before each of its commits and one after; 0 never."""

    def __init__(self) -> None:
        self.moments = 0

    def passes(self) -> None:
        self.moments -= 1
        if self.moments == 0:
            raise Killed

    def over(self, begin: Callable[..., AbstractContextManager[Any]]) -> Callable[..., AbstractContextManager[Any]]:
        """Transactions that the moment may be before or after."""

        @contextmanager
        def begun(*wanted: Any, **how: Any) -> Iterator[Any]:
            with begin(*wanted, **how) as db:
                yield db
                self.passes()
            self.passes()

        return begun


class Wire:
    """A broker that may lose, repeat and reorder; and a relay that may be killed before or after it was heard.

    What was sent is under way until it takes and confirms it; where the relay is killed meanwhile it is lost.
    """

    def __init__(self) -> None:
        self.waiting: list[list[Message]] = [[], []]
        self.taken: set[int] = set()  # positions of events
        self.under_way: list[Message] = []
        self.killed = ""
        self.slow = False

    def send(self, messages: Sequence[Published]) -> None:
        if self.killed == "before":
            raise Killed
        self.under_way += [decoded("shop", each.body) for each in messages]
        if self.killed == "after":
            self.take(len(self.under_way))
            raise Killed

    def settle(self, at_most: int) -> int:
        waiting = min(len(self.under_way), at_most) if self.slow else 0
        self.take(len(self.under_way) - waiting)
        return waiting

    def take(self, count: int) -> None:
        told, self.under_way = self.under_way[:count], self.under_way[count:]
        self.taken |= {each.position for each in told if each.recorded}
        for queue in self.waiting:
            queue.extend(told)


class Shop(RuleBasedStateMachine):
    """A shop's log; its relay; a read model and an office in two instances each, which share a queue each."""

    def __init__(self, new_log: Callable[[], str], views: Callable[[], str]) -> None:
        super().__init__()
        self.log = open_log("shop", new_log(), keys=None, secret=SECRET)
        self.office = open_log("office", new_log(), keys=None, secret=SECRET)
        url = views()
        self.views = [View(ReadModel("shop", [shelf, used_names]), url) for _ in range(INSTANCES)]
        assert self.views[0].prepare()
        self.doom, self.wire = Doom(), Wire()
        for view in self.views:
            view.generations.writing = self.doom.over(view.generations.writing)  # type: ignore[method-assign]
            view.generations.applying = self.doom.over(view.generations.applying)  # type: ignore[method-assign]
        self.office.begin = self.doom.over(self.office.begin)  # type: ignore[method-assign]
        self.relay = Relay(self.log, self.wire)
        self.followers: list[list[Following | None]] = [[None] * INSTANCES, [None] * INSTANCES]
        self.told: list[tuple[str, Any]] = []  # good and event, as they were committed
        self.reacted: Counter[str] = Counter()

    @rule(subject=st.sampled_from(["1", "2"]), events=happenings)
    def happen(self, subject: str, events: list[Any]) -> None:
        tell(self.log, subject, *events)
        self.told += [(subject, event) for event in events]

    @rule()
    def places(self) -> None:
        assert self.log.sequence() is not None

    @rule(killed=st.sampled_from(["", "", "before", "after"]), head=st.booleans(), slow=st.booleans())
    def publishes(self, killed: str, head: bool, slow: bool) -> None:
        self.places()
        self.wire.killed, self.wire.slow = killed, slow
        try:
            self.relay.publish()
            if head:
                self.relay.announce()
        except Killed:
            self.relay, self.wire.under_way = Relay(self.log, self.wire), []
        self.wire.killed = ""

    @rule(which=st.integers(0, 1), instance=instances, count=st.integers(1, 6), fate=st.randoms(use_true_random=True))
    def arrive(self, which: int, instance: int, count: int, fate: Any) -> None:
        """Some of the first messages, by chance lost, repeated, reordered."""
        queue = self.wire.waiting[which]
        batch, queue[:count] = queue[:count], []
        survivors = [each for each in batch if fate.random() < 0.6]
        repeated = [each for each in survivors if fate.random() < 0.3]
        shuffled = survivors + repeated
        if fate.random() < 0.5:
            fate.shuffle(shuffled)
        if shuffled:
            self._following(which, instance).take(shuffled)

    @rule(which=st.integers(0, 1), instance=instances, moments=st.integers(1, 12))
    def is_killed_at_work(self, which: int, instance: int, moments: int) -> None:
        """While it catches up with the log; whoever comes next finds what it has left."""
        self.places()
        self.doom.moments = moments
        with suppress(Killed):
            self._following(which, instance).catch_up()
        self.doom.moments = 0
        self.followers[which][instance] = None

    @rule(which=st.integers(0, 1), instance=instances)
    def is_killed(self, which: int, instance: int) -> None:
        """The next to follow in its place begins with a look at its checkpoint."""
        self.followers[which][instance] = None

    @rule(which=st.integers(0, 1), instance=instances)
    def loses_its_queue(self, which: int, instance: int) -> None:
        self.wire.waiting[which].clear()

    @precondition(lambda self: self.log.head())
    @rule(instance=instances)
    def is_rebuilt(self, instance: int) -> None:
        rebuild(self.views[instance], {"shop": OwnLog(self.log)})
        self.followers[0] = [None] * INSTANCES

    def _following(self, which: int, instance: int) -> Following:
        following = self.followers[which][instance]
        if following is None:
            follower = self.views[instance].feed("shop") if which == 0 else self._reactions()
            following = self.followers[which][instance] = Following(follower, OwnLog(self.log))
            following.catch_up()
        return following

    def _reactions(self) -> Reactions:
        return Reactions("office.book", "shop", self.office, self._react)

    def _react(self, event: Any, recorded: Recorded) -> None:
        self.doom.passes()
        self.office.execute(good, f"book-{recorded.position}", [BoxOpened()], recorded.cause())
        self.doom.passes()

    @invariant()
    def the_read_model_is_what_the_log_says_up_to_its_checkpoint(self) -> None:
        with self.views[0].reader.begin() as db:
            at = self.views[0].reader.position("shop")
            shown = {row.stream: (row.name, row.renamed) for row in db.execute(select(goods))}
            used = {row.name: row.times for row in db.execute(select(names))}
        assert at <= self.log.head() <= len(self.told)
        assert (shown, used) == expected(self.log.read_all(0, at or 1)[:at])

    @invariant()
    def what_the_relay_has_passed_was_taken(self) -> None:
        assert self.wire.taken >= set(range(1, Relay(self.log, self.wire).position + 1))

    @invariant()
    def the_office_has_reacted_once_to_what_it_has_passed(self) -> None:
        at = self._reactions().checkpoint().position
        booked = [each.stream for each in self.office_events()]
        assert len(booked) == len(set(booked))
        assert {f"good-book-{position}" for position in range(1, at + 1)} <= set(booked)

    def office_events(self) -> list[Recorded]:
        assert self.office.sequence() is not None
        return self.office.read_all(0, 10_000)

    def teardown(self) -> None:
        """A last head is enough: everybody gets to the end."""
        try:
            self.places()
            self.publishes("", True, False)
            for which, queue in enumerate(self.wire.waiting):
                self._following(which, 0).take(queue[-1:])
            assert self.log.head() == len(self.told) == self.relay.position
            assert self.views[0].reader.position("shop") == len(self.told)
            assert len(self.office_events()) == len(self.told)
            assert compare(self.views[1], {"shop": OwnLog(self.log)}) == []
            self.the_read_model_is_what_the_log_says_up_to_its_checkpoint()
            assert not any(view.parked() for view in self.views)
        finally:
            for opened in (self.log, self.office, *self.views):
                opened.close()


def expected(events: Sequence[Recorded]) -> tuple[dict[str, tuple[str, int]], dict[str, int]]:
    """The shelf, and how often each name was used, in a few lines that are no projection."""
    shown: dict[str, tuple[str, int]] = {}
    used: Counter[str] = Counter()
    for each in events:
        match each.event:
            case GoodArrived(name):
                shown[each.stream] = (name, 0)
                used[name] += 1
            case GoodRenamed(name):
                if each.stream in shown:
                    shown[each.stream] = (name, shown[each.stream][1] + 1)
                used[name] += 1
            case GoodSold():
                shown.pop(each.stream, None)
    return shown, dict(used)


@pytest.mark.parametrize("new_url", ["sqlite", "postgresql"], indirect=True)
def test_followers_end_where_the_log_ends(
    new_url: Callable[[], str],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("eventlog.log.PATIENCE", 0)
    files = new_url().startswith("sqlite")
    examples = 20 if files else 8
    views = (lambda: f"sqlite:///{tmp_path}/views-{next(numbers)}") if files else new_url
    run_state_machine_as_test(lambda: Shop(new_url, views), settings=settings(TRIED, max_examples=examples))
