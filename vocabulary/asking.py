"""What plans ask for, and which of them asks for the least: what `from 19.00 USD a month` is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from vocabulary.money import Money


@dataclass(frozen=True)
class Asking:
    """For one unit and one interval; `trial_days` it may be tried before."""

    amount: Money
    interval: str  # month | year | 30_days
    trial_days: int


def least(asked: Iterable[Asking]) -> Asking | None:
    """In the currency of the first; of equals, the one that may be tried longest. Use alone asks for nothing before."""
    charged = [one for one in asked if one.amount.amount]
    same = [one for one in charged if one.amount.currency == charged[0].amount.currency]
    return min(same, key=lambda one: (one.amount.amount, -one.trial_days), default=None)
