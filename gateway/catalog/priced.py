"""How the API writes prices."""

from dataclasses import asdict
from typing import Any

from services.catalog.events import Price
from vocabulary.money import Money

UNPRICED: dict[str, Any] = {"trial_needs_card": False, "by_order": False, "components": []}


def priced(price: Price | None) -> dict[str, Any]:
    """`price` is the first amount; null where the plan is free, or agreed on with each customer."""
    if price is None:
        return {"price": None, "other_prices": [], "interval": None, "trial_days": 0, **UNPRICED}
    return {
        "price": money(price.amounts[0]) if price.amounts else None,
        "other_prices": [money(amount) for amount in price.amounts[1:]],
        "interval": price.interval if price.amounts else None,
        "trial_days": price.trial_days,
        "trial_needs_card": price.trial_needs_card,
        "by_order": price.by_order,
        "components": [asdict(component) for component in price.components],
    }


def money(amount: Money) -> dict[str, Any]:
    return {"amount": amount.amount, "currency": amount.currency}
