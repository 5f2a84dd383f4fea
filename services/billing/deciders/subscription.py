"""One subscription: a holder has one of a plan at a time, and tries a product once."""

from collections.abc import Iterator, Sequence

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Missing
from services.billing.deciders import changing, paid_or_not, renewing, taking
from services.billing.deciders.starting import start
from services.billing.deciders.subscribing import (
    Abandon,
    AnnouncePrice,
    Cancel,
    ChangePayment,
    ChangeQuantity,
    Command,
    DropSchedule,
    EndPeriod,
    EndSubscription,
    EndTrial,
    ExtendTerm,
    ExtendTrial,
    Lapse,
    NotePaid,
    NoteUnpaid,
    Resume,
    Subscribe,
    SwitchPlan,
    TakeOffer,
)
from services.billing.deciders.subscription_state import Absent, Event, State, Subscription, evolve
from services.billing.events import Agreed


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case Subscribe(), Absent():
            return [*start(command, by)]
        case Subscribe(), Subscription():
            return []
        case _, Absent():
            raise Missing("subscription-unknown")
        case (
            (Cancel() | Resume() | SwitchPlan() | TakeOffer() | ChangeQuantity() | ChangePayment() | DropSchedule()),
            Subscription(),
        ):
            return _asked(command, state, by)
        case ((ExtendTrial() | ExtendTerm() | EndTrial() | EndPeriod() | AnnouncePrice()), Subscription()):
            return _in_time(command, state, by)
        case ((NotePaid() | NoteUnpaid() | Abandon() | Lapse() | EndSubscription()), Subscription()):
            return _paid_or_not(command, state, by)
    raise TypeError(command)


def _asked(command: Command, state: Subscription, by: Context) -> list[Event]:
    match command:
        case Cancel():
            return changing.cancel(state, by)
        case Resume():
            return changing.resume(state, by)
        case SwitchPlan():
            return changing.switch(command, state, by)
        case TakeOffer():
            return taking.take(command, state, by)
        case ChangeQuantity():
            return changing.change_quantity(command, state, by)
        case ChangePayment():
            return changing.change_payment(command, state, by)
        case DropSchedule():
            return changing.drop_schedule(state, by)
    raise TypeError(command)


def _in_time(command: Command, state: Subscription, by: Context) -> list[Event]:
    match command:
        case ExtendTrial():
            return renewing.extend_trial(command, state, by)
        case ExtendTerm():
            return renewing.extend_term(command, state, by)
        case EndTrial():
            return renewing.end_trial(command, state, by)
        case EndPeriod():
            return renewing.end_period(command, state, by)
        case AnnouncePrice():
            return renewing.announce(command, state, by)
    raise TypeError(command)


def _paid_or_not(command: Command, state: Subscription, by: Context) -> list[Event]:
    match command:
        case NotePaid():
            return paid_or_not.paid(command, state, by)
        case NoteUnpaid():
            return paid_or_not.unpaid(command, state, by)
        case Abandon():
            return paid_or_not.abandon(command, state, by)
        case Lapse():
            return paid_or_not.lapse(command, state, by)
        case EndSubscription():
            return paid_or_not.end(command, state, by)
    raise TypeError(command)


def place_of(holder: str, product: str, plan: str) -> str:
    """The reservation that one running subscription holds."""
    return f"subscription-of-{holder}-{product}-{plan}"


def reserves(command: Command) -> Sequence[Reservation]:
    match command:
        case Subscribe(holder=holder, agreed=agreed, trial_days=days):
            trial = Reservation(f"trial-of-{holder}-{agreed.product}", "trial-used", agreed.address)
            return [_place(holder, agreed), *([trial] if days else [])]
        case SwitchPlan(agreed=agreed, holder=holder) | TakeOffer(agreed=agreed, holder=holder):
            return [_place(holder, agreed)]
        case NotePaid(plan=plan):
            return [Reservation(place_of(*plan), "already-subscribed")]
        case _:
            return []


def _place(holder: str, agreed: Agreed) -> Reservation:
    where = f"{agreed.address}/{agreed.plan}"
    return Reservation(place_of(holder, agreed.product, agreed.plan), "already-subscribed", where)


def releases(command: Command, state: State) -> Sequence[str]:
    """The places of plans that it does not hold any more."""
    return [] if isinstance(state, Absent) else [*dict.fromkeys(_given_back(command, state))]


def _given_back(command: Command, state: Subscription) -> Iterator[str]:
    now, later = state.agreed, state.plan_next
    if _ends_it(command, state):
        yield from _places(state, now, later)
        return
    match command:
        case EndPeriod() if later is not None:
            yield from _other_than(later, _places(state, now), state)
        case DropSchedule() if later is not None:
            yield from _other_than(now, _places(state, later), state)
        case SwitchPlan(agreed=agreed, on=today):
            yield from _other_than(now, _places(state, later), state)
            if agreed.plan != now.plan and changing.at_once(state, agreed, today):
                yield from _places(state, now)
        case TakeOffer(agreed=agreed):
            yield from _other_than(now, _places(state, later), state)
            if taking.at_once(command, state):
                yield from _other_than(agreed, _places(state, now), state)


def _ends_it(command: Command, state: Subscription) -> bool:
    """Whether nothing runs any more after what is decided on this command."""
    match command:
        case Cancel():
            return state.phase == "awaiting_payment" or state.access_until is None
        case EndTrial(payer):
            return not renewing.goes_on(state, payer)
        case EndPeriod():
            return state.cancelled or not state.renews
        case NoteUnpaid():
            return paid_or_not.never_began(command, state)
        case Abandon() | Lapse() | EndSubscription():
            return True
        case _:
            return False


def _other_than(kept: Agreed, places: Iterator[str], state: Subscription) -> Iterator[str]:
    """Without the place of this plan: an offer brings other terms of the one that it is about."""
    still = place_of(state.holder, kept.product, kept.plan)
    return (each for each in places if each != still)


def _places(state: Subscription, *plans: Agreed | None) -> Iterator[str]:
    return (place_of(state.holder, each.product, each.plan) for each in plans if each is not None)


subscription: Decider[Command, State, Event] = Decider("subscription", Absent(), decide, evolve, reserves, releases)
