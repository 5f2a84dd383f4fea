"""What publishers are paid: where to, their share, statements and payouts."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Payees(Desk):
    pass
