"""A desk with 100,000 open tickets: a page of its queue, and a publisher's new calendar until it counts for its own.

Asked as the gateway asks, by RPC, of a process in which support runs with the others' logs, as a small store does.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from bench import _tickets
from bench.goals import NEW_CALENDAR, QUEUE, tickets_on
from bench.harness import Row, compared, report
from tests.parts import postgresql

TICKETS = 100_000
SERVICES = ("identity", "catalog", "billing", "certification", "notifications", "support", "views")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = measured("SQLite", f"sqlite:///{folder}/{{service}}.log.db", f"sqlite:///{folder}/views", folder)
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as server:
        rows += measured("PostgreSQL", f"{server}/{{service}}", f"{server}/views", folder)
    report("desk", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def measured(name: str, log: str, views: str, folder: str) -> list[Row]:
    _tickets.fill(log, views, TICKETS)
    command = [sys.executable, "-W", "ignore", "-m", "bench._answering", log, views, folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    for queue, taken in told["queues"].items():
        print(f"{name}, {queue}: p50 {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms", file=sys.stderr)
    print(f"{name}, calendars: {told['calendars']} s", file=sys.stderr)
    print(f"{name}, processor: {told['page']:.1f} ms a page, {told['calendar']:.2f} s a calendar", file=sys.stderr)
    slowest = max(statistics.quantiles(taken, n=100)[98] for taken in told["queues"].values())
    size = tickets_on(name)
    return [compared(QUEUE, size, [slowest]), compared(NEW_CALENDAR, size, [max(told["calendars"])])]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A PostgreSQL that waits for its disk, with a database for each service and one for the views."""
    folder.chmod(0o755)
    with postgresql.cluster(folder / "cluster", fsync=True) as server:
        with create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT").connect() as db:
            for name in SERVICES:
                db.execute(text(f"CREATE DATABASE {name}"))
        yield server


if __name__ == "__main__":
    sys.exit(main())
