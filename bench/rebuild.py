"""A read model of the gateway built anew from a log, against the database's own way to fill the same table.

On PostgreSQL that is COPY of the finished rows, on SQLite INSERT … SELECT; both with the table's keys. A rebuild reads
the events, folds a page of them into rows and writes these; some pages with their checkpoint are one transaction.
"""

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.schema import CreateTable

from bench import _stories
from bench._servers import databases
from bench.goals import BY_HAND, REBUILD
from bench.harness import Row, compared, report
from cli.chandlery.memory import keep_what_is_loaded
from eventlog.following import OwnLog
from eventlog.log import open_log
from eventlog.reading import ReadModel
from eventlog.rebuilding import rebuild
from eventlog.views import View
from gateway.views.gates import entitlements, entitlements_projection

EVENTS, ROUNDS = 200_000, 5
SIZE = f"{EVENTS:,}"


def main() -> None:
    keep_what_is_loaded()  # as each process of a store does
    with tempfile.TemporaryDirectory() as folder:
        rows = measured("SQLite", f"sqlite:///{folder}/billing.log.db", f"sqlite:///{folder}/views")
    with databases() as database:
        rows += measured("PostgreSQL", database(), database())
    report("rebuild", rows)


def measured(engine: str, log_url: str, views_url: str) -> list[Row]:
    _stories.fill(log_url, EVENTS)
    ours, theirs = [], []
    with built(log_url, views_url) as again:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            view = again()
            ours.append(EVENTS / (time.perf_counter() - began))
            with view.generations.writing() as db:
                rows = db.scalar(select(func.count()).select_from(entitlements)) or 0
                assert rows == EVENTS * _stories.RIGHTS // _stories.IN_STREAM
                theirs.append(rows / by_hand(db))
    size = f"{SIZE} events on {engine}"
    return [compared(REBUILD, size, ours), compared(REBUILD, size, ours, theirs, BY_HAND)]


@contextmanager
def built(log_url: str, views_url: str) -> Iterator[Callable[[], View]]:
    log = open_log("billing", log_url, keys=None, secret=b"")
    view = View(ReadModel("bench", [entitlements_projection]), views_url)
    view.prepare()

    def again() -> View:
        rebuild(view, {"billing": OwnLog(log)})
        return view

    yield again
    view.close()
    log.close()


def by_hand(db: Connection) -> float:
    """Seconds that the database takes to put the rows into a table of the same shape."""
    fresh = entitlements.to_metadata(type(entitlements.metadata)(), name="entitlements_by_hand")
    db.execute(CreateTable(fresh))
    if db.dialect.name == "sqlite":
        began = time.perf_counter()
        db.exec_driver_sql("INSERT INTO entitlements_by_hand SELECT * FROM entitlements")
        taken = time.perf_counter() - began
    else:
        taken = _copied(db.connection)
    db.exec_driver_sql("DROP TABLE entitlements_by_hand")
    return taken


def _copied(connection: Any) -> float:
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY entitlements TO STDOUT", rows)
        rows.seek(0)
        began = time.perf_counter()
        cursor.copy_expert("COPY entitlements_by_hand FROM STDIN", rows)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
