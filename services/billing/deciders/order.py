"""One order: what a publisher sold elsewhere, claimed with its link, accepted, and changed by the publisher alone."""

import json
from dataclasses import dataclass, replace
from datetime import date

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders.ordering import checked, must_be_text, orderable
from services.billing.events import (
    Key,
    OrderCancelled,
    OrderClaimed,
    OrderExtended,
    OrderFulfilled,
    OrderPlaced,
    Pair,
    PlanOffered,
)


@dataclass(frozen=True)
class PlaceOrder:
    """`offered` is the plan as billing's own stream has it; None where it cannot be had."""

    order: str
    publisher: str
    offered: PlanOffered | None
    starts: date
    ends: date | None
    quantity: int
    components: tuple[Pair, ...]
    keys: tuple[Key, ...]
    key_values: tuple[str, ...]
    metadata: tuple[Pair, ...]


@dataclass(frozen=True)
class ClaimOrder:
    """By somebody who has the link: that was seen before."""

    holder: str


@dataclass(frozen=True)
class AcceptOrder:
    subscription: str


@dataclass(frozen=True)
class ExtendOrder:
    ends: date | None


@dataclass(frozen=True)
class CancelOrder:
    reason: str


Command = PlaceOrder | ClaimOrder | AcceptOrder | ExtendOrder | CancelOrder
Event = OrderPlaced | OrderClaimed | OrderFulfilled | OrderExtended | OrderCancelled


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Order:
    placed: OrderPlaced  # with the end that it has now
    holder: str = ""
    subscription: str = ""
    cancelled: bool = False

    @property
    def state(self) -> str:
        """placed | claimed | fulfilled | cancelled"""
        if self.cancelled:
            return "cancelled"
        return "fulfilled" if self.subscription else "claimed" if self.holder else "placed"

    def must_stand(self, today: date) -> None:
        if self.cancelled:
            raise Conflicting("order-cancelled")
        if self.placed.ends is not None and today >= self.placed.ends:
            raise Conflicting("order-over", self.placed.ends.isoformat())

    def must_be_acceptable(self, by: Context) -> None:
        """Raises what keeps the holder from accepting it now."""
        if not self.holder:
            raise Conflicting("order-unclaimed")
        if not by.actor.startswith("policy:"):
            by.must_act_for(self.holder, "owner", "billing")
        self.must_stand(by.today)
        if by.today < self.placed.starts:
            raise Conflicting("order-not-begun", self.placed.starts.isoformat())


State = Absent | Order


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case PlaceOrder(), Absent():
            return [_placed(command, by)]
        case PlaceOrder(), Order():
            return []
        case ClaimOrder(), Order():
            return _claim(command, state, by)
        case AcceptOrder(subscription), Order():
            if state.subscription == subscription:
                return []
            state.must_be_acceptable(by)
            if state.subscription:
                raise Conflicting("order-fulfilled")
            return [OrderFulfilled(state.placed.order, state.holder, subscription)]
        case ExtendOrder(), Order():
            return _extend(command, state, by)
        case CancelOrder(reason), Order(placed):
            _must_be_the_publisher(placed, by)
            must_be_text(reason)
            return [] if state.cancelled else [OrderCancelled(placed.order, reason, by.actor)]
        case _:
            raise Missing("order-unknown")


def _placed(command: PlaceOrder, by: Context) -> OrderPlaced:
    by.must_act_for(command.publisher, "owner", "editor")
    offered = orderable(command.offered, command.publisher)
    placed = OrderPlaced(
        order=command.order,
        subject=f"order-{command.order}",
        publisher=command.publisher,
        product=offered.product,
        plan=offered.plan,
        address=offered.address,
        repository=offered.repository,
        starts=command.starts,
        ends=command.ends,
        quantity=command.quantity,
        components=command.components,
        keys=command.keys,
        key_values=json.dumps(command.key_values),
        metadata=command.metadata,
        by=by.actor,
    )
    return checked(placed, command.key_values, by.today)


def _claim(command: ClaimOrder, state: Order, by: Context) -> list[Event]:
    by.must_act_for(command.holder, "owner", "billing")
    if state.holder == command.holder:
        return []
    if state.holder:
        raise Conflicting("order-claimed")
    state.must_stand(by.today)
    return [OrderClaimed(state.placed.order, command.holder, by.actor)]


def _extend(command: ExtendOrder, state: Order, by: Context) -> list[Event]:
    _must_be_the_publisher(state.placed, by)
    state.must_stand(by.today)
    if command.ends == state.placed.ends:
        return []
    if command.ends is not None and command.ends <= max(by.today, state.placed.starts):
        raise Invalid("period-invalid", f"{state.placed.starts} to {command.ends}")
    return [OrderExtended(state.placed.order, command.ends, by.actor)]


def _must_be_the_publisher(placed: OrderPlaced, by: Context) -> None:
    if not by.acts_for(placed.publisher, "owner", "editor"):
        raise Forbidden("not-yours")


def evolve(state: State, event: Event) -> State:
    match event, state:
        case OrderPlaced(), _:
            return Order(event)
        case OrderClaimed(holder=holder), Order():
            return replace(state, holder=holder)
        case OrderFulfilled(subscription=subscription), Order():
            return replace(state, subscription=subscription)
        case OrderExtended(ends=ends), Order():
            return replace(state, placed=replace(state.placed, ends=ends))
        case OrderCancelled(), Order():
            return replace(state, cancelled=True)
        case _:
            return state


order: Decider[Command, State, Event] = Decider("order", Absent(), decide, evolve)
