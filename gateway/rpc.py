"""The services' remote methods by their names, typed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from nameko.exceptions import deserialize_to_instance

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Unavailable
from gateway.calling import NoServices, Pool, ServiceFailed
from gateway.observed import asking

__all__ = [
    "Answer",
    "Billing",
    "Catalog",
    "Certification",
    "Command",
    "Identity",
    "NoServices",
    "Pool",
    "Rpc",
    "ServiceFailed",
]

Answer = dict[str, Any]
Command = Mapping[str, Any]  # Context.dump()

for refusal in (Invalid, Forbidden, Missing, Conflicting, Unavailable):
    deserialize_to_instance(refusal)


class Remote:
    """One service; `call` is the pool's."""

    def __init__(self, calls: Pool | NoServices, service: str) -> None:
        self._calls = calls
        self._service = service

    def _ask(self, method: str, *arguments: Any) -> Any:
        with asking(self._service, method):
            return self._calls.call(self._service, method, *arguments)

    def _do(self, method: str, *arguments: Any) -> Answer:
        return cast("Answer", self._ask(method, *arguments))

    def head(self) -> Answer:
        return self._do("head")


class Identity(Remote):
    def register(self, email: str, name: str, password: str, context: Command) -> Answer:
        return self._do("register", email, name, password, context)

    def resend_verification(self, email: str, context: Command) -> Answer:
        return self._do("resend_verification", email, context)

    def verify_email(self, token: str, context: Command) -> Answer:
        return self._do("verify_email", token, context)

    def authenticate(self, email: str, password: str, address: str) -> Answer:
        return self._do("authenticate", email, password, address)

    def request_password_reset(self, email: str, context: Command) -> Answer:
        return self._do("request_password_reset", email, context)

    def reset_password(self, token: str, password: str, context: Command) -> Answer:
        return self._do("reset_password", token, password, context)

    def change_password(self, account: str, password: str, new_password: str, address: str, context: Command) -> Answer:
        return self._do("change_password", account, password, new_password, address, context)

    def issue_token(
        self,
        account: str,
        label: str,
        scopes: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Command,
        made_with: str = "",
    ) -> Answer:
        return self._do("issue_token", account, label, list(scopes), expires, list(networks), context, made_with)

    def revoke_token(self, account: str, token: str, context: Command, made_with: str = "") -> Answer:
        return self._do("revoke_token", account, token, context, made_with)

    def issue_refresh(self, holder: str, token: str, client: str, context: Command) -> Answer:
        return self._do("issue_refresh", holder, token, client, context)

    def revoke_refresh(self, holder: str, refresh: str, context: Command, made_with: str = "") -> Answer:
        return self._do("revoke_refresh", holder, refresh, context, made_with)

    def create_organization(self, slug: str, name: str, context: Command) -> Answer:
        return self._do("create_organization", slug, name, context)

    def rename_organization(self, slug: str, name: str, context: Command) -> Answer:
        return self._do("rename_organization", slug, name, context)

    def members(self, slug: str, context: Command) -> Answer:
        return self._do("members", slug, context)

    def change_role(self, slug: str, account: str, role: str, context: Command) -> Answer:
        return self._do("change_role", slug, account, role, context)

    def remove_member(self, slug: str, account: str, context: Command) -> Answer:
        return self._do("remove_member", slug, account, context)

    def leave(self, slug: str, context: Command) -> Answer:
        return self._do("leave", slug, context)

    def invite(self, slug: str, email: str, role: str, context: Command) -> Answer:
        return self._do("invite", slug, email, role, context)

    def withdraw_invitation(self, slug: str, invitation: str, context: Command) -> Answer:
        return self._do("withdraw_invitation", slug, invitation, context)

    def accept_invitation(self, token: str, context: Command) -> Answer:
        return self._do("accept_invitation", token, context)

    def invitation(self, token: str) -> Answer:
        return self._do("invitation", token)

    def create_robot(  # noqa: PLR0913, PLR0917  as identity has it
        self,
        slug: str,
        name: str,
        scopes: Sequence[str],
        products: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Command,
        made_with: str = "",
    ) -> Answer:
        limits = (list(scopes), list(products), expires, list(networks))
        return self._do("create_robot", slug, name, *limits, context, made_with)

    def revoke_robot(self, slug: str, robot: str, context: Command) -> Answer:
        return self._do("revoke_robot", slug, robot, context)

    def grant_role(self, account: str, role: str, context: Command) -> Answer:
        return self._do("grant_role", account, role, context)

    def withdraw_role(self, account: str, role: str, context: Command) -> Answer:
        return self._do("withdraw_role", account, role, context)

    def suspend(self, account: str, reason: str, context: Command) -> Answer:
        return self._do("suspend", account, reason, context)

    def reinstate(self, account: str, context: Command) -> Answer:
        return self._do("reinstate", account, context)

    def profile(self, account: str) -> Answer:
        return self._do("profile", account)

    def erase(self, subject: str, context: Command) -> Answer:
        return self._do("erase", subject, context)

    def erasure(self, subject: str) -> Answer:
        return self._do("erasure", subject)

    def replay_erasures(self, context: Command) -> Answer:
        return self._do("replay_erasures", context)

    def confirm(self, account: str, password: str, address: str) -> Answer:
        return self._do("confirm", account, password, address)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)

    def save_search(self, account: str, name: str, question: str, context: Command) -> Answer:
        return self._do("save_search", account, name, question, context)

    def saved_searches_of(self, account: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("saved_searches_of", account))

    def forget_search(self, account: str, search: str, context: Command) -> Answer:
        return self._do("forget_search", account, search, context)

    def account_of(self, email: str) -> str | None:
        return cast("str | None", self._ask("account_of", email))


