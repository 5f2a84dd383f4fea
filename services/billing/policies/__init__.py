"""What a fact of billing causes: outside, and later; each kind of fact says so in a file of its own."""

from collections.abc import Sequence
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.policies import credit, deals, invoices, listings, payees, payments, seats, subscriptions, taxes

EVERY = (subscriptions, invoices, payments, deals, payees, seats, listings, taxes, credit)
CAUSED = tuple(each.caused for each in EVERY)


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    return [each for caused in CAUSED for each in caused(event, recorded)]
