"""What billing tells of subscriptions: what was agreed on, the periods that are charged, and how they end.

Days are days in UTC; a period ends with the day before `ends`, on which the next one starts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records
from services.catalog.events import Component, ComponentSchema, LicenceField, LicenceFieldSchema, MoneySchema
from vocabulary.money import Money


@dataclass(frozen=True)
class Agreed:
    """The plan as it was when it was agreed on: nothing of it changes for this customer but by a new agreement."""

    product: str  # the product's id
    plan: str
    address: str  # publisher/product
    plan_name: str
    publisher: str
    repository: str  # publisher/repository
    price: Money | None  # of one unit for one interval; None: nothing is charged beside use
    interval: str  # month | year | 30_days
    components: tuple[Component, ...]  # what is metered
    terms_version: str
    terms_digest: str
    licence_fields: tuple[LicenceField, ...]


class AgreedSchema(Schema):
    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    plan_name = fields.String(required=True)
    publisher = fields.String(required=True)
    repository = fields.String(required=True)
    price = Record(Money, MoneySchema, required=True, allow_none=True)
    interval = fields.String(required=True)
    components = Records(Component, ComponentSchema, required=True)
    terms_version = fields.String(required=True)
    terms_digest = fields.String(required=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)


@dataclass(frozen=True)
class Discount:
    """Of a coupon, taken off what is charged for the plan itself."""

    coupon: str
    percent: int  # 0: a fixed amount
    amount: Money | None
    periods: int  # that it is taken off; 0: all


class DiscountSchema(Schema):
    coupon = fields.String(required=True)
    percent = fields.Integer(required=True)
    amount = Record(Money, MoneySchema, required=True, allow_none=True)
    periods = fields.Integer(required=True)


@dataclass(frozen=True)
class Line:
    """One line of an invoice, without tax; what is taken off is below zero."""

    kind: str  # plan | use | rest | discount | listing
    text: str
    quantity: int
    amount: Money  # of the whole line


class LineSchema(Schema):
    kind = fields.String(required=True)
    text = fields.String(required=True)
    quantity = fields.Integer(required=True)
    amount = Record(Money, MoneySchema, required=True)


@dataclass(frozen=True)
class Charge:
    """What is to be paid, as one invoice, for one period: its id is the same however often it is asked for."""

    invoice: str
    lines: tuple[Line, ...]
    starts: date
    ends: date
    payment: str  # card | invoice


class ChargeSchema(Schema):
    invoice = fields.String(required=True)
    lines = Records(Line, LineSchema, required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True)
    payment = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionStarted:
    """`trial_until` is set where it is tried first; else a charge that a card must pay is waited for."""

    subscription: str
    holder: str
    agreed: Agreed
    quantity: int
    payment: str  # card | invoice | none
    trial_until: datetime | None
    anchor: date  # the day from which periods are counted
    ends: date | None  # of the first period, or of the trial; None: it has no periods
    charge: Charge | None
    discount: Discount | None
    source: str  # shelf | offer-<id> | order-<id>
    by: str


class SubscriptionStartedSchema(EventSchema):
    event, stored_as = SubscriptionStarted, "billing.subscription-started"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    agreed = Record(Agreed, AgreedSchema, required=True)
    quantity = fields.Integer(required=True)
    payment = fields.String(required=True)
    trial_until = fields.AwareDateTime(required=True, allow_none=True)
    anchor = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)
    discount = Record(Discount, DiscountSchema, required=True, allow_none=True)
    source = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionActivated:
    """The first payment has come."""

    subscription: str
    holder: str
    invoice: str


class SubscriptionActivatedSchema(EventSchema):
    event, stored_as = SubscriptionActivated, "billing.subscription-activated"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    invoice = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionAbandoned:
    """The first payment did not come; it never ran."""

    subscription: str
    holder: str
    reason: str


class SubscriptionAbandonedSchema(EventSchema):
    event, stored_as = SubscriptionAbandoned, "billing.subscription-abandoned"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class TrialExtended:
    subscription: str
    holder: str
    until: datetime
    by: str


class TrialExtendedSchema(EventSchema):
    event, stored_as = TrialExtended, "billing.trial-extended"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    until = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class TrialEnded:
    """`goes_on`: paid for from now on; else it ends here."""

    subscription: str
    holder: str
    goes_on: bool
    anchor: date
    ends: date
    charge: Charge | None


class TrialEndedSchema(EventSchema):
    event, stored_as = TrialEnded, "billing.trial-ended"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    goes_on = fields.Boolean(required=True)
    anchor = fields.Date(required=True)
    ends = fields.Date(required=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)


@dataclass(frozen=True)
class SubscriptionRenewed:
    """A new period, at this price and quantity; the charge holds the metered use of the one before, too."""

    subscription: str
    holder: str
    starts: date
    ends: date | None  # None: for good, as a publisher may extend an order
    quantity: int
    price: Money | None
    charge: Charge | None


class SubscriptionRenewedSchema(EventSchema):
    event, stored_as = SubscriptionRenewed, "billing.subscription-renewed"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    price = Record(Money, MoneySchema, required=True, allow_none=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)


@dataclass(frozen=True)
class PriceChangeAnnounced:
    """The plan's new price, which reaches this subscription at its first renewal on or after this day."""

    subscription: str
    holder: str
    price: Money
    applies: date


class PriceChangeAnnouncedSchema(EventSchema):
    event, stored_as = PriceChangeAnnounced, "billing.price-change-announced"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    price = Record(Money, MoneySchema, required=True)
    applies = fields.Date(required=True)


