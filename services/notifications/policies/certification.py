"""What facts of certification mean for whom: submissions, certificates, and holes that were found."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateRevoked,
    CheckWaived,
    ExaminationFailed,
    ExaminationFinished,
    QuestionAnswered,
    QuestionAsked,
    RemediationGivenUp,
    RemediationMissed,
    SubmissionAccepted,
    SubmissionRejected,
    VulnerabilityFound,
)
from services.notifications.policies import audience, holes
from services.notifications.policies.about import joined, notice, team
from services.notifications.policies.known import Known, Submission
from services.notifications.policies.notice import Notice

MOVED = {
    ExaminationFinished: "checked",
    ExaminationFailed: "failed",
    QuestionAsked: "asked",
    CheckWaived: "waived",
    SubmissionAccepted: "approved",
    SubmissionRejected: "rejected",
}


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    told = HEARD.get(type(event))
    return told(event, fact, known) if told else []


def moved(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    about = known.submission(event.submission)
    product = known.product(about.product)
    told = {"version": about.tag, "change": MOVED[type(event)], **_said(event)}
    meant, link = team(about.publisher), f"/publish/{about.publisher}/submissions/{about.id}"
    return [notice(fact, "submission.moved", meant, about=about.id, link=link, product=product, told=told)]


def examined(event: ExaminationFinished, fact: Recorded, known: Known) -> list[Notice]:
    """Now it waits for a reviewer."""
    about = known.submission(event.submission)
    return [*moved(event, fact, known), _wanted(about, audience.staff("reviewer"), "submission", fact, known)]


def answered(event: QuestionAnswered, fact: Recorded, known: Known) -> list[Notice]:
    """Whoever reviews it waits for that."""
    about = known.submission(event.submission)
    meant = audience.account(about.reviewer) if about.reviewer else audience.staff("reviewer")
    return [_wanted(about, meant, "answered", fact, known)]


def revoked(event: CertificateRevoked, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    told = {
        "version": known.certified_tag(event.repository, event.digest),
        "reason": joined([event.reason]),
        "change": "revoked",
    }
    meant, link = team(product.publisher), f"{product.desk}/certification"
    return [notice(fact, "certificate.ending", meant, about=event.digest, link=link, product=product, told=told)]


def _wanted(about: Submission, meant: str, change: str, fact: Recorded, known: Known) -> Notice:
    told = {"version": about.tag, "publisher": known.publisher_name(about.publisher), "change": change}
    link, product = f"/staff/submissions/{about.id}", known.product(about.product)
    return notice(fact, "review.wanted", meant, about=about.id, link=link, product=product, told=told)


def _said(event: Any) -> dict[str, str]:
    """Questions are not told: who is asked reads them there."""
    match event:
        case ExaminationFailed(reason=reason):
            return {"reason": joined([reason])}
        case SubmissionRejected(reasons=reasons):
            return {"reason": joined(reasons)}
        case CheckWaived(check=check, until=until):
            return {"check": check, "until": until.isoformat()}
        case SubmissionAccepted(until=until):
            return {"until": until.isoformat()}
        case _:
            return {}


HEARD: Mapping[type, Callable[[Any, Recorded, Known], list[Notice]]] = {
    **dict.fromkeys(MOVED, moved),
    ExaminationFinished: examined,
    QuestionAnswered: answered,
    CertificateRevoked: revoked,
    VulnerabilityFound: holes.found,
    RemediationMissed: holes.missed,
    RemediationGivenUp: holes.given_up,
}
