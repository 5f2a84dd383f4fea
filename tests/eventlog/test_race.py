"""The race that a log must not lose: writers in several processes, and a reader that follows by position."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

import pytest
from sqlalchemy import create_engine, text

from eventlog import sequencer
from eventlog.opening import open_store
from eventlog.refusal import Unavailable
from eventlog.store import Store, Stored
from tests.eventlog.writers import some
from tests.parts.process import wait_until

WRITERS = 4
SECONDS = 3
KILLS = 15


def write_beside(url: str, meanwhile: Callable[[], None], enough: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Runs the writers and, again and again, `meanwhile`; how many events each was told to be stored."""
    with ExitStack() as open_files:
        said = {f"writer{n}": open_files.enter_context(TemporaryFile("w+")) for n in range(WRITERS)}
        running = [start("writers", url, name, stdout=file) for name, file in said.items()]
        try:
            wait_until(lambda: all(os.fstat(file.fileno()).st_size for file in said.values()), 60, "a writer is silent")
            end = time.monotonic() + SECONDS
            while time.monotonic() < end or not enough():
                meanwhile()
        finally:
            for process in running:
                process.terminate()
        assert [process.wait() for process in running] == [0] * WRITERS
        return {name: last_number(file) for name, file in said.items()}


def start(program: str, *arguments: str, stdout: IO[str] | int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.eventlog.{program}", *arguments]
    stdin = subprocess.PIPE if stdout == subprocess.PIPE else subprocess.DEVNULL
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, text=True)


def last_number(said: IO[str]) -> int:
    said.seek(0)
    return int(said.read().split()[-1])


class Follower:
    """Reads on from the last position it has seen."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: list[Stored] = []

    def read_on(self) -> None:
        self.seen += self.store.read_all(self.seen[-1].position if self.seen else 0, 500)

    def catch_up(self) -> None:
        while self.store.sequence() is None:
            time.sleep(0.01)  # the session of a killed sequencer may live a moment longer
        while len(self.seen) < self.store.head():
            self.read_on()

    def must_have_seen(self, told: dict[str, int]) -> None:
        """All that was acknowledged, once, without a gap, and each stream in the order of its versions."""
        assert [stored.position for stored in self.seen] == list(range(1, len(self.seen) + 1))
        events = [json.loads(stored.line) for stored in self.seen]
        assert Counter(event["metadata"]["actor"] for event in events) == told
        heads: Counter[str] = Counter()
        for event in events:
            heads[event["stream"]] += 1
            assert event["version"] == heads[event["stream"]]


@pytest.fixture
def store(log_url: str) -> Iterator[Store]:
    opened = open_store("club", log_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Store]:
    opened = open_store("club", postgres_url)
    yield opened
    opened.close()


def test_a_reader_that_follows_by_position_misses_nothing(log_url: str, store: Store) -> None:
    follower = Follower(store)

    def follow() -> None:
        store.sequence()
        follower.read_on()

    told = write_beside(log_url, follow)
    follower.catch_up()
    follower.must_have_seen(told)


def test_a_reader_of_the_rows_own_numbers_would_have_missed_some(postgres_url: str, on_postgres: Store) -> None:
    rows = create_engine(postgres_url)
    seen = [0]

    def follow() -> None:
        with rows.connect() as db:
            seen.extend(db.scalars(text("SELECT id FROM events WHERE id > :last ORDER BY id"), {"last": seen[-1]}))

    told = write_beside(postgres_url, follow)
    follow()
    rows.dispose()
    assert len(seen) - 1 < sum(told.values())


@pytest.mark.faults
def test_killed_sequencers_lose_nothing_and_place_nothing_twice(postgres_url: str, on_postgres: Store) -> None:
    follower, killed = Follower(on_postgres), []
    with start("sequencers", postgres_url) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None

        def kill_one() -> None:
            print(file=nursery.stdin, flush=True)
            killed.append(int(nursery.stdout.readline()))  # type: ignore[union-attr]
            end = time.monotonic() + random.uniform(0, 0.06)
            while time.monotonic() < end:
                follower.read_on()
            os.kill(killed[-1], signal.SIGKILL)

        told = write_beside(postgres_url, kill_one, enough=lambda: len(killed) >= KILLS)
        nursery.stdin.close()
    assert follower.seen, "the sequencers placed some before they were killed"
    follower.catch_up()
    follower.must_have_seen(told)


def test_any_instance_may_place_what_another_appended(postgres_url: str, on_postgres: Store) -> None:
    other = open_store("club", postgres_url)
    for number, store in enumerate([on_postgres, other, on_postgres], 1):
        on_postgres.append(some(f"writer{number}", 0, 1))
        assert store.sequence() == 1
        assert store.head() == number
    other.close()


def test_what_commits_late_is_placed_however_far_the_floor_has_risen(
    postgres_url: str, on_postgres: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "FLOOR_EVERY", 0)
    with create_engine(postgres_url).begin() as late:
        late.execute(
            text(
                "WITH late AS (INSERT INTO events (stream, version, hash, line) VALUES ('late-1', 1, '', '{}') "
                "RETURNING id) INSERT INTO unsequenced SELECT id FROM late"
            )
        )
        for number in range(5):
            on_postgres.append(some(f"writer{number}", 0, 1))
            on_postgres.sequence()
    for _ in range(4):
        on_postgres.sequence()
    assert on_postgres.read("late-1")[0].position == 6
    assert [each.position for each in on_postgres.read_all(0, 10)] == [1, 2, 3, 4, 5, 6]


def test_nobody_places_while_another_is_at_it(postgres_url: str, on_postgres: Store) -> None:
    on_postgres.append(some("writer", 0, 1))
    with create_engine(postgres_url).begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock('events'::regclass::oid::bigint)"))
        assert (on_postgres.sequence(), on_postgres.head()) == (None, 0)
    assert (on_postgres.sequence(), on_postgres.head()) == (1, 1)


def test_what_is_more_than_a_batch_is_placed_whole(on_postgres: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor does not rise over what the first batch has left."""
    monkeypatch.setattr(sequencer, "FLOOR_EVERY", 0)
    monkeypatch.setattr(sequencer, "BATCH", 2)
    on_postgres.append(some("writer", 0, 7))
    assert (on_postgres.sequence(), on_postgres.head(), on_postgres.sequence()) == (7, 7, 0)


def test_a_server_that_is_behind_the_one_before_is_placed_from_the_start(
    postgres_url: str, on_postgres: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a replica that took over without the last events, or the same database put back from an older copy."""
    monkeypatch.setattr(sequencer, "FLOOR_EVERY", 0)
    on_postgres.append(some("writer", 0, 7))
    for _ in range(3):
        on_postgres.sequence()
    with create_engine(postgres_url).begin() as db:
        db.execute(text("TRUNCATE events, positions, commands RESTART IDENTITY"))
        db.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    for ask in (on_postgres.sequence, on_postgres.head):
        with pytest.raises(Unavailable):
            ask()
    on_postgres.append(some("writer", 0, 1))
    assert on_postgres.sequence() == 1


def test_the_floor_rises_to_what_was_placed(on_postgres: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "FLOOR_EVERY", 0)
    on_postgres.append(some("writer", 0, 7))
    for _ in range(3):
        on_postgres.sequence()
    assert on_postgres._sequencer._floor.value == 7  # type: ignore[attr-defined]
