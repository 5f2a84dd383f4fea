"""One image that its publisher sends in to have it certified: a digest of a repository is under way once at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Invalid, Missing
from services.certification.deciders import examination, reviewing
from services.certification.deciders.examination import (
    BeginExamination,
    FailExamination,
    FinishExamination,
    NoteCheck,
    NoteScan,
    NoteUnexamined,
)
from services.certification.deciders.reviewing import (
    AcceptSubmission,
    Answer,
    Ask,
    AssignReviewer,
    RejectSubmission,
    WaiveCheck,
    WithdrawSubmission,
)
from services.certification.deciders.submission_state import Absent, Event, State, Submission, evolve
from services.certification.events import CheckWaived, SubmissionOpened, SubmittedPlatform
from vocabulary.digest import is_digest

LONGEST_NAME = 100  # characters
ENDING = (AcceptSubmission, RejectSubmission, WithdrawSubmission, FailExamination)


@dataclass(frozen=True)
class OpenSubmission:
    """`waived` are the product's waivers, told of earlier submissions, which still count."""

    submission: str
    publisher: str
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    kind: str
    platforms: tuple[SubmittedPlatform, ...]
    engine_version: str
    infrastructure: str
    waived: tuple[CheckWaived, ...] = ()


Command: TypeAlias = OpenSubmission | examination.Command | reviewing.Command


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case OpenSubmission(), Absent():
            return _open(command, by)
        case OpenSubmission(), Submission():
            return []
        case _, Absent():
            raise Missing("no-such-submission")
        case (
            (
                BeginExamination()
                | NoteCheck()
                | NoteScan()
                | NoteUnexamined()
                | FinishExamination()
                | FailExamination()
            ),
            Submission(),
        ):
            return examination.note(command, state, by)
        case _, Submission():
            return _review(command, state, by)
    raise TypeError(command)


def _review(command: Command, state: Submission, by: Context) -> list[Event]:
    match command:
        case AssignReviewer():
            return reviewing.assign(command, state, by)
        case Ask():
            return reviewing.ask(command, state, by)
        case Answer():
            return reviewing.answer(command, state, by)
        case WaiveCheck():
            return reviewing.waive(command, state, by)
        case AcceptSubmission():
            return reviewing.accept(command, state, by)
        case RejectSubmission():
            return reviewing.reject(command, state, by)
        case WithdrawSubmission():
            return reviewing.withdraw(state, by)
    raise TypeError(command)


def _open(command: OpenSubmission, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor")
    if command.tag == "latest":
        raise Invalid("latest-alone")
    if not is_digest(command.digest):
        raise Invalid("digest-invalid", command.digest[:80])
    if not command.platforms:
        raise Conflicting("no-platform")
    engine = command.engine_version.strip()
    if engine and not re.fullmatch(r"v?\d+(\.\d+){0,3}([-+~.][0-9A-Za-z.+~-]+)?", engine, re.ASCII):
        raise Invalid("field-invalid", "engine_version: such as 29.1.2")
    if max(len(engine), len(command.infrastructure)) > LONGEST_NAME:
        raise Invalid("field-invalid", f"engine_version, infrastructure: at most {LONGEST_NAME} characters")
    told = {name: value for name, value in vars(command).items() if name != "waived"}
    opened = SubmissionOpened(**{**told, "engine_version": engine}, opened_by=by.actor, at=by.at)
    waivers = [replace(waiver, submission=command.submission) for waiver in command.waived]
    return [opened, *(waiver for waiver in waivers if waiver.until >= by.today)]


def reserves(command: Command) -> Sequence[Reservation]:
    match command:
        case OpenSubmission(repository=repository, digest=digest):
            return [Reservation(_place(repository, digest), "already-submitted", digest)]
    return []


def releases(command: Command, state: State) -> Sequence[str]:
    """What is decided may be sent in again, and so may that of which nothing could be examined."""
    if not isinstance(state, Submission):
        return []
    fails = isinstance(command, FinishExamination) and not state.examined
    return [_place(state.opened.repository, state.opened.digest)] if fails or isinstance(command, ENDING) else []


def _place(repository: str, digest: str) -> str:
    return f"submission-of-{repository}@{digest}"


submission: Decider[Command, State, Event] = Decider("submission", Absent(), decide, evolve, reserves, releases)
