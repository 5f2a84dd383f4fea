"""What publishers send in: opened, told, answered and withdrawn."""

import time
from dataclasses import replace
from typing import Any

import eventlet
from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Missing, Refused
from services.certification.deciders.reviewing import Answer, WithdrawSubmission
from services.certification.deciders.submission import OpenSubmission, submission
from services.certification.events import CheckWaived, SubmittedPlatform
from services.certification.projections import catalogue
from services.certification.projections import submissions as view
from services.certification.service.desk import TEAM
from services.certification.service.examining import Examining

CATCH_UP = 1.0  # seconds in which the view hears of an image that was pushed a moment ago


class Submissions(Examining):
    @rpc(expected_exceptions=Refused)
    def open_submission(
        self,
        product: str,
        plan: str,
        tag: str,
        digest: str,
        engine_version: str,
        infrastructure: str,
        context: dict[str, Any],
    ) -> dict[str, Any]:
        """`product` is an address, publisher/product; the submission as it then stands."""
        by = Context.load(context)
        command = self._sent_in(product, plan, tag, digest, by)
        command = replace(command, engine_version=engine_version, infrastructure=infrastructure)
        executed = self.log.execute(submission, command.submission, command, by)
        return {**self._told(command.submission), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def submission(self, submission_id: str, context: dict[str, Any]) -> dict[str, Any]:
        """For its publisher's side and for reviewers."""
        self._readable(submission_id, Context.load(context))
        return self._told(submission_id)

    @rpc(expected_exceptions=Refused)
    def submissions_of(self, publisher: str, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Newest first."""
        by = Context.load(context)
        if not by.has("reviewer", "operator"):
            by.must_act_for(publisher, *TEAM)
        with self.views.begin() as db:
            rows = view.of_publisher(db, publisher)
        return [self._row(row) for row in rows]

    @rpc(expected_exceptions=Refused)
    def answer(self, submission_id: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, Answer(text), context)

    @rpc(expected_exceptions=Refused)
    def withdraw(self, submission_id: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, WithdrawSubmission(), context)

    def _sent_in(self, product: str, plan: str, tag: str, digest: str, by: Context) -> OpenSubmission:
        """What the catalogue says of it; without a version of the engine."""
        with self.views.begin() as db:
            found = catalogue.product_at(db, product)
        if found is None:
            raise Missing("no-such-product", product[:130])
        by.must_act_for(found["publisher"], "owner", "editor")
        if found["external"]:
            raise Conflicting("listed-elsewhere", product)
        image, repository = self._image(found["product"], plan, tag, digest)
        with self.views.begin() as db:
            waived = view.waivers_of(db, found["product"], by.today)
        id = by.new_id("submission")
        return OpenSubmission(
            submission=id,
            publisher=found["publisher"],
            product=found["product"],
            plan=plan,
            repository=repository,
            tag=tag,
            digest=digest,
            kind=image["kind"],
            platforms=tuple(SubmittedPlatform(platform, manifest) for platform, manifest in image["platforms"]),
            engine_version="",
            infrastructure="",
            waived=tuple(CheckWaived(submission=id, at=by.at, **each) for each in waived),
        )

    def _image(self, product: str, plan: str, tag: str, digest: str) -> tuple[dict[str, Any], str]:
        """As soon as the view knows it, or not at all; and the repository that it lies in."""
        with self.views.begin() as db:
            repository = catalogue.repository_of(db, product, plan)
        if repository is None:
            raise Missing("no-such-plan", plan[:60])
        until = time.monotonic() + CATCH_UP
        while True:
            with self.views.begin() as db:
                tags = {tag for _, tag in catalogue.sides_of(db, repository, digest)}
                image = catalogue.image_of(db, repository, digest)
            if image is not None and tag in tags:
                return image, repository
            if time.monotonic() >= until:
                raise Missing("no-such-image", f"{repository}:{tag}@{digest}"[:200])
            eventlet.sleep(0.05)
