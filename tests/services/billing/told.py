"""Facts of a subscription told to billing, so that what follows from them is tried without buying."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.controls import subscriptions as controls
from tests.controls.licences import ADA, SUBSCRIPTION, licence_issued
from tests.services.billing import books as log
from tests.services.billing.conftest import Books

TODAY = datetime.now(UTC).date()
started = replace(
    controls.started,
    subscription=SUBSCRIPTION,
    holder=ADA,
    agreed=replace(controls.metered, licence_fields=licence_issued.licence_fields),
    quantity=2,
    payment="none",
    anchor=TODAY,
    ends=TODAY + timedelta(days=30),
    charge=None,
)


def tell(books: Books, *told: Any) -> None:
    for fact in told:
        log.tell(books.rpc, "subscription", fact.subscription, fact)
