"""Writers at the same time, as threads and as processes that may be killed: some order of theirs explains the log."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused
from tests.eventlog.hands import Task, carry_out, open_stall
from tests.eventlog.stall import Arrive, Model, as_told
from tests.eventlog.test_model import TRIED, commands, goods, new_url  # noqa: F401  a fixture

numbers = count(1)
scripts = st.lists(st.lists(st.tuples(goods, commands), min_size=1, max_size=8), min_size=2, max_size=4)
NEVER = 10_000
BORN, OVER, ECHO = 0, -1, -2  # what the nursery says besides outcomes, whose numbers begin at 1
BURSTS = settings(TRIED, max_examples=8, stateful_step_count=3)
Outcomes = dict[tuple[str, int], str]


class Reading:
    """Reads on by position, and places, as long as others write."""

    def __init__(self, url: str, seen: list[Recorded]) -> None:
        self.log, self.seen, self.over = open_stall(url), seen, threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self.over.is_set():
            self.log.sequence()
            self.seen += self.log.read_all(len(self.seen), 7)
            time.sleep(0.0005)

    def end(self) -> None:
        self.over.set()
        self._thread.join()
        while self.log.sequence() is None:
            time.sleep(0.005)  # the session of a killed process may live a moment longer
        while page := self.log.read_all(len(self.seen), 1000):
            self.seen += page
        self.log.close()


class Crowd(RuleBasedStateMachine):
    """Each burst lets several hands write at once; in between, the log is looked at."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        open_stall(url).close()
        self.seen: list[Recorded] = []
        self.sent: dict[tuple[str, int], Task] = {}
        self.outcomes: Outcomes = {}

    def burst(self, scripts: list[list[Any]], run: Callable[[dict[str, list[Task]], Outcomes], None]) -> None:
        tasks = {f"hand-{next(numbers)}": [Task(next(numbers), *each) for each in script] for script in scripts}
        self.sent |= {(hand, task.number): task for hand, script in tasks.items() for task in script}
        reading, told = Reading(self.url, self.seen), Outcomes()
        try:
            run(tasks, told)
        finally:
            reading.end()
        self.outcomes |= told
        self._settle(tasks, told)
        self._look()

    def _settle(self, tasks: dict[str, list[Task]], told: Outcomes) -> None:
        """What a killed hand did not tell is sent again, by another."""
        log = open_stall(self.url)
        for hand, script in tasks.items():
            unanswered = [task for task in script if (hand, task.number) not in told]
            carry_out(log, hand, unanswered, lambda number, outcome, hand=hand: self._tell(hand, number, outcome))
        assert log.sequence() is not None
        self.seen += log.read_all(len(self.seen), 10_000)
        assert list(log.verify()) == []
        log.close()

    def _tell(self, hand: str, number: int, outcome: str) -> None:
        self.outcomes[hand, number] = outcome

    def _look(self) -> None:
        """Positions have no gaps, and the commands one after another, in the order of theirs, make the same events."""
        assert [each.position for each in self.seen] == list(range(1, len(self.seen) + 1))
        by_command: dict[str, list[Recorded]] = {}
        for each in self.seen:
            by_command.setdefault(each.correlation, []).append(each)
        names = {f"{hand}/{number}": (hand, number) for hand, number in self.sent}
        model, ever = Model(), set[tuple[str, str]]()
        for name, events in by_command.items():
            task = self.sent[names[name]]
            try:
                expected = model.told(task.good, task.command)
            except Refused as refused:
                raise AssertionError(f"{name} should have been refused: {refused}") from refused
            assert sorted(as_told(events), key=repr) == sorted(expected, key=repr), name
            assert self.outcomes[names[name]] == "done", name
            ever.add((task.good, getattr(task.command, "name", "")))
        self._must_have_worked_in_order(list(by_command))
        self._must_have_had_reason(ever)
        self._must_have_told_events(set(by_command), {good for good, _ in ever})

    def _must_have_worked_in_order(self, names: list[str]) -> None:
        """A hand sends a command when the one before was answered."""
        last: dict[str, int] = {}
        for hand, number in (name.rsplit("/", 1) for name in names):
            assert last.get(hand, 0) < int(number)
            last[hand] = int(number)

    def _must_have_told_events(self, told: set[str], arrived: set[str]) -> None:
        """Nothing is done without an event, but for a good that arrives where it is."""
        for (hand, number), outcome in self.outcomes.items():
            task = self.sent[hand, number]
            if outcome == "done" and f"{hand}/{number}" not in told:
                assert isinstance(task.command, Arrive), f"{hand}/{number} was answered and is not there"
                assert task.good in arrived

    def _must_have_had_reason(self, ever: set[tuple[str, str]]) -> None:
        """A name is refused as taken where another good had it at some time."""
        for key, outcome in self.outcomes.items():
            task = self.sent[key]
            if outcome == "name-taken":
                assert any(good != task.good and name == task.command.name for good, name in ever)  # type: ignore[union-attr]
            else:
                assert outcome in ("done", Missing("no-such-good").code)


