"""What a coupon takes off: asked first, redeemed as the subscription starts, given back where it does not."""

from collections.abc import Iterator
from contextlib import contextmanager

from eventlog.decider import Context
from eventlog.refusal import Missing, Refused
from services.billing.deciders.coupon import Coupon, RedeemCoupon, ReturnCoupon, coupon, subject_of
from services.billing.events import Discount
from services.billing.service.desk import Desk


class Discounts(Desk):
    def _discount(
        self, code: str, publisher: str, address: str, holder: str, by: Context, currency: str = ""
    ) -> Discount:
        """What the coupon takes off for this holder now; nothing is redeemed.

        Refused: coupon-unknown, -expired, -used (by this holder), -used-up, -other-currency.
        """
        state = self._coupon(publisher, code)
        state.must_count(address, holder, currency, by.at)
        return state.discount

    def _coupon(self, publisher: str, code: str) -> Coupon:
        state = self.log.fold(coupon, subject_of(publisher, code))
        if not isinstance(state, Coupon):
            raise Missing("coupon-unknown")
        return state

    @contextmanager
    def _redeemed(
        self,
        discount: Discount | None,
        publisher: str,
        address: str,
        holder: str,
        subscription: str,
        by: Context,
        currency: str = "",
    ) -> Iterator[None]:
        """Redeems the coupon, then lets the subscription be started inside; given back where that is refused.

        `with self._redeemed(...): self.log.execute(subscription, ...)`. Where the store dies in between, a deadline
        gives it back. Refused as `_discount` is, so that a limit holds whoever is quicker.
        """
        if discount is None:
            yield
            return
        subject = subject_of(publisher, discount.coupon)
        redeem = RedeemCoupon(address, holder, subscription, currency)
        self.log.execute(coupon, subject, redeem, _of_ours(by, subscription, "redeem"))
        try:
            yield
        except Refused:
            back = ReturnCoupon(holder, subscription)
            self.log.execute(coupon, subject, back, _of_ours(by, subscription, "return"))
            raise


def _of_ours(by: Context, subscription: str, what: str) -> Context:
    """Another command each time that it is asked for: the coupon itself knows what it was told before."""
    return by.follows(subscription, f"billing.{what}-coupon", by.at.isoformat())
