"""What finance's API and its pages share: who sees the books, amounts in files, and a trial balance with its sums."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Response

from gateway.publishing.selling import FINANCE, billing, must_be_finance, plain
from gateway.rpc import Answer
from gateway.tables import csv_file

__all__ = ["FINANCE", "balance", "billing", "entries_file", "every", "invoices_file", "must_be_finance"]

ENTRY = ("day", "account", "what", "subject", "reference", "currency")
INVOICE = ("number", "on", "due", "state", "name", "country", "tax_id", "plan", "publisher")
AMOUNTS = ("net", "tax", "total", "owed")


def balance(rows: Sequence[Answer]) -> list[Answer]:
    """By currency: {currency, accounts: [{account, debit, credit, entries}], debit, credit}; both sums are equal."""
    by_currency: dict[str, list[Answer]] = defaultdict(list)
    for row in rows:
        by_currency[row["currency"]].append(row)
    return [_balance(currency, found) for currency, found in sorted(by_currency.items())]


def _balance(currency: str, rows: Sequence[Answer]) -> Answer:
    def of(amount: int) -> Answer:
        return {"amount": amount, "currency": currency}

    accounts = [
        {
            "account": row["account"],
            "debit": of(max(row["amount"], 0)),
            "credit": of(max(-row["amount"], 0)),
            "entries": row["entries"],
        }
        for row in rows
    ]
    sums = {side: of(sum(each[side]["amount"] for each in accounts)) for side in ("debit", "credit")}
    return {"currency": currency, "accounts": accounts, **sums}


def every(page: Callable[[int], Answer], after: int) -> Iterator[Answer]:
    """What stands on this page and all that follow: a file that ends with a page would be short of the rest."""
    place: int | None = after
    while place is not None:
        told = page(place)
        yield from told["items"]
        place = told["next"]


def entries_file(rows: Iterable[Answer], name: str) -> Response:
    """Debits above zero, credits below."""
    cells = ([*(row[each] for each in ENTRY), _amount(row)] for row in rows)
    return csv_file((*ENTRY, "amount"), cells, name)


def invoices_file(rows: Iterable[Answer], name: str) -> Response:
    cells = (
        [*(row[each] for each in INVOICE), row["total"]["currency"], *(plain(row[each]) for each in AMOUNTS)]
        for row in rows
    )
    return csv_file((*INVOICE, "currency", *AMOUNTS), cells, name)


def _amount(row: dict[str, Any]) -> str:
    return plain({"amount": row["amount"], "currency": row["currency"]})
