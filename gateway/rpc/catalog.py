"""The catalogue's remote methods."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gateway.rpc.remote import Answer, Command, Remote


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

    def check_compose_file(self, product: str, plan: str, text: str) -> Answer:
        return self._do("check_compose_file", product, plan, text)

    def release_compose_file(
        self, product: str, plan: str, version: str, text: str, notes: str, context: Command
    ) -> Answer:
        return self._do("release_compose_file", product, plan, version, text, notes, context)

    def withdraw_compose_file(self, product: str, plan: str, version: str, reason: str, context: Command) -> Answer:
        return self._do("withdraw_compose_file", product, plan, version, reason, context)

    def compose_files(self, product: str, plan: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("compose_files", product, plan))

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

    def lying(self, repository: str, digest: str) -> Answer:
        """What of an image lies in the registry now, and beside it."""
        return self._do("lying", repository, digest)
