"""A subscription as its events tell it: what was agreed on, which period runs, what is owed, and what comes next."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from services.billing.events import (
    Agreed,
    Charge,
    Discount,
    PaymentChanged,
    PlanSwitched,
    PriceChangeAnnounced,
    QuantityChanged,
    QuantityScheduled,
    ScheduleDropped,
    SubscriptionAbandoned,
    SubscriptionActivated,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionStarted,
    SwitchScheduled,
    TrialEnded,
    TrialExtended,
)
from vocabulary.money import Money
from vocabulary.period import Period

Event: TypeAlias = (
    SubscriptionStarted
    | SubscriptionActivated
    | SubscriptionAbandoned
    | TrialExtended
    | TrialEnded
    | SubscriptionRenewed
    | PriceChangeAnnounced
    | SubscriptionPastDue
    | SubscriptionRecovered
    | SubscriptionLapsed
    | SubscriptionCancelled
    | SubscriptionResumed
    | SubscriptionEnded
    | PlanSwitched
    | SwitchScheduled
    | QuantityChanged
    | QuantityScheduled
    | ScheduleDropped
    | PaymentChanged
)

SHELF = "shelf"
GRACE = timedelta(days=14)  # of the right to pull, when a renewal or its payment is late


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Subscription:
    """`phase`: trialing | awaiting_payment | running, or how it is over: abandoned | lapsed | ended."""

    id: str
    holder: str
    agreed: Agreed
    quantity: int
    payment: str
    source: str
    phase: str
    starts: date  # of the running period, or of the trial
    ends: date | None
    anchor: date
    trial_until: datetime | None = None
    trial_extended: bool = False
    cancelled: bool = False
    owed: frozenset[str] = frozenset()  # invoices that are past due
    since: date | None = None  # the day from which it is past due
    grace_until: date | None = None
    invoices: tuple[str, ...] = ()  # all that were ever asked for
    period_invoice: str = ""  # of the running period as a whole
    plan_next: Agreed | None = None  # from the next period on
    quantity_next: int | None = None
    source_next: str = SHELF  # where the next plan comes from
    price_next: Money | None = None  # at the first renewal on or after this day
    price_from: date | None = None
    discount: Discount | None = None
    discounted: int = 0  # periods that the discount was taken off
    meter: int = 0  # the number of the running count of use

    @property
    def state(self) -> str:
        """trialing | awaiting_payment | active | past_due | cancelled | lapsed | ended."""
        if self.phase == "abandoned":
            return "ended"
        if self.phase != "running" and not (self.phase == "trialing" and self.cancelled):
            return self.phase
        if self.cancelled:
            return "cancelled"
        return "past_due" if self.owed else "active"

    @property
    def over(self) -> bool:
        return self.phase in ("abandoned", "lapsed", "ended")

    @property
    def past_due(self) -> bool:
        return bool(self.owed)

    @property
    def renews(self) -> bool:
        """Without a price there is nothing to renew; a fixed term ends, or is made longer by its publisher."""
        return self.agreed.price is not None

    @property
    def period(self) -> Period | None:
        return None if self.ends is None else Period(self.starts, self.ends)

    def price_on(self, day: date) -> Money | None:
        """Of one unit, for a period that starts on this day."""
        reached = self.price_next is not None and self.price_from is not None and self.price_from <= day
        return self.price_next if reached else self.agreed.price

    @property
    def discount_left(self) -> Discount | None:
        """What is taken off the next period."""
        used_up = self.discount is not None and 0 < self.discount.periods <= self.discounted
        return None if used_up else self.discount

    @property
    def discount_now(self) -> Discount | None:
        """What was taken off the running period."""
        covered = self.discount is not None and (not self.discount.periods or self.discounted <= self.discount.periods)
        return self.discount if covered and self.discounted else None

    @property
    def access_until(self) -> datetime | None:
        """Until when it may be pulled if nothing more happens but that it is cancelled; None: no end."""
        if self.phase == "trialing":
            return self.trial_until
        if self.past_due and self.grace_until and self.ends:
            return midnight(min(self.grace_until, self.ends))
        return None if self.ends is None else midnight(self.ends)


State: TypeAlias = Absent | Subscription


def midnight(day: date) -> datetime:
    """When the day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def evolve(state: State, event: Event) -> State:
    match state, event:
        case _, SubscriptionStarted():
            return _started(event)
        case Subscription(), (
            SubscriptionActivated()
            | SubscriptionAbandoned()
            | SubscriptionPastDue()
            | SubscriptionRecovered()
            | SubscriptionLapsed()
            | SubscriptionEnded()
        ):
            return _paid_or_not(state, event)
        case Subscription(), (TrialExtended() | TrialEnded() | SubscriptionRenewed() | PriceChangeAnnounced()):
            return _in_time(state, event)
        case Subscription(), _:
            return _as_asked(state, event)
        case _:
            return state