class Catalog(Remote):
    def apply_as_publisher(
        self, publisher: str, legal_name: str, website: str, phone: str, email: str, logo: str, context: Command
    ) -> Answer:
        return self._do("apply_as_publisher", publisher, legal_name, website, phone, email, logo, context)

    def approve_publisher(self, publisher: str, context: Command) -> Answer:
        return self._do("approve_publisher", publisher, context)

    def reject_publisher(self, publisher: str, reasons: Sequence[Any], context: Command) -> Answer:
        return self._do("reject_publisher", publisher, list(reasons), context)

    def edit_publisher(self, publisher: str, changes: Mapping[str, Any], context: Command) -> Answer:
        return self._do("edit_publisher", publisher, dict(changes), context)

    def suspend_publisher(self, publisher: str, reason: str, context: Command) -> Answer:
        return self._do("suspend_publisher", publisher, reason, context)

    def reinstate_publisher(self, publisher: str, context: Command) -> Answer:
        return self._do("reinstate_publisher", publisher, context)

    def agreement(self) -> Answer:
        return self._do("agreement")

    def accept_agreement(self, publisher: str, version: str, context: Command) -> Answer:
        return self._do("accept_agreement", publisher, version, context)

    def set_support(self, publisher: str, support: Mapping[str, str], context: Command) -> Answer:
        return self._do("set_support", publisher, dict(support), context)

    def domain_proof(self, publisher: str) -> Answer:
        return self._do("domain_proof", publisher)

    def prove_domain(self, publisher: str, context: Command) -> Answer:
        return self._do("prove_domain", publisher, context)

    def register_signing_key(self, publisher: str, name: str, pem: str, context: Command) -> Answer:
        return self._do("register_signing_key", publisher, name, pem, context)

    def withdraw_signing_key(self, publisher: str, key: str, context: Command) -> Answer:
        return self._do("withdraw_signing_key", publisher, key, context)

    def signing_keys_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("signing_keys_of", publisher))

    def signing_keys(self) -> list[Answer]:
        """Those of the store."""
        return cast("list[Answer]", self._ask("signing_keys"))

    def publisher(self, slug: str) -> Answer:
        return self._do("publisher", slug)

    def draft_product(
        self, publisher: str, slug: str, kind: str, listing: Mapping[str, Any], context: Command
    ) -> Answer:
        return self._do("draft_product", publisher, slug, kind, dict(listing), context)

    def edit_listing(self, product: str, changes: Mapping[str, Any], context: Command) -> Answer:
        return self._do("edit_listing", product, dict(changes), context)

    def add_screenshot(self, product: str, screenshot: str, context: Command) -> Answer:
        return self._do("add_screenshot", product, screenshot, context)

    def remove_screenshot(self, product: str, screenshot: str, context: Command) -> Answer:
        return self._do("remove_screenshot", product, screenshot, context)

    def add_plan(self, product: str, plan: Mapping[str, Any], context: Command) -> Answer:
        return self._do("add_plan", product, dict(plan), context)

    def change_plan(self, product: str, plan: str, changes: Mapping[str, Any], context: Command) -> Answer:
        return self._do("change_plan", product, plan, dict(changes), context)

    def retire_plan(self, product: str, plan: str, context: Command) -> Answer:
        return self._do("retire_plan", product, plan, context)

    def submit_product(self, product: str, context: Command) -> Answer:
        return self._do("submit_product", product, context)

    def withdraw_submission(self, product: str, context: Command) -> Answer:
        return self._do("withdraw_submission", product, context)

    def approve_product(self, product: str, context: Command) -> Answer:
        return self._do("approve_product", product, context)

    def reject_product(self, product: str, reasons: Sequence[Any], context: Command) -> Answer:
        return self._do("reject_product", product, list(reasons), context)

    def publish_product(self, product: str, context: Command) -> Answer:
        return self._do("publish_product", product, context)

    def schedule_publication(self, product: str, at: str, context: Command) -> Answer:
        return self._do("schedule_publication", product, at, context)

    def unschedule_publication(self, product: str, context: Command) -> Answer:
        return self._do("unschedule_publication", product, context)

    def feature_product(self, product: str, context: Command) -> Answer:
        return self._do("feature_product", product, context)

    def unfeature_product(self, product: str, context: Command) -> Answer:
        return self._do("unfeature_product", product, context)

    def offer_transfer(self, product: str, to: str, context: Command) -> Answer:
        return self._do("offer_transfer", product, to, context)

    def withdraw_transfer(self, product: str, context: Command) -> Answer:
        return self._do("withdraw_transfer", product, context)

    def accept_transfer(self, product: str, context: Command) -> Answer:
        return self._do("accept_transfer", product, context)

    def unlist_product(self, product: str, context: Command) -> Answer:
        return self._do("unlist_product", product, context)

    def hold_product(self, product: str, reason: str, context: Command) -> Answer:
        return self._do("hold_product", product, reason, context)

    def lift_hold(self, product: str, context: Command) -> Answer:
        return self._do("lift_hold", product, context)

    def revoke_product(self, product: str, context: Command) -> Answer:
        return self._do("revoke_product", product, context)

    def post_review(self, product: str, stars: int, title: str, text: str, context: Command) -> Answer:
        return self._do("post_review", product, stars, title, text, context)

    def edit_review(self, review: str, stars: int, title: str, text: str, context: Command) -> Answer:
        return self._do("edit_review", review, stars, title, text, context)

    def answer_review(self, review: str, text: str, context: Command) -> Answer:
        return self._do("answer_review", review, text, context)

    def report_review(self, review: str, reason: str, context: Command) -> Answer:
        return self._do("report_review", review, reason, context)

    def keep_review(self, review: str, context: Command) -> Answer:
        return self._do("keep_review", review, context)

    def remove_review(self, review: str, reason: str, context: Command) -> Answer:
        return self._do("remove_review", review, reason, context)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)

    def note_pulls(self, notices: Sequence[Mapping[str, Any]], context: Command) -> Answer:
        return self._do("note_pulls", [dict(one) for one in notices], context)

    def product(self, slug: str) -> Answer:
        return self._do("product", slug)

    def review_of(self, product: str) -> Answer:
        return self._do("review_of", product)

    def import_products(self, source: Mapping[str, Any], products: Sequence[Any], context: Command) -> Answer:
        return self._do("import_products", dict(source), list(products), context)

    def note_push(self, repository: str, tag: str, digest: str, media_type: str, at: str, context: Command) -> Answer:
        return self._do("note_push", repository, tag, digest, media_type, at, context)

    def staged(self, product: str, plan: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("staged", product, plan))

    def release_version(self, product: str, plan: str, tag: str, digest: str, notes: str, context: Command) -> Answer:
        return self._do("release_version", product, plan, tag, digest, notes, context)

    def release(self, product: str, plan: str, release: str) -> Answer:
        return self._do("release", product, plan, release)

    def releases(self, product: str, plan: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("releases", product, plan))

    def remove_staged(self, product: str, plan: str, tag: str, context: Command) -> Answer:
        return self._do("remove_staged", product, plan, tag, context)

    def versions_of(self, product: str, plan: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("versions_of", product, plan))

    def repository_of(self, product: str, plan: str) -> Answer:
        return self._do("repository_of", product, plan)

    def yank_version(self, product: str, plan: str, tag: str, reason: str, security: bool, context: Command) -> Answer:
        return self._do("yank_version", product, plan, tag, reason, security, context)

    def deprecate_version(
        self, product: str, plan: str, tag: str, until: str, successor: str, reason: str, context: Command
    ) -> Answer:
        return self._do("deprecate_version", product, plan, tag, until, successor, reason, context)

    def retag_version(self, product: str, plan: str, tag: str, digest: str, context: Command) -> Answer:
        return self._do("retag_version", product, plan, tag, digest, context)

    def registry_repositories(self, context: Command) -> list[str]:
        return cast("list[str]", self._ask("registry_repositories", context))

    def reconcile_repository(self, name: str, context: Command) -> list[dict[str, str]]:
        return cast("list[dict[str, str]]", self._ask("reconcile_repository", name, context))

    def clear_staged(self, name: str, before: str, dry_run: bool, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("clear_staged", name, before, dry_run, context))


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

    def invoice(self, invoice: str) -> Answer:
        return self._do("invoice", invoice)

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

    def usage_of(self, subscription: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("usage_of", subscription))

    def licence_of(self, subscription: str) -> Answer:
        return self._do("licence_of", subscription)

    def licences_of(self, holder: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("licences_of", holder))

    def seller(self) -> Answer:
        return self._do("seller")

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

    def settled_payouts(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("settled_payouts"))

    def subscribers_of(self, publisher: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("subscribers_of", publisher))

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


