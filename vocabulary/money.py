"""Money: whole minor units of one currency, never a float (ISO 4217)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TWO_DIGITS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP
CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW
"""
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = {
    code: digits for digits, codes in ((2, TWO_DIGITS), (0, NO_DIGITS), (3, THREE_DIGITS)) for code in codes.split()
}
WRITTEN = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?) ([A-Z]{3})")  # as Money writes itself
MOST = 10**12  # minor units; what is more than that is a mistake


@dataclass(frozen=True)
class Money:
    amount: int  # minor units: 1900 is 19.00 USD, and 1900 JPY
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def times(self, count: int) -> "Money":
        return Money(self.amount * count, self.currency)

    def part(self, numerator: int | Decimal, denominator: int | Decimal) -> "Money":
        """So much of it, rounded half away from zero to a whole minor unit."""
        exact = Decimal(self.amount) * numerator / denominator
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other.amount

    def __str__(self) -> str:
        """`19.00 USD`; pages write it as their language does."""
        digits = DIGITS.get(self.currency, 2)
        return f"{Decimal(self.amount).scaleb(-digits):.{digits}f} {self.currency}"


def nothing(currency: str) -> Money:
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, nothing(currency))


def read(text: str) -> Money | None:
    """What `19.00 USD` says; None where it is no amount of a currency, or has parts of its smallest unit."""
    found = WRITTEN.fullmatch(text)
    digits = DIGITS.get(found[2]) if found else None
    if found is None or digits is None:
        return None
    amount = Decimal(found[1]).scaleb(digits)
    return Money(int(amount), found[2]) if amount == int(amount) and amount <= MOST else None


def is_currency(code: str) -> bool:
    return code in DIGITS
