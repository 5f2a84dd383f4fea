"""Subscriptions whose period ended on one day: until all are renewed, invoiced and charged, and what that takes.

Billing runs in a process of its own with the logs of others, as a small store does; the stand-in for Stripe answers at
once. CHANDLERY_BENCH_RENEWALS names other numbers, of those that are due and of all: `33000 1000000` takes long.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import _subscriptions
from bench.goals import RENEWALS, RENEWALS_COST, RENEWALS_MEMORY, buyers
from bench.harness import compared, report
from tests.parts.stripe import stripe

RENEWED = 3_000
SIZES = "CHANDLERY_BENCH_RENEWALS"


def main() -> int:
    due, *of = map(int, os.environ.get(SIZES, str(RENEWED)).split())
    number = max((due, *of))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, views = f"sqlite:///{folder}/{{service}}.log.db", f"sqlite:///{folder}/views"
        cards = folder / "cards"
        (cards / "stripe").mkdir(parents=True)
        _subscriptions.fill(log, views, cards / "stripe", number, due)
        with stripe(cards) as standing:
            told = list(_renewing(log, views, name, standing.url, due))
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


def _renewing(log: str, views: str, folder: str, cards: str, due: int) -> Iterator[Any]:
    command = [sys.executable, "-W", "ignore", "-m", "bench._renewing", log, views, folder, cards, str(due)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield from map(json.loads, running.stdout)
    assert running.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
