"""A submission as it is told: how it stands, what was found, what is in the way, and what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.telling import told
from services.certification.checks import for_kind
from services.certification.deciders import reviewing
from services.certification.deciders.certificate import Certificate, certificate, subject_of
from services.certification.deciders.prerequisites import Prerequisite, Rules, Standing, prerequisites
from services.certification.deciders.remediation import remediation
from services.certification.deciders.submission import submission
from services.certification.deciders.submission_state import Submission
from services.certification.events import SubmissionOpened
from services.certification.examining.policy import Policy, load_policy
from services.certification.policies import timeline
from services.certification.policies.reporting import platforms_of
from services.certification.private import findings
from services.certification.projections import acts, catalogue
from services.certification.scan.advisory import Found
from services.certification.service.desk import TEAM, Desk

KINDS = {"container": ("container", "scratch"), "plugin": ("plugin",)}  # what an examination may take it for


class Telling(Desk):
    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """What certification holds of somebody: what they sent in, asked, answered, waived and decided."""
        with self.views.begin() as db:
            streams = acts.streams_of(db, account)
        every = (each for stream in streams for each in self.log.read(stream))
        return {"events": told(each for each in every if each.actor == account)}

    def _told(self, id: str) -> dict[str, Any]:
        """As api.md has it, and where and whose it is, with its timeline."""
        state, today = self._submission(id), self.clock.now().date()
        opened = state.opened
        named = ("publisher", "plan", "repository", "tag", "digest", "kind", "engine_version", "infrastructure")
        return {
            "id": state.id,
            "state": state.phase,
            "product": self._address(opened.product),
            **{name: getattr(opened, name) for name in named},
            "opened": opened.at.isoformat(),
            "opened_by": opened.opened_by,
            "reviewer": state.reviewer,
            "question": state.question,
            "reasons": list(state.reasons),
            "prerequisites": [vars(each) for each in self._prerequisites(opened)],
            "in_the_way": [block._asdict() for block in sorted(set(state.blocks(self._required(opened.kind), today)))],
            "platforms": platforms_of(state, self._found(state), self.log.fold(remediation, opened.repository), today),
            "timeline": self._timeline(state),
            "certificate": self._certificate(opened),
        }

    def _found(self, state: Submission) -> dict[str, list[Found]]:
        """By the digest of a platform's manifest, against the advisories of now."""
        with self.log.reading() as db:
            return {scan.digest: findings.findings_of(db, scan.digest) for scan in state.scans.values()}

    def _timeline(self, state: Submission) -> list[dict[str, Any]]:
        every = self.log.read(submission.stream(state.id))
        return [timeline.told(each) for each in every if not isinstance(each.event, timeline.PROGRESS)]

    def _certificate(self, opened: SubmissionOpened) -> dict[str, Any] | None:
        """Of its digest, whichever submission it came from."""
        found = self.log.fold(certificate, subject_of(opened.repository, opened.digest))
        if not isinstance(found, Certificate):
            return None
        state = "revoked" if found.revoked else "expired" if found.expired else "valid"
        days = {"since": found.issued.since.isoformat(), "until": found.until.isoformat()}
        return {"state": state, **days, "platforms": list(found.issued.platforms)}

    def _address(self, product: str) -> str:
        with self.views.begin() as db:
            found = catalogue.product_of(db, product)
        return product if found is None else str(found["address"])

    def _prerequisites(self, opened: SubmissionOpened) -> tuple[Prerequisite, ...]:
        with self.views.begin() as db:
            found, product = catalogue.publisher_of(db, opened.publisher), catalogue.product_of(db, opened.product)
        names = ("approved", "suspended", "agreement", "support", "tsanet")
        standing = Standing(**{name: found[name] for name in names}) if found else Standing()
        standing = replace(standing, gave_away=product is not None and product["publisher"] != opened.publisher)
        settings = self.settings
        return prerequisites(
            opened, standing, Rules(settings.agreement_version, settings.engines, settings.infrastructures)
        )

    def _required(self, kind: str) -> frozenset[str]:
        """What the policy requires of an image of this kind, whatever the examination takes it for."""
        levels = [self._levels(each) for each in KINDS.get(kind, (kind,))]
        sets = [{check for check, level in each.items() if level == "required"} for each in levels]
        return frozenset(set.intersection(*sets))

    def _levels(self, kind: Any) -> dict[str, str]:
        """How much each check weighs that is asked of this kind."""
        policy = self._policy(kind)
        return {check.id: policy.levels[check.id] for check in for_kind(kind) if policy.asks(check)}

    def _policy(self, kind: Any) -> Policy:
        given = self.settings.policy
        return load_policy(Path(given).read_text(encoding="utf-8") if given else None, kind)

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Of a list of submissions."""
        told = {name: row[name] for name in ("id", "publisher", "plan", "repository", "tag", "digest", "state")}
        address = self._address(row["product"])
        return {**told, "product": address, "reviewer": row["reviewer"], "opened": row["opened"].isoformat()}

    def _readable(self, id: str, by: Context) -> Submission:
        """For its publisher's side and for reviewers."""
        state = self._submission(id)
        if not by.has("reviewer", "operator"):
            by.must_act_for(state.opened.publisher, *TEAM)
        return state

    def _change(self, id: str, command: reviewing.Command, context: dict[str, Any]) -> dict[str, Any]:
        by = Context.load(context)
        self._readable(id, by)
        executed = self.log.execute(submission, id, command, by)
        return {**self._told(id), "position": executed.position}
