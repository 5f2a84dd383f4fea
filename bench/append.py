"""Appends a second on PostgreSQL and SQLite, and reading the log by pages, against the library `eventsourcing`.

Both sides begin with the same four fields and write them as JSON. Ours makes the envelope, the hash chain and the
commands row with them, and on PostgreSQL a sequencer gives positions meanwhile; the library is called at the same
height, `insert_events` with events whose id and version are known. Writers are processes; sizes are writers × events in
one append. Runs of the two sides follow each other closely, and the ratio is the median over such pairs.
"""

import json
import multiprocessing
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Protocol

import uuid_utils
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from sqlalchemy import create_engine, make_url, text

from bench._servers import databases
from bench.goals import DEFAULT, FUNCTIONS, POSTGRES, READING, SQLITE
from bench.harness import Row, compared, report
from eventlog.integrity import Draft, Head, seal
from eventlog.opening import open_store
from eventlog.sequencer import rest_after
from eventlog.store import Append, CommandRow

SIZES = ((1, 1), (8, 1), (1, 10), (8, 10), (1, 100))
ROUNDS, SECONDS = 40, 0.15  # on PostgreSQL: many short runs, side by side, since a disk has moods
SLICES, APPENDS = 100, {1: 30, 10: 20, 100: 10}  # on SQLite: pairs of slices, appends in one slice
STREAM = 1000  # events in one stream
BELL = 0.001  # seconds that the sequencer waits for the next commit where it does not gather
PAGE, READ = 1000, 100_000
PROCESSES = multiprocessing.get_context("fork")  # no import counts, and nothing runs yet when they part

TOLD = {
    "holder": "3f1b9a5e-8f0e-4b7b-9d0c-2b1f0e9a7c11",
    "plan": "acme/db/pro",
    "on": "2026-11-24",
    "price": {"amount": 1900, "currency": "USD"},
}
TIME = "2026-11-24T12:00:00.000000Z"
ABOUT = '{"correlation":"5b0e9c55","causation":"5b0e9c55","actor":"ada","traceparent":""}'


class Side(Protocol):
    def append(self, count: int) -> None: ...

    def pages(self) -> Iterator[int]: ...

    def close(self) -> None: ...


class Ours:
    def __init__(self, url: str) -> None:
        self.store = open_store("billing", url)
        self.name, self.stored, self.head = uuid.uuid4().hex, 0, Head()

    def append(self, count: int) -> None:
        if self.stored % STREAM == 0:
            self.head = Head()
        drafts = [Draft(str(uuid_utils.uuid7()), "billing.subscription-started", 1, TOLD) for _ in range(count)]
        lines = seal(f"subscription-{self.name}{self.stored // STREAM}", self.head, drafts, TIME, ABOUT)
        command = CommandRow("ada", f"{self.name}{self.stored}", "f" * 64, None, TIME)
        self.store.append(Append(lines, command))
        self.head = Head(lines[-1].version, lines[-1].hash)
        self.stored += count

    def pages(self) -> Iterator[int]:
        after = 0
        while found := self.store.read_all(after, PAGE):
            after = found[-1].position
            yield len(found)

    def close(self) -> None:
        self.store.close()


class Peer:
    def __init__(self, recorder: Any) -> None:
        self.recorder, self.stored, self.stream = recorder, 0, uuid.uuid4()

    def append(self, count: int) -> None:
        if self.stored % STREAM == 0:
            self.stream = uuid.uuid4()
        first = self.stored % STREAM + 1
        events = [
            StoredEvent(self.stream, version, "billing.events:SubscriptionStarted", json.dumps(TOLD).encode())
            for version in range(first, first + count)
        ]
        self.recorder.insert_events(events)
        self.stored += count

    def pages(self) -> Iterator[int]:
        start = 1
        while found := self.recorder.select_notifications(start, PAGE):
            start = found[-1].id + 1
            yield len(found)

    def close(self) -> None:
        self.recorder.datastore.close()


def peer_on_postgres(url: str, *, functions: bool) -> Peer:
    at = make_url(url)
    datastore = PostgresDatastore(
        at.database or "", at.host or "", at.port or 0, at.username or "", "", enable_db_functions=functions
    )
    return Peer(PostgresApplicationRecorder(datastore))


def peer_on_sqlite(path: Path) -> Peer:
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(path)))
    recorder.create_table()
    return Peer(recorder)


def open_side(side: str, url: str) -> Side:
    return Ours(url) if side == "ours" else peer_on_postgres(url, functions=side == FUNCTIONS)


def made(url: str, side: str) -> str:
    """The database with this side's tables in it."""
    opened = open_side(side, url)
    if isinstance(opened, Peer):
        opened.recorder.create_table()
    opened.close()
    return url


