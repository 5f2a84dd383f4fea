"""A subscription starts: tried, paid for at once, free, or for a term that was bought elsewhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid
from services.billing.deciders.charging import charged, plan_lines
from services.billing.deciders.subscribing import Payer, Subscribe
from services.billing.events import Agreed, Charge, SubscriptionStarted
from vocabulary.period import period

SEATS = 1_000_000  # of one subscription
PAYMENTS = ("card", "invoice")


def start(command: Subscribe, by: Context) -> list[SubscriptionStarted]:
    _check(command, by)
    if command.trial_days:
        until = by.at + timedelta(days=command.trial_days)
        day = until.astimezone(UTC).date()
        return [_started(command, by, trial_until=until, anchor=day, ends=day)]
    if not costs(command):
        return [_started(command, by, anchor=by.today, ends=command.ends)]
    first = period(by.today, command.agreed.interval, 0)
    lines = tuple(plan_lines(command.agreed, command.quantity, command.discount))
    charge = charged(by.new_id("invoice"), lines, first, command.payment)
    return [_started(command, by, anchor=first.starts, ends=first.ends, charge=charge)]


def costs(command: Subscribe) -> bool:
    """Whether it has periods that something may be charged for."""
    return command.agreed.price is not None and command.payment != "none"


def must_accept_terms(agreed: Agreed, payer: Payer) -> None:
    if agreed.terms_version and payer.terms_version != agreed.terms_version:
        raise Conflicting("terms-not-accepted", f"{agreed.address}: the present version is {agreed.terms_version}")


def must_be_payable(payment: str, payer: Payer) -> None:
    if payment not in PAYMENTS:
        raise Invalid("payment-invalid", " or ".join(PAYMENTS))
    if not payer.details:
        raise Conflicting("billing-details-missing")
    if payment == "card" and not payer.card:
        raise Conflicting("card-missing")


def must_be_countable(quantity: int) -> None:
    if not 1 <= quantity <= SEATS:
        raise Invalid("quantity-invalid", f"1 to {SEATS}")


def _check(command: Subscribe, by: Context) -> None:
    if not by.actor.startswith("policy:"):
        by.must_act_for(command.holder, "owner", "billing")
    must_be_countable(command.quantity)
    must_accept_terms(command.agreed, command.payer)
    if not costs(command):
        return
    if command.payment not in PAYMENTS:
        raise Invalid("payment-invalid", " or ".join(PAYMENTS))
    if not command.trial_days or command.trial_needs_card:
        must_be_payable(command.payment, command.payer)


def _started(
    command: Subscribe,
    by: Context,
    *,
    anchor: date,
    ends: date | None,
    trial_until: datetime | None = None,
    charge: Charge | None = None,
) -> SubscriptionStarted:
    paid = costs(command)
    return SubscriptionStarted(
        subscription=command.subscription,
        holder=command.holder,
        agreed=command.agreed if paid else replace(command.agreed, price=None),
        quantity=command.quantity,
        payment=command.payment if paid else "none",
        trial_until=trial_until,
        anchor=anchor,
        ends=ends,
        charge=charge,
        discount=command.discount if paid else None,
        source=command.source,
        by=by.actor,
    )
