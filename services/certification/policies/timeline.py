"""What became of a submission, one line an event: for people, and for those who watch it go."""

from typing import Any

from eventlog.recorded import Recorded
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

PROGRESS = (CheckFinished, ScanFinished)  # too many for a timeline, and what a live view shows
KINDS = {
    SubmissionOpened: "opened",
    ExaminationBegan: "examination-began",
    CheckFinished: "check",
    ScanFinished: "scan",
    PlatformUnexamined: "platform-unexamined",
    ExaminationFinished: "examination-finished",
    ExaminationFailed: "examination-failed",
    ReviewerAssigned: "assigned",
    QuestionAsked: "asked",
    QuestionAnswered: "answered",
    CheckWaived: "waived",
    SubmissionAccepted: "accepted",
    SubmissionRejected: "rejected",
    SubmissionWithdrawn: "withdrawn",
}


def told(recorded: Recorded) -> dict[str, Any]:
    """{at, kind, by, text}; `by` is an account, or empty where the store itself did it.

    Of a waiver also {check, until, reason}, and of a platform that was not examined {platform, reason}, for who says
    it in another language.
    """
    by = "" if recorded.actor.startswith("policy:") else recorded.actor
    kind = KINDS[type(recorded.event)]
    parts = _parts(recorded.event)
    return {"at": recorded.time.isoformat(), "kind": kind, "by": by, "text": _text(recorded.event), **parts}


def progress(recorded: Recorded) -> dict[str, Any]:
    """The same with what a check or a scan says, under the event's number in its stream."""
    event, more = recorded.event, {}
    if isinstance(event, CheckFinished):
        named = {name: getattr(event, name) for name in ("platform", "check", "title", "level", "outcome", "told")}
        more = {
            **named,
            "findings": [{"where": each.where, "what": each.what, "do": each.do} for each in event.findings],
        }
    elif isinstance(event, ScanFinished):
        more = {name: value for name, value in vars(event).items() if name != "submission"}
    return {"number": recorded.version, **told(recorded), **more}


def _parts(event: Any) -> dict[str, str]:
    match event:
        case CheckWaived(check=check, until=until, reason=reason):
            return {"check": check, "until": until.isoformat(), "reason": reason}
        case PlatformUnexamined(platform=platform, reason=reason):
            return {"platform": platform, "reason": reason}
    return {}


def _text(event: Any) -> str:
    match event:
        case CheckFinished(title=title, outcome=outcome, platform=platform):
            return f"{title}: {outcome} ({platform})"
        case ScanFinished(packages=packages, platform=platform):
            return f"{packages} packages ({platform})"
        case PlatformUnexamined(platform=platform, reason=reason):
            return f"{platform}: {reason}"
        case ExaminationFailed(reason=reason):
            return reason
        case ReviewerAssigned(reviewer=reviewer):
            return reviewer
        case QuestionAsked(text=text) | QuestionAnswered(text=text):
            return text
        case CheckWaived(check=check, until=until, reason=reason):
            return f"{check} until {until}: {reason}"
        case SubmissionAccepted(until=until):
            return until.isoformat()
        case SubmissionRejected(reasons=reasons):
            return "; ".join(reasons)
    return ""
