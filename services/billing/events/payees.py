"""What billing tells of publishers as those who are paid: where to, their share, statements and payouts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields

from eventlog.schema import EventSchema, Record
from services.catalog.events import MoneySchema
from vocabulary.money import Money


@dataclass(frozen=True)
class PayoutAccountOpened:
    """A publisher has an account at the payment company, which asks it who it is before money can go there."""

    publisher: str
    processor: str  # stripe
    account: str  # acct_…
    by: str


class PayoutAccountOpenedSchema(EventSchema):
    event, stored_as = PayoutAccountOpened, "billing.payout-account-opened"

    publisher = fields.String(required=True)
    processor = fields.String(required=True)
    account = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PayoutsConnected:
    """Where a publisher's money goes."""

    publisher: str
    processor: str  # stripe | transfer
    account: str  # acct_… there; empty for bank transfers, which finance sends
    by: str


class PayoutsConnectedSchema(EventSchema):
    event, stored_as = PayoutsConnected, "billing.payouts-connected"

    publisher = fields.String(required=True)
    processor = fields.String(required=True)
    account = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PayoutsDisconnected:
    publisher: str
    by: str


class PayoutsDisconnectedSchema(EventSchema):
    event, stored_as = PayoutsDisconnected, "billing.payouts-disconnected"

    publisher = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ShareSet:
    publisher: str
    percent: int  # of the net amount that is the publisher's; invoices from now on
    by: str


class ShareSetSchema(EventSchema):
    event, stored_as = ShareSet, "billing.share-set"

    publisher = fields.String(required=True)
    percent = fields.Integer(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class MonthClosed:
    """What is booked from now on belongs to a later month, whatever its day: its statements stay as they are."""

    publisher: str
    month: str  # 2026-11


class MonthClosedSchema(EventSchema):
    event, stored_as = MonthClosed, "billing.month-closed"

    publisher = fields.String(required=True)
    month = fields.String(required=True)


@dataclass(frozen=True)
class Sums:
    """What was booked for a publisher in one month and currency, each without tax but the tax itself."""

    sales: Money
    refunds: Money
    written_off: Money
    disputes: Money
    listing_fees: Money
    tax: Money
    due: Money  # the publisher's share of it all, less the fees

    @property
    def store_share(self) -> Money:
        return self.sales - self.refunds - self.written_off - self.disputes - self.listing_fees - self.due


@dataclass(frozen=True)
class StatementIssued:
    """A publisher's month in one currency.

    due = carried + sales - refunds - written_off - disputes - store_share - listing_fees; what is due below zero is
    carried on into the next statement of this currency.
    """

    statement: str
    number: str
    publisher: str
    month: str  # 2026-11
    on: date
    sales: Money  # net
    refunds: Money  # net, credit notes
    written_off: Money  # net
    disputes: Money  # net, lost
    tax: Money
    store_share: Money
    listing_fees: Money  # of products' years on the shelves that began
    carried: Money  # from the statement before: nothing, or less than nothing
    due: Money  # the publisher's: what is paid out
    pulls_free: int
    pulls_paying: int


def statement_gained_listing_fees(v1: dict[str, Any]) -> dict[str, Any]:
    """In version 1 products stood on the shelves for nothing."""
    return v1 | {"listing_fees": {"amount": 0, "currency": v1["due"]["currency"]}}


class StatementIssuedSchema(EventSchema):
    event, stored_as = StatementIssued, "billing.statement-issued"
    upcasters = (statement_gained_listing_fees,)

    statement = fields.String(required=True)
    number = fields.String(required=True)
    publisher = fields.String(required=True)
    month = fields.String(required=True)
    on = fields.Date(required=True)
    sales = Record(Money, MoneySchema, required=True)
    refunds = Record(Money, MoneySchema, required=True)
    written_off = Record(Money, MoneySchema, required=True)
    disputes = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    store_share = Record(Money, MoneySchema, required=True)
    listing_fees = Record(Money, MoneySchema, required=True)
    carried = Record(Money, MoneySchema, required=True)
    due = Record(Money, MoneySchema, required=True)
    pulls_free = fields.Integer(required=True)
    pulls_paying = fields.Integer(required=True)


@dataclass(frozen=True)
class PayoutRequested:
    """The money of a statement is to be sent: by the payment company, or by finance from the store's bank."""

    statement: str
    publisher: str
    amount: Money
    processor: str  # stripe | transfer
    account: str  # acct_… there; empty for bank transfers
    attempt: int  # 1 is the first


class PayoutRequestedSchema(EventSchema):
    event, stored_as = PayoutRequested, "billing.payout-requested"

    statement = fields.String(required=True)
    publisher = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    processor = fields.String(required=True)
    account = fields.String(required=True)
    attempt = fields.Integer(required=True)


@dataclass(frozen=True)
class PayoutSent:
    statement: str
    publisher: str
    amount: Money
    processor: str
    reference: str  # tr_…, or on the bank statement
    on: date


class PayoutSentSchema(EventSchema):
    event, stored_as = PayoutSent, "billing.payout-sent"

    statement = fields.String(required=True)
    publisher = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    processor = fields.String(required=True)
    reference = fields.String(required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class PayoutFailed:
    statement: str
    publisher: str
    amount: Money
    reason: str


class PayoutFailedSchema(EventSchema):
    event, stored_as = PayoutFailed, "billing.payout-failed"

    statement = fields.String(required=True)
    publisher = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
