"""What a coupon must be like before there is one."""

import re
from datetime import datetime

from eventlog.refusal import Invalid
from services.billing.events import CouponCreated
from vocabulary.money import MOST, is_currency

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9_-]{0,38}[A-Z0-9])?")
MANY = 1_000_000


def checked(coupon: CouponCreated, at: datetime) -> CouponCreated:
    """The coupon, or Invalid with what is wrong with it."""
    if not CODE.fullmatch(coupon.coupon):
        raise Invalid("coupon-code-invalid")
    if coupon.address and not (coupon.address.startswith(f"{coupon.publisher}/") and coupon.address.isprintable()):
        raise Invalid("product-of-another", coupon.address)
    if not _takes_something_off(coupon):
        raise Invalid("coupon-worthless")
    if not (0 <= coupon.periods <= MANY and 0 <= coupon.limit <= MANY):
        raise Invalid("coupon-worthless")
    if coupon.until is not None and coupon.until <= at:
        raise Invalid("day-past")
    return coupon


def _takes_something_off(coupon: CouponCreated) -> bool:
    """Either a part or an amount, and not both."""
    if coupon.amount is None:
        return 0 < coupon.percent <= 100
    return coupon.percent == 0 and 0 < coupon.amount.amount <= MOST and is_currency(coupon.amount.currency)
