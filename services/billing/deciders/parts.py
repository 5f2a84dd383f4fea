"""A part of an invoice's total: how much of it is net, tax, and the publisher's, so that all parts make the whole."""

from dataclasses import dataclass

from services.billing.events import InvoicePrepared
from vocabulary.money import Money


@dataclass(frozen=True)
class Parts:
    net: Money
    tax: Money
    total: Money
    publisher_share: Money


def part_of(bill: InvoicePrepared, before: Money, amount: Money) -> Parts:
    """The part from `before` on, as long as `amount`: parts that lie end to end add up to the bill, cent by cent."""
    after, earlier = _up_to(bill, before + amount), _up_to(bill, before)
    return Parts(
        net=after.net - earlier.net,
        tax=after.tax - earlier.tax,
        total=amount,
        publisher_share=after.publisher_share - earlier.publisher_share,
    )


def _up_to(bill: InvoicePrepared, amount: Money) -> Parts:
    tax = bill.tax.part(amount.amount, bill.total.amount)
    share = bill.publisher_share.part(amount.amount, bill.total.amount)
    return Parts(amount - tax, tax, amount, share)
