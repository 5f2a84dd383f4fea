"""Logs of any length, written straight into their tables: customers who get rights to five images, twice each."""

import io
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url

from eventlog.integrity import Draft, Head, seal
from eventlog.opening import open_store
from eventlog.store import Sealed

SOURCE = "billing"
IN_STREAM, RIGHTS = 10, 5  # events in a customer's stream, and rows that they come to
PAGE = 20_000
SORTING = "512MB"  # of memory in which the server sorts a key
OF_NAMES, FILLED = ("events_stream_version", "commands_pkey"), 70  # keys; per cent of their pages
TIME = "2026-11-24T12:00:00.000000Z"
ABOUT = '{"correlation":"5b0e9c55","causation":"5b0e9c55","actor":"ada","traceparent":""}'
SPREAD = uuid.UUID("6c1d5bb6-4f5e-4c0e-8f43-0a3f4f0d2b11")

Rows = Iterator[tuple[int, Sealed]]


def fill(url: str, events: int) -> None:
    """Makes the log of `events` events at `url`, each placed, with its command."""
    every = (event for number in range(-(-events // IN_STREAM)) for event in stream(number))
    write(url, SOURCE, islice(every, events))


def write(url: str, source: str, events: Iterable[Sealed]) -> None:
    """Makes the log of `source` at `url` of these events, each placed, with its command."""
    open_store(source, url).close()
    rows = enumerate(events, 1)
    if make_url(url).get_backend_name() == "sqlite":
        _into_sqlite(Path(make_url(url).database or ""), rows)
    else:
        _into_postgres(url, rows)


def stream(number: int) -> list[Sealed]:
    """Ids lie in no order, as accounts' ids do that were made by older versions, and policies'."""
    holder = _holder(number)
    drafts = [drafted(holder, f"{number}/{n}", number * 7 + n % RIGHTS) for n in range(IN_STREAM)]
    return seal(name(number), Head(), drafts, TIME, ABOUT)


def name(number: int) -> str:
    return f"customer-{_holder(number)}"


def _holder(number: int) -> str:
    return str(uuid.uuid5(SPREAD, str(number)))


def drafted(holder: str, name: str = "", product: int = 0) -> Draft:
    """A right that was granted; the event's id follows from its name."""
    id = uuid.uuid5(SPREAD, name) if name else uuid.uuid4()
    return Draft(str(id), "billing.entitlement-granted", 1, _granted(holder, f"product-{product % 1000}"))


def _granted(holder: str, product: str) -> dict[str, Any]:
    return {
        "holder": holder,
        "repository": f"acme/{product}",
        "product": product,
        "plan": "pro",
        "until": "2027-11-24T12:00:00.000000+00:00",
        "reason": "subscription",
        "terms_version": "",
    }


def _into_sqlite(path: Path, rows: Rows) -> None:
    with create_engine(f"sqlite:///{path}").begin() as db:
        driver: Any = db.connection.driver_connection
        for page in _pages(rows):
            driver.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", [(id, *event) for id, event in page])
            driver.executemany(
                "INSERT INTO commands (account, id, fingerprint, result, event, at) VALUES ('ada', ?, ?, NULL, ?, ?)",
                [(f"command-{id}", "f" * 64, id, TIME) for id, _ in page],
            )


def _into_postgres(url: str, rows: Rows) -> None:
    """The keys are made at the end, at once: row by row their pages would be read and written over and over."""
    engine = create_engine(url)
    with engine.begin() as db:
        copying: Any = db.connection.cursor()
        copying.execute("TRUNCATE events, positions, commands")  # else COPY cannot leave rows that need no vacuum
        keys = _without_keys(copying)
        for page in _pages(rows):
            lines = "".join(f"{id}\t{e.stream}\t{e.version}\t{e.hash}\t{_escaped(e.line)}\n" for id, e in page)
            _copy(copying, "events (id, stream, version, hash, line)", lines)
            _copy(copying, "positions (position, event)", "".join(f"{id}\t{id}\n" for id, _ in page))
            done = "".join(f"ada\tcommand-{id}\t{'f' * 64}\t{id}\t{TIME}\n" for id, _ in page)
            _copy(copying, "commands (account, id, fingerprint, event, at)", done)
        copying.execute(f"SET LOCAL maintenance_work_mem = '{SORTING}'")
        for key in keys:
            copying.execute(key)
        copying.execute("SELECT setval(pg_get_serial_sequence('events', 'id'), max(id)) FROM events")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _without_keys(db: Any) -> list[str]:
    """Takes the keys off the tables that are filled; the statements that make them again.

    Those of names are as full as rows that come in no order leave them, not as full as sorting would.
    """
    db.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype IN ('p', 'u') AND conrelid IN ('events'::regclass, 'positions'::regclass, 'commands'::regclass)"
    )
    made = []
    for table, name, definition in db.fetchall():
        filled = f" WITH (fillfactor = {FILLED})" if name in OF_NAMES else ""
        made.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}{filled}")
        db.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return made


def _copy(db: Any, columns: str, rows: str) -> None:
    db.copy_expert(f"COPY {columns} FROM STDIN (FREEZE)", io.StringIO(rows))


def _pages(rows: Rows) -> Iterator[list[tuple[int, Sealed]]]:
    while page := list(islice(rows, PAGE)):
        yield page


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\")
