"""One who subscribed by card: bought on the real kernel from the stand-in, and what billing's log holds since.

Each row is taken as a template for others who did the same; what the catalogue told before is common to all.
"""

import json
import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import _stories
from bench._copies import UUID, Copies, Table
from bench._tickets import Keys
from eventlog.amqp import Provided
from eventlog.recorded import instant
from eventlog.schema import registry
from services.billing.service import Billing
from tests.parts.stripe import stripe
from tests.services.billing.paying import Till, till

BUYER = str(uuid.uuid5(_stories.SPREAD, "the buyer"))
AT = datetime(2026, 10, 15, 12, tzinfo=UTC)
ENDS = date(2026, 11, 15)  # the period
LATER = 29  # days, on which the others end
KEPT = ("customer", "payment_method", "payment_intent", "charge", "balance_transaction")
LOG, JOURNAL = "billing.log.db", "stripe/stripe.jsonl"


class Sold(Billing):
    name = "billing"
    keys = Provided(lambda config: Keys())


def buy(folder: Path) -> None:
    """Leaves billing's log, the catalogue's, and what the stand-in remembers."""
    with stripe(folder) as standing, till(folder, standing, Sold) as shop:
        shop.clock.at = AT
        shop.open()
        shop.becomes(shop.buys(holder=BUYER), "active")
        shop.services.until(lambda: shop.right(BUYER))
        shop.services.until(lambda: "billing.licence-issued" in shop.told())
        shop.clock.at += timedelta(days=2)
        shop.services.until(lambda: _nothing_waits(folder, shop))


def _nothing_waits(folder: Path, shop: Till) -> bool:
    """What was to be done if the first invoice was not paid has fired as well."""
    with closing(sqlite3.connect(folder / LOG)) as db:
        due = "SELECT count(*) FROM due WHERE fired_at IS NULL AND at < ?"
        (waiting,) = db.execute(due, (instant(shop.clock.now()),)).fetchone()
        (asked,) = db.execute("SELECT count(*) FROM outbox WHERE done_at IS NULL").fetchone()
    return not waiting and not asked


def its_own(folder: Path) -> tuple[Copies, list[Table]]:
    """What the log holds of the one."""
    with closing(sqlite3.connect(folder / LOG)) as db:
        events = db.execute("SELECT * FROM events ORDER BY id").fetchall()
        common = [row for row in events if row[1].startswith("offering-")]
        assert [row[0] for row in common] == list(range(1, len(common) + 1)), "the catalogue told more meanwhile"
        copies = Copies({id for row in common for id in re.findall(UUID, row[4])}, _key)
        return copies, list(_tables(db, copies, events[len(common) :], common))


def _tables(db: sqlite3.Connection, copies: Copies, own: list[Any], common: list[Any]) -> Iterator[Table]:
    each = len(own)
    for *_, hash, line in own:
        _conceal(copies, json.loads(line))
        copies.line(hash, line)
    yield Table("events", [copies.row(row, (each, 0, 0, 0, 0)) for row in own])
    places, ids = {row[0] for row in common}, {json.loads(row[4])["id"] for row in common}
    commands = db.execute("SELECT * FROM commands ORDER BY at, account, id").fetchall()
    steps = [(row, (0, 0, 0, 0, 0 if row[4] is None else each, 0)) for row in commands if row[4] not in places]
    yield Table("commands", [copies.row(row, step) for row, step in steps])
    due = [row for row in db.execute("SELECT * FROM due ORDER BY at").fetchall() if row[5] not in ids]
    yield Table("due", [_due(copies, row) for row in due])
    yield Table("outbox", [copies.row(row) for row in db.execute("SELECT * FROM outbox ORDER BY next_at").fetchall()])


def _key(subject: str) -> bytes | None:
    return Keys().of([subject])[subject]


def _conceal(copies: Copies, told: dict[str, Any]) -> None:
    schema = registry.named(told["type"])
    for name in schema.personal if schema is not None else ():
        if told["data"].get(name) is not None and schema is not None:
            copies.concealed(told["data"][name], told["data"][schema.personal_of])


def _due(copies: Copies, row: Any) -> tuple[int, ...]:
    id, at, *others = copies.row(row)
    return (id, copies.made(row[1], _later) if row[2] == "end-period" else at, *others)


def _later(one: int) -> str:
    return instant(midnight() + timedelta(days=1 + one % LATER))


def midnight() -> datetime:
    """When the period ends."""
    return datetime.combine(ENDS, datetime.min.time(), UTC)


def cards_of(folder: Path) -> list[str]:
    """What the stand-in remembers of the one: JSON of each object."""
    objects = {each["id"]: each for each in map(json.loads, (folder / JOURNAL).read_text().splitlines())}
    return [json.dumps(each) for each in objects.values() if each["object"] in KEPT]
