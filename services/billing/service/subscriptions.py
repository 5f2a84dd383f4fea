"""What somebody subscribes to: started, changed and ended as they ask, each change shown before it is made."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Refused
from services.billing.deciders.agreeing import agreed, for_sale, trial_of
from services.billing.deciders.changing import at_once
from services.billing.deciders.charging import currency_of, metered
from services.billing.deciders.customer import customer
from services.billing.deciders.subscribing import (
    Cancel,
    ChangePayment,
    ChangeQuantity,
    Command,
    DropSchedule,
    ExtendTrial,
    Resume,
    Subscribe,
    SwitchPlan,
)
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Absent, Subscription
from services.billing.deciders.usage import RecordUsage, usage
from services.billing.projections import subscriptions as view
from services.billing.service import subscription_answers as answers
from services.billing.service.seat_desk import SeatDesk
from services.billing.service.subscription_desk import count_of
from services.billing.service.subscription_life import WHEN_DUE, SubscriptionLife
from vocabulary.money import Money

__all__ = ["WHEN_DUE", "Subscriptions"]


class Subscriptions(SubscriptionLife, SeatDesk):
    @rpc(expected_exceptions=Refused)
    def subscribe(
        self, product: str, plan: str, holder: str, wanted: dict[str, Any], dry_run: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        """`wanted`: {quantity, coupon, trial, payment, currency}, each with a default; the subscription, or what it
        would cost. Refused as starting.start and agreeing.for_sale say, and coupon-…, trial-used, already-subscribed.
        """
        by = Context.load(context)
        command = self._wanted(product, plan, holder, wanted, by)
        command = self._able(command.subscription, holder, command, by)
        if dry_run:
            events = self.log.rehearse(subscription, command.subscription, command, by)
            shown = answers.rehearsed(Absent(), events, self._taxed(holder), by.today)
            return self._with_credit(shown, holder, by.today)
        executed = self._start(command, by)
        return {**self._told(command.subscription), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def cancel(self, subscription_id: str, dry_run: bool, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(subscription_id, Cancel(), dry_run, context)

    @rpc(expected_exceptions=Refused)
    def resume(self, subscription_id: str, dry_run: bool, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(subscription_id, Resume(), dry_run, context)

    @rpc(expected_exceptions=Refused)
    def switch(self, subscription_id: str, plan: str, dry_run: bool, context: dict[str, Any]) -> dict[str, Any]:
        """`plan`: the id of another plan of the product."""
        state, by = self._subscription(subscription_id), Context.load(context)
        command = self._able(state.id, state.holder, self._other_plan(state, plan, by), by)
        if state.agreed.components and not dry_run and self.log.rehearse(subscription, state.id, command, by):
            used = self._closed_usage(state, by) if at_once(state, command.agreed, by.today) else {}
            command = replace(command, used=used)
        return self._change(subscription_id, command, dry_run, context)

    @rpc(expected_exceptions=Refused)
    def change_quantity(
        self, subscription_id: str, quantity: int, dry_run: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        """Refused as changing.change_quantity says, and seats-in-use where more people have a seat than that."""
        state = self._subscription(subscription_id)
        command = ChangeQuantity(quantity, self._payer_of(state))
        with self._kept_within(state, quantity, Context.load(context), dry=dry_run):
            return self._change(subscription_id, command, dry_run, context)

    @rpc(expected_exceptions=Refused)
    def change_payment(self, subscription_id: str, payment: str, context: dict[str, Any]) -> dict[str, Any]:
        state = self._subscription(subscription_id)
        return self._change(subscription_id, ChangePayment(payment, self._payer_of(state)), False, context)

    @rpc(expected_exceptions=Refused)
    def drop_schedule(self, subscription_id: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(subscription_id, DropSchedule(), False, context)

    @rpc(expected_exceptions=Refused)
    def extend_trial(self, subscription_id: str, days: int, context: dict[str, Any]) -> dict[str, Any]:
        """By its publisher, once."""
        return self._change(subscription_id, ExtendTrial(days), False, context)

    @rpc(expected_exceptions=Refused)
    def record_usage(
        self,
        subscription_id: str,
        component: str,
        amount: int,
        at: str,
        usage_id: str,
        context: dict[str, Any],
    ) -> dict[str, Any]:
        """So many units, counted once for each id; charged with the period that runs when they are reported."""
        state = self._subscription(subscription_id)
        command = self._report(state, component, amount, _instant(at), usage_id)
        executed = self.log.execute(usage, count_of(state.id, state.meter), command, Context.load(context))
        told = {"subscription": state.id, "component": component, "amount": amount, "at": at, "id": usage_id}
        return {**told, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def usage_of(self, subscription_id: str) -> list[dict[str, Any]]:
        """What was used in the running period: {component, name, unit, amount, so_far} of each that is metered.

        `so_far` is what these units cost without tax, as it was agreed on.
        """
        state = self._subscription(subscription_id)
        used, currency = self._usage(state.id, state.meter).used, currency_of(state.agreed)
        return [
            {
                "component": each.id,
                "name": each.name,
                "unit": each.unit,
                "amount": used.get(each.id, 0),
                "so_far": answers.told(Money(metered(each, used.get(each.id, 0)), currency)),
            }
            for each in state.agreed.components
        ]

    @rpc(expected_exceptions=Refused)
    def subscription(self, subscription_id: str) -> dict[str, Any]:
        """As it stands; subscription_answers.answer gives its shape."""
        return self._told(subscription_id)

    @rpc
    def subscriptions_of(self, holder: str) -> list[dict[str, Any]]:
        """Newest first, what is over among them."""
        with self.views.begin() as db:
            found = view.of_holder(db, holder)
        return [self._told(id) for id in found]

    @rpc
    def subscribers_of(self, publisher: str) -> list[dict[str, Any]]:
        """Who has which plan of this publisher, newest first; projections.subscriptions gives the shape."""
        with self.views.begin() as db:
            return view.of_publisher(db, publisher)

    def _told(self, id: str) -> dict[str, Any]:
        state = self._subscription(id)
        return answers.answer(state, self._taxed(state.holder)) | {"seats_given": len(self._seats(id).given)}

    def _change(self, id: str, command: Command, dry_run: bool, context: dict[str, Any]) -> dict[str, Any]:
        """The subscription after the command; of a dry run what would become of it."""
        by, before = Context.load(context), self._subscription(id)
        command = self._able(id, before.holder, command, by)
        if not dry_run:
            executed = self._decided(id, command, by)
            return {**self._told(id), "position": executed.position}
        events = self.log.rehearse(subscription, id, command, by)
        shown = answers.rehearsed(before, events, self._taxed(before.holder), by.today)
        return self._with_credit(shown, before.holder, by.today)

    def _wanted(self, product: str, plan: str, holder: str, wanted: dict[str, Any], by: Context) -> Subscribe:
        by.must_act_for(holder, "owner", "billing")
        offered = for_sale(self._obtainable(product, plan))
        currency = wanted.get("currency") or self._currency_of(holder)
        bought, id = agreed(offered, currency), by.new_id("subscription")
        trial = trial_of(offered) if wanted.get("trial") else 0
        new = isinstance(self.log.fold(subscription, id), Absent)
        discount = None
        if (code := wanted.get("coupon")) and bought.price is not None and new:
            discount = self._discount(code, bought.publisher, bought.address, holder, by, bought.price.currency)
        return Subscribe(
            subscription=id,
            holder=holder,
            agreed=bought,
            quantity=wanted.get("quantity", 1),
            payment=wanted.get("payment") or "card",
            trial_days=trial,
            trial_needs_card=bool(trial and offered.price and offered.price.trial_needs_card),
            discount=discount,
            payer=self._payer(holder, product, plan),
        )

    def _currency_of(self, holder: str) -> str:
        details = self.log.fold(customer, holder).paying.details
        return "" if details is None else str(details.currency)

    def _other_plan(self, state: Subscription, plan: str, by: Context) -> SwitchPlan:
        product, now = state.agreed.product, state.agreed
        payer = self._payer(state.holder, product, plan)
        if plan == now.plan:
            return SwitchPlan(state.holder, now, by.today, payer)
        offered = for_sale(self._obtainable(product, plan))
        other = agreed(offered, now.price.currency if now.price else self._currency_of(state.holder))
        return SwitchPlan(state.holder, other, by.today, payer, self._usage(state.id, state.meter).used)

    def _payer_of(self, state: Subscription) -> Any:
        return self._payer(state.holder, state.agreed.product, state.agreed.plan)

    def _report(self, state: Subscription, component: str, amount: int, at: datetime, id: str) -> RecordUsage:
        if state.over or state.phase == "awaiting_payment":
            raise Conflicting("subscription-over" if state.over else "payment-outstanding")
        return RecordUsage(
            subscription=state.id,
            holder=state.holder,
            components=frozenset(each.id for each in state.agreed.components),
            component=component,
            amount=amount,
            at=at,
            id=id,
            counted=self._usage(state.id, state.meter - 1).ids if state.meter else frozenset(),
        )


def _instant(at: str) -> datetime:
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        raise Invalid("invalid-input", "at") from None
    if read.tzinfo is None:
        raise Invalid("invalid-input", "at: with its zone")
    return read
