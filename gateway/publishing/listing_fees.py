"""What a product's years on the shelves cost its publisher: told before it publishes."""

from datetime import UTC, date, datetime
from typing import Any

from eventlog.refusal import Unavailable
from gateway.publishing.selling import billing
from gateway.rpc import Answer

NOTHING: Answer = {"fee": None, "until": None}


def listing_fee(told: Answer) -> Answer:
    """Of a product as the catalogue's desk has it: `fee` of a year that begins now, `until` which day none is due."""
    return NOTHING if told["external"] else billing().listing_fee(told["id"], told["publisher"])


def shown(told: Answer) -> dict[str, Any] | None:
    """For a page; None where nothing is to be paid, or billing does not answer. `covered`: until that day, or empty."""
    try:
        found = listing_fee(told)
    except Unavailable:
        return None
    if found["fee"] is None:
        return None
    until = found["until"] or ""
    covered = until if until and date.fromisoformat(until) > datetime.now(UTC).date() else ""
    return {"fee": found["fee"], "covered": covered}
