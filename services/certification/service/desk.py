"""What every method of certification's service stands on: the log, its views, the clock, and what it was told."""

from collections.abc import Mapping
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels, at_start
from eventlog.refusal import Missing
from services.certification import policies
from services.certification.adapters.examiner import examiner_of
from services.certification.deciders.submission import submission
from services.certification.deciders.submission_state import Submission
from services.certification.private import tables
from services.certification.projections import PROJECTIONS
from services.certification.settings import Settings

TEAM = ("owner", "editor", "support")  # of a publisher; who buys for it reads nothing of what it sent in


def settings_of(config: Mapping[str, Any]) -> Settings:
    return Settings.load(config["CHANDLERY"])


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    settings = Provided(settings_of)
    examiner = Provided(examiner_of)

    @at_start
    def prepare_private(self) -> None:
        with self.log.begin() as db:
            tables.prepare(db)

    def _submission(self, id: str) -> Submission:
        state = self.log.fold(submission, id)
        if not isinstance(state, Submission):
            raise Missing("no-such-submission", id[:60])
        return state