class Certification(Remote):
    def open_submission(  # noqa: PLR0913, PLR0917  as certification has it
        self,
        publisher: str,
        product: str,
        plan: str,
        tag: str,
        digest: str,
        engine_version: str,
        infrastructure: str,
        context: Command,
    ) -> Answer:
        named = (publisher, product, plan, tag, digest)
        return self._do("open_submission", *named, engine_version, infrastructure, context)

    def submission(self, submission: str, context: Command) -> Answer:
        return self._do("submission", submission, context)

    def submissions_of(self, publisher: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("submissions_of", publisher, context))

    def review_queue(self, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("review_queue", context))

    def assign(self, submission: str, reviewer: str, context: Command) -> Answer:
        return self._do("assign", submission, reviewer, context)

    def ask(self, submission: str, text: str, context: Command) -> Answer:
        return self._do("ask", submission, text, context)

    def answer(self, submission: str, text: str, context: Command) -> Answer:
        return self._do("answer", submission, text, context)

    def waive(self, submission: str, check: str, reason: str, until: str, context: Command) -> Answer:
        return self._do("waive", submission, check, reason, until, context)

    def certify(self, submission: str, until: str | None, context: Command) -> Answer:
        return self._do("certify", submission, until, context)

    def reject(self, submission: str, reasons: Sequence[str], context: Command) -> Answer:
        return self._do("reject", submission, list(reasons), context)

    def withdraw(self, submission: str, context: Command) -> Answer:
        return self._do("withdraw", submission, context)

    def difference(self, submission: str, context: Command) -> Answer:
        return self._do("difference", submission, context)

    def report(self, submission: str, form: str, context: Command) -> str:
        """`form`: json | sarif | junit | html."""
        return str(self._ask("report", submission, form, context))

    def events_of(self, submission: str, after: int, context: Command) -> Answer:
        return self._do("events_of", submission, after, context)

    def policy(self) -> Answer:
        return self._do("policy")

    def infrastructures(self) -> Answer:
        return self._do("infrastructures")

    def renew_certificate(self, repository: str, digest: str, until: str, context: Command) -> Answer:
        return self._do("renew_certificate", repository, digest, until, context)

    def revoke_certificate(self, repository: str, digest: str, reason: str, context: Command) -> Answer:
        return self._do("revoke_certificate", repository, digest, reason, context)

    def unknown_advisories(self, marks: Sequence[tuple[str, str]], context: Command) -> list[str]:
        return cast("list[str]", self._ask("unknown_advisories", [list(mark) for mark in marks], context))

    def load_advisories(self, records: Sequence[Mapping[str, Any]], context: Command) -> Answer:
        return self._do("load_advisories", list(records), context)

    def finish_loading(self, records: int, changed: int, context: Command) -> Answer:
        return self._do("finish_loading", records, changed, context)

    def advisories_loaded(self, context: Command) -> Answer:
        return self._do("advisories_loaded", context)

    def vulnerabilities_of(self, product: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("vulnerabilities_of", product, context))

    def state_vex(
        self, vulnerability: str, status: str, justification: str, statement: str, context: Command
    ) -> Answer:
        return self._do("state_vex", vulnerability, status, justification, statement, context)

    def show_findings(self, product: str, shown: bool, context: Command) -> Answer:
        return self._do("show_findings", product, shown, context)

    def images_of(self, product: str) -> Answer:
        return self._do("images_of", product)

    def sbom(self, digest: str, platform: str) -> Answer:
        return self._do("sbom", digest, platform)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)


