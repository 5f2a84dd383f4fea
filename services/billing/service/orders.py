"""Orders: what a publisher sold elsewhere, claimed by its customer."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Invalid, Missing, Refused
from services.billing.deciders.claiming import claim_token, is_claim_token, subscription_of
from services.billing.deciders.order import AcceptOrder, CancelOrder, ClaimOrder, ExtendOrder, Order, PlaceOrder, order
from services.billing.deciders.subscribing import Subscribe
from services.billing.deciders.subscription import subscription
from services.billing.events import (
    Key,
    OrderCancelled,
    OrderExtended,
    OrderPlaced,
    Pair,
    PlanOffered,
    SubscriptionStarted,
)
from services.billing.policies import orders as policies
from services.billing.projections import orders as shown
from services.billing.service.desk import plain
from services.billing.service.subscription_desk import SubscriptionDesk

Answer = dict[str, Any]


class Orders(SubscriptionDesk):
    order_secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))

    @rpc(expected_exceptions=Refused)
    def place_order(self, publisher: str, product: str, plan: str, wanted: Answer, context: Answer) -> Answer:
        """`wanted`: {starts, ends, quantity, components, keys: [{label, media_type, file_name, value}], metadata}.

        `claim`: the token of its link, told again to whoever of the publisher's asks for the order.
        """
        by = Context.load(context)
        command = _placing(by, publisher, self._obtainable(product, plan), wanted)
        executed = self.log.execute(order, command.order, command, by, result=lambda events: {"id": command.order})
        id = (executed.result or {})["id"]
        claim = claim_token(self.order_secret, id)
        return told(self._known_order(id)) | {"claim": claim, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def order(self, order: str) -> Answer:
        """`claim` is for its publisher alone."""
        return told(self._known_order(order)) | {"claim": claim_token(self.order_secret, order)}

    @rpc
    def orders_of(self, holder: str) -> list[Answer]:
        """That it claimed."""
        with self.views.begin() as db:
            return [plain(row) for row in shown.of_holder(db, holder)]

    @rpc
    def orders_placed_by(self, publisher: str) -> list[Answer]:
        with self.views.begin() as db:
            return [plain(row) for row in shown.of_publisher(db, publisher)]

    @rpc(expected_exceptions=Refused)
    def claimable(self, order: str, claim: str) -> Answer:
        """The order that a link leads to."""
        if not is_claim_token(claim, self.order_secret, order):
            raise Missing("claim-unknown")
        return told(self._known_order(order))

    @rpc(expected_exceptions=Refused)
    def claim_order(self, order: str, claim: str, holder: str, context: Answer) -> Answer:
        if not is_claim_token(claim, self.order_secret, order):
            raise Missing("claim-unknown")
        return self._on_order(order, ClaimOrder(holder), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def accept_order(self, order: str, context: Answer) -> Answer:
        """The subscription starts, then the order is fulfilled; where the store dies between, a reaction fulfils it."""
        by = Context.load(context)
        state = self._known_order(order)
        by.must_act_for(state.holder, "owner", "billing")
        if state.state != "fulfilled":
            state.must_be_acceptable(by)
            self._start(self._fulfilling(state), by)
        return self._on_order(order, AcceptOrder(subscription_of(order)), by.follows(order, "billing.fulfil", order))

    @rpc(expected_exceptions=Refused)
    def extend_order(self, order: str, ends: str | None, context: Answer) -> Answer:
        return self._on_order(order, ExtendOrder(_day(ends)), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def cancel_order(self, order: str, reason: str, context: Answer) -> Answer:
        return self._on_order(order, CancelOrder(reason), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def order_keys(self, order: str, context: Answer) -> list[Answer]:
        """For who belongs to its holder, once it is accepted: [{label, media_type, file_name, value}]."""
        state = self._known_order(order)
        Context.load(context).must_act_for(state.holder or "nobody")
        if state.state != "fulfilled":
            raise Conflicting("order-cancelled" if state.cancelled else "order-not-accepted")
        values = [] if not isinstance(state.placed.key_values, str) else json.loads(state.placed.key_values)
        return [asdict(key) | {"value": value} for key, value in zip(state.placed.keys, values, strict=False)]

    @follow("billing", SubscriptionStarted, OrderExtended, OrderCancelled)
    def settle_order(self, event: Any, recorded: Recorded) -> None:
        """An order and its subscription agree, whatever was told to one while the other was being made."""
        started = isinstance(event, SubscriptionStarted)
        id = policies.order_of(event.source) if started else event.order
        if not id:
            return
        state = self._known_order(id)
        if started and not state.cancelled:
            self.log.execute(order, id, AcceptOrder(event.subscription), recorded.cause())
        if self.log.version(subscription, subscription_of(id)):
            for command in policies.to_settle(state):
                self.log.execute(subscription, subscription_of(id), command, recorded.cause())

    def _on_order(self, id: str, command: Any, by: Context) -> Answer:
        self._known_order(id)
        executed = self.log.execute(order, id, command, by)
        return told(self._known_order(id)) | {"position": executed.position}

    def _known_order(self, id: str) -> Order:
        state = self.log.fold(order, id)
        if not isinstance(state, Order):
            raise Missing("order-unknown")
        return state

    def _fulfilling(self, state: Order) -> Subscribe:
        placed = state.placed
        offered = self._obtainable(placed.product, placed.plan)
        if offered is None:
            raise Missing("plan-unknown")
        return policies.fulfilling(state, offered, self._payer(state.holder, placed.product, placed.plan))


def told(state: Order) -> Answer:
    """As the view tells it, without the day on which it was placed."""
    kept = ("publisher", "product", "plan", "address", "repository", "quantity")
    placed: OrderPlaced = state.placed
    return {
        "id": placed.order,
        "state": state.state,
        **{name: getattr(placed, name) for name in kept},
        "starts": placed.starts.isoformat(),
        "ends": placed.ends and placed.ends.isoformat(),
        "components": [asdict(pair) for pair in placed.components],
        "keys": [asdict(key) for key in placed.keys],
        "metadata": [asdict(pair) for pair in placed.metadata],
        "holder": state.holder,
        "subscription": state.subscription,
    }


def _placing(by: Context, publisher: str, offered: PlanOffered | None, wanted: Answer) -> PlaceOrder:
    keys = wanted.get("keys") or []
    return PlaceOrder(
        order=by.new_id("order"),
        publisher=publisher,
        offered=offered,
        starts=_day(wanted.get("starts")) or by.today,
        ends=_day(wanted.get("ends")),
        quantity=wanted.get("quantity") or 1,
        components=_pairs(wanted.get("components")),
        keys=tuple(Key(key["label"], key["media_type"], key["file_name"]) for key in keys),
        key_values=tuple(key["value"] for key in keys),
        metadata=_pairs(wanted.get("metadata")),
    )


def _pairs(given: Any) -> tuple[Pair, ...]:
    return tuple(Pair(each["name"], each["value"]) for each in given or ())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("day-unreadable", str(text)[:20]) from None
