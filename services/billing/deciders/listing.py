"""The years that a product stands on the shelves, each of which its publisher pays for once."""

from dataclasses import dataclass
from datetime import date

from services.billing.events import ListingYearBegun
from vocabulary.money import Money
from vocabulary.period import after

OFFICIAL = "library"  # whose products are the store's own choice: nobody pays for them


@dataclass(frozen=True)
class BeginListingYear:
    """The year before ended, and this day follows it; None: there was none before, and it begins now.

    `fee` is what is set by now.
    """

    day: date | None
    fee: Money | None


@dataclass(frozen=True)
class Listed:
    """A product as far as its years go; `until`: the first day that none of them covers, None before the first."""

    product: str
    address: str
    until: date | None = None

    @property
    def publisher(self) -> str:
        return self.address.partition("/")[0]


def published(listed: Listed, fee: Money | None, today: date) -> list[ListingYearBegun]:
    """A year from today on, unless one that was begun before still covers it."""
    if listed.until is not None and today < listed.until:
        return []
    return [_year(listed, today, fee, today)]


def goes_on(listed: Listed, command: BeginListingYear, today: date) -> list[ListingYearBegun]:
    """The next year, from the day on which the last one ended, or the first of a product that never had one."""
    if command.day != listed.until:
        return []  # it was off the shelves then, and is in another year by now
    return [_year(listed, command.day or today, command.fee, today)]


def fee_of(publisher: str, fee: Money | None) -> Money | None:
    return None if publisher == OFFICIAL or fee is None or not fee.amount else fee


def _year(listed: Listed, starts: date, fee: Money | None, today: date) -> ListingYearBegun:
    ends, owed = after(starts, "year", 1), fee_of(listed.publisher, fee)
    return ListingYearBegun(listed.product, listed.publisher, listed.address, starts, ends, owed, today)
