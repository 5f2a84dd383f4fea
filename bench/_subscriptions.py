"""Many who subscribed by card to one plan: billing's log, its views and what the payment company knows, of one buyer.

That one bought on the real kernel from the stand-in; the others are it with other ids. Some periods end today, the
others on one of the days to come.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, select

from bench import _stories
from bench._tickets import Keys, _draft, follow
from eventlog import tables
from eventlog.amqp import Provided
from eventlog.drafts import _dumped as drafted
from eventlog.integrity import Head, seal
from eventlog.log import Log, open_log
from eventlog.recorded import Recorded, instant
from eventlog.store import Sealed
from services.billing.projections import PROJECTIONS
from services.billing.service import Billing
from tests.parts.stripe import stripe
from tests.services.billing.paying import till
from tests.services.billing.subscribed import DATABASE
from vocabulary.period import after

BUYER = str(uuid.uuid5(_stories.SPREAD, "the buyer"))
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ITS = re.compile(r"(cus|pm|pi|ch|txn)_[0-9a-f]{24}")  # of the payment company
NUMBER = re.compile(r"\b20\d\d-000001\b")
LATER = 29  # days, on which the others end
KEPT = ("customer", "payment_method", "payment_intent", "charge", "balance_transaction")


class Sold(Billing):
    name = "billing"
    keys = Provided(lambda config: Keys())


def fill(log: str, views: str, cards: Path, number: int, due: int) -> None:
    """`log` has {service} in it; `cards` is the stand-in's folder. So many renewals of all were due at midnight."""
    bought = cards.parent / "bought"
    with stripe(bought) as standing, till(bought, standing, Sold) as shop:
        shop.clock.at = datetime.combine(_a_month_ago(datetime.now(UTC).date()), time_of_day(12, tzinfo=UTC))
        shop.open()
        shop.becomes(shop.buys(holder=BUYER), "active")
        shop.services.until(lambda: shop.right(BUYER))
        shop.services.until(lambda: "billing.licence-issued" in shop.told())
    one = open_log("billing", f"sqlite:///{bought}/billing.log.db", keys=Keys(), secret=b"")
    url = log.format(service="billing")
    _stories.write(url, "billing", _sold(one.read_all(0), one, number))
    _write_due(one, url, number, due)
    one.close()
    _write_cards(bought / "stripe" / "stripe.jsonl", cards / "stripe.jsonl", number)
    follow("billing", log, views, PROJECTIONS, Billing)


def _a_month_ago(today: date) -> date:
    """The latest day of which a month is over by today; it ends today, but for the last days of longer months."""
    return max(day for day in (today - timedelta(days) for days in range(28, 32)) if after(day, "month", 1) <= today)


def _sold(told: list[Recorded], log: Log, number: int) -> Iterator[Sealed]:
    """The buyer's events in their order, for each; what is common to all comes first, once."""
    its_own = {each.stream for each in told if BUYER in each.stream or BUYER.encode() in each.line}
    common = [each for each in told if each.stream not in its_own]
    yield from _sealed(common, log, lambda text: text)
    own = [each for each in told if each.stream in its_own]
    for one in range(number):
        yield from _sealed(own, log, _other(one))


def _sealed(told: list[Recorded], log: Log, other: Callable[[str], str]) -> Iterator[Sealed]:
    streams = groupby(sorted(told, key=lambda each: each.stream), key=lambda each: each.stream)
    found = []
    for stream, events in streams:
        revealed = {each.version: each for each in log.read(stream)}
        kept = [(each.position, _dumped(revealed[each.version], other)) for each in events]
        lines = seal(other(stream), Head(), [_draft(each) for _, each in kept], instant(told[0].time), _stories.ABOUT)
        found += [(position, line) for (position, _), line in zip(kept, lines, strict=True)]
    yield from (line for _, line in sorted(found))


def _dumped(recorded: Recorded, other: Callable[[str], str]) -> tuple[str, int, dict[str, Any]]:
    _, stored_as, dataversion, data = drafted(recorded.source, recorded.event)
    return stored_as, dataversion, json.loads(other(json.dumps(data)))


def _other(one: int) -> Callable[[str], str]:
    """From what is told of the buyer to the same of another."""

    def id_of(found: re.Match[str]) -> str:
        return found[0] if found[0] == DATABASE else str(uuid.uuid5(_stories.SPREAD, f"{one} {found[0]}"))

    def its_of(found: re.Match[str]) -> str:
        return f"{found[1]}_{hashlib.sha256(f'{one} {found[0]}'.encode()).hexdigest()[:24]}"

    def other(text: str) -> str:
        text = NUMBER.sub(lambda found: f"{found[0][:5]}{one + 1:06}", text)
        return ITS.sub(its_of, ID.sub(id_of, text))

    return other


def _write_due(log: Log, url: str, number: int, due: int) -> None:
    with log.reading() as db:
        (row,) = db.execute(select(tables.due).where(tables.due.c.name == "end-period")).mappings().all()
    engine = create_engine(url)
    with engine.begin() as db:
        for one in range(number):
            other = _other(one)
            arguments = json.loads(other(json.dumps(row["arguments"])))
            at = row["at"] + timedelta(days=0 if one < due else 1 + one % LATER)
            named = {"name": row["name"], "at": at, "causation": "bench", "arguments": arguments}
            db.execute(insert(tables.due).values(id=other(row["id"]), subject=other(row["subject"]), **named))
    engine.dispose()


def _write_cards(journal: Path, to: Path, number: int) -> None:
    objects = {each["id"]: each for each in map(json.loads, journal.read_text().splitlines())}
    kept = json.dumps([each for each in objects.values() if each["object"] in KEPT])
    with to.open("w") as lines:
        for one in range(number):
            lines.writelines(json.dumps(each) + "\n" for each in json.loads(_other(one)(kept)))
