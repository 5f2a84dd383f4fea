"""Offers and coupons: prices for some, and what is taken off."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Invalid, Missing, Refused
from services.billing.deciders.coupon import (
    Coupon,
    CreateCoupon,
    ExpireCoupon,
    RetireCoupon,
    ReturnCoupon,
    coupon,
    subject_of,
)
from services.billing.deciders.offer import (
    PRIVATE,
    AcceptOffer,
    DeclineOffer,
    ExpireOffer,
    ExtendOffer,
    Offer,
    ReopenOffer,
    Running,
    WithdrawOffer,
    offer,
)
from services.billing.deciders.subscribing import Subscribe
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Absent, Subscription
from services.billing.deciders.taking import at_once
from services.billing.events import PlanSwitched, SubscriptionAbandoned, SubscriptionStarted, SwitchScheduled
from services.billing.policies import deals as policies
from services.billing.projections import deals as shown
from services.billing.service import subscription_answers as answers
from services.billing.service.desk import plain
from services.billing.service.seat_desk import SeatDesk
from vocabulary.money import Money

Answer = dict[str, Any]


class Deals(SeatDesk):
    @rpc(expected_exceptions=Refused)
    def extend_offer(self, publisher: str, product: str, plan: str, wanted: Answer, context: Answer) -> Answer:
        """`wanted`: {to, price: {amount, currency}|None, interval, quantity, trial_days, until, note, kind, changes}.

        `kind`: private | renewal | replacement, the last two of the subscription that `changes` names.
        """
        by, changes = Context.load(context), wanted.get("changes") or ""
        running = _running(self._subscription(changes)) if changes else None
        command = ExtendOffer(
            offer=by.new_id("offer"),
            publisher=publisher,
            offered=self._obtainable(product, plan),
            to=wanted["to"] or (running.holder if running else ""),
            price=_money(wanted.get("price")),
            interval=wanted["interval"],
            quantity=wanted["quantity"],
            trial_days=wanted["trial_days"],
            until=datetime.fromisoformat(wanted["until"]),
            note=wanted["note"],
            kind=wanted.get("kind") or PRIVATE,
            running=running,
        )
        executed = self.log.execute(offer, command.offer, command, by, result=lambda events: {"id": command.offer})
        id = (executed.result or {})["id"]
        return told_offer(self._offer(id)) | {"position": executed.position}

    @rpc(expected_exceptions=Refused)
    def offer(self, offer: str) -> Answer:
        return told_offer(self._offer(offer))

    @rpc
    def offers_of(self, publisher: str) -> list[Answer]:
        """That it made."""
        with self.views.begin() as db:
            rows = [_told_row(row) for row in shown.offers_of(db, publisher)]
        return [self._with_reason(row) for row in rows]

    @rpc
    def offers_to(self, holder: str) -> list[Answer]:
        """That were made to it."""
        with self.views.begin() as db:
            rows = [_told_row(row) for row in shown.offers_to(db, holder)]
        return [self._with_reason(row) for row in rows]

    @rpc(expected_exceptions=Refused)
    def accept_offer(self, offer: str, payment: str, dry_run: bool, context: Answer) -> Answer:
        """Starts the subscription, or changes the one that it is about; that the offer was accepted follows from that.

        `dry_run`: the answer of a subscription's dry run, as if the terms were accepted, and nothing is changed.
        """
        by = Context.load(context)
        state = self._offer(offer)
        if state.extended.kind != PRIVATE:
            return self._take(state, payment, dry_run, by)
        if state.subscription and state.subscription == by.new_id("subscription"):
            return told_offer(state)  # sent again
        state.must_be_acceptable(by)
        command = self._accepting(state, payment, by)
        if dry_run:
            return self._amounts(command, by)
        self._start(command, by)
        accept, ours = AcceptOffer(command.subscription), by.follows(command.subscription, "billing.accept", offer)
        return self._on_offer(offer, accept, ours)

    @rpc(expected_exceptions=Refused)
    def decline_offer(self, offer: str, reason: str, context: Answer) -> Answer:
        return self._on_offer(offer, DeclineOffer(reason), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def withdraw_offer(self, offer: str, context: Answer) -> Answer:
        return self._on_offer(offer, WithdrawOffer(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def create_coupon(self, publisher: str, wanted: Answer, context: Answer) -> Answer:
        """`wanted`: {code, address, percent, amount: {amount, currency}|None, periods, limit, until|None}."""
        until = wanted["until"] and datetime.fromisoformat(wanted["until"])
        amount = _money(wanted["amount"])
        kept = {name: wanted[name] for name in ("code", "address", "percent", "periods", "limit")}
        command = CreateCoupon(publisher=publisher, amount=amount, until=until or None, **kept)
        return self._on_coupon(publisher, wanted["code"], command, context)

    @rpc(expected_exceptions=Refused)
    def retire_coupon(self, publisher: str, code: str, context: Answer) -> Answer:
        return self._on_coupon(publisher, code, RetireCoupon(), context)

    @rpc
    def coupons_of(self, publisher: str) -> list[Answer]:
        with self.views.begin() as db:
            return [_told_row(row) for row in shown.coupons_of(db, publisher)]

    def _take(self, state: Offer, payment: str, dry: bool, by: Context) -> Answer:
        """By the subscription that it renews or replaces."""
        extended = state.extended
        by.must_act_for(extended.to, "owner", "billing")
        if state.subscription and not dry:
            return told_offer(state)  # sent again
        state.must_be_acceptable(by)
        offered = self._obtainable(extended.product, extended.plan)
        if offered is None:
            raise Missing("plan-unknown")
        running = self._subscription(extended.changes)
        payer = self._payer(extended.to, extended.product, extended.plan)
        command = policies.taking(state, offered, by.today, payment, payer)
        command = self._able(running.id, running.holder, command, by)
        payer = command.payer
        with self._kept_within(running, extended.quantity, by, dry=dry):
            if dry:
                read = replace(payer, terms_version=command.agreed.terms_version)
                events = self.log.rehearse(subscription, running.id, replace(command, payer=read), by)
                shown = answers.rehearsed(running, events, self._taxed(running.holder), by.today)
                return self._with_credit(shown, running.holder, by.today)
            if running.agreed.components and at_once(command, running):
                self.log.rehearse(subscription, running.id, command, by)
                command = replace(command, used=self._closed_usage(running, by))
            self._decided(running.id, command, by)
        accept, ours = AcceptOffer(running.id), by.follows(running.id, "billing.accept", extended.offer)
        return self._on_offer(extended.offer, accept, ours)

    @follow("billing", SubscriptionStarted, PlanSwitched, SwitchScheduled)
    def settle_offer(self, event: Any, recorded: Recorded) -> None:
        """Accepted, also where the store died before it could say so."""
        if id := policies.offer_of(event.source):
            self.log.execute(offer, id, AcceptOffer(event.subscription), recorded.cause())

    @follow("billing", SubscriptionAbandoned)
    def undo_deals(self, event: SubscriptionAbandoned, recorded: Recorded) -> None:
        """It never ran: its offer is open again, and its coupon was not used."""
        started = self.log.read(subscription.stream(event.subscription))[0].event
        if id := policies.offer_of(started.source):
            self.log.execute(offer, id, ReopenOffer(event.subscription), recorded.cause())
        if started.discount is not None:
            subject = subject_of(started.agreed.publisher, started.discount.coupon)
            self.log.execute(coupon, subject, ReturnCoupon(event.holder, event.subscription), recorded.cause())

    def _accepting(self, state: Offer, payment: str, by: Context) -> Subscribe:
        extended = state.extended
        offered = self._obtainable(extended.product, extended.plan)
        if offered is None:
            raise Missing("plan-unknown")
        payer = self._payer(extended.to, extended.product, extended.plan)
        command = policies.accepting(state, offered, by.new_id("subscription"), payment, payer)
        return self._able(command.subscription, command.holder, command, by)  # type: ignore[no-any-return]

    def _amounts(self, command: Subscribe, by: Context) -> Answer:
        read = replace(command.payer, terms_version=command.agreed.terms_version)
        events = self.log.rehearse(subscription, command.subscription, replace(command, payer=read), by)
        shown = answers.rehearsed(Absent(), events, self._taxed(command.holder), by.today)
        return self._with_credit(shown, command.holder, by.today)

    def _on_offer(self, id: str, command: Any, by: Context) -> Answer:
        executed = self.log.execute(offer, id, command, by)
        return told_offer(self._offer(id)) | {"position": executed.position}

    def _on_coupon(self, publisher: str, code: str, command: Any, context: Answer) -> Answer:
        executed = self.log.execute(coupon, subject_of(publisher, code), command, Context.load(context))
        return told_coupon(self._coupon(publisher, code)) | {"position": executed.position}

    def _with_reason(self, row: Answer) -> Answer:
        """Somebody's own words, which no view keeps: read where there may be some."""
        declined = row["state"] == "declined"
        return row | {"reason": self._offer(row["id"]).reason if declined else ""}

    def _offer(self, id: str) -> Offer:
        state = self.log.fold(offer, id)
        if not isinstance(state, Offer):
            raise Missing("offer-unknown")
        return state


