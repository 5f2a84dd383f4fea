"""What billing tells of the years in which a product stands on the shelves."""

from dataclasses import dataclass
from datetime import date

from marshmallow import fields

from eventlog.schema import EventSchema, Record
from services.catalog.events import MoneySchema
from vocabulary.money import Money


@dataclass(frozen=True)
class ListingYearBegun:
    """A product stands on the shelves in a year that was not begun before; its publisher owes the year's fee."""

    product: str
    publisher: str  # whose it is on that day; who takes it over later owes nothing for this year
    address: str  # publisher/product, for words to people
    starts: date
    ends: date  # the first day that it does not cover
    fee: Money | None  # as it was set on the day; None: there was none
    on: date  # when it was booked


class ListingYearBegunSchema(EventSchema):
    event, stored_as = ListingYearBegun, "billing.listing-year-begun"

    product = fields.String(required=True)
    publisher = fields.String(required=True)
    address = fields.String(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True)
    fee = Record(Money, MoneySchema, required=True, allow_none=True)
    on = fields.Date(required=True)
