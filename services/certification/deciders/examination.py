"""What the examination of a submission tells: taken once for each platform and check, until it is over."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from services.certification.deciders.submission_state import Event, Submission
from services.certification.events import (
    CheckFinding,
    CheckFinished,
    ExaminationBegan,
    ExaminationFailed,
    ExaminationFinished,
    Particular,
    PlatformUnexamined,
    ScanFinished,
)

LONGEST_REASON = 2_000  # characters


@dataclass(frozen=True)
class BeginExamination:
    pass


@dataclass(frozen=True)
class NoteCheck:
    platform: str
    check: str
    group: str
    title: str
    level: str
    outcome: str
    told: str
    findings: tuple[CheckFinding, ...]
    code: str = ""
    particulars: tuple[Particular, ...] = ()


@dataclass(frozen=True)
class NoteScan:
    platform: str
    digest: str  # of the manifest that was read
    packages: int
    sbom: str
    advisories: str
    critical: int
    high: int
    medium: int
    low: int
    unrated: int


@dataclass(frozen=True)
class NoteUnexamined:
    platform: str
    reason: str


@dataclass(frozen=True)
class FinishExamination:
    pass


@dataclass(frozen=True)
class FailExamination:
    reason: str


Command: TypeAlias = BeginExamination | NoteCheck | NoteScan | NoteUnexamined | FinishExamination | FailExamination


def note(command: Command, state: Submission, by: Context) -> list[Event]:
    """Nothing where the submission was withdrawn meanwhile, or where it was told before."""
    if state.phase != "examining":
        return []
    match command:
        case BeginExamination():
            return [] if state.began else [ExaminationBegan(state.id, by.at)]
        case NoteCheck():
            return _check(command, state)
        case NoteScan():
            return _scan(command, state)
        case NoteUnexamined(platform, reason):
            return _unexamined(platform, reason, state)
        case FinishExamination():
            return [_over(state, by)]
        case FailExamination(reason):
            return [ExaminationFailed(state.id, reason[:LONGEST_REASON])]
    raise TypeError(command)


def _over(state: Submission, by: Context) -> Event:
    """An image of which no platform could be read is nothing that a person could decide on."""
    if state.examined:
        return ExaminationFinished(state.id, by.at)
    problems = [f"{platform}: {why}" for platform, why in state.problems.items()]
    return ExaminationFailed(state.id, "; ".join(problems or ["No platform was examined."])[:LONGEST_REASON])


def _check(command: NoteCheck, state: Submission) -> list[Event]:
    known = (command.platform, command.check) in state.checks
    if known or not _is_submitted(command.platform, state):
        return []
    return [CheckFinished(submission=state.id, **vars(command))]


def _scan(command: NoteScan, state: Submission) -> list[Event]:
    """Of another manifest than the one that was sent in it says nothing."""
    ours = any((one.platform, one.digest) == (command.platform, command.digest) for one in state.opened.platforms)
    if not ours or command.platform in state.scans:
        return []
    return [ScanFinished(submission=state.id, **vars(command))]


def _unexamined(platform: str, reason: str, state: Submission) -> list[Event]:
    known = platform in state.scans or platform in state.problems
    if known or not _is_submitted(platform, state):
        return []
    return [PlatformUnexamined(state.id, platform, reason[:LONGEST_REASON])]


def _is_submitted(platform: str, state: Submission) -> bool:
    return any(one.platform == platform for one in state.opened.platforms)