class Threads(Crowd):
    @rule(scripts=scripts, shared=st.booleans())
    def threads_write(self, scripts: list[list[Any]], shared: bool) -> None:
        self.burst(scripts, partial(self._run, shared=shared))

    def _run(self, tasks: dict[str, list[Task]], told: Outcomes, shared: bool) -> None:
        """At one instance, or each at its own."""
        logs = [open_stall(self.url) for _ in ([0] if shared else tasks)]
        threads = []
        for index, (hand, script) in enumerate(tasks.items()):
            tell = partial(_note, told, hand)
            threads.append(threading.Thread(target=carry_out, args=(logs[0 if shared else index], hand, script, tell)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for log in logs:
            log.close()


def _note(told: Outcomes, hand: str, number: int, outcome: str) -> None:
    told[hand, number] = outcome


class Processes(Crowd):
    def __init__(self, url: str, nursery: "subprocess.Popen[str]") -> None:
        super().__init__(url)
        self.nursery = nursery

    @rule(scripts=scripts, killed_after=st.lists(st.sampled_from([0, 1, 2, 3, NEVER, NEVER]), min_size=4, max_size=4))
    def processes_write(self, scripts: list[list[Any]], killed_after: list[int]) -> None:
        self.burst(scripts, partial(self._run, killed_after=killed_after))

    def _run(self, tasks: dict[str, list[Task]], told: Outcomes, killed_after: list[int]) -> None:
        """Each hand is killed when it has told so many outcomes; so the next command is under way."""
        assert self.nursery.stdin is not None
        for hand, script in tasks.items():
            print(json.dumps([hand, self.url, [task.dump() for task in script]]), file=self.nursery.stdin, flush=True)
        left = dict(zip(tasks, killed_after, strict=False))
        pids: dict[str, int] = {}
        while left:
            self._hear(told, pids, left)
            for each in [each for each in left if each in pids and left[each] == 0]:
                _kill(pids[each])
                self._hear_last_words(each, told, pids, left)
                left.pop(each, None)

    def _hear(self, told: Outcomes, pids: dict[str, int], left: dict[str, int]) -> int:
        """One line; what it says is noted."""
        assert self.nursery.stdout is not None
        hand, number, outcome = json.loads(self.nursery.stdout.readline())
        if number == BORN:
            pids[hand] = int(outcome)
        elif number == OVER:
            left.pop(hand, None)
        elif number != ECHO:
            told[hand, number] = outcome
            left[hand] = max(0, left[hand] - 1)
        return int(number)

    def _hear_last_words(self, hand: str, told: Outcomes, pids: dict[str, int], left: dict[str, int]) -> None:
        """What it wrote before it was killed comes before the nursery's echo."""
        assert self.nursery.stdin is not None
        print(json.dumps([hand, "", []]), file=self.nursery.stdin, flush=True)
        while self._hear(told, pids, left) != ECHO:
            pass


def _kill(pid: int) -> None:
    """Gone for certain when it returns; what it sent to a server may be stored even later."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while os.path.exists(f"/proc/{pid}"):  # noqa: PTH110 — a look, again and again
        time.sleep(0.001)


@pytest.fixture(scope="module")
def nursery() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.eventlog.hands"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.log.PATIENCE", 0)


@pytest.mark.parametrize("new_url", ["sqlite", "postgresql"], indirect=True)
def test_some_order_of_what_threads_did_explains_the_log(new_url: Callable[[], str]) -> None:  # noqa: F811
    run_state_machine_as_test(lambda: Threads(new_url()), settings=BURSTS)


@pytest.mark.parametrize("new_url", ["sqlite", "postgresql"], indirect=True)
def test_some_order_of_what_killed_processes_did_explains_the_log(
    new_url: Callable[[], str],  # noqa: F811
    nursery: "subprocess.Popen[str]",
) -> None:
    run_state_machine_as_test(lambda: Processes(new_url(), nursery), settings=BURSTS)
