"""What is to be paid for a period, for what is left of one, and for what was used: each line is rounded once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from services.billing.events import Agreed, Charge, Discount, Line
from services.catalog.events import Component, Tier
from vocabulary.money import Money, total
from vocabulary.period import Period


def full(agreed: Agreed, quantity: int) -> Money | None:
    """For one whole period; None: nothing beside use."""
    return None if agreed.price is None else agreed.price.times(quantity)


def title(agreed: Agreed) -> str:
    return f"{agreed.address} {agreed.plan_name}"


def plan_lines(agreed: Agreed, quantity: int, discount: Discount | None) -> Iterator[Line]:
    """The plan for one whole period, and what a coupon takes off."""
    amount = full(agreed, quantity)
    if amount is None or not amount.amount:
        return
    yield Line("plan", title(agreed), quantity, amount)
    off = _taken_off(amount, discount)
    if discount is not None and off.amount:
        yield Line("discount", f"Coupon {discount.coupon}", 1, -off)


def use_lines(agreed: Agreed, used: Mapping[str, int]) -> Iterator[Line]:
    """A line for each metered component that was used."""
    for component in agreed.components:
        units = used.get(component.id, 0)
        if units:
            amount = metered(component, units)
            yield Line("use", f"{title(agreed)}: {component.name}", units, Money(amount, currency_of(agreed)))


def metered(component: Component, units: int) -> int:
    """Minor units for so many units, each tier taking its own part of them; rounded once, half up."""
    return int(sum(_by_tier(component.tiers, units), Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP))


def _by_tier(tiers: tuple[Tier, ...], units: int) -> Iterator[Decimal]:
    below = 0
    for tier in tiers:
        reach = units if tier.up_to is None else min(units, tier.up_to)
        if reach > below:
            yield (reach - below) * Decimal(tier.unit_amount)
            below = reach


def rest_lines(agreed: Agreed, quantity: int, period: Period, today: date, discount: Discount | None) -> Iterator[Line]:
    """The plan for what is left of the period, today among it."""
    amount = full(agreed, quantity)
    if amount is not None and amount.amount:
        text = f"{title(agreed)}, {today} to {period.ends}"
        reduced = amount - _taken_off(amount, discount)
        yield Line("rest", text, quantity, reduced.part(period.left(today), period.days))


def unused_lines(
    agreed: Agreed, quantity: int, period: Period, today: date, discount: Discount | None
) -> Iterator[Line]:
    """What was paid for and is not used any more, below zero."""
    for line in rest_lines(agreed, quantity, period, today, discount):
        if line.amount.amount:
            yield replace(line, text=f"{title(agreed)}, unused, {today} to {period.ends}", amount=-line.amount)


def sum_of(lines: tuple[Line, ...], currency: str) -> Money:
    return total((line.amount for line in lines), currency)


def charged(invoice: str, lines: tuple[Line, ...], period: Period, payment: str) -> Charge | None:
    """None where nothing is to be paid."""
    if not lines or sum_of(lines, lines[0].amount.currency).amount <= 0:
        return None
    return Charge(invoice, lines, period.starts, period.ends, payment)


def currency_of(agreed: Agreed) -> str:
    """A plan that charges for use alone says its currency with a price of nothing."""
    return agreed.price.currency if agreed.price else "USD"


def by_percent(discount: Discount | None) -> Discount | None:
    """What a coupon takes off a part of a period: a fixed amount counts for whole periods alone."""
    return discount if discount is not None and discount.percent else None


def _taken_off(amount: Money, discount: Discount | None) -> Money:
    if discount is None:
        return Money(0, amount.currency)
    if discount.percent:
        return amount.part(discount.percent, 100)
    same = discount.amount is not None and discount.amount.currency == amount.currency
    return Money(min(discount.amount.amount, amount.amount) if same and discount.amount else 0, amount.currency)
