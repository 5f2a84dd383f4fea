"""Money moved by a payment company: cards, charges, refunds, disputes, and what is asked for again."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Payments(Desk):
    pass