def _started(event: SubscriptionStarted) -> Subscription:
    trialing, charge = event.trial_until is not None, event.charge
    waits = charge is not None and charge.payment == "card"
    starts = event.charge.starts if event.charge else event.anchor
    fresh = Subscription(
        id=event.subscription,
        holder=event.holder,
        agreed=event.agreed,
        quantity=event.quantity,
        payment=event.payment,
        source=event.source,
        phase="trialing" if trialing else "awaiting_payment" if waits else "running",
        starts=starts,
        ends=event.ends,
        anchor=event.anchor,
        trial_until=event.trial_until,
        discount=event.discount,
    )
    return fresh if trialing else _new_period(fresh, charge, starts, event.ends)


def _new_period(state: Subscription, charge: Charge | None, starts: date, ends: date | None) -> Subscription:
    """Counted and, where something is to be paid, charged as a whole."""
    taken_off = state.discount is not None and state.agreed.price is not None
    return replace(
        _with_invoice(state, charge),
        starts=starts,
        ends=ends,
        period_invoice=charge.invoice if charge else "",
        discounted=state.discounted + taken_off,
    )


def _with_invoice(state: Subscription, charge: Charge | None) -> Subscription:
    return state if charge is None else replace(state, invoices=(*state.invoices, charge.invoice))


def _paid_or_not(state: Subscription, event: Event) -> Subscription:
    match event:
        case SubscriptionActivated():
            return replace(state, phase="running")
        case SubscriptionAbandoned():
            return replace(state, phase="abandoned")
        case SubscriptionPastDue(invoice=invoice):
            return replace(state, owed=state.owed | {invoice}, since=event.since, grace_until=event.grace_until)
        case SubscriptionRecovered(invoice=invoice):
            owed = state.owed - {invoice}
            settled = replace(state, phase="running", owed=owed)
            return settled if owed else replace(settled, since=None, grace_until=None)
        case SubscriptionLapsed():
            return replace(state, phase="lapsed", plan_next=None)  # its place was given back
        case SubscriptionEnded(charge=charge):
            return replace(_with_invoice(state, charge), phase="ended")
    raise TypeError(event)


def _in_time(state: Subscription, event: Event) -> Subscription:
    match event:
        case TrialExtended(until=until):
            day = until.astimezone(UTC).date()
            return replace(state, trial_until=until, trial_extended=True, anchor=day, ends=day)
        case TrialEnded(goes_on=True, anchor=anchor, ends=ends, charge=charge):
            price = state.price_on(anchor)
            running = replace(
                _at_price(state, price), phase="running", anchor=anchor, trial_until=None, meter=state.meter + 1
            )
            return _new_period(running, charge, anchor, ends)
        case TrialEnded():
            return replace(state, phase="ended")
        case SubscriptionRenewed(starts=starts, ends=ends, charge=charge):
            renewed = replace(
                _at_price(state, event.price), quantity=event.quantity, quantity_next=None, meter=state.meter + 1
            )
            return _new_period(renewed, charge, starts, ends)
        case PriceChangeAnnounced(price=price, applies=applies):
            return replace(state, price_next=price, price_from=applies)
    raise TypeError(event)


def _at_price(state: Subscription, price: Money | None) -> Subscription:
    """From now on; what was announced is done with once it has come."""
    state = replace(state, agreed=replace(state.agreed, price=price))
    return replace(state, price_next=None, price_from=None) if price == state.price_next else state


def _as_asked(state: Subscription, event: Event) -> Subscription:
    match event:
        case SubscriptionCancelled():
            return replace(state, cancelled=True)
        case SubscriptionResumed():
            return replace(state, cancelled=False)
        case PlanSwitched():
            return _switched(state, event)
        case SwitchScheduled(agreed=agreed, source=source):
            return replace(state, plan_next=agreed, source_next=source)
        case QuantityChanged(quantity=quantity, charge=charge):
            return replace(_with_invoice(state, charge), quantity=quantity, quantity_next=None)
        case QuantityScheduled(quantity=quantity):
            return replace(state, quantity_next=None if quantity == state.quantity else quantity)
        case ScheduleDropped():
            return replace(state, plan_next=None, quantity_next=None, source_next=SHELF)
        case PaymentChanged(payment=payment):
            return replace(state, payment=payment)
    return state


def _switched(state: Subscription, event: PlanSwitched) -> Subscription:
    """Within its period, into a new one that starts on the anchor, or at a period's end just before it is renewed."""
    charge = event.charge
    switched = replace(
        state,
        agreed=event.agreed,
        anchor=event.anchor,
        ends=event.ends,
        plan_next=None,
        price_next=None,
        price_from=None,
        source=event.source,  # a private price was for the plan before
        source_next=SHELF,
        discount=state.discount if event.source == SHELF else None,
        payment=charge.payment if charge else state.payment,
        meter=state.meter + 1,
    )
    if state.phase == "trialing" or (event.agreed.interval == state.agreed.interval and event.ends == state.ends):
        return _with_invoice(switched, charge)
    return _new_period(switched, charge, event.anchor, event.ends)
