"""Offers and coupons: prices for some, and what is taken off."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.discounts import Discounts

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Deals(Discounts):
    pass
