"""What a product's years on the shelves cost its publisher."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.deadlines import Fired
from services.billing.deciders.listing import BeginListingYear, fee_of
from services.billing.deciders.offering import Offering, offering
from services.billing.policies.listings import BEGIN_YEAR
from services.billing.service.desk import Desk
from vocabulary.money import Money


class Listings(Desk):
    @rpc
    def listing_fee(self, product: str, publisher: str) -> dict[str, Any]:
        """`fee`: of a year that begins now, None: nothing; `until`: the first day that no year covers yet, None: any.

        A product that billing has not heard of costs what its publisher's others do.
        """
        found = self.log.fold(offering, product)
        until = found.listed_until if isinstance(found, Offering) else None
        fee = fee_of(publisher, self.settings.listing_fee)
        return {"fee": told_fee(fee), "until": None if until is None else until.isoformat()}

    def begin_listing_year(self, fired: Fired) -> None:
        command = BeginListingYear(date.fromisoformat(str(fired.arguments["day"])), self.settings.listing_fee)
        self.log.execute(offering, fired.subject, command, fired.cause())


def told_fee(fee: Money | None) -> dict[str, Any] | None:
    return None if fee is None else {"amount": fee.amount, "currency": fee.currency}


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {BEGIN_YEAR: Listings.begin_listing_year}
