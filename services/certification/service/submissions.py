"""What publishers send in: opened, examined, answered and withdrawn."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import eventlet
from nameko.rpc import rpc

from eventlog.amqp import effect
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Missing, Refused, Unavailable
from services.certification.deciders.examination import (
    BeginExamination,
    Command,
    FailExamination,
    FinishExamination,
    NoteScan,
)
from services.certification.deciders.reviewing import Answer, WithdrawSubmission
from services.certification.deciders.submission import OpenSubmission, submission
from services.certification.deciders.submission_state import Submission
from services.certification.events import CheckWaived, SubmittedPlatform
from services.certification.policies.examination import by_severity, command_of, packages_of, platform_of
from services.certification.policies.submissions import LANES
from services.certification.ports import BrokenOff, Exhausted, SourceAway, Unreadable, Wanted
from services.certification.private import advisories, findings, inventories, shapes
from services.certification.projections import catalogue
from services.certification.projections import submissions as view
from services.certification.service.telling import Telling
from vocabulary.digest import Digest

CATCH_UP = 1.0  # seconds in which the view hears of an image that was pushed a moment ago
TRIES = 3  # of an examination that takes too much, or breaks off without a word


class Submissions(Telling):
    @rpc(expected_exceptions=Refused)
    def open_submission(  # noqa: PLR0913, PLR0917  each is a field of the form
        self,
        publisher: str,
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
            by.must_act_for(publisher)
        with self.views.begin() as db:
            rows = view.of_publisher(db, publisher)
        return [self._row(row) for row in rows]

    @rpc(expected_exceptions=Refused)
    def answer(self, submission_id: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, Answer(text), context)

    @rpc(expected_exceptions=Refused)
    def withdraw(self, submission_id: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, WithdrawSubmission(), context)

    @effect(LANES[0])
    @effect(LANES[1])
    @effect(LANES[2])
    @effect(LANES[3])
    def examine(self, effect: Attempt) -> None:
        """Goes on where an attempt before this one broke off: what is noted is not told again."""
        state = self._submission(str(effect.arguments["submission"]))
        if state.phase != "examining":
            return
        self._note(state.id, BeginExamination(), effect)
        try:
            for line in self.examiner.examine(self._wanted(state)):
                if not self._take(line, state, effect):
                    return
        except Unreadable as wrong:
            self._note(state.id, FailExamination(str(wrong)), effect)
        except SourceAway as away:
            raise Unavailable("registry-away", str(away)) from away
        except (Exhausted, BrokenOff) as broken:
            if effect.attempt < TRIES:
                raise
            self._note(state.id, FailExamination(f"The examination broke off. {broken}"), effect)

    def _take(self, line: Mapping[str, Any], state: Submission, effect: Attempt) -> bool:
        """Whether the examination is to go on: it is of no use to anybody once it was withdrawn."""
        if line["line"] == "scan":
            self._keep(line, state, effect)
        elif line["line"] == "done":
            self._note(state.id, FinishExamination(), effect)
        elif (command := command_of(line, state.opened)) is not None:
            self._note(state.id, command, effect)
        return self._submission(state.id).phase == "examining"

    def _keep(self, line: Mapping[str, Any], state: Submission, effect: Attempt) -> None:
        """Packages and papers lie beside the log before it says that they do."""
        digest, platform, sbom = str(line["digest"]), platform_of(line, state.opened), str(line["sbom"]).encode()
        packages = packages_of(line)
        with self.log.begin() as db:
            tool = str(line.get("tool", ""))
            inventories.keep(db, digest, platform, tool, packages, sbom, self.clock.now())
            if isinstance(shape := line.get("shape"), dict):
                shapes.keep(db, digest, shape)
            counts, asked = by_severity(findings.findings_of(db, digest)), advisories.state(db)
        paper = str(Digest.of(sbom))
        self._note(state.id, NoteScan(platform, digest, len(packages), paper, asked, **counts), effect)

    def _note(self, id: str, command: Command, effect: Attempt) -> None:
        """Under an id of its own, the same at each attempt."""
        what = [type(command).__name__, *(str(getattr(command, name, "")) for name in ("platform", "check"))]
        cause = effect.cause()
        key = cause.new_id("/".join([effect.id, *what]))
        self.log.execute(submission, id, command, replace(cause, command_id=key))

    def _wanted(self, state: Submission) -> Wanted:
        opened = state.opened
        with self.views.begin() as db:
            sides = {side for side, _ in catalogue.sides_of(db, opened.repository, opened.digest)}
            keys = catalogue.keys_of(db, opened.publisher)
        return Wanted(
            repository=opened.repository,
            digest=opened.digest,
            staged="released" not in sides,
            tag=opened.tag,
            kind=opened.kind,
            known=tuple(scan.digest for scan in state.scans.values()),
            keys=tuple(keys),
        )

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
