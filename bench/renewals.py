"""Subscriptions whose period ended on one day: until all are renewed, invoiced and charged, and what that takes.

Billing runs in a process of its own with the logs of others, as a small store does; the stand-in for Stripe answers at
once. CHANDLERY_BENCH_RENEWALS names other numbers, of those that are due and of all: `33000 1000000` are a day's of a
million, and take 21 GB of disk. CHANDLERY_BENCH_FILLED names a folder in which the filled store stays: another run in
it renews the next that many.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from bench import _subscriptions
from bench.goals import RENEWALS, RENEWALS_COST, RENEWALS_MEMORY, buyers
from bench.harness import compared, report
from tests.parts.stripe import stripe

RENEWED = 3_000
SIZES, KEPT = "CHANDLERY_BENCH_RENEWALS", "CHANDLERY_BENCH_FILLED"


def main() -> int:
    due, *of = map(int, os.environ.get(SIZES, str(RENEWED)).split())
    number = max((due, *of))
    kept = os.environ.get(KEPT, "")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not _subscriptions.is_filled(folder):
            _subscriptions.fill(folder, number)
        cards = _subscriptions.make_due(folder, due)
        with stripe(cards) as standing:
            told = list(_renewing(folder, standing.url, due))
    first, last = told[0], told[-1]
    assert last["settled"] == due, f"{last['settled']} of {due} were renewed"
    grown = max(each["megabytes"] for each in told) - first["megabytes"]
    cost = (last["processor"] - first["processor"]) / due * 1000
    size = buyers(due) if due == number else f"{buyers(due)} of {number:,}"
    rows = [
        compared(RENEWALS, size, [due / last["seconds"]]),
        compared(RENEWALS_COST, size, [cost]),
        compared(RENEWALS_MEMORY, size, [grown]),
    ]
    report("renewals", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def _renewing(folder: Path, cards: str, due: int) -> Iterator[Any]:
    where = [*_subscriptions.addresses(folder), str(folder)]
    command = [sys.executable, "-W", "ignore", "-m", "bench._renewing", *where, cards, str(due)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield from map(json.loads, running.stdout)
    assert running.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