def _running(state: Subscription) -> Running:
    agreed = state.agreed
    currency = agreed.price.currency if agreed.price else ""
    return Running(state.id, state.holder, agreed.product, currency, state.source, state.over)


def told_offer(state: Offer) -> Answer:
    """{id, state: open|accepted|declined|withdrawn|expired, plan, holder, price, interval, until, reason, …}."""
    extended = state.extended
    kept = ("publisher", "product", "plan", "address", "interval", "quantity", "trial_days", "note", "kind", "changes")
    return {
        "id": extended.offer,
        "state": "accepted" if state.subscription else state.over or "open",
        **{name: getattr(extended, name) for name in kept},
        "holder": extended.to,
        "price": extended.price and vars(extended.price),
        "until": extended.until.isoformat(),
        "subscription": state.subscription,
        "reason": state.reason,
    }


def told_coupon(state: Coupon) -> Answer:
    """{code, state: open|retired|expired, address, percent, amount, periods, limit, redeemed, until}."""
    created = state.created
    kept = ("publisher", "address", "percent", "periods", "limit")
    return {
        "code": created.coupon,
        "state": state.over or "open",
        **{name: getattr(created, name) for name in kept},
        "amount": created.amount and vars(created.amount),
        "until": created.until and created.until.isoformat(),
        "redeemed": len(state.redeemed),
    }


