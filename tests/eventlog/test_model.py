"""Any sequence of appends, reads, crashes and late commits ends as a few lists in memory say it must."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from eventlog.integrity import Draft, Head, seal
from eventlog.log import Executed, Log, open_log
from eventlog.postgres import PostgreSQL
from eventlog.recorded import Recorded, instant
from eventlog.refusal import Invalid, Refused
from eventlog.sqlite import SQLite
from eventlog.store import Append, Clash, CommandRow
from eventlog.testing import MIDDAY
from tests.eventlog.shop import SECRET
from tests.eventlog.stall import Arrive, Command, Model, Rename, Sell, as_told, item, sent

INSTANCES, FOLLOWERS = 2, 2
numbers = count(1)

goods = st.sampled_from(["1", "2", "3"])
named = st.sampled_from(["lamp", "chair", "table"])
commands = st.one_of(st.builds(Arrive, named), st.builds(Rename, named), st.builds(Sell))
instances = st.integers(0, INSTANCES - 1)
followers = st.integers(0, FOLLOWERS - 1)

TRIED = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],  # a shorter example costs minutes of databases: ask for it by hand
    print_blob=True,
)


class Late:
    """An append that has been written and not been committed."""

    def __init__(self, store: Any, append: Append) -> None:
        self._store = store
        self.append = append
        if isinstance(store, SQLite):
            store._lock.acquire()
            store._begin(store._writer, "FULL")
            store._insert(store._writer, append)
        else:
            self._connection = store._connect()
            self._connection.autocommit = False
            store._insert(self._connection, append)

    def end(self, how: str) -> None:
        if isinstance(self._store, SQLite):
            self._store._writer.execute(how)
            self._store._lock.release()
        else:
            getattr(self._connection, how.lower())()
            self._connection.close()


class Stall(RuleBasedStateMachine):
    """Two instances of a service at one log, and two that follow it by position."""

    def __init__(self, new_url: Callable[[], str]) -> None:
        super().__init__()
        self.url = new_url()
        self.logs = [self._open() for _ in range(INSTANCES)]
        self.model = Model()
        self.committed = 0  # events
        self.done: dict[int, tuple[str, Command, Executed]] = {}
        self.late: list[Late] = []
        self.seen: list[list[Recorded]] = [[] for _ in range(FOLLOWERS)]

    def _open(self) -> Log:
        return open_log("shop", self.url, keys=None, secret=SECRET)

    def _may_write(self) -> bool:
        """On SQLite writers are one at a time: another would wait for the late one."""
        return not self.late or isinstance(self.logs[0].store, PostgreSQL)

    @precondition(_may_write)
    @rule(instance=instances, good=goods, command=commands)
    def told(self, instance: int, good: str, command: Command) -> None:
        number = next(numbers)
        with self._as_expected(good, command) as expected:
            done = self.logs[instance].execute(item, good, command, sent("hand", number))
            assert list(done.events) == [event for stream, event in expected if stream == f"item-{good}"]
            self.committed += len(expected)
            self.done[number] = (good, command, done)

    @contextmanager
    def _as_expected(self, good: str, command: Command) -> Iterator[list[tuple[str, Any]]]:
        """What the model tells; where it refuses, so must the log."""
        try:
            expected = self.model.told(good, command)
        except Refused as refused:
            with pytest.raises(type(refused), match=refused.code):
                yield []
        else:
            yield expected

    @precondition(lambda self: self.done and self._may_write())
    @rule(instance=instances, chance=st.randoms())
    def told_again(self, instance: int, chance: Any) -> None:
        number = chance.choice(sorted(self.done))
        good, command, before = self.done[number]
        again = self.logs[instance].execute(item, good, command, sent("hand", number))
        assert (again.repeated, again.events, again.result) == (True, (), before.result)

    @precondition(lambda self: self.done and self._may_write())
    @rule(instance=instances, chance=st.randoms())
    def another_under_its_id(self, instance: int, chance: Any) -> None:
        number = chance.choice(sorted(self.done))
        with pytest.raises(Invalid, match="idempotency-key-reused"):
            self.logs[instance].execute(item, "4", Arrive("other"), sent("hand", number))

    @precondition(lambda self: self._may_write() and self.model.streams)
    @rule(instance=instances, chance=st.randoms())
    def decided_on_what_is_old(self, instance: int, chance: Any) -> None:
        """The second of two events is on top of one that the decision did not see: neither is stored."""
        stream = chance.choice(sorted(self.model.streams))
        version = chance.randrange(len(self.model.streams[stream]))
        fresh = f"fresh-{next(numbers)}"
        rows = [*_sealed(fresh), *_sealed(stream, version)]
        with pytest.raises(Clash):
            self.logs[instance].store.append(Append(rows, _command(fresh)))
        assert self.logs[instance].store.command("late", fresh) is None
        assert self.logs[instance].read(fresh) == []

    @precondition(_may_write)
    @rule(instance=instances)
    def begins_and_does_not_commit(self, instance: int) -> None:
        stream = f"late-{next(numbers)}"
        self.late.append(Late(self.logs[instance].store, Append(_sealed(stream), _command(stream))))

    @precondition(lambda self: self.late)
    @rule(how=st.sampled_from(["COMMIT", "ROLLBACK"]), chance=st.randoms())
    def ends(self, how: str, chance: Any) -> None:
        late = self.late.pop(chance.randrange(len(self.late)))
        late.end(how)
        stored = late.append.events if how == "COMMIT" else []
        self.committed += len(stored)
        for event in stored:
            self.model.streams[event.stream] = [None]

    @rule(instance=instances)
    def places(self, instance: int) -> None:
        assert self.logs[instance].sequence() is not None
        assert self.logs[instance].head() == self.committed

    @rule(instance=instances, follower=followers, limit=st.integers(1, 5))
    def reads_on(self, instance: int, follower: int, limit: int) -> None:
        seen = self.seen[follower]
        seen += self.logs[instance].read_all(len(seen), limit)
        assert [each.position for each in seen] == list(range(1, len(seen) + 1))

    @precondition(lambda self: not self.late)
    @rule(instance=instances)
    def is_opened_anew(self, instance: int) -> None:
        self.logs[instance].close()
        self.logs[instance] = self._open()

    @invariant()
    def nobody_sees_what_is_not_committed(self) -> None:
        assert self.logs[0].head() <= self.committed
        for late in self.late:
            assert self.logs[0].read(late.append.events[0].stream) == []

    def teardown(self) -> None:
        """At last all that was committed is read by everybody, once, each stream in its order."""
        try:
            while self.late:
                self.ends("COMMIT", _First())
            self.places(0)
            for follower in range(FOLLOWERS):
                while len(self.seen[follower]) < self.committed:
                    self.reads_on(0, follower, 1000)
                self._must_be_the_models(self.seen[follower])
            for stream, events in self.model.streams.items():
                assert [each.event for each in self.logs[1].read(stream)] == events
            assert list(self.logs[0].verify()) == []
        finally:
            for log in self.logs:
                log.close()

    def _must_be_the_models(self, seen: list[Recorded]) -> None:
        streams: dict[str, list[Any]] = {}
        for stream, event in as_told(seen):
            streams.setdefault(stream, []).append(event)
        assert streams == self.model.streams
        assert all(each.version <= len(streams[each.stream]) for each in seen)


class _First:
    """Chance that always takes the first."""

    def randrange(self, stop: int) -> int:
        return 0


def _sealed(stream: str, version: int = 0) -> Any:
    return seal(stream, Head(version, ""), [Draft(f"{stream}-{version}", "shop.late", 1, {})], instant(MIDDAY), ABOUT)


def _command(id: str) -> CommandRow:
    return CommandRow("late", id, "", None, instant(MIDDAY))


ABOUT = '{"correlation":"","causation":"","actor":"late","traceparent":""}'


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.log.db"
    return request.getfixturevalue("new_database")  # type: ignore[no-any-return]


@pytest.mark.parametrize("new_url", ["sqlite", "postgresql"], indirect=True)
def test_a_log_is_what_the_model_says(new_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.log.PATIENCE", 0)
    run_state_machine_as_test(lambda: Stall(new_url), settings=TRIED)
