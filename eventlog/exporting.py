"""A log as lines of CloudEvents, and back: every event with its hash, then what the log keeps beside its events."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, literal, select

from eventlog import tables
from eventlog.integrity import Head, encode, hash_of
from eventlog.log import Log
from eventlog.recorded import instant

SPEC = "1.0"  # of CloudEvents
PAGE = 1000
END = "eventlog.end"  # the last line's type: without it, the file was cut
# Beside the events; not relay_cursor: who imports publishes to nobody that knows what was published.
BESIDE = (tables.commands, tables.due, tables.outbox, tables.checkpoints, tables.parked, tables.passed_over)
ABOUT = {"correlationid": "correlation", "causationid": "causation", "actor": "actor", "traceparent": "traceparent"}


class Unfit(Exception):
    """Not a log's export, or not all of it, or changed since: one sentence, which names the line."""


def exported(db: Connection, source: str) -> Iterator[str]:
    """JSON lines; `db` reads one snapshot of the log. Personal fields stay ciphertext."""
    rows: dict[int, int] = {}  # of events that had no position yet
    count, last = 0, ""
    for row, position, chained, line in _events(db):
        if position == 0:
            rows[row] = count + 1
        elif position != count + 1:
            raise Unfit(f"position {count + 1} is missing; `chandlery verify` says more")
        count, last = count + 1, chained
        yield encode(_told(source, count, chained, line))
    for table in BESIDE:
        for each in _beside(db, table, rows):
            yield encode(
                {"specversion": SPEC, "id": encode(list(each.values())[:3]), **_of(source, table), "data": each}
            )
    yield encode(
        {"specversion": SPEC, "id": "end", "source": source, "type": END, "data": {"events": count, "last": last}}
    )


def imported(log: Log, lines: Iterable[str]) -> int:
    """Stores an export in a log that is empty; how many events. Raises Unfit, having stored nothing."""
    if log.head():
        raise Unfit(f"the log of {log.source} is not empty")
    with log.begin() as db:
        return _Import(db, log.source).run(lines)


def line_of(told: Mapping[str, Any]) -> str:
    """The stored line that an exported event was made from."""
    about = {own: told[name] for name, own in ABOUT.items()}
    return encode(
        {
            "id": told["id"],
            "type": told["type"],
            "dataversion": told["dataversion"],
            "stream": told["subject"],
            "version": told["version"],
            "time": told["time"],
            "data": told["data"],
            "metadata": about,
            "previous": told["previoushash"],
        }
    )


def _told(source: str, position: int, chained: str, line: str) -> dict[str, Any]:
    kept = json.loads(line)
    told = {
        "specversion": SPEC,
        "id": kept["id"],
        "source": source,
        "type": kept["type"],
        "subject": kept["stream"],
        "time": kept["time"],
        "datacontenttype": "application/json",
        "dataversion": kept["dataversion"],
        "version": kept["version"],
        "position": position,
        **{name: kept["metadata"][own] for name, own in ABOUT.items()},
        "hash": chained,
        "previoushash": kept["previous"],
        "data": kept["data"],
    }
    if line_of(told) != line:
        raise Unfit(f"position {position} is not written as events are; `chandlery verify` says more")
    return told


def _of(source: str, table: Table) -> dict[str, str]:
    return {"source": source, "type": f"eventlog.{table.name}"}


def _events(db: Connection) -> Iterator[Any]:
    """Row, position (0: none yet), hash and line, in the order of positions."""
    e, p, u = tables.events.c, tables.positions.c, tables.unsequenced.c
    if db.dialect.name == "sqlite":
        yield from _paged(db, select(e.id, e.id, e.hash, e.line), e.id)
        return
    yield from _paged(db, select(e.id, p.position, e.hash, e.line).join(tables.positions, p.event == e.id), p.position)
    waiting = select(e.id, literal(0), e.hash, e.line).join(tables.unsequenced, u.id == e.id).order_by(e.id)
    yield from db.execute(waiting)