class Operated(Remote):
    """What every service answers to an operator; OPERATED names them."""

    def standing(self) -> Answer:
        return self._do("standing")

    def parked(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("parked"))

    def retry_parked(self, identity: str, context: Command) -> Answer:
        return self._do("retry_parked", identity, context)

    def skip_parked(self, identity: str, reason: str, context: Command) -> Answer:
        return self._do("skip_parked", identity, reason, context)

    def pause_follower(self, follower: str, context: Command) -> Answer:
        return self._do("pause_follower", follower, context)

    def resume_follower(self, follower: str, context: Command) -> Answer:
        return self._do("resume_follower", follower, context)

    def start_rebuild(self, read_model: str, context: Command) -> Answer:
        return self._do("start_rebuild", read_model, context)

    def start_check(self, read_model: str, context: Command) -> Answer:
        return self._do("start_check", read_model, context)


OPERATED = ("identity", "catalog", "billing", "certification", "search", "gateway-views")


class Rpc:
    """`rpc.catalog.add_plan(product, plan, context.dump())`: named and typed as the service's own method."""

    def __init__(self, calls: Pool | NoServices) -> None:
        self.identity = Identity(calls, "identity")
        self.catalog = Catalog(calls, "catalog")
        self.billing = Billing(calls, "billing")
        self.certification = Certification(calls, "certification")
        self.operated = {name: Operated(calls, name) for name in OPERATED}
        self.close = calls.close
        self.within = bool(getattr(calls, "within", True))  # the services run in this process
