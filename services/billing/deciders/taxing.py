"""The tax on what the store sells: software and services by wire, taxed where the seller and the customer are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.billing.deciders import rates as table
from services.billing.deciders.rates import UNION, Rates
from services.billing.events import TaxLine
from vocabulary.money import Money, nothing, total

REVERSE_CHARGE = "Reverse charge"


@dataclass(frozen=True)
class Buyer:
    """`country` empty: not known, and so taxed as one at home."""

    country: str
    is_business: bool  # with a tax number


@dataclass(frozen=True)
class Seller:
    country: str  # empty: no tax is charged
    rates: Rates


def taxes(net: Money, seller: Seller, buyer: Buyer, day: date) -> tuple[TaxLine, ...]:
    """None, one line at a rate, or one of 0 % where the customer owes the tax (2006/112/EC, articles 44, 58, 196)."""
    if not seller.country:
        return ()
    at = buyer.country or seller.country
    if at != seller.country and not {at, seller.country} <= UNION:
        return ()
    if at != seller.country and buyer.is_business:
        return (TaxLine(REVERSE_CHARGE, "0", net, nothing(net.currency)),)
    rate = table.on(seller.rates, at, day)
    if rate is None:
        return ()
    return (TaxLine(rate.name, rate.percent, net, net.part(Decimal(rate.percent), 100)),)


def total_tax(lines: tuple[TaxLine, ...], currency: str) -> Money:
    return total((line.amount for line in lines), currency)
