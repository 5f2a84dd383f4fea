"""Rules across streams, while several processes want the same: on PostgreSQL and SQLite, one has it and one alone."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from eventlog.following import Following, OwnLog
from eventlog.log import Log
from eventlog.reading import ReadModel
from eventlog.rebuilding import compare
from eventlog.views import View
from gateway.views import PROJECTIONS
from tests.concurrency.contests import CONTESTS, Contest, SameKeys
from tests.concurrency.rivals import opened, outcome

ROOT = Path(__file__).parents[2]
ROUNDS = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/contest.log.db"
    return str(request.getfixturevalue("new_database")())


@dataclass(frozen=True)
class Rival:
    process: subprocess.Popen[str]

    def hears(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def rivals() -> Iterator[Sequence[Rival]]:
    """As many processes as the largest contest has."""
    with ExitStack() as running:
        found = []
        for rival in range(max(contest.rivals for contest in CONTESTS.values())):
            command = [sys.executable, "-m", "tests.concurrency.rivals", str(rival), str(ROUNDS)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            running.enter_context(process)
            running.callback(process.kill)
            found.append(Rival(process))
        yield found


def held(name: str, url: str, rivals: Sequence[Rival], meanwhile: Callable[[], None]) -> list[tuple[str, ...]]:
    """What came of each round, rival by rival."""
    taking_part = rivals[: CONTESTS[name].rivals]
    for rival in taking_part:
        rival.hears(f"{name}\t{url}")
    assert [rival.says() for rival in taking_part] == ["ready"] * len(taking_part)
    start = time.monotonic() + 0.05
    for rival in taking_part:
        rival.hears(str(start))
    with ThreadPoolExecutor(len(taking_part)) as ears:
        told = [ears.submit(rival.says) for rival in taking_part]
        while not all(each.done() for each in told):
            meanwhile()
    return list(zip(*(json.loads(each.result()) for each in told), strict=True))


def shown(contest: Contest, log: Log, folder: Path) -> tuple[View, Following]:
    """The gateway's read model of this log, and what follows it."""
    ours = [projection for projection in PROJECTIONS if projection.source == contest.source]
    view = View(ReadModel("gateway", ours), f"sqlite:///{folder}/views", SameKeys())
    view.prepare()
    return view, Following(view.feed(contest.source), OwnLog(log))


@pytest.mark.parametrize("name", CONTESTS)
def test_one_wins_and_the_others_hear_why(name: str, url: str, rivals: Sequence[Rival], tmp_path: Path) -> None:
    contest = CONTESTS[name]
    log = opened(contest.source, url)
    prepared = [outcome(log, move) for n in range(ROUNDS) for move in contest.before(n)]
    assert set(prepared) <= {"won"}
    view, following = shown(contest, log, tmp_path)
    rounds = held(name, url, rivals, following.catch_up)
    expected = sorted(["won"] * contest.winners + [contest.refused] * (contest.rivals - contest.winners))
    assert [sorted(outcomes) for outcomes in rounds] == [expected] * ROUNDS
    assert all(contest.then(log, n) for n in range(ROUNDS))
    following.catch_up()
    assert list(log.verify()) == []
    assert view.parked() == []
    assert compare(view, {contest.source: OwnLog(log)}) == []
    view.close()
    log.close()
