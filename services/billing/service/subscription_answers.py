"""What billing answers about a subscription: as it stands, and what a change of it would cost."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from eventlog.decider import Context
from eventlog.refusal import Missing
from services.billing.deciders.charging import currency_of, sum_of, unused_lines
from services.billing.deciders.customer import GrantEntitlement
from services.billing.deciders.invoice_answers import line
from services.billing.deciders.renewing import following, renew
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Event, State, Subscription
from services.billing.deciders.taxing import Buyer, Seller, taxes, total_tax
from services.billing.events import Charge, TaxLine
from services.billing.policies.subscriptions import right_of
from vocabulary.money import Money

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Taxed:
    """How a customer's charges are taxed."""

    seller: Seller
    buyer: Buyer
    ask: Callable[[Money], tuple[TaxLine, ...]] | None = None  # who works them out, where it is not by the rates

    def ahead(self, charge: Charge) -> dict[str, Any]:
        """amount and total of what comes, the total None where somebody would have to be asked for it."""
        net = sum_of(charge.lines, charge.lines[0].amount.currency)
        total = None if self.ask else self.of(charge, charge.starts)["total"]
        return {"on": charge.starts.isoformat(), "amount": told(net), "total": total}

    def of(self, charge: Charge, day: date) -> dict[str, Any]:
        """lines, net, taxes, tax and total of what would be invoiced on this day."""
        net = sum_of(charge.lines, charge.lines[0].amount.currency)
        lines = self.ask(net) if self.ask else taxes(net, self.seller, self.buyer, day)
        tax = total_tax(lines, net.currency)
        return {
            "lines": [line(each) for each in charge.lines],
            "net": told(net),
            "taxes": [{"name": each.name, "percent": each.percent, "amount": told(each.amount)} for each in lines],
            "tax": told(tax),
            "total": told(net + tax),
        }


def told(money: Money) -> dict[str, Any]:
    return {"amount": money.amount, "currency": money.currency}


def existing(state: State) -> Subscription:
    if not isinstance(state, Subscription):
        raise Missing("subscription-unknown")
    return state


def answer(state: Subscription, taxed: Taxed) -> dict[str, Any]:
    agreed = state.agreed
    coming = next_charge(state)
    return {
        "id": state.id,
        "state": state.state,
        "plan": f"{agreed.address}/{agreed.plan}",
        "product": agreed.product,
        "plan_id": agreed.plan,
        "plan_name": agreed.plan_name,
        "address": agreed.address,
        "publisher": agreed.publisher,
        "holder": state.holder,
        "quantity": state.quantity,
        "price": agreed.price and told(agreed.price),
        "interval": agreed.interval,
        "components": [asdict(each) for each in agreed.components],
        "terms": {"version": agreed.terms_version, "digest": agreed.terms_digest} if agreed.terms_version else None,
        "trial_until": _time(state.trial_until),
        "starts": state.starts.isoformat(),
        "ends": state.ends and state.ends.isoformat(),
        "until": _time(until_of(state)),
        "cancel_at_period_end": state.cancelled and not state.over,
        "next": coming and taxed.ahead(coming),
        "scheduled": scheduled(state),
        "price_change": price_change(state),
        "payment": state.payment,
        "source": state.source,
        "repository": agreed.repository,
        "invoice": state.invoices[-1] if state.invoices else None,
    }


def rehearsed(state: State, events: Sequence[Event], taxed: Taxed, today: date) -> dict[str, Any]:
    """What would become of it by these events, and what would be charged today and then."""
    after: State = state
    for event in events:
        after = subscription.evolve(after, event)
    changed = existing(after)
    now = next((charge for charge in charges_in(events)), None)
    coming = next_charge(_paid(changed))
    then = None if coming is None else taxed.of(coming, coming.starts)
    return {
        "dry_run": True,
        "state": changed.state,
        "today": now and taxed.of(now, today),
        "then": then and coming and {"on": coming.starts.isoformat(), **{n: then[n] for n in ("net", "tax", "total")}},
        "until": _time(until_of(changed)),
        "scheduled": scheduled(changed),
        "unused": _unused(state, changed, today),
    }


def _unused(before: State, after: Subscription, today: date) -> dict[str, Any] | None:
    """Paid for and not used yet, where another plan has to wait for it: without tax."""
    if not isinstance(before, Subscription) or before.period is None or after.plan_next is None:
        return None
    lines = unused_lines(before.agreed, before.quantity, before.period, today, before.discount_now)
    return told(-sum_of(tuple(lines), currency_of(before.agreed)))


def _paid(state: Subscription) -> Subscription:
    """As it will be once the bank has said yes: what then comes next belongs to what it costs."""
    return replace(state, phase="running") if state.phase == "awaiting_payment" else state


def charges_in(events: Iterable[Event]) -> Iterator[Charge]:
    for event in events:
        charge: Charge | None = getattr(event, "charge", None)
        if charge is not None:
            yield charge


def next_charge(state: Subscription) -> Charge | None:
    """What the next renewal, or the end of the trial, would charge, without what is used meanwhile."""
    if state.over or state.cancelled or state.phase == "awaiting_payment" or not state.renews or state.ends is None:
        return None
    events = renew(state, {}, Context("", "policy:next", datetime.combine(state.ends, time(), UTC)))
    return next(iter(charges_in(events)), None)


def scheduled(state: Subscription) -> dict[str, Any] | None:
    """What changes with the next period; None also where there will be none, for as long as that is so."""
    if state.cancelled or state.over or (state.plan_next is None and state.quantity_next is None):
        return None
    return {
        "plan": state.plan_next and f"{state.plan_next.address}/{state.plan_next.plan}",
        "quantity": state.quantity_next,
        "on": state.ends and state.ends.isoformat(),
    }


def price_change(state: Subscription) -> dict[str, Any] | None:
    """What its price will be, and from which renewal on; None where none was announced that will come."""
    price, applies, day = state.price_next, state.price_from, state.ends
    goes_on = state.renews and not (state.over or state.cancelled or state.plan_next)
    if price is None or applies is None or day is None or not goes_on:
        return None
    while day < applies:
        day = following(state.anchor, state.agreed.interval, day)
    return {"price": told(price), "on": day.isoformat()}


def until_of(state: Subscription) -> datetime | None:
    """Until when it may be pulled, as the customer is told: the end of what is paid for, without grace."""
    match right_of(state):
        case GrantEntitlement(granted) if granted.reason in ("subscription", "order"):
            return state.access_until
        case GrantEntitlement(granted):
            return granted.until
        case _:
            return None


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
