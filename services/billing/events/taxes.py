"""What billing tells of taxes that the payment company works out, and keeps account of."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import EventSchema


@dataclass(frozen=True)
class TaxAsked:
    """An invoice waits until the payment company has said what comes to it in tax."""

    invoice: str
    holder: str
    subscription: str
    version: int  # of the subscription's event that charges


class TaxAskedSchema(EventSchema):
    event, stored_as = TaxAsked, "billing.tax-asked"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    version = fields.Integer(required=True)


@dataclass(frozen=True)
class TaxCalculated:
    """The invoice's taxes are the payment company's; again, where it keeps the first calculation no more."""

    invoice: str
    calculation: str  # taxcalc_…


class TaxCalculatedSchema(EventSchema):
    event, stored_as = TaxCalculated, "billing.tax-calculated"

    invoice = fields.String(required=True)
    calculation = fields.String(required=True)


@dataclass(frozen=True)
class TaxBooked:
    """The payment company counts the invoice among what is to be declared; again, where it had been written off."""

    invoice: str
    transaction: str  # tax_…


class TaxBookedSchema(EventSchema):
    event, stored_as = TaxBooked, "billing.tax-booked"

    invoice = fields.String(required=True)
    transaction = fields.String(required=True)


@dataclass(frozen=True)
class TaxTakenBack:
    """It counts what a credit note, a write-off or a lost dispute took back there no more."""

    invoice: str
    credit_note: str  # INVOICE-written-off where it was written off, INVOICE-lost-dp_… where a dispute was lost
    transaction: str  # of the reversal: tax_…


class TaxTakenBackSchema(EventSchema):
    event, stored_as = TaxTakenBack, "billing.tax-taken-back"

    invoice = fields.String(required=True)
    credit_note = fields.String(required=True)
    transaction = fields.String(required=True)
