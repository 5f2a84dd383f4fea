"""Images that were sent in are examined, and what is seen is noted as it is seen."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from eventlog.amqp import effect
from eventlog.outbox import Attempt
from eventlog.refusal import Unavailable
from services.certification.deciders.examination import (
    BeginExamination,
    Command,
    FailExamination,
    FinishExamination,
    NoteScan,
)
from services.certification.deciders.submission import submission
from services.certification.deciders.submission_state import Submission
from services.certification.policies.examination import by_severity, command_of, packages_of, platform_of
from services.certification.policies.submissions import LANES
from services.certification.ports import BrokenOff, Exhausted, SourceAway, Unreadable, Wanted
from services.certification.private import advisories, findings, inventories, shapes
from services.certification.projections import catalogue
from services.certification.service.telling import Telling
from vocabulary.digest import Digest
from vocabulary.unreadable import unreadable

TRIES = 3  # of an examination that takes too much, or breaks off without a word


class Examining(Telling):
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
            self._note(state.id, FailExamination(unreadable("broke-off", what=broken)), effect)

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
        """Under an id of what it says: a later attempt may see something otherwise, and goes on all the same."""
        cause = effect.cause()
        key = cause.new_id(f"{effect.id} {sha256(repr(command).encode()).hexdigest()}")
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
            known=tuple(scan.digest for scan in state.scans.values()),
            keys=tuple(keys),
        )
