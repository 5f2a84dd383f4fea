"""10,000 people hear of one release by letter: until the last letter has left, how much memory that takes at most, and
how long somebody waits for their inbox meanwhile.

Notifications run in a process of their own with the others' logs, as a small store does; the mail server is aiosmtpd.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bench import _subscribers
from bench.goals import DRAINED, DRAINING_INBOX, DRAINING_MEMORY, subscribers_on
from bench.harness import Row, compared, report
from tests.parts import postgresql
from tests.parts.process import free_port

PEOPLE = 10_000
SERVICES = ("identity", "catalog", "billing", "certification", "support", "notifications", "views")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = measured("SQLite", f"sqlite:///{folder}/{{service}}.log.db", f"sqlite:///{folder}/views", folder)
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as server:
        rows += measured("PostgreSQL", f"{server}/{{service}}", f"{server}/views", folder)
    report("notices", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def measured(name: str, log: str, views: str, folder: str) -> list[Row]:
    _subscribers.fill(log, views, PEOPLE)
    with _letterbox(Path(folder) / "letters") as port:
        told = list(_lettering(log, views, folder, f"smtp://127.0.0.1:{port}"))
    letters = [line.split() for line in (Path(folder) / "letters").read_text().splitlines()]
    each = Counter(to for _, to, _ in letters)
    assert (len(each), max(each.values())) == (PEOPLE, 1), (
        f"{len(each)} were told, one of them {max(each.values())} times"
    )
    taken = max(float(at) for at, *_ in letters) - told[0]["at"]
    used = [one["megabytes"] for one in told]
    print(f"{name}: {taken:.0f} s, {used[0]:.0f} MB before, {max(used):.0f} MB at most", file=sys.stderr)
    size = subscribers_on(name)
    slow = statistics.quantiles([one["inbox"] for one in told[1:]], n=100)[98]
    return [
        compared(DRAINED, size, [taken]),
        compared(DRAINING_MEMORY, size, [max(used) - used[0]]),
        compared(DRAINING_INBOX, size, [slow]),
    ]


def _lettering(log: str, views: str, folder: str, mail: str) -> Iterator[Any]:
    command = [sys.executable, "-W", "ignore", "-m", "bench._lettering", log, views, folder, mail]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield from map(json.loads, running.stdout)
    assert running.returncode == 0


@contextmanager
def _letterbox(file: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench._letterbox", str(port), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        yield port
        running.terminate()


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
