"""What becomes of a subscription by its invoices: it begins, falls behind, catches up, or is over."""

from datetime import date

from eventlog.decider import Context
from eventlog.refusal import Forbidden
from services.billing.deciders.subscribing import Abandon, EndSubscription, Lapse, NotePaid, NoteUnpaid
from services.billing.deciders.subscription_state import GRACE, Event, Subscription
from services.billing.events import (
    SubscriptionAbandoned,
    SubscriptionActivated,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionPastDue,
    SubscriptionRecovered,
)


def paid(command: NotePaid, state: Subscription, by: Context) -> list[Event]:
    """One that had lapsed goes on while the period that was paid for runs; after that a debt was paid, no more."""
    _must_be_ours(by)
    if state.phase == "awaiting_payment" and command.invoice in state.invoices:
        return [SubscriptionActivated(state.id, state.holder, command.invoice)]
    if command.invoice not in state.owed:
        return []
    if state.phase == "running" or (state.phase == "lapsed" and _runs(state, by.today)):
        return [SubscriptionRecovered(state.id, state.holder, command.invoice), *_owed_still(command, state)]
    return []


def _runs(state: Subscription, today: date) -> bool:
    return state.ends is not None and today < state.ends


def _owed_still(command: NotePaid, state: Subscription) -> list[Event]:
    """Another invoice keeps it past due, since the same day."""
    others = sorted(state.owed - {command.invoice})
    if not others or state.since is None or state.grace_until is None:
        return []
    return [SubscriptionPastDue(state.id, state.holder, others[0], state.since, state.grace_until)]


def unpaid(command: NoteUnpaid, state: Subscription, by: Context) -> list[Event]:
    """The first payment by card comes, or nothing does; later ones have their days of grace."""
    _must_be_ours(by)
    if command.invoice not in state.invoices or command.invoice in state.owed:
        return []
    if never_began(command, state):
        return [SubscriptionAbandoned(state.id, state.holder, command.reason)]
    if state.phase != "running":
        return []
    since = state.since or by.today
    return [SubscriptionPastDue(state.id, state.holder, command.invoice, since, state.grace_until or since + GRACE)]


def never_began(command: NoteUnpaid, state: Subscription) -> bool:
    """A customer who has to confirm the first payment is waited for; one whose card was declined is not."""
    return state.phase == "awaiting_payment" and command.reason != "action-needed"


def abandon(command: Abandon, state: Subscription, by: Context) -> list[Event]:
    _must_be_ours(by)
    if state.phase != "awaiting_payment" or command.invoice not in state.invoices:
        return []
    return [SubscriptionAbandoned(state.id, state.holder, "not-paid")]


def lapse(command: Lapse, state: Subscription, by: Context) -> list[Event]:
    _must_be_ours(by)
    if state.phase != "running" or command.invoice not in state.invoices:
        return []
    lapsed = SubscriptionLapsed(state.id, state.holder, command.reason)
    if command.reason == "written-off":  # also before it was due; owed, so that a payment after all counts
        return [*unpaid(NoteUnpaid(command.invoice, command.reason), state, by), lapsed]
    in_time = state.grace_until is None or by.today < state.grace_until
    return [] if in_time or command.invoice not in state.owed else [lapsed]


def end(command: EndSubscription, state: Subscription, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        by.must_have("operator", "finance")
    if state.over:
        return []
    if state.phase == "awaiting_payment":
        return [SubscriptionAbandoned(state.id, state.holder, command.reason)]
    return [SubscriptionEnded(state.id, state.holder, command.reason)]


def _must_be_ours(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
