"""What a publisher sold, and what was taken back of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.refusal import Invalid, Refused
from services.billing.events import Sums
from services.billing.projections import sales
from services.billing.service.desk import Desk
from vocabulary.money import Money

SIDES = ("day", "month", "plan")


class Sales(Desk):
    @rpc(expected_exceptions=Refused)
    def sales_of(self, publisher: str, first: str, last: str, by: str) -> list[dict[str, Any]]:
        """Sums by `day`, `month` or `plan` and by currency, from the first day to the last, both among them."""
        if by not in SIDES:
            raise Invalid("field-invalid", "by: day, month or plan")
        with self.views.begin() as db:
            found = sales.of_days(db, publisher, date.fromisoformat(first), date.fromisoformat(last), by)
        return [{"key": key, "currency": sums.due.currency, **_told(sums)} for key, sums in found]

    @rpc(expected_exceptions=Refused)
    def movements_of(self, publisher: str, first: str, last: str) -> list[dict[str, Any]]:
        """Each sale, refund, write-off, lost dispute and listing fee: what the sums are made of."""
        with self.views.begin() as db:
            found = sales.each_of_days(db, publisher, date.fromisoformat(first), date.fromisoformat(last))
        return [_moved(row) for row in found]


def _told(sums: Sums) -> dict[str, Any]:
    names = ("sales", "refunds", "written_off", "disputes", "tax", "store_share", "listing_fees", "due")
    return {name: _money(getattr(sums, name)) for name in names}


def _moved(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("kind", "id", "invoice", "number", "plan", "month")}
    amounts = {name: _money(Money(int(row[name]), row["currency"])) for name in ("net", "tax", "share")}
    return {**told, "day": row["day"].isoformat(), **amounts}


def _money(amount: Money) -> dict[str, Any]:
    return {"amount": amount.amount, "currency": amount.currency}