@dataclass(frozen=True)
class SubscriptionPastDue:
    subscription: str
    holder: str
    invoice: str
    since: date
    grace_until: date  # until then it may be pulled


class SubscriptionPastDueSchema(EventSchema):
    event, stored_as = SubscriptionPastDue, "billing.subscription-past-due"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    invoice = fields.String(required=True)
    since = fields.Date(required=True)
    grace_until = fields.Date(required=True)


@dataclass(frozen=True)
class SubscriptionRecovered:
    """Paid after all."""

    subscription: str
    holder: str
    invoice: str


class SubscriptionRecoveredSchema(EventSchema):
    event, stored_as = SubscriptionRecovered, "billing.subscription-recovered"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    invoice = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionLapsed:
    """Never paid: over."""

    subscription: str
    holder: str
    reason: str


class SubscriptionLapsedSchema(EventSchema):
    event, stored_as = SubscriptionLapsed, "billing.subscription-lapsed"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionCancelled:
    """Not renewed; pulled until its paid period ends."""

    subscription: str
    holder: str
    access_until: datetime
    by: str


class SubscriptionCancelledSchema(EventSchema):
    event, stored_as = SubscriptionCancelled, "billing.subscription-cancelled"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    access_until = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionResumed:
    subscription: str
    holder: str
    by: str


class SubscriptionResumedSchema(EventSchema):
    event, stored_as = SubscriptionResumed, "billing.subscription-resumed"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class SubscriptionEnded:
    """Over as it should be; the charge is for metered use that no renewal will charge."""

    subscription: str
    holder: str
    reason: str
    charge: Charge | None = None


class SubscriptionEndedSchema(EventSchema):
    event, stored_as = SubscriptionEnded, "billing.subscription-ended"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    reason = fields.String(required=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)


def named_where_it_came_from(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew the plans on the shelf alone."""
    return {**v1, "source": "shelf"}


@dataclass(frozen=True)
class PlanSwitched:
    """From now on another plan, or other terms; the charge is for what is left of the period, or for a new one."""

    subscription: str
    holder: str
    before: Agreed
    agreed: Agreed
    anchor: date
    ends: date | None  # None: the other plan has no periods
    charge: Charge | None
    by: str
    source: str = "shelf"  # shelf | offer-<id>


class PlanSwitchedSchema(EventSchema):
    event, stored_as = PlanSwitched, "billing.plan-switched"
    upcasters = (named_where_it_came_from,)

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    before = Record(Agreed, AgreedSchema, required=True)
    agreed = Record(Agreed, AgreedSchema, required=True)
    anchor = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)
    by = fields.String(required=True)
    source = fields.String(required=True)


@dataclass(frozen=True)
class SwitchScheduled:
    """From this day on another plan, or other terms; until then what is paid for."""

    subscription: str
    holder: str
    agreed: Agreed
    on: date
    by: str
    source: str = "shelf"  # shelf | offer-<id>


class SwitchScheduledSchema(EventSchema):
    event, stored_as = SwitchScheduled, "billing.switch-scheduled"
    upcasters = (named_where_it_came_from,)

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    agreed = Record(Agreed, AgreedSchema, required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)
    source = fields.String(required=True)


@dataclass(frozen=True)
class QuantityChanged:
    subscription: str
    holder: str
    quantity: int
    charge: Charge | None
    by: str


class QuantityChangedSchema(EventSchema):
    event, stored_as = QuantityChanged, "billing.quantity-changed"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    quantity = fields.Integer(required=True)
    charge = Record(Charge, ChargeSchema, required=True, allow_none=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class QuantityScheduled:
    subscription: str
    holder: str
    quantity: int
    on: date
    by: str


class QuantityScheduledSchema(EventSchema):
    event, stored_as = QuantityScheduled, "billing.quantity-scheduled"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    quantity = fields.Integer(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ScheduleDropped:
    """Neither plan nor quantity change at the next renewal."""

    subscription: str
    holder: str
    by: str


class ScheduleDroppedSchema(EventSchema):
    event, stored_as = ScheduleDropped, "billing.schedule-dropped"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PaymentChanged:
    """How it is paid for from now on."""

    subscription: str
    holder: str
    payment: str  # card | invoice
    by: str


class PaymentChangedSchema(EventSchema):
    event, stored_as = PaymentChanged, "billing.payment-changed"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    payment = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class UsageRecorded:
    subscription: str
    component: str
    amount: int  # units
    at: datetime
    id: str  # the reporter's own: what comes again counts once


class UsageRecordedSchema(EventSchema):
    event, stored_as = UsageRecorded, "billing.usage-recorded"

    subscription = fields.String(required=True)
    component = fields.String(required=True)
    amount = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    id = fields.String(required=True)


@dataclass(frozen=True)
class Used:
    component: str
    amount: int  # units


class UsedSchema(Schema):
    component = fields.String(required=True)
    amount = fields.Integer(required=True)


@dataclass(frozen=True)
class UsageClosed:
    """What was used in one period is being charged: what comes now belongs to the next one."""

    subscription: str
    number: int  # of the count; 0 is the first
    used: tuple[Used, ...]


class UsageClosedSchema(EventSchema):
    event, stored_as = UsageClosed, "billing.usage-closed"

    subscription = fields.String(required=True)
    number = fields.Integer(required=True)
    used = Records(Used, UsedSchema, required=True)
