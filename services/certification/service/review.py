"""What reviewers do with what was sent in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Invalid, Refused
from services.certification.deciders.reviewing import (
    AcceptSubmission,
    Ask,
    AssignReviewer,
    RejectSubmission,
    WaiveCheck,
    must_review,
)
from services.certification.deciders.submission import submission
from services.certification.policies import timeline
from services.certification.policies.difference import NO_SHAPE, Side, difference
from services.certification.policies.reporting import FORMS, report_of
from services.certification.private import findings, inventories, shapes
from services.certification.projections import catalogue
from services.certification.projections import submissions as view
from services.certification.service.telling import Telling

MOST_EVENTS = 200


class Review(Telling):
    @rpc(expected_exceptions=Refused)
    def review_queue(self, context: dict[str, Any]) -> list[dict[str, Any]]:
        """All that is not decided, who waits longest first."""
        must_review(Context.load(context))
        with self.views.begin() as db:
            rows = view.in_states(db, ("examining", *view.REVIEWED))
        return [self._row(row) for row in rows]

    @rpc(expected_exceptions=Refused)
    def assign(self, submission_id: str, reviewer: str, context: dict[str, Any]) -> dict[str, Any]:
        """An empty `reviewer` is who asks."""
        return self._change(submission_id, AssignReviewer(reviewer), context)

    @rpc(expected_exceptions=Refused)
    def ask(self, submission_id: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, Ask(text), context)

    @rpc(expected_exceptions=Refused)
    def waive(self, submission_id: str, check: str, reason: str, until: str, context: dict[str, Any]) -> dict[str, Any]:
        required = self._required(self._submission(submission_id).opened.kind)
        return self._change(submission_id, WaiveCheck(check, reason, day_of(until), required), context)

    @rpc(expected_exceptions=Refused)
    def certify(self, submission_id: str, until: str | None, context: dict[str, Any]) -> dict[str, Any]:
        """`until` None: as reviewing.AcceptSubmission says."""
        opened = self._submission(submission_id).opened
        day = day_of(until) if until else None
        command = AcceptSubmission(day, self._prerequisites(opened), self._required(opened.kind))
        return self._change(submission_id, command, context)

    @rpc(expected_exceptions=Refused)
    def reject(self, submission_id: str, reasons: list[str], context: dict[str, Any]) -> dict[str, Any]:
        return self._change(submission_id, RejectSubmission(tuple(reasons)), context)

    @rpc(expected_exceptions=Refused)
    def report(self, submission_id: str, form: str, context: dict[str, Any]) -> str:
        """`form` is json, sarif, junit or html."""
        state = self._readable(submission_id, Context.load(context))
        if form not in FORMS:
            raise Invalid("field-invalid", f"format: {', '.join(FORMS)}")
        report = report_of(state, self._found(state), self.clock.now().date())
        return FORMS[form](report)

    @rpc(expected_exceptions=Refused)
    def difference(self, submission_id: str, context: dict[str, Any]) -> dict[str, Any]:
        """To the version of its repository that was certified last; `before` is None where none was."""
        state = self._readable(submission_id, Context.load(context))
        opened = state.opened
        with self.views.begin() as db:
            every = view.certificates_of(db, opened.repository)
            before = next((each for each in every if _comes_before(each, opened.digest)), None)
            image = catalogue.image_of(db, opened.repository, before["digest"]) if before else None
        if before is None or image is None:
            return {"before": None, "platforms": []}
        known = dict(image["platforms"])
        with self.log.reading() as db:
            platforms = [
                difference(one.platform, self._side(db, known[one.platform]), self._side(db, one.digest))
                for one in opened.platforms
                if one.platform in known and one.platform in state.scans
            ]
        return {"before": {"tag": before["tag"], "digest": before["digest"]}, "platforms": platforms}

    def _side(self, db: Any, digest: str) -> Side:
        """What is kept of a platform's manifest."""
        shape = shapes.shape_of(db, digest) or NO_SHAPE
        return Side(inventories.packages_of(db, digest), findings.findings_of(db, digest), shape)

    @rpc(expected_exceptions=Refused)
    def events_of(self, submission_id: str, after: int, context: dict[str, Any]) -> dict[str, Any]:
        """What happened to it since the event of this number: {state, events}, at most so many at once."""
        state = self._readable(submission_id, Context.load(context))
        every = [each for each in self.log.read(submission.stream(state.id)) if each.version > after]
        return {"state": state.phase, "events": [timeline.progress(each) for each in every[:MOST_EVENTS]]}

    @rpc
    def policy(self) -> dict[str, Any]:
        """What is asked of each kind of image: {name, digest, kinds: {kind: {check: level}}}."""
        own = self._policy("container")
        kinds = ("container", "scratch", "plugin", "compose")
        return {"name": own.name, "digest": own.digest, "kinds": {kind: self._levels(kind) for kind in kinds}}

    @rpc
    def infrastructures(self) -> dict[str, Any]:
        """What images are certified for; an empty list: any."""
        return {"infrastructures": list(self.settings.infrastructures), "engines": list(self.settings.engines)}


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("field-invalid", "until: a day such as 2027-01-31") from None


def _comes_before(certificate: Mapping[str, Any], digest: str) -> bool:
    return bool(certificate["digest"] != digest and certificate["state"] != "revoked")
