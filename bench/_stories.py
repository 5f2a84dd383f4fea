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
    """Ids lie as accounts' ids do, in no order."""
    holder = str(uuid.uuid5(SPREAD, str(number)))
    drafts = [drafted(holder, f"{number}/{n}", number * 7 + n % RIGHTS) for n in range(IN_STREAM)]
    return seal(f"customer-{holder}", Head(), drafts, TIME, ABOUT)


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
    engine = create_engine(url)
    with engine.begin() as db:
        copying: Any = db.connection.cursor()
        for page in _pages(rows):
            lines = "".join(f"{id}\t{e.stream}\t{e.version}\t{e.hash}\t{_escaped(e.line)}\n" for id, e in page)
            copying.copy_expert("COPY events (id, stream, version, hash, line) FROM STDIN", io.StringIO(lines))
            placed = "".join(f"{id}\t{id}\n" for id, _ in page)
            copying.copy_expert("COPY positions (position, event) FROM STDIN", io.StringIO(placed))
            done = "".join(f"ada\tcommand-{id}\t{'f' * 64}\t{id}\t{TIME}\n" for id, _ in page)
            copying.copy_expert("COPY commands (account, id, fingerprint, event, at) FROM STDIN", io.StringIO(done))
        copying.execute("SELECT setval(pg_get_serial_sequence('events', 'id'), max(id)) FROM events")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _pages(rows: Rows) -> Iterator[list[tuple[int, Sealed]]]:
    while page := list(islice(rows, PAGE)):
        yield page


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\")