def _told_row(row: Mapping[str, Any]) -> Answer:
    """A view's row with its money as money: an offer's `price`, a coupon's `amount`."""
    money = None if row["amount"] is None else {"amount": row["amount"], "currency": row["currency"]}
    named = {"price": money} if "interval" in row else {"amount": money}
    return {name: value for name, value in plain(row).items() if name not in ("amount", "currency")} | named


def _money(told: Answer | None) -> Money | None:
    try:
        return None if told is None else Money(int(told["amount"]), str(told["currency"]))
    except (KeyError, TypeError, ValueError):
        raise Invalid("price-invalid") from None


def _expire_offer(billing: Any, fired: Fired) -> None:
    billing.log.execute(offer, fired.subject, ExpireOffer(), fired.cause())


def _expire_coupon(billing: Any, fired: Fired) -> None:
    billing.log.execute(coupon, fired.subject, ExpireCoupon(), fired.cause())


def _check_coupon(billing: Any, fired: Fired) -> None:
    """The store died between redeeming it and starting what it was for."""
    holder, started = str(fired.arguments["holder"]), str(fired.arguments["subscription"])
    if not billing.log.version(subscription, started):
        billing.log.execute(coupon, fired.subject, ReturnCoupon(holder, started), fired.cause())


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {
    "expire-offer": _expire_offer,
    "expire-coupon": _expire_coupon,
    "check-coupon": _check_coupon,
}
