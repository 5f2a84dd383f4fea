"""Certification's remote methods."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gateway.rpc.remote import Answer, Command, Remote


class Certification(Remote):
    def open_submission(
        self,
        product: str,
        plan: str,
        tag: str,
        digest: str,
        engine_version: str,
        infrastructure: str,
        context: Command,
    ) -> Answer:
        named = (product, plan, tag, digest)
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
