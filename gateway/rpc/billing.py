"""Billing's remote methods."""

from collections.abc import Mapping
from typing import Any, cast

from gateway.rpc.remote import Answer, Command, Remote


class Billing(Remote):
    def accept_terms(self, product: str, plan: str, version: str, holder: str, context: Command) -> Answer:
        return self._do("accept_terms", product, plan, version, holder, context)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)

    def subscribe(
        self, product: str, plan: str, holder: str, wanted: Mapping[str, Any], dry_run: bool, context: Command
    ) -> Answer:
        return self._do("subscribe", product, plan, holder, dict(wanted), dry_run, context)

    def cancel(self, subscription: str, dry_run: bool, context: Command) -> Answer:
        return self._do("cancel", subscription, dry_run, context)

    def resume(self, subscription: str, dry_run: bool, context: Command) -> Answer:
        return self._do("resume", subscription, dry_run, context)

    def switch(self, subscription: str, plan: str, dry_run: bool, context: Command) -> Answer:
        return self._do("switch", subscription, plan, dry_run, context)

    def change_quantity(self, subscription: str, quantity: int, dry_run: bool, context: Command) -> Answer:
        return self._do("change_quantity", subscription, quantity, dry_run, context)

    def change_payment(self, subscription: str, payment: str, context: Command) -> Answer:
        return self._do("change_payment", subscription, payment, context)

    def drop_schedule(self, subscription: str, context: Command) -> Answer:
        return self._do("drop_schedule", subscription, context)

    def record_usage(
        self, subscription: str, component: str, amount: int, at: str, usage: str, context: Command
    ) -> Answer:
        return self._do("record_usage", subscription, component, amount, at, usage, context)

    def subscription(self, subscription: str) -> Answer:
        return self._do("subscription", subscription)

    def subscriptions_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("subscriptions_of", holder))

    def invoice(self, invoice: str, *, for_finance: bool = False) -> Answer:
        return self._do("invoice", invoice, for_finance)

    def invoices_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("invoices_of", holder))

    def pay(self, invoice: str, context: Command) -> Answer:
        return self._do("pay", invoice, context)

    def confirmation_of(self, invoice: str) -> Answer:
        return self._do("confirmation_of", invoice)

    def provide_details(self, holder: str, details: Mapping[str, Any], context: Command) -> Answer:
        return self._do("provide_details", holder, dict(details), context)

    def customer_of(self, holder: str) -> Answer:
        return self._do("customer_of", holder)

    def start_card(self, holder: str, back: str, context: Command) -> Answer:
        return self._do("start_card", holder, back, context)

    def finish_card(self, holder: str, session: str, context: Command) -> Answer:
        return self._do("finish_card", holder, session, context)

    def add_card(self, holder: str, token: str, context: Command) -> Answer:
        return self._do("add_card", holder, token, context)

    def remove_card(self, holder: str, method: str, context: Command) -> Answer:
        return self._do("remove_card", holder, method, context)

    def credit_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("credit_of", holder))

    def credit_history(self, holder: str, before: int, limit: int, for_finance: bool = False) -> Answer:
        return self._do("credit_history", holder, before, limit, for_finance)

    def credits(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("credits"))

    def top_up(self, holder: str, amount: Mapping[str, Any], payment: str, context: Command) -> Answer:
        return self._do("top_up", holder, dict(amount), payment, context)

    def grant_credit(
        self, holder: str, amount: Mapping[str, Any], reason: str, expires: str, context: Command
    ) -> Answer:
        return self._do("grant_credit", holder, dict(amount), reason, expires, context)

    def withdraw_credit(self, holder: str, currency: str, credit: str, reason: str, context: Command) -> Answer:
        return self._do("withdraw_credit", holder, currency, credit, reason, context)

    def usage_of(self, subscription: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("usage_of", subscription))

    def licence_of(self, subscription: str) -> Answer:
        return self._do("licence_of", subscription)

    def licences_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("licences_of", holder))

    def seller(self) -> Answer:
        return self._do("seller")

    def add_keys(self, product: str, plan: str, text: str, context: Command) -> Answer:
        return self._do("add_keys", product, plan, text, context)

    def key_pool(self, product: str, plan: str, context: Command) -> Answer:
        return self._do("key_pool", product, plan, context)

    def set_keys_low(self, product: str, plan: str, low: int, context: Command) -> Answer:
        return self._do("set_keys_low", product, plan, low, context)

    def withdraw_keys(self, product: str, plan: str, upload: str, text: str, context: Command) -> Answer:
        return self._do("withdraw_keys", product, plan, upload, text, context)

    def product_key(self, subscription: str, context: Command) -> Answer:
        return self._do("product_key", subscription, context)

    def licence_keys(self) -> Answer:
        return self._do("licence_keys")

    def revoked_licences(self) -> Answer:
        return self._do("revoked_licences")

    def check_licence(self, licence: str) -> Answer:
        return self._do("check_licence", licence)

    def take_seat(self, licence: str, seat: str, context: Command) -> Answer:
        return self._do("take_seat", licence, seat, context)

    def leave_seat(self, licence: str, seat: str, context: Command) -> Answer:
        return self._do("leave_seat", licence, seat, context)

    def free_seat(self, subscription: str, seat: str, context: Command) -> Answer:
        return self._do("free_seat", subscription, seat, context)

    def invite_to_seat(self, subscription: str, email: str, context: Command) -> Answer:
        return self._do("invite_to_seat", subscription, email, context)

    def seats_of(self, subscription: str) -> Answer:
        return self._do("seats_of", subscription)

    def end_seat(self, subscription: str, seat: str, context: Command) -> Answer:
        return self._do("end_seat", subscription, seat, context)

    def seat_invitation(self, token: str) -> Answer:
        return self._do("seat_invitation", token)

    def accept_seat(self, token: str, context: Command) -> Answer:
        return self._do("accept_seat", token, context)

    def seats_held(self, account: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("seats_held", account))

    def report_usage(self, licence: str, component: str, amount: int, at: str, usage: str, context: Command) -> Answer:
        return self._do("report_usage", licence, component, amount, at, usage, context)

    def agree_values(self, subscription: str, values: Command, context: Command) -> Answer:
        return self._do("agree_values", subscription, dict(values), context)

    def replace_licence(self, subscription: str, context: Command) -> Answer:
        return self._do("replace_licence", subscription, context)

    def revoke_licence(self, subscription: str, reason: str, context: Command) -> Answer:
        return self._do("revoke_licence", subscription, reason, context)

    def payee(self, publisher: str) -> Answer:
        return self._do("payee", publisher)

    def listing_fee(self, product: str, publisher: str) -> Answer:
        return self._do("listing_fee", product, publisher)

    def connect_payouts(self, publisher: str, way: str, back: str, context: Command) -> Answer:
        return self._do("connect_payouts", publisher, way, back, context)

    def finish_payouts(self, publisher: str, context: Command) -> Answer:
        return self._do("finish_payouts", publisher, context)

    def disconnect_payouts(self, publisher: str, context: Command) -> Answer:
        return self._do("disconnect_payouts", publisher, context)

    def set_share(self, publisher: str, percent: int, context: Command) -> Answer:
        return self._do("set_share", publisher, percent, context)

    def close_month(self, publisher: str, month: str, context: Command) -> Answer:
        return self._do("close_month", publisher, month, context)

    def record_payout(self, statement: str, reference: str, context: Command) -> Answer:
        return self._do("record_payout", statement, reference, context)

    def retry_payout(self, statement: str, context: Command) -> Answer:
        return self._do("retry_payout", statement, context)

    def sales_of(self, publisher: str, first: str, last: str, by: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("sales_of", publisher, first, last, by))

    def movements_of(self, publisher: str, first: str, last: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("movements_of", publisher, first, last))

    def statements_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("statements_of", publisher))

    def statement(self, statement: str) -> Answer:
        return self._do("statement", statement)

    def unsettled_payouts(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("unsettled_payouts"))

    def debts(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("debts"))

    def settled_payouts(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("settled_payouts"))

    def subscribers_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("subscribers_of", publisher))

    def rehearse_plan(self, product: str, plan: str, wanted: Mapping[str, Any], context: Command) -> Answer:
        return self._do("rehearse_plan", product, plan, dict(wanted), context)

    def extend_trial(self, subscription: str, days: int, context: Command) -> Answer:
        return self._do("extend_trial", subscription, days, context)

    def place_order(
        self, publisher: str, product: str, plan: str, wanted: Mapping[str, Any], context: Command
    ) -> Answer:
        return self._do("place_order", publisher, product, plan, dict(wanted), context)

    def order(self, order: str) -> Answer:
        return self._do("order", order)

    def orders_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("orders_of", holder))

    def orders_placed_by(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("orders_placed_by", publisher))

    def claimable(self, order: str, claim: str) -> Answer:
        return self._do("claimable", order, claim)

    def claim_order(self, order: str, claim: str, holder: str, context: Command) -> Answer:
        return self._do("claim_order", order, claim, holder, context)

    def accept_order(self, order: str, context: Command) -> Answer:
        return self._do("accept_order", order, context)

    def extend_order(self, order: str, ends: str | None, context: Command) -> Answer:
        return self._do("extend_order", order, ends, context)

    def cancel_order(self, order: str, reason: str, context: Command) -> Answer:
        return self._do("cancel_order", order, reason, context)

    def order_keys(self, order: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("order_keys", order, context))

    def extend_offer(
        self, publisher: str, product: str, plan: str, wanted: Mapping[str, Any], context: Command
    ) -> Answer:
        return self._do("extend_offer", publisher, product, plan, dict(wanted), context)

    def offer(self, offer: str) -> Answer:
        return self._do("offer", offer)

    def offers_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("offers_of", publisher))

    def offers_to(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("offers_to", holder))

    def accept_offer(self, offer: str, payment: str, dry_run: bool, context: Command) -> Answer:
        return self._do("accept_offer", offer, payment, dry_run, context)

    def decline_offer(self, offer: str, reason: str, context: Command) -> Answer:
        return self._do("decline_offer", offer, reason, context)

    def withdraw_offer(self, offer: str, context: Command) -> Answer:
        return self._do("withdraw_offer", offer, context)

    def create_coupon(self, publisher: str, wanted: Mapping[str, Any], context: Command) -> Answer:
        return self._do("create_coupon", publisher, dict(wanted), context)

    def retire_coupon(self, publisher: str, code: str, context: Command) -> Answer:
        return self._do("retire_coupon", publisher, code, context)

    def coupons_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("coupons_of", publisher))

    def receive_webhook(self, body: str, signature: str) -> Answer:
        return self._do("receive_webhook", body, signature)

    def payments_ready(self) -> Answer:
        return self._do("payments_ready")

    def reconcile_payments(self, days: int, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("reconcile_payments", days, context))

    def open_invoices(self, after: int, limit: int) -> Answer:
        return self._do("open_invoices", after, limit)

    def all_invoices(self, before: int, limit: int) -> Answer:
        return self._do("all_invoices", before, limit)

    def find_invoice(self, number: str) -> Answer:
        return self._do("find_invoice", number)

    def record_transfer(
        self, invoice: str, amount: Mapping[str, Any], reference: str, on: str, context: Command
    ) -> Answer:
        return self._do("record_transfer", invoice, dict(amount), reference, on, context)

    def take_back_transfer(self, invoice: str, reference: str, reason: str, dry_run: bool, context: Command) -> Answer:
        return self._do("take_back_transfer", invoice, reference, reason, dry_run, context)

    def refund(
        self, invoice: str, amount: Mapping[str, Any] | None, reason: str, dry_run: bool, context: Command
    ) -> Answer:
        return self._do("refund", invoice, amount, reason, dry_run, context)

    def record_refund(self, invoice: str, credit_note: str, reference: str, context: Command) -> Answer:
        return self._do("record_refund", invoice, credit_note, reference, context)

    def write_off(self, invoice: str, reason: str, context: Command) -> Answer:
        return self._do("write_off", invoice, reason, context)

    def refunds(self, *standings: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("refunds", *standings))

    def disputes(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("disputes"))

    def trial_balance(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("trial_balance"))

    def ledger_of(self, account: str, after: int, limit: int) -> Answer:
        return self._do("ledger_of", account, after, limit)

    def journal(self, first: str, last: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("journal", first, last))
