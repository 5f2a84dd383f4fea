"""What ten million events change: the cost of an append beside ten thousand, and a full replay's rate and memory.

Appends go in turn to a large and a small log of one PostgreSQL server. A replay is a read model built anew in a process
of its own, so that its memory is its own; events a second at ten times the size are compared with those at the size
before. `GROWTH_SIZES="100000 1000000"` chooses the sizes; ten million take nine tenths of the time and of the disk.
"""

import multiprocessing
import os
import time
import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from bench import _stories
from bench._servers import databases
from bench._stories import ABOUT, TIME
from bench.goals import GROWN_APPEND, REPLAY, REPLAY_MEMORY, stored
from bench.harness import Row, compared, most_held, report
from bench.rebuild import built
from eventlog.integrity import Head, seal
from eventlog.opening import open_store
from eventlog.store import Append, CommandRow

SIZES = (100_000, 1_000_000, 10_000_000)
SMALL = 10_000
SLICES, APPENDS = 100, 50
PROCESSES = multiprocessing.get_context("spawn")


def main() -> None:
    sizes = chosen(os.environ.get("GROWTH_SIZES", ""))
    with databases() as database:
        logs = {size: database() for size in (SMALL, *sizes)}
        for size, url in logs.items():
            _stories.fill(url, size)
        rows = replays(logs, sizes, database)
        rows.append(appends(logs, sizes[-1]))
    report("growth", rows)


def chosen(sizes: str) -> tuple[int, ...]:
    """The smallest first, for each is compared with the one before it."""
    return tuple(sorted(int(size) for size in sizes.replace(",", " ").split())) or SIZES


def appends(logs: dict[int, str], large: int) -> Row:
    """Microseconds that one append takes, by slices in turn."""
    costs: dict[int, list[float]] = {large: [], SMALL: []}
    stores = {size: open_store(_stories.SOURCE, logs[size]) for size in costs}
    with stores[large].begin() as db:
        db.exec_driver_sql("CHECKPOINT")  # what replays have written is on disk before, not meanwhile
    for number in range(SLICES):
        for size in (large, SMALL) if number % 2 else (SMALL, large):
            began = time.perf_counter()
            for _ in range(APPENDS):
                stores[size].append(one_event())
            costs[size].append((time.perf_counter() - began) / APPENDS * 1e6)
            stores[size].sequence()
    for store in stores.values():
        store.close()
    return compared(GROWN_APPEND, stored(large), costs[large], costs[SMALL], stored(SMALL))


def one_event() -> Append:
    stream = f"customer-{uuid.uuid4()}"
    lines = seal(stream, Head(), [_stories.drafted(str(uuid.uuid4()))], TIME, ABOUT)
    return Append(lines, CommandRow("ada", stream, "f" * 64, None, TIME))


def replays(logs: dict[int, str], sizes: tuple[int, ...], database: Callable[[], str]) -> list[Row]:
    told = {size: _apart(replay, logs[size], database()) for size in sizes}
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
