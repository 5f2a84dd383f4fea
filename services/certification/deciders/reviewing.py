"""What people do with a submission that was examined: questions, waivers, and the decision."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.certification.deciders.prerequisites import Prerequisite
from services.certification.deciders.submission_state import REVIEWED, Event, Submission
from services.certification.events import (
    CheckWaived,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    SubmissionAccepted,
    SubmissionRejected,
    SubmissionWithdrawn,
)

LONGEST_TEXT = 4_000  # characters
MOST_REASONS = 50
YEAR = timedelta(days=365)
LONGEST = 2 * YEAR  # of a certificate, and of a waiver


@dataclass(frozen=True)
class AssignReviewer:
    reviewer: str  # empty: who asks


@dataclass(frozen=True)
class Ask:
    text: str


@dataclass(frozen=True)
class Answer:
    text: str


@dataclass(frozen=True)
class WaiveCheck:
    check: str
    reason: str
    until: date
    required: frozenset[str] = frozenset()  # what the policy asks for now


@dataclass(frozen=True)
class AcceptSubmission:
    """`until` is the certificate's last day; None: a year from now, and no longer than a waiver that it needs."""

    until: date | None
    prerequisites: tuple[Prerequisite, ...]
    required: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RejectSubmission:
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class WithdrawSubmission:
    pass


Command: TypeAlias = (
    AssignReviewer | Ask | Answer | WaiveCheck | AcceptSubmission | RejectSubmission | WithdrawSubmission
)


def must_review(by: Context) -> None:
    by.must_have("reviewer", "operator")


def must_not_be_own(publisher: str, by: Context) -> None:
    if by.acts_for(publisher):
        raise Forbidden("own-submission")


def _must_decide(state: Submission, by: Context) -> None:
    """Nobody decides on what a publisher sent in that they act for, or on what they sent in for one."""
    must_review(by)
    must_not_be_own(state.opened.publisher, by)
    if by.actor == state.opened.opened_by:
        raise Forbidden("own-submission")


def assign(command: AssignReviewer, state: Submission, by: Context) -> list[Event]:
    must_review(by)
    reviewer = command.reviewer or by.actor
    if reviewer == by.actor:
        _must_decide(state, by)
    if state.phase in ("accepted", "rejected", "withdrawn", "failed"):
        raise Conflicting("submission-over", state.phase)
    return [] if state.reviewer == reviewer else [ReviewerAssigned(state.id, reviewer)]


def ask(command: Ask, state: Submission, by: Context) -> list[Event]:
    _must_decide(state, by)
    _must_be_reviewed(state)
    text = _text(command.text, "text")
    return [] if state.question == text else [QuestionAsked(state.id, by.actor, text, by.at)]


def answer(command: Answer, state: Submission, by: Context) -> list[Event]:
    by.must_act_for(state.opened.publisher, "owner", "editor")
    text = _text(command.text, "text")
    if state.phase == "in_review" and state.answer == text:
        return []
    if state.phase != "waiting":
        raise Conflicting("nothing-asked")
    return [QuestionAnswered(state.id, by.actor, text, by.at)]


def waive(command: WaiveCheck, state: Submission, by: Context) -> list[Event]:
    _must_decide(state, by)
    _must_be_reviewed(state)
    if command.check not in command.required | {check for _, check in state.checks}:
        raise Missing("no-such-check", command.check[:60])
    reason = _text(command.reason, "reason")
    _must_be_ahead(command.until, by.today, "until")
    known = state.waivers.get(command.check)
    if known is not None and (known.reason, known.until) == (reason, command.until):
        return []
    told = (state.id, state.opened.product, command.check, reason, command.until)
    return [CheckWaived(*told, by.actor, by.at)]


def accept(command: AcceptSubmission, state: Submission, by: Context) -> list[Event]:
    _must_decide(state, by)
    if state.phase == "accepted":
        return []
    _must_be_reviewed(state)
    if unmet := [each.id for each in command.prerequisites if not each.met]:
        raise Conflicting("prerequisites-not-met", ", ".join(unmet))
    if not state.examined:
        raise Conflicting("nothing-examined")
    if blocks := sorted(set(state.blocks(command.required, by.today))):
        raise Conflicting("checks-in-the-way", "; ".join(map(str, blocks))[:1000])
    opened = state.opened
    return [
        SubmissionAccepted(
            submission=state.id,
            publisher=opened.publisher,
            product=opened.product,
            plan=opened.plan,
            repository=opened.repository,
            tag=opened.tag,
            digest=opened.digest,
            platforms=state.examined,
            until=_until(command.until, state, command.required, by.today),
            by=by.actor,
            at=by.at,
        )
    ]


def reject(command: RejectSubmission, state: Submission, by: Context) -> list[Event]:
    _must_decide(state, by)
    reasons = tuple(reason.strip() for reason in command.reasons if reason.strip())
    if not reasons or len(reasons) > MOST_REASONS:
        raise Invalid("reasons-missing")
    if state.phase == "rejected" and state.reasons == reasons:
        return []
    _must_be_reviewed(state)
    return [SubmissionRejected(state.id, tuple(_text(reason, "reasons") for reason in reasons), by.actor, by.at)]


def withdraw(state: Submission, by: Context) -> list[Event]:
    by.must_act_for(state.opened.publisher, "owner", "editor")
    if state.phase == "withdrawn":
        return []
    if state.phase not in ("examining", *REVIEWED):
        raise Conflicting("submission-over", state.phase)
    return [SubmissionWithdrawn(state.id, by.at)]


def _until(wanted: date | None, state: Submission, required: Collection[str], today: date) -> date:
    """A waiver that ends earlier takes the certificate with it."""
    ends = [waiver.until for waiver in state.needed(required, today)]
    if wanted is None:
        return min([today + YEAR, *ends])
    _must_be_ahead(wanted, today, "until")
    if ends and wanted > min(ends):
        raise Conflicting("waiver-ends-before", min(ends).isoformat())
    return wanted


def _must_be_reviewed(state: Submission) -> None:
    if state.phase == "examining":
        raise Conflicting("examination-under-way")
    if state.phase not in REVIEWED:
        raise Conflicting("submission-over", state.phase)


def _must_be_ahead(day: date, today: date, field: str) -> None:
    if not today <= day <= today + LONGEST:
        raise Invalid("day-out-of-range", f"{field}: from today, at most two years ahead")


def _text(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Invalid("field-invalid", f"{field}: 1 to {LONGEST_TEXT} characters")
    return text
