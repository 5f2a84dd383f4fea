"""What a customer has for a time, and when it runs out: licences, trials, years, days of grace, offers and cards."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from eventlog.recorded import Recorded
from services.billing.events import (
    LicenceChanged,
    LicenceIssued,
    LicenceRevoked,
    OfferAccepted,
    OfferDeclined,
    OfferExtended,
    OfferReopened,
    OfferWithdrawn,
    PaymentMethodAdded,
    PaymentMethodRemoved,
    PlanSwitched,
    PriceChangeAnnounced,
    QuantityChanged,
    QuantityScheduled,
    ScheduleDropped,
    SubscriptionAbandoned,
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
from services.notifications.deciders.ending import NoteEnding, SettleEnding
from services.notifications.policies import audience
from services.notifications.policies.known import Known, Subscription
from services.notifications.policies.running_out import Ends, after, morning, noted

OVER = (SubscriptionAbandoned, SubscriptionEnded, SubscriptionLapsed)
RUNNING = (
    SubscriptionStarted,
    TrialExtended,
    TrialEnded,
    PlanSwitched,
    SubscriptionRenewed,
    SubscriptionRecovered,
    SubscriptionResumed,
    SubscriptionCancelled,
    PriceChangeAnnounced,
    QuantityChanged,
    SwitchScheduled,
    QuantityScheduled,
    ScheduleDropped,
    *OVER,
)
GRACE = (SubscriptionPastDue, SubscriptionRecovered, *OVER)
LICENCES = (LicenceIssued, LicenceChanged, LicenceRevoked)
OFFERS = (OfferExtended, OfferReopened, OfferAccepted, OfferDeclined, OfferWithdrawn)
OfferMoved = OfferExtended | OfferReopened | OfferAccepted | OfferDeclined | OfferWithdrawn
CARDS = (PaymentMethodAdded, PaymentMethodRemoved)
ENDINGS = (*RUNNING, SubscriptionPastDue, *LICENCES, *OFFERS, *CARDS)


def endings(event: Any, fact: Recorded, known: Known) -> Ends:
    if isinstance(event, (*RUNNING, *GRACE)):
        return _subscription(event, fact, known)
    if isinstance(event, LICENCES):
        return _licence(event, fact, known)
    if isinstance(event, OFFERS):
        return _offer(event, fact, known)
    if isinstance(event, CARDS):
        return _card(event, fact, known)
    return []


def _subscription(event: Any, fact: Recorded, known: Known) -> Ends:
    held = known.subscription(event.subscription)
    ends = [*_trial(held, fact, known), *_renewal(held, event, fact, known)] if isinstance(event, RUNNING) else []
    return [*ends, _grace(held, event, fact, known)] if isinstance(event, GRACE) else ends


def _grace(held: Subscription, event: Any, fact: Recorded, known: Known) -> NoteEnding | SettleEnding:
    """Who pays by transfer hears nothing of it otherwise, from the day that it was due until the access has ended."""
    ending = f"access:{held.id}"
    if not isinstance(event, SubscriptionPastDue):
        return SettleEnding(ending, fact.time)
    return noted(
        ending,
        "payment.trouble",
        audience.payer(event.holder),
        morning(event.grace_until),
        link=f"/my-content/invoices/{event.invoice}",
        product=known.product(held.product),
        told={
            "plan": held.plan,
            "amount": known.amount_of(event.invoice),
            "invoice": event.invoice,
            "change": "access",
        },
    )


def _trial(held: Subscription, fact: Recorded, known: Known) -> Ends:
    until = held.trial_until
    if until is None:
        return []
    if held.trialing and not held.over:
        return [_trial_of(held, until, known)]
    return [SettleEnding(f"trial:{held.id}", fact.time)]


def _trial_of(held: Subscription, until: datetime, known: Known) -> NoteEnding:
    amount = held.amount if held.goes_on else ""
    return noted(
        f"trial:{held.id}",
        "trial.ending",
        audience.payer(held.holder),
        until,
        link="/my-content",
        product=known.product(held.product),
        told={"plan": held.plan, "amount": amount},
    )


def _renewal(held: Subscription, event: Any, fact: Recorded, known: Known) -> Ends:
    """Of a year: one of a month comes too often to be told of."""
    if held.interval != "year" and not isinstance(event, PlanSwitched):
        return []
    if held.interval != "year" or not held.goes_on or held.over or held.trialing or not held.ends:
        return [SettleEnding(f"renewal:{held.id}", fact.time)]
    product = known.product(held.product)
    told = {"plan": held.plan, "next_plan": held.plan_next, "amount": held.amount}
    meant, until = audience.payer(held.holder), morning(date.fromisoformat(held.ends))
    renewal = noted(
        f"renewal:{held.id}", "renewal.coming", meant, until, link="/my-content", product=product, told=told
    )
    return [renewal]


def _licence(event: LicenceIssued | LicenceChanged | LicenceRevoked, fact: Recorded, known: Known) -> Ends:
    ending = f"licence:{event.licence}"
    if isinstance(event, LicenceRevoked) or event.until is None:
        return [SettleEnding(ending, fact.time)]
    held = known.subscription(event.subscription)
    product, told = known.product(held.product), {"plan": held.plan, "subscription": held.id}
    link, meant = "/my-content/licences", audience.holder(event.holder)
    return [noted(ending, "licence.ending", meant, event.until, link=link, product=product, told=told)]


def _offer(event: OfferMoved, fact: Recorded, known: Known) -> Ends:
    ending = f"offer:{event.offer}"
    sold = known.offer(event.offer)
    if isinstance(event, OfferAccepted | OfferDeclined | OfferWithdrawn) or sold.until is None:
        return [SettleEnding(ending, fact.time)]
    product, link = known.product(sold.product), f"/offers/{event.offer}"
    told, meant = {"plan": product.plan(sold.plan)}, audience.payer(sold.to)
    return [noted(ending, "offer.ending", meant, sold.until, link=link, product=product, told=told)]


def _card(event: PaymentMethodAdded | PaymentMethodRemoved, fact: Recorded, known: Known) -> Ends:
    """The newest is charged; of another it does not matter."""
    ending = f"card:{event.holder}"
    if isinstance(event, PaymentMethodRemoved):
        return [] if known.card_of(event.holder) else [SettleEnding(ending, fact.time)]
    year, month = (int(part) for part in event.expires.split("-"))
    until = after(date(year, month, monthrange(year, month)[1]))
    told, meant = {"brand": event.brand.capitalize()}, audience.payer(event.holder)
    return [noted(ending, "card.ending", meant, until, link="/my-content/billing", told=told)]
