"""What a plan may cost: amounts, intervals, trials, and what is counted while it is used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from eventlog.refusal import Invalid
from services.catalog.events import Component, Price, Tier
from vocabulary.money import MOST, Money, is_currency
from vocabulary.period import INTERVALS
from vocabulary.slug import is_slug

UNPRICED = Price((), "month", (), 0, trial_needs_card=False, by_order=False)
CURRENCIES, TRIAL_DAYS, COMPONENTS, TIERS = 20, 365, 24, 20
NAME, UNIT, PLACES = 80, 40, 6


@dataclass(frozen=True)
class PriceChanges:
    """What to change in a price; None leaves a part as it is. `no_amount`: nothing is charged for the plan itself."""

    amount: Money | None = None
    no_amount: bool = False
    other_amounts: tuple[Money, ...] | None = None
    interval: str | None = None
    components: tuple[Component, ...] | None = None
    trial_days: int | None = None
    trial_needs_card: bool | None = None
    by_order: bool | None = None

    def applied_to(self, price: Price | None, access: str) -> Price | None:
        """None: free. What is held by a licence of one's own is had by order alone."""
        before = price or UNPRICED
        changed = Price(
            amounts=self._amounts(before.amounts),
            interval=before.interval if self.interval is None else self.interval,
            components=before.components if self.components is None else self.components,
            trial_days=before.trial_days if self.trial_days is None else self.trial_days,
            trial_needs_card=before.trial_needs_card if self.trial_needs_card is None else self.trial_needs_card,
            by_order=access == "byol" or (before.by_order if self.by_order is None else self.by_order),
        )
        if changed.amounts or changed.components or changed.by_order:
            return changed
        if self.trial_days:
            raise Invalid("trial-invalid", "what is free needs none")
        return None

    def _amounts(self, before: Sequence[Money]) -> tuple[Money, ...]:
        first = () if self.no_amount else (self.amount,) if self.amount is not None else tuple(before[:1])
        others = self.other_amounts
        if others is None:
            others = tuple(before[1:]) if first else ()
        return (*first, *others)


AS_IT_IS = PriceChanges()


def checked(price: Price | None, access: str) -> None:
    """Raises Invalid where nobody could be charged like this."""
    if price is None:
        return
    if access not in ("subscribers", "byol"):
        raise Invalid("price-needs-subscribers", access)
    if price.interval not in INTERVALS:
        raise Invalid("interval-unknown", ", ".join(INTERVALS))
    _check_amounts(price)
    _check_components(price)
    if not 0 <= price.trial_days <= TRIAL_DAYS or (price.trial_days and price.by_order):
        raise Invalid("trial-invalid", f"at most {TRIAL_DAYS} days, and none where it is had by order")


def _check_amounts(price: Price) -> None:
    least = 0 if price.components else 1
    for amount in price.amounts:
        if not is_currency(amount.currency):
            raise Invalid("currency-unknown", amount.currency[:10])
        if not least <= amount.amount <= MOST:
            raise Invalid("price-invalid", f"{least} to {MOST} minor units")
    if len({amount.currency for amount in price.amounts}) < len(price.amounts) or len(price.amounts) > CURRENCIES:
        raise Invalid("currency-repeated", f"at most {CURRENCIES}, each once")


def _check_components(price: Price) -> None:
    components = price.components
    if not components:
        return
    if len(price.amounts) != 1:
        raise Invalid("component-currency")
    if len({one.id for one in components}) < len(components) or len(components) > COMPONENTS:
        raise Invalid("component-invalid", f"at most {COMPONENTS}, each id once")
    for component in components:
        _check_component(component)


def _check_component(component: Component) -> None:
    if not is_slug(component.id):
        raise Invalid("component-invalid", component.id[:NAME])
    if not component.name.strip() or len(component.name) > NAME:
        raise Invalid("component-invalid", f"{component.id}: a name of 1 to {NAME} characters")
    if not component.unit.strip() or len(component.unit) > UNIT:
        raise Invalid("component-invalid", f"{component.id}: a unit of 1 to {UNIT} characters")
    _check_tiers(component)


def _check_tiers(component: Component) -> None:
    ends = [tier.up_to for tier in component.tiers]
    bounded = [end for end in ends[:-1] if end is not None]
    rising = all(low < high for low, high in zip([0, *bounded], bounded, strict=False))
    if not ends or len(ends) > TIERS or ends[-1] is not None or len(bounded) != len(ends) - 1 or not rising:
        raise Invalid("tiers-invalid", f"{component.id}: rising, and the last without an end")
    for tier in component.tiers:
        if unit_amount(tier.unit_amount) is None:
            raise Invalid("tiers-invalid", f"{component.id}: {tier.unit_amount[:40]}")


def unit_amount(text: str) -> Decimal | None:
    """Minor units, with at most six places; None where it is no amount."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= MOST:
        return None
    exponent = amount.normalize().as_tuple().exponent
    return amount if isinstance(exponent, int) and -exponent <= PLACES else None


def plain(component: Component) -> Component:
    """With its amounts as they are always written: `0.25`, never `2.5E-1`."""
    return replace(component, tiers=tuple(replace(tier, unit_amount=_plain(tier)) for tier in component.tiers))


def _plain(tier: Tier) -> str:
    amount = unit_amount(tier.unit_amount)
    return tier.unit_amount if amount is None else f"{amount.normalize():f}"
