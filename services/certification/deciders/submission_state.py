"""How a submission stands: what was examined and found, what is waived, and what is in the way of a certificate."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from services.certification.events import (
    CheckFinished,
    CheckWaived,
    ExaminationBegan,
    ExaminationFailed,
    ExaminationFinished,
    PlatformUnexamined,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    ScanFinished,
    SubmissionAccepted,
    SubmissionOpened,
    SubmissionRejected,
    SubmissionWithdrawn,
)

Event: TypeAlias = (
    SubmissionOpened
    | ExaminationBegan
    | CheckFinished
    | ScanFinished
    | PlatformUnexamined
    | ExaminationFinished
    | ExaminationFailed
    | ReviewerAssigned
    | QuestionAsked
    | QuestionAnswered
    | CheckWaived
    | SubmissionAccepted
    | SubmissionRejected
    | SubmissionWithdrawn
)
Phase = Literal["examining", "in_review", "waiting", "accepted", "rejected", "withdrawn", "failed"]
REVIEWED: tuple[Phase, ...] = ("in_review", "waiting")
STOPS = ("fail", "error", "not_run")


class Block(NamedTuple):
    """A required check that is in the way, and how it ended on this platform."""

    platform: str
    check: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.check} on {self.platform}: {self.outcome}"


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Submission:
    opened: SubmissionOpened
    phase: Phase = "examining"
    began: bool = False
    checks: Mapping[tuple[str, str], CheckFinished] = field(default_factory=dict)  # by platform and check
    scans: Mapping[str, ScanFinished] = field(default_factory=dict)  # by platform
    problems: Mapping[str, str] = field(default_factory=dict)  # by platform: why it could not be examined
    waivers: Mapping[str, CheckWaived] = field(default_factory=dict)  # by check
    reviewer: str = ""
    question: str = ""  # that waits for an answer
    answer: str = ""  # the last one
    reasons: tuple[str, ...] = ()  # why it was rejected, or could not be examined
    until: date | None = None  # the last day of its certificate

    @property
    def id(self) -> str:
        return self.opened.submission

    @property
    def examined(self) -> tuple[str, ...]:
        """The platforms whose own manifest was read to its end, and of which at least one check is known."""
        checked = {platform for platform, _ in self.checks}
        return tuple(
            one.platform
            for one in self.opened.platforms
            if one.platform in checked
            and (scan := self.scans.get(one.platform)) is not None
            and scan.digest == one.digest
        )

    def blocks(self, required: Collection[str], today: date) -> Iterator[Block]:
        """What is not waived today; of `required` checks that nobody ran, not_run."""
        for platform in self.examined:
            missing = (check for check in required if (platform, check) not in self.checks)
            stopped = (
                (check, done.outcome)
                for (where, check), done in self.checks.items()
                if where == platform and done.level == "required" and done.outcome in STOPS
            )
            for check, outcome in (*stopped, *((check, "not_run") for check in missing)):
                if not self.is_waived(check, today):
                    yield Block(platform, check, outcome)

    def needed(self, required: Collection[str], today: date) -> tuple[CheckWaived, ...]:
        """The waivers without which something would be in the way."""
        bare = replace(self, waivers={})
        stopped = {block.check for block in bare.blocks(required, today)}
        return tuple(waiver for check, waiver in self.waivers.items() if check in stopped)

    def is_waived(self, check: str, today: date) -> bool:
        waiver = self.waivers.get(check)
        return waiver is not None and waiver.until >= today


State: TypeAlias = Absent | Submission


def evolve(state: State, event: Event) -> State:
    if isinstance(event, SubmissionOpened):
        return Submission(event)
    if isinstance(state, Absent):
        raise TypeError(event)
    if isinstance(event, ExaminationBegan | CheckFinished | ScanFinished | PlatformUnexamined | ExaminationFinished):
        return _examined(state, event)
    return _reviewed(state, event)


def _examined(state: Submission, event: Event) -> Submission:
    match event:
        case ExaminationBegan():
            return replace(state, began=True)
        case CheckFinished(platform=platform, check=check):
            return replace(state, checks={**state.checks, (platform, check): event})
        case ScanFinished(platform=platform):
            problems = {other: why for other, why in state.problems.items() if other != platform}
            return replace(state, scans={**state.scans, platform: event}, problems=problems)
        case PlatformUnexamined(platform=platform, reason=reason):
            return replace(state, problems={**state.problems, platform: reason})
        case ExaminationFinished():
            return replace(state, phase="in_review")
    raise TypeError(event)


def _reviewed(state: Submission, event: Event) -> Submission:
    match event:
        case ExaminationFailed(reason=reason):
            return replace(state, phase="failed", reasons=(reason,))
        case ReviewerAssigned(reviewer=reviewer):
            return replace(state, reviewer=reviewer)
        case QuestionAsked(text=text):
            return replace(state, phase="waiting", question=text)
        case QuestionAnswered(text=text):
            return replace(state, phase="in_review", question="", answer=text)
        case CheckWaived(check=check):
            return replace(state, waivers={**state.waivers, check: event})
        case SubmissionAccepted(until=until):
            return replace(state, phase="accepted", until=until)
        case SubmissionRejected(reasons=reasons):
            return replace(state, phase="rejected", reasons=reasons)
        case SubmissionWithdrawn():
            return replace(state, phase="withdrawn")
    raise TypeError(event)