class Writers:
    """One side's writer processes, kept for all rounds: what a connection learns in its first appends counts for none.

    Ours have a sequencer beside them, which rests while the others write.
    """

    def __init__(self, side: str, url: str, writers: int, count: int) -> None:
        pipes = [PROCESSES.Pipe() for _ in range(writers)]
        self._asked = [near for near, _ in pipes]
        self._at_work, self._over = PROCESSES.Event(), PROCESSES.Event()
        self._url = url if side == "ours" else ""
        self._processes = [
            PROCESSES.Process(target=write, args=(side, url, count, far), daemon=True) for _, far in pipes
        ]
        if self._url:
            arguments = (url, self._at_work, self._over)
            self._processes.append(PROCESSES.Process(target=sequence, args=arguments, daemon=True))
        for process in self._processes:
            process.start()

    def round(self) -> tuple[float, float]:
        """Events a second of all writers together, and how many seconds the sequencer then was behind."""
        self._at_work.set()
        for asked in self._asked:
            asked.send(True)
        rate = sum(asked.recv() for asked in self._asked)
        behind = waited(self._url) if self._url else 0
        self._at_work.clear()
        return rate, behind

    def close(self) -> None:
        self._over.set()
        for asked in self._asked:
            asked.send(False)
        for process in self._processes:
            process.join()


def write(side: str, url: str, count: int, asked: Any) -> None:
    """One writer process: appends for SECONDS each time that it is asked, and tells its rate."""
    opened = open_side(side, url)
    opened.append(count)
    while asked.recv():
        began, stored = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            opened.append(count)
            stored += count
        asked.send(stored / (time.perf_counter() - began))
    opened.close()


def sequence(url: str, at_work: Event, over: Event) -> None:
    store, ended = open_store("billing", url), time.monotonic()
    while not over.is_set():
        placed = store.sequence() if at_work.is_set() else None
        before, ended = ended, time.monotonic()
        time.sleep(rest_after(placed or 0, ended - before) or BELL)
    store.close()


def waited(url: str) -> float:
    """Seconds until every event has a position."""
    began = time.perf_counter()
    with create_engine(url).connect() as db:
        while db.scalar(text("SELECT EXISTS (SELECT FROM unsequenced)")):
            time.sleep(0.001)
    return time.perf_counter() - began


def on_postgres(database: Callable[[], str]) -> list[Row]:
    rows: list[Row] = []
    urls = {side: made(database(), side) for side in ("ours", DEFAULT, FUNCTIONS)}
    for writers, count in SIZES:
        sides = {side: Writers(side, url, writers, count) for side, url in urls.items()}
        rates: dict[str, list[float]] = {side: [] for side in urls}
        behind = []
        for _ in range(ROUNDS):
            for side, writing in sides.items():
                rate, late = writing.round()
                rates[side].append(rate)
                behind += [late] if side == "ours" else []
        for writing in sides.values():
            writing.close()
        size = f"{writers}×{count}"
        rows += [compared(POSTGRES, size, rates["ours"], rates[peer], peer) for peer in (DEFAULT, FUNCTIONS)]
        rows.append(compared("sequencer behind when the writers stop, s", size, behind))
    return rows


def reading(database: Callable[[], str]) -> Row:
    urls = {side: made(database(), side) for side in ("ours", DEFAULT)}
    sides = {side: open_side(side, url) for side, url in urls.items()}
    for side in sides.values():
        for _ in range(READ // STREAM):
            side.append(STREAM)
    ours = sides["ours"]
    assert isinstance(ours, Ours)
    ours.store.sequence()
    with create_engine(urls["ours"], isolation_level="AUTOCOMMIT").connect() as db:
        db.execute(text("VACUUM ANALYZE"))
    with create_engine(urls[DEFAULT], isolation_level="AUTOCOMMIT").connect() as db:
        db.execute(text("VACUUM ANALYZE"))
    rates = {side: [read_per_second(sides[side]) for _ in range(5)] for side in sides}
    for side in sides.values():
        side.close()
    return compared(READING, f"{READ:,}", rates["ours"], rates[DEFAULT], DEFAULT)


def read_per_second(side: Side) -> float:
    began = time.perf_counter()
    total = sum(side.pages())
    assert total == READ
    return total / (time.perf_counter() - began)


def on_sqlite() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        sides: Sequence[Side] = (Ours(f"sqlite:///{folder}/ours.db"), peer_on_sqlite(Path(folder) / "peer.db"))
        for count, appends in APPENDS.items():
            rates: tuple[list[float], list[float]] = ([], [])
            for number in range(SLICES):
                for which in (0, 1) if number % 2 else (1, 0):
                    rates[which].append(slice_per_second(sides[which], count, appends))
            rows.append(compared(SQLITE, str(count), *rates, DEFAULT))
        for side in sides:
            side.close()
    return rows


def slice_per_second(side: Side, count: int, appends: int) -> float:
    began = time.perf_counter()
    for _ in range(appends):
        side.append(count)
    return count * appends / (time.perf_counter() - began)


def main() -> None:
    rows = on_sqlite()
    with databases() as database:
        rows += [reading(database), *on_postgres(database)]
    report("append", rows)


if __name__ == "__main__":
    main()
