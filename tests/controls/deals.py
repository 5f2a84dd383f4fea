"""Named examples of what billing tells of orders, offers and coupons."""

from datetime import UTC, date, datetime

from services.billing.events import (
    CouponCreated,
    CouponExpired,
    CouponRedeemed,
    CouponRetired,
    CouponReturned,
    Key,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferExtended,
    OfferReopened,
    OfferWithdrawn,
    OrderCancelled,
    OrderClaimed,
    OrderExtended,
    OrderFulfilled,
    OrderPlaced,
    Pair,
)
from vocabulary.money import Money

ADA = "0198a000-0000-7000-8000-00000000000a"
BEA = "0198a000-0000-7000-8000-00000000000b"  # works for the publisher
DATABASE = "0198a000-0000-7000-8000-0000000000db"
ORDER = "0198a000-0000-7000-8000-000000000001"
OFFER = "0198a000-0000-7000-8000-000000000002"
SUBSCRIPTION = "0198a000-0000-7000-8000-000000000003"
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)

order_placed = OrderPlaced(
    order=ORDER,
    subject=f"order-{ORDER}",
    publisher="acme",
    product=DATABASE,
    plan="pro",
    address="acme/db",
    repository="acme/db-pro",
    starts=date(2026, 1, 1),
    ends=date(2027, 1, 1),
    quantity=5,
    components=(Pair("nodes", "5"),),
    keys=(Key("Activation key", "text/plain", "acme-db.key"),),
    key_values='["AAAA-BBBB-CCCC"]',
    metadata=(Pair("purchase-order", "PO-1887"),),
    by=BEA,
)
order_claimed = OrderClaimed(ORDER, ADA, ADA)
order_fulfilled = OrderFulfilled(ORDER, ADA, SUBSCRIPTION)
order_extended = OrderExtended(ORDER, date(2028, 1, 1), BEA)
order_cancelled = OrderCancelled(ORDER, "never paid", BEA)

offer_extended = OfferExtended(
    offer=OFFER,
    publisher="acme",
    product=DATABASE,
    plan="pro",
    address="acme/db",
    to=ADA,
    price=Money(3900, "USD"),
    interval="month",
    quantity=3,
    trial_days=0,
    until=NEW_YEAR,
    note="As we agreed at the fair.",
    by=BEA,
)
offer_accepted = OfferAccepted(OFFER, ADA, SUBSCRIPTION, ADA)
offer_reopened = OfferReopened(OFFER, SUBSCRIPTION)
offer_declined = OfferDeclined(OFFER, ADA, "We stay with what we have.", ADA)
offer_withdrawn = OfferWithdrawn(OFFER, BEA)
offer_expired = OfferExpired(OFFER)

coupon_created = CouponCreated(
    coupon="SPRING25",
    publisher="acme",
    address="",
    percent=25,
    amount=None,
    periods=3,
    limit=2,
    until=NEW_YEAR,
    by=BEA,
)
coupon_redeemed = CouponRedeemed("SPRING25", "acme", ADA, SUBSCRIPTION)
coupon_returned = CouponReturned("SPRING25", "acme", ADA, SUBSCRIPTION)
coupon_retired = CouponRetired("SPRING25", "acme", BEA)
coupon_expired = CouponExpired("SPRING25", "acme")

EVERY_EVENT = (
    order_placed,
    order_claimed,
    order_fulfilled,
    order_extended,
    order_cancelled,
    offer_extended,
    offer_accepted,
    offer_reopened,
    offer_declined,
    offer_withdrawn,
    offer_expired,
    coupon_created,
    coupon_redeemed,
    coupon_returned,
    coupon_retired,
    coupon_expired,
)
