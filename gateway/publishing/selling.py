"""Who sees a publisher's money, which days were asked for, and how rows of it look in a file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Response

from eventlog.refusal import Forbidden, Invalid, Missing
from gateway.auth import caller
from gateway.parts import database, parts
from gateway.rpc import Answer, Billing
from gateway.tables import csv_file
from gateway.views import accounts, listings
from vocabulary.money import Money

FINANCE = frozenset({"finance", "operator"})
SELLERS = ("owner", "editor")
USUAL, LONGEST = timedelta(days=29), timedelta(days=3 * 366)
SUMS = ("sales", "refunds", "written_off", "disputes", "tax", "store_share", "listing_fees", "due")


def billing() -> Billing:
    return parts().rpc.billing


def must_see_money(publisher: str) -> None:
    """Of a publisher that there is: its owners and editors, no robots of theirs, and the store's finance."""
    if listings.publisher(database(), publisher) is None:
        raise Missing("no-such-publisher", publisher[:80])
    held = caller().roles
    if held & FINANCE:
        return
    is_person = accounts.member(database(), caller().account, publisher) is not None
    if not is_person or not any(f"{publisher}:{role}" in held for role in SELLERS):
        raise Forbidden("not-yours")


def must_be_finance() -> None:
    if not caller().roles & FINANCE:
        raise Forbidden("staff-only", " or ".join(sorted(FINANCE)))


def span(first: date | None, last: date | None) -> tuple[date, date]:
    """Both days are in it; the last thirty where none was named."""
    last = last or datetime.now(UTC).date()
    first = first or max(last, date.min + USUAL) - USUAL
    if first > last or last - first > LONGEST:
        raise Invalid("period-invalid")
    return first, last


def plain(amount: Answer) -> str:
    """For a file: `49.00`, its currency in a column of its own."""
    return str(Money(amount["amount"], amount["currency"])).partition(" ")[0]


def sums_file(rows: Sequence[Answer], by: str, name: str) -> Response:
    cells = ([row["key"], row["currency"], *(plain(row[each]) for each in SUMS)] for row in rows)
    return csv_file((by, "currency", *SUMS), cells, name)


def movements_file(rows: Sequence[Answer], name: str) -> Response:
    told, amounts = ("day", "kind", "number", "invoice", "plan", "month"), ("net", "tax", "share")
    cells = (
        [*(row[each] for each in told), row["net"]["currency"], *(plain(row[each]) for each in amounts)] for row in rows
    )
    return csv_file((*told, "currency", *amounts), cells, name)


def statements_file(rows: Sequence[Answer], name: str) -> Response:
    told, amounts = ("number", "publisher", "month", "on", "currency"), (*SUMS[:-1], "carried", "due")
    columns = (*told, *amounts, "pulls_free", "pulls_paying", "state", "payout_reference", "payout_on")
    return csv_file(
        columns, ([*_told(row, told), *(plain(row[each]) for each in amounts), *_paid(row)] for row in rows), name
    )


def _told(row: Answer, names: Sequence[str]) -> list[Any]:
    return [row[name] for name in names]


def _paid(row: Answer) -> list[Any]:
    payout = row["payout"] or {"reference": "", "on": ""}
    return [row["pulls"]["free"], row["pulls"]["paying"], row["state"], payout["reference"], payout["on"]]
