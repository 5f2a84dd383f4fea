"""Invoices: prepared, numbered, settled and corrected, and the books that come of them."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Invoices(Desk):
    pass
