"""Named examples of what billing tells of subscriptions: Ada subscribes to Team, 49.00 USD a month for each seat."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.billing.events import (
    Agreed,
    Charge,
    Discount,
    Line,
    PaymentChanged,
    PlanOffered,
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
    UsageClosed,
    UsageRecorded,
    Used,
)
from services.catalog.events import Component, LicenceField, Price, Tier
from vocabulary.money import Money

ADA = "0198a000-0000-7000-8000-00000000000a"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
SUBSCRIPTION = "0198a000-0000-7000-8000-00000000005b"
INVOICE = "0198a000-0000-7000-8000-00000000001f"
NEXT_INVOICE = "0198a000-0000-7000-8000-00000000002f"
TERMS_DIGEST = "sha256:" + "11" * 32
DAY = date(2026, 1, 15)  # when it starts

requests = Component("requests", "Requests", "request", (Tier(1000, "0.5"), Tier(None, "0.25")))
seats = LicenceField("seats", "Seats", "integer", "5", (), hidden=False)
team_price = Price((Money(4900, "USD"), Money(4500, "EUR")), "month", (), 14, trial_needs_card=False, by_order=False)
team_offered = PlanOffered(
    product=DATABASE,
    plan="team",
    address="acme/db",
    repository="acme/db-team",
    access="subscribers",
    terms_version="1",
    terms_digest=TERMS_DIGEST,
    name="Team",
    price=team_price,
    licence_fields=(seats,),
)
fleet_offered = replace(
    team_offered,
    plan="fleet",
    repository="acme/db-fleet",
    name="Fleet",
    price=replace(team_price, amounts=(Money(49000, "USD"),)),
)
team = Agreed(
    product=DATABASE,
    plan="team",
    address="acme/db",
    plan_name="Team",
    publisher="acme",
    repository="acme/db-team",
    price=Money(4900, "USD"),
    interval="month",
    components=(),
    terms_version="1",
    terms_digest=TERMS_DIGEST,
    licence_fields=(seats,),
)
fleet = replace(team, plan="fleet", plan_name="Fleet", repository="acme/db-fleet", price=Money(49000, "USD"))
metered = replace(team, components=(requests,))
team_line = Line("plan", "acme/db Team", 1, Money(4900, "USD"))
ten_percent = Discount("WELCOME10", 10, None, 3)
charge = Charge(INVOICE, (team_line,), DAY, date(2026, 2, 15), "card")
next_charge = Charge(NEXT_INVOICE, (team_line,), date(2026, 2, 15), date(2026, 3, 15), "card")

started = SubscriptionStarted(
    subscription=SUBSCRIPTION,
    holder=ADA,
    agreed=team,
    quantity=1,
    payment="card",
    trial_until=None,
    anchor=DAY,
    ends=date(2026, 2, 15),
    charge=charge,
    discount=None,
    source="shelf",
    by=ADA,
)
tried = replace(
    started,
    trial_until=datetime(2026, 1, 29, 12, tzinfo=UTC),
    anchor=date(2026, 1, 29),
    ends=date(2026, 1, 29),
    charge=None,
)
activated = SubscriptionActivated(SUBSCRIPTION, ADA, INVOICE)
abandoned = SubscriptionAbandoned(SUBSCRIPTION, ADA, "card-declined")
trial_extended = TrialExtended(SUBSCRIPTION, ADA, datetime(2026, 2, 12, 12, tzinfo=UTC), "carol")
trial_ended = TrialEnded(
    subscription=SUBSCRIPTION,
    holder=ADA,
    goes_on=True,
    anchor=date(2026, 1, 29),
    ends=date(2026, 2, 28),
    charge=replace(charge, starts=date(2026, 1, 29), ends=date(2026, 2, 28)),
)
renewed = SubscriptionRenewed(
    subscription=SUBSCRIPTION,
    holder=ADA,
    starts=date(2026, 2, 15),
    ends=date(2026, 3, 15),
    quantity=1,
    price=Money(4900, "USD"),
    charge=next_charge,
)
price_announced = PriceChangeAnnounced(SUBSCRIPTION, ADA, Money(5900, "USD"), date(2026, 3, 1))
past_due = SubscriptionPastDue(SUBSCRIPTION, ADA, NEXT_INVOICE, date(2026, 2, 15), date(2026, 3, 1))
recovered = SubscriptionRecovered(SUBSCRIPTION, ADA, NEXT_INVOICE)
lapsed = SubscriptionLapsed(SUBSCRIPTION, ADA, "not-paid")
cancelled = SubscriptionCancelled(SUBSCRIPTION, ADA, datetime(2026, 2, 15, tzinfo=UTC), ADA)
resumed = SubscriptionResumed(SUBSCRIPTION, ADA, ADA)
ended = SubscriptionEnded(SUBSCRIPTION, ADA, "cancelled")
switched = PlanSwitched(
    subscription=SUBSCRIPTION,
    holder=ADA,
    before=team,
    agreed=fleet,
    anchor=DAY,
    ends=date(2026, 2, 15),
    charge=Charge(
        NEXT_INVOICE, (Line("rest", "acme/db Fleet", 1, Money(26000, "USD")),), DAY, date(2026, 2, 15), "card"
    ),
    by=ADA,
)
switch_scheduled = SwitchScheduled(SUBSCRIPTION, ADA, replace(team, plan="solo"), date(2026, 2, 15), ADA)
quantity_changed = QuantityChanged(SUBSCRIPTION, ADA, 3, None, ADA)
quantity_scheduled = QuantityScheduled(SUBSCRIPTION, ADA, 2, date(2026, 2, 15), ADA)
schedule_dropped = ScheduleDropped(SUBSCRIPTION, ADA, ADA)
payment_changed = PaymentChanged(SUBSCRIPTION, ADA, "invoice", ADA)
used = UsageRecorded(SUBSCRIPTION, "requests", 1500, datetime(2026, 1, 20, 8, tzinfo=UTC), "report-1")
usage_closed = UsageClosed(SUBSCRIPTION, 0, (Used("requests", 1500),))

EVERY_EVENT = (
    started,
    activated,
    abandoned,
    trial_extended,
    trial_ended,
    renewed,
    price_announced,
    past_due,
    recovered,
    lapsed,
    cancelled,
    resumed,
    ended,
    switched,
    switch_scheduled,
    quantity_changed,
    quantity_scheduled,
    schedule_dropped,
    payment_changed,
    used,
    usage_closed,
)
