"""One coupon of a publisher: what it takes off, for whom, how often, and who has redeemed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.billing.deciders.minting import checked
from services.billing.events import (
    CouponCreated,
    CouponExpired,
    CouponRedeemed,
    CouponRetired,
    CouponReturned,
    Discount,
)
from vocabulary.money import Money


@dataclass(frozen=True)
class CreateCoupon:
    publisher: str
    code: str
    address: str  # publisher/product; empty: all of the publisher's
    percent: int  # 0: a fixed amount
    amount: Money | None
    periods: int  # 0: all
    limit: int  # customers; 0: any number
    until: datetime | None


@dataclass(frozen=True)
class RedeemCoupon:
    """Given before the subscription starts, so that a limit holds whoever is quicker."""

    address: str
    holder: str
    subscription: str
    currency: str


@dataclass(frozen=True)
class ReturnCoupon:
    holder: str
    subscription: str


@dataclass(frozen=True)
class RetireCoupon:
    pass


@dataclass(frozen=True)
class ExpireCoupon:
    pass


Command = CreateCoupon | RedeemCoupon | ReturnCoupon | RetireCoupon | ExpireCoupon
Event = CouponCreated | CouponRedeemed | CouponReturned | CouponRetired | CouponExpired


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Coupon:
    created: CouponCreated
    over: str = ""  # expired | retired
    redeemed: Mapping[str, str] = field(default_factory=dict)  # subscription by holder

    @property
    def discount(self) -> Discount:
        return Discount(self.created.coupon, self.created.percent, self.created.amount, self.created.periods)

    def must_count(self, address: str, holder: str, currency: str, at: datetime) -> None:
        """Raises what keeps this holder from redeeming it for this product now."""
        if self.over == "retired" or self.created.address not in ("", address):
            raise Missing("coupon-unknown")
        if self.over or (self.created.until is not None and at >= self.created.until):
            raise Conflicting("coupon-expired")
        if holder in self.redeemed:
            raise Conflicting("coupon-used")
        if self.created.limit and len(self.redeemed) >= self.created.limit:
            raise Conflicting("coupon-used-up")
        if self.created.amount is not None and currency not in ("", self.created.amount.currency):
            raise Conflicting("coupon-other-currency", self.created.amount.currency)


State = Absent | Coupon


def subject_of(publisher: str, code: str) -> str:
    """Of the stream: codes are unique within their publisher, and read alike in small letters."""
    return f"{publisher}/{code.strip().upper()}"


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case CreateCoupon(), _:
            return _create(command, state, by)
        case RedeemCoupon(holder=holder, subscription=subscription), Coupon():
            _must_be_ours(by)
            if state.redeemed.get(holder) == subscription:
                return []
            state.must_count(command.address, holder, command.currency, by.at)
            return [CouponRedeemed(state.created.coupon, state.created.publisher, holder, subscription)]
        case ReturnCoupon(holder, subscription), Coupon():
            _must_be_ours(by)
            if state.redeemed.get(holder) != subscription:
                return []
            return [CouponReturned(state.created.coupon, state.created.publisher, holder, subscription)]
        case RetireCoupon(), Coupon(created):
            by.must_act_for(created.publisher, "owner", "editor")
            over = state.over == "retired"
            return [] if over else [CouponRetired(created.coupon, created.publisher, by.actor)]
        case ExpireCoupon(), Coupon(created):
            _must_be_ours(by)
            return [] if state.over else [CouponExpired(created.coupon, created.publisher)]
        case _:
            raise Missing("coupon-unknown")


def _create(command: CreateCoupon, state: State, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor")
    created = checked(
        CouponCreated(
            coupon=command.code.strip().upper(),
            publisher=command.publisher,
            address=command.address,
            percent=command.percent,
            amount=command.amount,
            periods=command.periods,
            limit=command.limit,
            until=command.until,
            by=by.actor,
        ),
        by.at,
    )
    if isinstance(state, Coupon):
        if replace(state.created, by=by.actor) == created and not state.over:
            return []
        raise Conflicting("coupon-taken", created.coupon)
    return [created]


def _must_be_ours(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def evolve(state: State, event: Event) -> State:
    match event, state:
        case CouponCreated(), _:
            return Coupon(event)
        case CouponRedeemed(holder=holder, subscription=subscription), Coupon():
            return replace(state, redeemed={**state.redeemed, holder: subscription})
        case CouponReturned(holder=holder), Coupon():
            return replace(state, redeemed={one: kept for one, kept in state.redeemed.items() if one != holder})
        case CouponRetired(), Coupon():
            return replace(state, over="retired")
        case CouponExpired(), Coupon():
            return replace(state, over="expired")
        case _:
            return state


coupon: Decider[Command, State, Event] = Decider("coupon", Absent(), decide, evolve)
