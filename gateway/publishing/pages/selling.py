"""What a publisher sold: by day and by plan, as charts and as files."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template, request

from eventlog.refusal import Invalid
from gateway.mistakes import of_fields
from gateway.pricing import money
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.charts import Share, line_of, shares_of
from gateway.publishing.pages.entering import EDITORS, for_team
from gateway.publishing.selling import billing, span
from gateway.rpc import Answer
from gateway.translation import gettext
from vocabulary.money import Money


@pages.get("/publish/<publisher>/sales")
@for_team(*EDITORS)
def sales_of(publisher: str) -> str | tuple[str, int]:
    first, last, wrong = _span()
    days = (first.isoformat(), last.isoformat())
    by_day, by_plan = (billing().sales_of(publisher, *days, by) for by in ("day", "plan"))
    currencies = sorted({row["currency"] for row in by_day})
    page = render_template(
        "publishing/sales.html",
        **beside(publisher, "sales"),
        first=days[0],
        last=days[1],
        currencies=[_of_currency(each, by_day, by_plan, first, last) for each in currencies],
        problems=of_fields({"from": gettext("The first day is before the last, and at most three years back from it")})
        if wrong
        else None,
    )
    return (page, 422) if wrong else page


def _of_currency(
    currency: str, by_day: Sequence[Answer], by_plan: Sequence[Answer], first: date, last: date
) -> dict[str, Any]:
    """All of one currency: they are never added to each other."""
    mine = {row["key"]: row for row in by_day if row["currency"] == currency}
    sold = {day: mine[day]["sales"]["amount"] if day in mine else 0 for day in _days(first, last)}
    names = ("sales", "refunds", "written_off", "disputes", "store_share", "listing_fees", "due", "tax")
    days = [(date.fromisoformat(day), amount) for day, amount in sold.items()]
    return {
        "code": currency,
        "sums": {name: sum(row[name]["amount"] for row in mine.values()) for name in names},
        "chart": line_of(days, gettext("Sales"), lambda amount: money(Money(amount, currency))),
        "days": [(day, money(Money(amount, currency))) for day, amount in days if amount],
        "plans": _plans(currency, by_plan),
    }


def _plans(currency: str, rows: Sequence[Answer]) -> list[tuple[Share, str]]:
    """Each with its amount as it is written; the largest first."""
    sold = [(row["key"], row["sales"]["amount"]) for row in rows if row["currency"] == currency]
    return [(share, money(Money(share.count, currency))) for share in shares_of([one for one in sold if one[1]])]


def _days(first: date, last: date) -> list[str]:
    return [(first + timedelta(days=each)).isoformat() for each in range((last - first).days + 1)]


def _span() -> tuple[date, date, bool]:
    """The days that were asked for; the last thirty where none were, or they cannot be."""
    try:
        asked = [date.fromisoformat(text) if (text := request.args.get(name, "")) else None for name in ("from", "to")]
        return *span(*asked), False
    except (ValueError, OverflowError, Invalid):
        return *span(None, None), True
