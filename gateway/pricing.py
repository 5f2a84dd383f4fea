"""Prices as people read them: amounts in the reader's language, and what a plan, or a product's plans, ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal

from gateway.translation import gettext, language, ngettext, pgettext
from gateway.views.listings import Plan, read_price
from services.catalog.events import Component, Price, Tier
from vocabulary.asking import Asking, least
from vocabulary.money import DIGITS, Money


def money(value: Money | Mapping[str, Any] | None) -> str:
    """`49.00 USD`, of minor units."""
    if value is None:
        return "–"
    told = value if isinstance(value, Money) else Money(value["amount"], value["currency"])
    return exactly(Decimal(told.amount), told.currency)


def taken(value: Mapping[str, Any]) -> str:
    """`−49.00 USD` of what is taken off; what is given back of it, below zero, stands without a sign."""
    turned = money({**value, "amount": abs(value["amount"])})
    return f"−{turned}" if value["amount"] > 0 else turned


def figure(value: Money) -> str:
    """`49.00`, where its currency stands beside it."""
    digits = DIGITS.get(value.currency, 2)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(Decimal(value.amount).scaleb(-digits), pattern, locale=language()))


def exactly(minor: Decimal, currency: str) -> str:
    """Of minor units with places behind them: `0.0025 USD` for a quarter of a cent."""
    digits = DIGITS.get(currency, 2)
    amount = minor.scaleb(-digits)
    exponent = amount.normalize().as_tuple().exponent
    places = max(digits, -exponent if isinstance(exponent, int) else 0)
    pattern = "#,##0" + ("." + "0" * places if places else "") + " ¤¤"
    return str(format_currency(amount, currency, pattern, locale=language(), currency_digits=False))


def per(interval: str | None) -> str:
    """`a month`; empty where there is no interval."""
    words = {"month": gettext("a month"), "year": gettext("a year"), "30_days": gettext("for 30 days")}
    return words.get(interval or "", "")


def trial(days: int) -> str:
    return ngettext("%(num)s day free", "%(num)s days free", days) if days else ""


@dataclass(frozen=True)
class Cost:
    """A plan's place in a price list: the figure that is read first, its unit, and what comes on top."""

    figure: str
    unit: str = ""
    more: tuple[str, ...] = ()


def cost(plan: Plan) -> Cost:
    return cost_of(plan.price, plan.access)


def price_told(told: Mapping[str, Any]) -> Price | None:
    """Of a plan as the catalogue's desk tells it."""
    amounts = [told["price"], *told["other_prices"]] if told["price"] else []
    if not (amounts or told["components"] or told["by_order"]):
        return None
    kept = ("components", "trial_days", "trial_needs_card", "by_order")
    return read_price({"amounts": amounts, "interval": told["interval"] or "month", **{one: told[one] for one in kept}})


def cost_of(price: Price | None, access: str) -> Cost:
    if price is None:
        return Cost(gettext("Free"), _free(access))
    if price.by_order:
        return Cost(gettext("By order"), gettext("bring your licence") if access == "byol" else "")
    metered = tuple(used(component, price) for component in price.components)
    if not price.amounts or not price.amounts[0].amount:
        return Cost(gettext("By use"), "", metered)
    first, *others = price.amounts
    also = (gettext("or %(amounts)s", amounts=", ".join(money(other) for other in others)),) if others else ()
    return Cost(figure(first), f"{first.currency} {per(price.interval)}", also + metered)


def _free(access: str) -> str:
    words = {
        "anyone": gettext("no account asked"),
        "signed_in": gettext("no card asked"),
        "terms": gettext("no card asked"),
        "subscribers": gettext("no card asked"),
    }
    return words.get(access, "")


def by_use(plan: Plan) -> tuple[str, ...]:
    """What is charged beside the price, for what is used of it."""
    return tuple(used(component, plan.price) for component in plan.price.components) if plan.price else ()


def agreed_use(subscription: Mapping[str, Any]) -> tuple[str, ...]:
    """As `by_use`, of what was agreed on with one customer: the plan may ask for something else by now."""
    currency = (subscription["price"] or {"currency": ""})["currency"]
    return tuple(
        _used(
            Component(each["id"], each["name"], each["unit"], tuple(Tier(**tier) for tier in each["tiers"])), currency
        )
        for each in subscription["components"]
    )


def used(component: Component, price: Price) -> str:
    """`18.00 USD a terabyte over 5`: each tier that costs something."""
    return _used(component, price.amounts[0].currency if price.amounts else "")


def _used(component: Component, currency: str) -> str:
    starts = (0, *(tier.up_to or 0 for tier in component.tiers))
    steps = [
        _step(tier, start, component.unit, currency)
        for start, tier in zip(starts, component.tiers, strict=False)
        if Decimal(tier.unit_amount)
    ]
    return f"{component.name}: {', '.join(steps) or gettext('free')}"


def _step(tier: Tier, start: int, unit: str, currency: str) -> str:
    amount = exactly(Decimal(tier.unit_amount), currency)
    if start and tier.up_to is None:
        return gettext("%(amount)s for each %(unit)s over %(start)s", amount=amount, unit=unit, start=start)
    if tier.up_to is None:
        return gettext("%(amount)s for each %(unit)s", amount=amount, unit=unit)
    return gettext("%(amount)s for each %(unit)s up to %(end)s", amount=amount, unit=unit, end=tier.up_to)


def deed(plan: Plan) -> str:
    """What the plan's button does."""
    price = plan.price
    if price is None:
        return gettext("Get it")
    if price.by_order:
        return gettext("How to get it")
    if price.trial_days:
        return ngettext("Try %(num)s day", "Try %(num)s days", price.trial_days)
    return gettext("Buy")


def after_trial(plan: Plan) -> str:
    """What becomes of a trial that is not cancelled; empty where there is none."""
    price = plan.price
    if price is None or not price.trial_days:
        return ""
    if not price.trial_needs_card:
        return gettext("The trial asks for no card and ends by itself, unless you pay for what comes after it.")
    charged = _charged(price)
    return gettext("The trial asks for a card and turns into %(cost)s after it, unless you cancel.", cost=charged)


def _charged(price: Price) -> str:
    if not price.amounts or not price.amounts[0].amount:
        return gettext("what you use")
    return f"{money(price.amounts[0])} {per(price.interval)}"


@dataclass(frozen=True)
class Summary:
    """What a list says of a product's prices: `from` **49.00 USD** `a month, 14 days free`."""

    before: str
    figure: str
    after: str

    def __str__(self) -> str:
        return " ".join(word for word in (self.before, self.figure, self.after) if word)


def asking(plans: Sequence[Plan]) -> Asking | None:
    """The least that one of these plans asks for; None where nothing is charged from the shelf but by use."""
    priced = [plan.price for plan in plans if plan.price and plan.price.amounts and not plan.price.by_order]
    return least(Asking(price.amounts[0], price.interval, price.trial_days) for price in priced)


def summary(plans: Sequence[Plan]) -> Summary:
    lowest = asking(plans)
    if lowest is None:
        kinds = [cost(plan).figure for plan in plans]
        return Summary("", gettext("Free") if gettext("Free") in kinds else kinds[0] if kinds else "", "")
    return told(lowest, free=any(plan.price is None for plan in plans), several=len(plans) > 1)


def told(lowest: Asking, *, free: bool, several: bool) -> Summary:
    before = gettext("free, or from") if free else pgettext("price", "from") if several else ""
    after = ", ".join(word for word in (per(lowest.interval), trial(lowest.trial_days)) if word)
    return Summary(before, money(lowest.amount), after)
