"""What must hold of the files of a store that was killed, read straight from them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

SERVICES = ("identity", "catalog", "billing", "certification", "support")


def opened(data: Path, service: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data / f'{service}.log.db'}?mode=ro", uri=True)


def lines(data: Path, service: str) -> Iterator[tuple[int, str, int, str]]:
    """Position, stream, version and line of every event, in order of position."""
    with opened(data, service) as log:
        yield from log.execute("SELECT id, stream, version, line FROM events ORDER BY id")


def broken_order(data: Path, service: str) -> list[str]:
    """Positions that are not 1, 2, 3 …, and versions that are not so within their stream."""
    found, versions = [], Counter[str]()
    for expected, (position, stream, version, _) in enumerate(lines(data, service), start=1):
        versions[stream] += 1
        if position != expected or version != versions[stream]:
            found.append(f"{service} {position}: {stream} {version}")
    return found


def event_ids_twice(data: Path, service: str) -> list[str]:
    counts = Counter(json.loads(line)["id"] for *_, line in lines(data, service))
    return [id for id, count in counts.items() if count > 1]


def events_of(data: Path, service: str, type: str) -> list[dict[str, str]]:
    told = (json.loads(line) for *_, line in lines(data, service))
    return [event["data"] for event in told if event["type"] == type]


def unrelayed(data: Path) -> int:
    """Events that were committed and not yet published when the store died."""
    waiting = 0
    for service in SERVICES:
        with opened(data, service) as log:
            (head,) = log.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
            (cursor,) = log.execute("SELECT coalesce(max(position), 0) FROM relay_cursor").fetchone()
            waiting += head - cursor
    return waiting


def fingerprint(data: Path) -> dict[str, str]:
    """A hash of each log as it is, to be compared with itself later."""
    return {
        service: sha256("".join(line for *_, line in lines(data, service)).encode()).hexdigest() for service in SERVICES
    }
