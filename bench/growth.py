"""What ten million events change: the cost of an append beside ten thousand, and a full replay's rate and memory.

Appends go in turn to a large and a small log of one PostgreSQL server: half of them make a stream, whose id comes of a
form's command as in the store, and half go to older streams, any of them; the goal is each kind's. Older streams lie in
no order: with many of them an append touches a page of their key that none has touched since the last checkpoint, and
PostgreSQL writes an image of it beside the row. All commands are one account's, in the order of their time; with an
account for each stream, those to older streams would touch such a page of the commands as well.

A replay is a read model built anew in a process of its own, so that its memory is its own; events a second at ten times
the size are compared with those at the size before. Of the logs one at a time is on the disk beside the small one: ten
million take 12 GB, and 3 GB more while they are sorted or replayed. `GROWTH_SIZES="100000 1000000"` chooses the sizes.
"""

import multiprocessing
import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import create_engine

from bench import _stories
from bench._servers import databases, drop
from bench._stories import ABOUT, TIME
from bench.goals import GROWN_NEW, GROWN_OLD, REPLAY, REPLAY_MEMORY, stored
from bench.harness import Row, compared, most_held, report
from bench.rebuild import built
from eventlog.decider import Context
from eventlog.ids import fresh
from eventlog.integrity import Head, seal
from eventlog.opening import open_store
from eventlog.store import Append, CommandRow

SIZES = (100_000, 1_000_000, 10_000_000)
SMALL = 10_000
SLICES, APPENDS = 100, 50
PROCESSES = multiprocessing.get_context("spawn")


def main() -> None:
    sizes = chosen(os.environ.get("GROWTH_SIZES", ""))
    told = {}
    with databases() as database:
        for size in sizes:
            log = database()
            _stories.fill(log, size)
            told[size] = replayed(log, database())
            if size != sizes[-1]:
                drop(log)
        small = database()
        _stories.fill(small, SMALL)
        rows = [*replays(told, sizes), *appends({sizes[-1]: log, SMALL: small}, sizes[-1])]
    report("growth", rows)


def chosen(sizes: str) -> tuple[int, ...]:
    """The smallest first, for each is compared with the one before it."""
    return tuple(sorted(int(size) for size in sizes.replace(",", " ").split())) or SIZES


def appends(logs: dict[int, str], large: int) -> list[Row]:
    """Microseconds that one append takes, by slices in turn: of each kind."""
    stores = {size: open_store(_stories.SOURCE, logs[size]) for size in (large, SMALL)}
    kinds = {GROWN_NEW: {size: new_streams() for size in stores}, GROWN_OLD: {size: older(size) for size in stores}}
    costs: dict[str, dict[int, list[float]]] = {kind: {size: [] for size in stores} for kind in kinds}
    _checkpoint(logs[large])
    for number in range(SLICES):
        for size in (large, SMALL) if number % 2 else (SMALL, large):
            for kind, appended in kinds.items():
                began = time.perf_counter()
                for _ in range(APPENDS // 2):
                    stores[size].append(next(appended[size]))
                costs[kind][size].append((time.perf_counter() - began) / (APPENDS // 2) * 1e6)
            stores[size].sequence()
    for store in stores.values():
        store.close()
    return [compared(kind, stored(large), of[large], of[SMALL], stored(SMALL)) for kind, of in costs.items()]


def new_streams() -> Iterator[Append]:
    while True:
        by = Context(fresh(), "ada", datetime.now(UTC))
        yield one_event(f"customer-{by.new_id('customer')}", Head(), by)


def older(size: int) -> Iterator[Append]:
    """To any of the streams that the log of that size was filled with."""
    drawn, gained = random.Random(size), Counter[int]()
    while True:
        number = drawn.randrange(size // _stories.IN_STREAM)
        head = Head(_stories.IN_STREAM + gained[number], "0" * 64)
        gained[number] += 1
        yield one_event(_stories.name(number), head, Context(fresh(), "ada", datetime.now(UTC)))


def one_event(stream: str, head: Head, by: Context) -> Append:
    lines = seal(stream, head, [_stories.drafted(str(uuid.uuid4()))], TIME, ABOUT)
    return Append(lines, CommandRow(by.actor, by.command_id, "f" * 64, None, TIME))


def replayed(log: str, views: str) -> tuple[float, float]:
    """Seconds, and MB at most; what was built is dropped."""
    _checkpoint(log)
    told = _apart(replay, log, views)
    drop(views)
    return told


def _checkpoint(url: str) -> None:
    """What was written is on disk before something is measured, not meanwhile."""
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as db:
        db.exec_driver_sql("CHECKPOINT")


def replays(told: dict[int, tuple[float, float]], sizes: tuple[int, ...]) -> list[Row]:
    rates = {size: size / seconds for size, (seconds, _) in told.items()}
    rows = []
    for before, size in pairwise(sizes):
        rows.append(compared(REPLAY, stored(size), [rates[size]], [rates[before]], stored(before)))
        rows.append(compared(REPLAY_MEMORY, stored(size), [told[size][1]], [told[before][1]], stored(before)))
    return rows


def replay(log_url: str, views_url: str, told: Any) -> None:
    with built(log_url, views_url) as again:
        began = time.perf_counter()
        again()
        seconds = time.perf_counter() - began
    told.put((seconds, most_held()))


def _apart(work: Callable[..., None], *arguments: Any) -> tuple[float, float]:
    told = PROCESSES.Queue()
    process = PROCESSES.Process(target=work, args=(*arguments, told))
    process.start()
    answer: tuple[float, float] = told.get(timeout=3600)
    process.join()
    return answer


if __name__ == "__main__":
    main()