def _paged(db: Connection, wanted: Any, by: Any) -> Iterator[Any]:
    after = 0
    while page := db.execute(wanted.where(by > after).order_by(by).limit(PAGE)).all():
        yield from page
        after = page[-1][1]


def _beside(db: Connection, table: Table, rows: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    """A command names its last event by position."""
    wanted: Any = select(table)
    if table is tables.commands and db.dialect.name == "postgresql":
        joined = tables.commands.outerjoin(tables.positions, tables.positions.c.event == tables.commands.c.event)
        wanted = select(table, tables.positions.c.position).select_from(joined)
    with db.execution_options(yield_per=PAGE).execute(wanted) as found:
        for row in found:
            told = {name: _plain(value) for name, value in row._mapping.items()}
            position = told.pop("position", None) if table is tables.commands else None
            if table is tables.commands and told["event"] is not None:
                told["event"] = position or rows.get(told["event"], told["event"])
            yield told


def _plain(value: Any) -> Any:
    return instant(value) if isinstance(value, datetime) else value


class _Import:
    def __init__(self, db: Connection, source: str) -> None:
        self._db = db
        self._source = source
        self._heads: dict[str, Head] = {}
        self._count = 0
        self._last = ""
        self._waiting: dict[Table, list[dict[str, Any]]] = {}
        self._beside = {f"eventlog.{table.name}": table for table in BESIDE}

    def run(self, lines: Iterable[str]) -> int:
        ended = False
        for number, line in enumerate(lines, 1):
            if ended:
                raise Unfit(f"line {number}: the log had ended")
            try:
                ended = self._take(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise Unfit(f"line {number}: {type(error).__name__}: {error}") from error
        if not ended:
            raise Unfit("its end is missing")
        for table in list(self._waiting):
            self._store(table)
        self._finish()
        return self._count

    def _take(self, told: dict[str, Any]) -> bool:
        if told["source"] != self._source:
            raise ValueError(f"it is of the log of {told['source']}")
        if told["type"] == END:
            if (told["data"]["events"], told["data"]["last"]) != (self._count, self._last):
                raise ValueError("there were other events")
            return True
        if (table := self._beside.get(told["type"])) is not None:
            self._put(table, _typed(table, told["data"]))
        else:
            self._event(told)
        return False

    def _event(self, told: dict[str, Any]) -> None:
        line, stream = line_of(told), told["subject"]
        head = self._heads.get(stream, Head())
        if told["position"] != self._count + 1:
            raise ValueError(f"position {self._count + 1} is missing")
        if (told["version"], told["previoushash"]) != (head.version + 1, head.hash):
            raise ValueError(f"it does not follow version {head.version} of {stream}")
        if hash_of(line) != told["hash"]:
            raise ValueError("it does not match its hash")
        self._count, self._last = told["position"], told["hash"]
        self._heads[stream] = Head(told["version"], told["hash"])
        row = {"id": self._count, "stream": stream, "version": told["version"], "hash": told["hash"], "line": line}
        self._put(tables.events, row)
        if self._db.dialect.name == "postgresql":
            self._put(tables.positions, {"position": self._count, "event": self._count})

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        waiting = self._waiting.setdefault(table, [])
        waiting.append(row)
        if len(waiting) == PAGE:
            self._store(table)

    def _store(self, table: Table) -> None:
        self._db.execute(insert(table), self._waiting.pop(table))

    def _finish(self) -> None:
        """The next event's row comes after these."""
        if self._count and self._db.dialect.name == "postgresql":
            self._db.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence('events', 'id'), (SELECT max(id) FROM events))"
            )


def _typed(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    times = {column.name for column in table.columns if isinstance(column.type, tables.Instant)}
    return {n: datetime.fromisoformat(v) if n in times and v is not None else v for n, v in told.items()}
