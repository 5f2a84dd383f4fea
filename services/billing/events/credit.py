"""What billing tells of prepaid credit: what customers have with the store, where it came from and where it went."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records
from services.catalog.events import MoneySchema
from vocabulary.money import Money


@dataclass(frozen=True)
class CreditPart:
    """So much of one grant or top-up."""

    credit: str
    amount: Money


class CreditPartSchema(Schema):
    credit = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)


@dataclass(frozen=True)
class CreditGranted:
    """The store gives it; nobody paid for it."""

    credit: str
    holder: str
    amount: Money
    reason: str
    expires: date | None  # the first day on which it pays for nothing any more
    on: date
    by: str


class CreditGrantedSchema(EventSchema):
    event, stored_as = CreditGranted, "billing.credit-granted"

    credit = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    expires = fields.Date(required=True, allow_none=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class TopUpOrdered:
    """The customer wants to pay in advance: an invoice is made out for it, and there is credit once that is paid."""

    invoice: str
    holder: str
    amount: Money
    payment: str  # card | invoice
    on: date
    by: str


class TopUpOrderedSchema(EventSchema):
    event, stored_as = TopUpOrdered, "billing.top-up-ordered"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    payment = fields.String(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class CreditToppedUp:
    """The invoice for it is paid."""

    credit: str  # the invoice's id
    holder: str
    amount: Money
    on: date


class CreditToppedUpSchema(EventSchema):
    event, stored_as = CreditToppedUp, "billing.credit-topped-up"

    credit = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditSpent:
    """It paid an invoice, or a part of one."""

    invoice: str
    holder: str
    amount: Money
    parts: tuple[CreditPart, ...]
    on: date


class CreditSpentSchema(EventSchema):
    event, stored_as = CreditSpent, "billing.credit-spent"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    parts = Records(CreditPart, CreditPartSchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditReturned:
    """A credit note took back what it had paid for."""

    invoice: str
    credit_note: str
    holder: str
    amount: Money
    parts: tuple[CreditPart, ...]
    refunded: bool  # the invoice was paid as a whole; else the rest of it was still owed
    on: date


class CreditReturnedSchema(EventSchema):
    event, stored_as = CreditReturned, "billing.credit-returned"

    invoice = fields.String(required=True)
    credit_note = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    parts = Records(CreditPart, CreditPartSchema, required=True)
    refunded = fields.Boolean(required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditExpired:
    """What was left of a grant on its day."""

    credit: str
    holder: str
    amount: Money
    on: date


class CreditExpiredSchema(EventSchema):
    event, stored_as = CreditExpired, "billing.credit-expired"

    credit = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditPaidBack:
    """What was not spent of a top-up leaves the balance: a credit note took back the invoice for it."""

    credit: str
    credit_note: str
    holder: str
    amount: Money
    on: date


class CreditPaidBackSchema(EventSchema):
    event, stored_as = CreditPaidBack, "billing.credit-paid-back"

    credit = fields.String(required=True)
    credit_note = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditWithdrawn:
    """What was left of a grant that was a mistake, or of a top-up whose money the customer's bank took back."""

    credit: str
    holder: str
    amount: Money
    was_paid: bool  # a top-up; else a grant
    missing: Money  # that the bank took, too, and that was spent: withdrawn as it comes back
    reason: str
    on: date
    by: str


class CreditWithdrawnSchema(EventSchema):
    event, stored_as = CreditWithdrawn, "billing.credit-withdrawn"

    credit = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    was_paid = fields.Boolean(required=True)
    missing = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class CreditHeld:
    """The bank of who paid for a top-up wants the money back: until that is decided it pays for nothing.

    Told again where more of it is there, as an invoice gives back what it had spent.
    """

    credit: str
    dispute: str  # dp_…
    holder: str
    claimed: Money  # what the dispute is about
    amount: Money  # that was there, and leaves the balance; may be nothing
    on: date


class CreditHeldSchema(EventSchema):
    event, stored_as = CreditHeld, "billing.credit-held"

    credit = fields.String(required=True)
    dispute = fields.String(required=True)
    holder = fields.String(required=True)
    claimed = Record(Money, MoneySchema, required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditFreed:
    """The dispute is over: won, or lost, and then what the bank took is withdrawn with it."""

    credit: str
    dispute: str
    holder: str
    amount: Money  # that comes back to the balance; may be nothing
    on: date


class CreditFreedSchema(EventSchema):
    event, stored_as = CreditFreed, "billing.credit-freed"

    credit = fields.String(required=True)
    dispute = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditApplied:
    """So much of the invoice is paid from the customer's credit; the rest is asked for."""

    invoice: str
    holder: str
    subscription: str
    amount: Money
    on: date


class CreditAppliedSchema(EventSchema):
    event, stored_as = CreditApplied, "billing.credit-applied"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class CreditRestored:
    """Of a credit note so much goes back to the customer's credit, and not the way that money came."""

    invoice: str
    credit_note: str
    holder: str
    amount: Money
    on: date


class CreditRestoredSchema(EventSchema):
    event, stored_as = CreditRestored, "billing.credit-restored"

    invoice = fields.String(required=True)
    credit_note = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)
