"""What a product's years on the shelves cost its publisher."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import every
from eventlog.deadlines import Fired
from eventlog.decider import Context
from services.billing.deciders.listing import BeginListingYear, fee_of
from services.billing.deciders.offering import Offering, offering
from services.billing.policies.listings import BEGIN_YEAR
from services.billing.projections import listings as view
from services.billing.service.desk import Desk
from vocabulary.money import Money

HOUR = 3600


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

    @every(HOUR, at_once=True)
    def begin_missing_years(self) -> None:
        """Of what was published before the store knew of years, so that a fee is asked for it, too."""
        with self.views.begin() as db:
            products = view.without_year(db)
        now = self.clock.now()
        by = Context(command_id="", actor="policy:listing-years", at=now, causation=f"looked {now.isoformat()}")
        for product in products:
            self.log.execute(offering, product, BeginListingYear(None, self.settings.listing_fee), by)

    def begin_listing_year(self, fired: Fired) -> None:
        command = BeginListingYear(date.fromisoformat(str(fired.arguments["day"])), self.settings.listing_fee)
        self.log.execute(offering, fired.subject, command, fired.cause())


def told_fee(fee: Money | None) -> dict[str, Any] | None:
    return None if fee is None else {"amount": fee.amount, "currency": fee.currency}


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {BEGIN_YEAR: Listings.begin_listing_year}
